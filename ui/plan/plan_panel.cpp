#include "ui/plan/plan_panel.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/share_bar_delegate.h"
#include "ui/widgets/tables.h"

#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

void PlanModel::setRows(std::vector<StageRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PlanModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int PlanModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant PlanModel::words(const StageRow& row, int column) const
{
    switch (column) {
    case Pipeline:
        return row.replicas > 1 ? tr("%1 (×%2)").arg(row.pipeline).arg(row.replicas) : count(row.pipeline);
    case Stage:
        return count(row.stage);
    case Devices:
        return row.devices;
    case Kind:
        return row.kind;
    case Units:
        return row.units;
    case Recompute:
        return row.recompute;
    case Memory:
        return row.peak ? tr("%1 of %2").arg(text(*row.peak), text(*row.limit)) : QString();
    default:
        return {};
    }
}

QVariant PlanModel::data(const QModelIndex& index, int role) const
{
    const StageRow& shown = row(index.row());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return words(shown, index.column());
    if (role == ShareBarDelegate::ShareRole && shown.peak && shown.limit->value > 0)
        return *shown.peak / *shown.limit;
    if (role == Qt::TextAlignmentRole && index.column() <= Stage)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section <= Stage ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Pipeline:
        return tr("Pipeline");
    case Stage:
        return tr("Stage");
    case Devices:
        return tr("Devices");
    case Kind:
        return tr("Kind");
    case Units:
        return tr("Units");
    case Recompute:
        return tr("Recompute");
    case Memory:
        return tr("Peak memory");
    default:
        return {};
    }
}

PlanPanel::PlanPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new PlanModel(this))
    , m_summary(valueLabel({}))
    , m_hint(mutedLabel(tr("Simulate (F5) to see the stages of this plan.")))
    , m_table(plainTable())
{
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_summary->setContentsMargins(8, 8, 8, 8);
    m_hint->setContentsMargins(8, 0, 8, 8);
    m_hint->setAlignment(Qt::AlignTop);
    m_table->setObjectName(QStringLiteral("planTable"));
    m_table->setAccessibleName(tr("Stages of the plan"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(PlanModel::Memory, new ShareBarDelegate(m_table));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(m_hint);
    layout->addWidget(m_table, 1);
    connect(&session, &Session::planChanged, this, &PlanPanel::rebuild);
    connect(&session, &Session::resultsChanged, this, &PlanPanel::rebuild);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        const std::uint32_t span = m_model->row(index.row()).firstSpan;
        if (span != core::noSpan)
            m_session.selection().select(SpanIndex {span});
    });
    rebuild();
}

void PlanPanel::rebuild()
{
    const auto& plans = m_session.project().plans;
    const auto shown = std::find_if(plans.begin(), plans.end(),
        [&](const core::Plan& plan) { return plan.name == m_session.plan(); });
    const auto result = m_session.result();
    std::vector<StageRow> rows;
    if (result && result->input.plan == m_session.plan())
        rows = stagesOf(*result);
    else if (shown != plans.end())
        rows = stagesOf(*shown);
    m_summary->setText(shown == plans.end() ? tr("This project has no plan.") : summaryOf(*shown));
    m_hint->setVisible(rows.empty() && shown != plans.end());
    m_table->setVisible(!rows.empty());
    m_model->setRows(std::move(rows));
    m_table->resizeColumnsToContents();
}

} // namespace ui
