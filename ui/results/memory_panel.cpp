#include "ui/results/memory_panel.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/share_bar_delegate.h"
#include "ui/widgets/tables.h"

#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

std::vector<MemoryRow> memoryRows(const SimulationResult& result)
{
    const core::Timeline& timeline = result.timeline;
    std::vector<std::pair<int, MemoryRow>> ranked;
    for (std::size_t i = 0; i < timeline.lanes.size() && i < timeline.memory.size(); ++i) {
        const core::Lane& lane = timeline.lanes[i];
        const core::LaneMemory& use = timeline.memory[i];
        if (lane.kind != core::LaneKind::Compute)
            continue;
        for (const int rank : lane.devices) {
            ranked.push_back({rank,
                {text(result.cluster.deviceName(rank)), use.peak(), use.limit, use.weights, use.gradients, use.optimizer,
                    use.peakActivations, use.buffers + use.framework, lane.spanCount > 0 ? lane.firstSpan : core::noSpan}});
        }
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        const double shareOfA = a.second.peak.value * b.second.limit.value;
        const double shareOfB = b.second.peak.value * a.second.limit.value;
        return shareOfA != shareOfB ? shareOfA > shareOfB : a.first < b.first;
    });
    std::vector<MemoryRow> rows;
    for (auto& [rank, row] : ranked)
        rows.push_back(std::move(row));
    return rows;
}

void MemoryModel::setRows(std::vector<MemoryRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int MemoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MemoryModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

namespace memory_panel {

QString words(const MemoryRow& row, int column)
{
    switch (column) {
    case MemoryModel::Device:
        return row.device;
    case MemoryModel::Peak:
        return text(row.peak);
    case MemoryModel::Limit:
        return text(row.limit);
    case MemoryModel::Weights:
        return text(row.weights);
    case MemoryModel::Gradients:
        return text(row.gradients);
    case MemoryModel::Optimizer:
        return text(row.optimizer);
    case MemoryModel::Activations:
        return text(row.activations);
    case MemoryModel::Other:
        return text(row.other);
    default:
        return {};
    }
}

} // namespace memory_panel

QVariant MemoryModel::data(const QModelIndex& index, int role) const
{
    const MemoryRow& shown = row(index.row());
    if (role == Qt::DisplayRole)
        return memory_panel::words(shown, index.column());
    if (role == ShareBarDelegate::ShareRole && shown.limit.value > 0)
        return shown.peak / shown.limit;
    if (role == Qt::TextAlignmentRole && index.column() > Peak)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant MemoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section > Peak ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Other)
        return tr("Buffers, context and communicators");
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names {tr("Device"), tr("Peak"), tr("Limit"), tr("Weights"), tr("Gradients"), tr("Optimizer"),
        tr("Activations"), tr("Other")};
    return names.value(section);
}

MemoryPanel::MemoryPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new MemoryModel(this))
    , m_hint(mutedLabel(tr("Simulate (F5) to see the memory of every device.")))
    , m_table(plainTable())
{
    m_hint->setContentsMargins(8, 8, 8, 8);
    m_hint->setAlignment(Qt::AlignTop);
    m_table->setObjectName(QStringLiteral("memoryTable"));
    m_table->setAccessibleName(tr("Memory of every device"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(MemoryModel::Peak, new ShareBarDelegate(m_table));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(m_hint);
    layout->addWidget(m_table, 1);
    connect(&session, &Session::resultsChanged, this, &MemoryPanel::rebuild);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        const std::uint32_t span = m_model->row(index.row()).firstSpan;
        if (span != core::noSpan)
            m_session.selection().select(SpanIndex {span});
    });
    rebuild();
}

void MemoryPanel::rebuild()
{
    const auto result = m_session.result();
    m_hint->setVisible(!result);
    m_table->setVisible(result != nullptr);
    m_model->setRows(result ? memoryRows(*result) : std::vector<MemoryRow>());
    m_table->resizeColumnsToContents();
}

} // namespace ui
