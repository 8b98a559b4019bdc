#include "ui/scenario/event_table.h"

#include "ui/widgets/colours.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace ui {
namespace event_table {

using core::ScriptColumn;

QStringList offersFor(ScriptColumn column, const QString& what, const Script& script)
{
    const bool node = what == QLatin1String("node");
    switch (column) {
    case ScriptColumn::Time:
        return {QStringLiteral("every 10 s"), QStringLiteral("random")};
    case ScriptColumn::What:
        return {QStringLiteral("link"), QStringLiteral("node")};
    case ScriptColumn::Target:
        return script.namesOf(node ? core::TargetKind::Node : core::TargetKind::Link);
    case ScriptColumn::Field:
        return node ? QStringList {QStringLiteral("compute"), QStringLiteral("down")}
                    : QStringList {QStringLiteral("bandwidth"), QStringLiteral("latency"), QStringLiteral("down")};
    case ScriptColumn::Value:
        return {QStringLiteral("*0.5"), QStringLiteral("*0.25")};
    default:
        return {};
    }
}

/// A line of text that knows what may stand there, and gives it to all selected rows.
class CellDelegate : public QStyledItemDelegate
{
public:
    CellDelegate(Script& script, EventTable& table) : QStyledItemDelegate(&table), m_script(script), m_table(table) { }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        auto* field = new QLineEdit(parent);
        field->setObjectName(QStringLiteral("eventCell"));
        field->setFrame(false);
        const QString what = index.siblingAtColumn(static_cast<int>(ScriptColumn::What)).data().toString();
        auto* completer = new QCompleter(offersFor(static_cast<ScriptColumn>(index.column()), what, m_script), field);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        field->setCompleter(completer);
        return field;
    }
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        editor->setGeometry(option.rect.adjusted(0, 0, std::max(0, 150 - option.rect.width()), 0));
    }
    void setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const override
    {
        const auto* field = qobject_cast<QLineEdit*>(editor);
        const auto* sorted = qobject_cast<const QSortFilterProxyModel*>(index.model());
        if (!field || !sorted || field->text() == index.data(Qt::EditRole).toString())
            return;
        std::vector<int> rows {sorted->mapToSource(index).row()};
        const QItemSelectionModel* selection = m_table.selectionModel();
        if (selection->isRowSelected(index.row()))
            for (const QModelIndex& other : selection->selectedRows())
                if (other.row() != index.row())
                    rows.push_back(sorted->mapToSource(other).row());
        m_table.events().setColumn(rows, index.column(), field->text());
    }

private:
    Script& m_script;
    EventTable& m_table;
};

} // namespace event_table

EventTable::EventTable(Script& script, QWidget* parent) : QTableView(parent), m_script(script), m_model(script), m_sorted(new QSortFilterProxyModel(this))
{
    setObjectName(QStringLiteral("eventTable"));
    setAccessibleName(tr("Events of the scenario"));
    m_sorted->setSourceModel(&m_model);
    m_sorted->setSortRole(EventModel::SortRole);
    setModel(m_sorted);
    setItemDelegate(new event_table::CellDelegate(script, *this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves, arrows walk
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(DoubleClicked | EditKeyPressed);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSortIndicatorClearable(true); // a third click: the order of the script
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    const int widths[] = {38, 148, 48, 120, 84, 84, 68, 60, 60};
    for (int column = 0; column < core::scriptColumns; ++column)
        setColumnWidth(column, widths[column]);
    horizontalHeader()->setStretchLastSection(true);
    addKeys();
    connect(&m_model, &EventModel::refused, this, &EventTable::refused);
    connect(m_sorted, &QAbstractItemModel::modelReset, this, &EventTable::showSpans);
    connect(m_sorted, &QAbstractItemModel::layoutChanged, this, &EventTable::showSpans);
    connect(m_sorted, &QAbstractItemModel::dataChanged, this, &EventTable::showSpans);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { emit linesSelected(selectedLines()); });
    showSpans();
}

void EventTable::addKeys()
{
    const auto add = [this](const char* name, const QString& words, const QKeySequence& keys, void (EventTable::*run)()) {
        auto* action = new QAction(words, this);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, run);
        addAction(action);
    };
    add("eventsCopy", tr("Copy"), QKeySequence::Copy, &EventTable::copy);
    add("eventsPaste", tr("Paste"), QKeySequence::Paste, &EventTable::paste);
    add("eventsDelete", tr("Delete"), QKeySequence::Delete, &EventTable::removeSelected);
    add("eventsToggle", tr("On or off"), QKeySequence(Qt::Key_Space), &EventTable::toggleSelected);
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

/// A line that does not parse is shown whole.
void EventTable::showSpans()
{
    clearSpans();
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        if (!m_model.isEvent(m_sorted->mapToSource(m_sorted->index(row, 0)).row()))
            setSpan(row, static_cast<int>(core::ScriptColumn::Time), 1, core::scriptColumns - 1);
}

std::vector<int> EventTable::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.push_back(m_sorted->mapToSource(index).row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<int> EventTable::selectedLines() const
{
    std::vector<int> lines = selectedRows();
    for (int& row : lines)
        row = m_model.lineOf(row);
    return lines;
}

void EventTable::selectLine(int line)
{
    const int row = m_model.rowOf(line);
    if (row < 0 || selectedLines() == std::vector<int> {line})
        return;
    const QModelIndex index = m_sorted->mapFromSource(m_model.index(row, 1));
    selectRow(index.row());
    scrollTo(index);
}

void EventTable::copy()
{
    std::vector<core::ScriptLine> lines;
    for (const int line : selectedLines())
        lines.push_back(m_script.line(line));
    if (!lines.empty())
        QApplication::clipboard()->setText(QString::fromStdString(core::rowsOf(lines)));
}

void EventTable::paste()
{
    const std::vector<std::string> lines = core::linesFromRows(QApplication::clipboard()->text().toStdString());
    const std::vector<int> selected = selectedLines();
    m_script.insert(tr("Paste events"), selected.empty() ? -1 : selected.back() + 1, lines);
}

void EventTable::removeSelected() { m_script.remove(selectedLines()); }

void EventTable::toggleSelected()
{
    const std::vector<int> rows = selectedRows();
    const bool on = std::any_of(rows.begin(), rows.end(), [&](int row) {
        const auto& event = m_script.line(m_model.lineOf(row)).event;
        return event && event->off;
    });
    m_model.setColumn(rows, static_cast<int>(core::ScriptColumn::On), on ? QStringLiteral("on") : QStringLiteral("off"));
}

void EventTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_sorted->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.drawText(viewport()->rect().adjusted(24, 8, -24, -8), static_cast<int>(Qt::AlignCenter | Qt::TextWordWrap),
        tr("Nothing happens to the network yet.\nAdd an event or a preset, paste rows from a spreadsheet, or drop a bandwidth trace here."));
}

} // namespace ui
