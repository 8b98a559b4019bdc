#include "ui/scenario/event_model.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"

#include <QBrush>

#include <algorithm>

namespace ui {
namespace event_model {

using core::ScriptColumn;

double startOf(const core::Event& event)
{
    if (const auto* at = std::get_if<core::At>(&event.when))
        return at->start.value.value;
    const auto* every = std::get_if<core::Every>(&event.when);
    return every && every->from ? every->from->value.value : 0;
}

double lengthOf(const std::optional<core::Quantity<core::Seconds>>& time, double otherwise) { return time ? time->value.value : otherwise; }

QString toolTip(const core::ScriptIssue& issue)
{
    QString words = text(issue.message);
    if (!issue.expected.empty())
        words += QStringLiteral("\n") + EventModel::tr("expected %1").arg(text(issue.expected));
    if (!issue.fix.empty())
        words += QStringLiteral("\n") + EventModel::tr("fix: %1").arg(text(issue.fix));
    return words;
}

} // namespace event_model

EventModel::EventModel(Script& script, QObject* parent) : QAbstractTableModel(parent), m_script(script)
{
    connect(&script, &Script::changed, this, &EventModel::readRows);
    connect(&script, &Script::issuesChanged, this, [this] {
        if (!m_rows.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DecorationRole, Qt::ToolTipRole});
    });
    readRows();
}

/// Where the same lines are events as before, only what they say changes: selection and editors stay.
void EventModel::readRows()
{
    std::vector<int> rows;
    std::vector<core::ScriptCells> cells;
    for (const core::ScriptLine& line : m_script.lines()) {
        if (!line.event && !line.error)
            continue;
        rows.push_back(line.id);
        cells.push_back(core::cellsOf(line));
    }
    if (rows == m_rows) {
        m_cells = std::move(cells);
        if (!m_rows.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    m_cells = std::move(cells);
    endResetModel();
}

int EventModel::rowOf(int line) const
{
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), line);
    return found == m_rows.end() || *found != line ? -1 : static_cast<int>(found - m_rows.begin());
}

int EventModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int EventModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : core::scriptColumns; }

QVariant EventModel::words(int row, core::ScriptColumn column) const
{
    if (column == core::ScriptColumn::On)
        return {};
    if (!isEvent(row))
        return column == core::ScriptColumn::Time ? text(m_script.line(lineOf(row)).text) : QVariant();
    return text(core::cell(m_cells[static_cast<std::size_t>(row)], column));
}

QVariant EventModel::sortKey(int row, core::ScriptColumn column) const
{
    const core::ScriptLine& line = m_script.line(lineOf(row));
    if (!line.event)
        return column == core::ScriptColumn::Time ? QVariant(-1.0) : QVariant();
    switch (column) {
    case core::ScriptColumn::On:
        return line.event->off ? 1 : 0;
    case core::ScriptColumn::Time:
        return event_model::startOf(*line.event);
    case core::ScriptColumn::Length:
        return event_model::lengthOf(line.event->length, 1e300);
    case core::ScriptColumn::Ramp:
        return event_model::lengthOf(line.event->ramp, 0);
    default:
        return words(row, column);
    }
}

QVariant EventModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row();
    const auto column = static_cast<core::ScriptColumn>(index.column());
    const core::ScriptLine& line = m_script.line(lineOf(row));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return words(row, column);
    case SortRole:
        return sortKey(row, column);
    case Qt::CheckStateRole:
        return column == core::ScriptColumn::On && line.event ? QVariant(line.event->off ? Qt::Unchecked : Qt::Checked) : QVariant();
    case Qt::ForegroundRole:
        if (!line.event)
            return QBrush(colour(core::ColourRole::Error));
        return line.event->off || column == core::ScriptColumn::Note ? QVariant(QBrush(colour(core::ColourRole::MutedText))) : QVariant();
    case Qt::DecorationRole:
    case Qt::ToolTipRole: {
        const core::ScriptIssue* issue = m_script.issueOf(line.id);
        if (!issue)
            return role == Qt::ToolTipRole ? QVariant(text(line.text)) : QVariant();
        if (role == Qt::ToolTipRole)
            return event_model::toolTip(*issue);
        return column == core::ScriptColumn::Time ? QVariant(icon(issue->severity == core::Severity::Error ? "data-error" : "data-warning")) : QVariant();
    }
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(lineOf(section) + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names {tr("On"), tr("Time"), tr("What"), tr("Target"), tr("Field"), tr("Value"), tr("For"), tr("Ramp"), tr("Note")};
    return names.value(section);
}

Qt::ItemFlags EventModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    const auto column = static_cast<core::ScriptColumn>(index.column());
    if (column == core::ScriptColumn::On)
        return isEvent(index.row()) ? flags | Qt::ItemIsUserCheckable : flags;
    if (isEvent(index.row()) || column == core::ScriptColumn::Time)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool EventModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role == Qt::CheckStateRole) {
        setColumn({index.row()}, index.column(), value.toInt() == Qt::Checked ? QStringLiteral("on") : QStringLiteral("off"));
        return true;
    }
    if (role != Qt::EditRole)
        return false;
    setColumn({index.row()}, index.column(), value.toString());
    return true;
}

void EventModel::setColumn(const std::vector<int>& rows, int column, const QString& words)
{
    std::vector<int> lines;
    for (const int row : rows) {
        if (isEvent(row))
            lines.push_back(lineOf(row));
        else if (rows.size() == 1)
            return m_script.setLines(tr("Mend line %1").arg(lineOf(row) + 1), {{lineOf(row), words.toStdString()}});
    }
    const auto outcome = m_script.setCells(lines, static_cast<core::ScriptColumn>(column), words);
    if (!outcome)
        emit refused(outcome.error());
}

} // namespace ui
