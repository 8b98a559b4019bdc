#include "ui/results/span_table.h"

#include "core/results/span_query.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>

namespace ui {
namespace span_table {

core::Nanoseconds slackOf(const SimulationResult& result, std::uint32_t index)
{
    return index < result.explanation.slack.size() ? result.explanation.slack[index] : core::Nanoseconds(0);
}

/// What a column is sorted by.
double keyOf(const SimulationResult& result, std::uint32_t index, int column)
{
    const core::Timeline& timeline = result.timeline;
    const core::Span& span = timeline.spans[index];
    const core::Lane& lane = timeline.lanes[span.lane];
    switch (column) {
    case SpanModel::Phase:
        return static_cast<double>(span.kind);
    case SpanModel::MicroBatch:
        return span.microBatch;
    case SpanModel::Device:
        return span.lane;
    case SpanModel::Stage:
        return lane.stage;
    case SpanModel::Stream:
        return static_cast<double>(lane.kind);
    case SpanModel::Duration:
        return static_cast<double>((span.end - span.start).count);
    case SpanModel::Slack:
        return static_cast<double>(slackOf(result, index).count);
    case SpanModel::Moved:
        return span.bytes;
    case SpanModel::WaitedFor:
        return span.waitedFor == core::noSpan ? -1.0 : static_cast<double>(span.waitedFor);
    default:
        return static_cast<double>(span.start.count);
    }
}

QString phraseOf(const core::Timeline& timeline, std::uint32_t index)
{
    if (index == core::noSpan)
        return QStringLiteral("–");
    const core::Span& span = timeline.spans[index];
    const QString kind = text(core::nameOf(span.kind));
    return (span.microBatch < 0 ? kind : QStringLiteral("%1 %2").arg(kind).arg(span.microBatch)) + QStringLiteral(", ")
        + text(timeline.lanes[span.lane].title);
}

QString wordsOf(const SimulationResult& result, std::uint32_t index, int column)
{
    const core::Timeline& timeline = result.timeline;
    const core::Span& span = timeline.spans[index];
    const core::Lane& lane = timeline.lanes[span.lane];
    switch (column) {
    case SpanModel::Phase:
        return text(core::nameOf(span.kind));
    case SpanModel::MicroBatch:
        return span.microBatch < 0 ? QStringLiteral("–") : QString::number(span.microBatch);
    case SpanModel::Device:
        return text(lane.title);
    case SpanModel::Stage:
        return QString::number(lane.stage);
    case SpanModel::Stream:
        return text(core::nameOf(lane.kind));
    case SpanModel::Start:
        return text(span.start);
    case SpanModel::Duration:
        return text(span.end - span.start);
    case SpanModel::Slack:
        return text(slackOf(result, index));
    case SpanModel::Moved:
        return span.bytes > 0 ? text(core::Bytes(span.bytes)) : QStringLiteral("–");
    case SpanModel::WaitedFor:
        return phraseOf(timeline, span.waitedFor);
    default:
        return {};
    }
}

bool isNumber(int column)
{
    return column == SpanModel::MicroBatch || column == SpanModel::Stage || (column >= SpanModel::Start && column <= SpanModel::Moved);
}

} // namespace span_table

void SpanModel::setSpans(std::shared_ptr<const SimulationResult> result, std::vector<std::uint32_t> spans)
{
    beginResetModel();
    m_result = std::move(result);
    m_spans = std::move(spans);
    arrange();
    endResetModel();
}

void SpanModel::arrange()
{
    std::sort(m_spans.begin(), m_spans.end());
    if (!m_result)
        return;
    const bool up = m_order == Qt::AscendingOrder;
    std::stable_sort(m_spans.begin(), m_spans.end(), [&](std::uint32_t a, std::uint32_t b) {
        const double one = span_table::keyOf(*m_result, a, m_column), other = span_table::keyOf(*m_result, b, m_column);
        return up ? one < other : other < one;
    });
}

void SpanModel::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged();
    m_column = column;
    m_order = order;
    arrange();
    emit layoutChanged();
}

std::optional<int> SpanModel::rowOf(std::uint32_t span) const
{
    const auto found = std::find(m_spans.begin(), m_spans.end(), span);
    return found == m_spans.end() ? std::nullopt : std::optional(static_cast<int>(found - m_spans.begin()));
}

int SpanModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_spans.size()); }
int SpanModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant SpanModel::data(const QModelIndex& index, int role) const
{
    if (role == Qt::DisplayRole)
        return span_table::wordsOf(*m_result, spanAt(index.row()), index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant((span_table::isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant SpanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const std::array<QString, columns> names {tr("Phase"), tr("Micro-batch"), tr("Device"), tr("Stage"), tr("Stream"), tr("Start"), tr("Duration"), tr("Slack"), tr("Moved"), tr("Waited for")};
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((span_table::isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(names[static_cast<std::size_t>(section)]) : QVariant();
}

SpanTable::SpanTable(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new SpanModel(this)), m_query(new QLineEdit), m_state(mutedLabel({})), m_table(plainTable())
{
    m_query->setObjectName(QStringLiteral("spanQuery"));
    m_query->setAccessibleName(tr("Which spans"));
    m_query->setPlaceholderText(tr("all spans; or phase:bwd stage:3 dur>2ms cause:transfer lane:n0 mb:0-3 F12"));
    m_query->setClearButtonEnabled(true);
    m_query->setMaximumWidth(520);
    m_state->setObjectName(QStringLiteral("spanState"));
    m_state->setWordWrap(false);
    m_table->setObjectName(QStringLiteral("spanTable"));
    m_table->setAccessibleName(tr("Spans"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(SpanModel::Start, Qt::AscendingOrder);
    m_table->horizontalHeader()->setStretchLastSection(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(10);
    bar->addWidget(m_query, 2);
    bar->addWidget(m_state, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    connect(m_query, &QLineEdit::textChanged, this, &SpanTable::rebuild);
    connect(&session, &Session::resultsChanged, this, &SpanTable::rebuild);
    connect(&session.selection(), &Selection::changed, this, &SpanTable::showSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (row.isValid())
            m_session.selection().select(SpanIndex {m_model->spanAt(row.row())});
    });
}

void SpanTable::showEvent(QShowEvent* event)
{
    rebuild();
    QWidget::showEvent(event);
}

/// Only while it can be seen: a million spans take a while to sort.
void SpanTable::rebuild()
{
    if (!isVisible())
        return;
    const auto result = m_session.result();
    std::vector<std::uint32_t> spans(result ? result->timeline.spans.size() : 0);
    std::iota(spans.begin(), spans.end(), 0U);
    QString words = tr("Nothing simulated yet – F5");
    if (result && !m_query->text().trimmed().isEmpty()) {
        auto found = core::findSpans(result->timeline, &result->explanation.bubbles, m_query->text().toStdString());
        words = found ? tr("%1 of %2 spans").arg(count(static_cast<double>(found->size())), count(static_cast<double>(spans.size())))
                      : text(core::describe(found.error()));
        if (found)
            spans = std::move(*found);
    } else if (result) {
        words = spans.size() == 1 ? tr("1 span") : tr("%1 spans").arg(count(static_cast<double>(spans.size())));
    }
    m_state->setText(words);
    const QSignalBlocker blocker(m_table->selectionModel()); // what is selected stays so
    m_model->setSpans(result, std::move(spans));
    m_table->resizeColumnsToContents();
    showSelected();
}

void SpanTable::showSelected()
{
    if (!isVisible())
        return;
    const Element current = m_session.selection().current();
    const auto* span = std::get_if<SpanIndex>(&current);
    const int row = span ? m_model->rowOf(span->value).value_or(-1) : -1;
    const QSignalBlocker blocker(m_table->selectionModel());
    if (row < 0)
        m_table->clearSelection();
    else if (m_table->currentIndex().row() != row || !m_table->selectionModel()->isRowSelected(row, QModelIndex()))
        m_table->selectRow(row);
    m_table->viewport()->update();
}

} // namespace ui
