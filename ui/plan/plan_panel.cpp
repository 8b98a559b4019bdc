#include "ui/plan/plan_panel.h"

#include "core/simulate/plan_edits.h"
#include "core/simulate/resolved_plan.h"
#include "ui/plan/layer_bars.h"
#include "ui/plan/plan_fields.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/share_bar_delegate.h"
#include "ui/widgets/tables.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

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

namespace plan_panel {

/// A table and bars at the right of the form.
constexpr int formWidth = 300;

QString freeName(const core::Project& project, const QString& wish)
{
    QString name = wish;
    for (int i = 2; core::indexOfPlan(project, name.toStdString()) < project.plans.size(); ++i)
        name = QStringLiteral("%1 %2").arg(wish).arg(i);
    return name;
}

} // namespace plan_panel

PlanPanel::PlanPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new PlanModel(this))
    , m_summary(valueLabel({}))
    , m_hint(mutedLabel(tr("Simulate (F5) to see the stages of this plan.")))
    , m_table(plainTable())
    , m_formArea(new QScrollArea)
{
    m_hint->setContentsMargins(8, 0, 8, 8);
    m_table->setObjectName(QStringLiteral("planTable"));
    m_table->setAccessibleName(tr("Stages of the plan"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(PlanModel::Memory, new ShareBarDelegate(m_table));
    m_formArea->setFrameShape(QFrame::NoFrame);
    m_formArea->setWidgetResizable(true);
    m_formArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_formArea->setFixedWidth(plan_panel::formWidth);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    auto* bars = new QScrollArea;
    bars->setFrameShape(QFrame::NoFrame);
    bars->setWidgetResizable(true);
    bars->setWidget(new LayerBars(session));
    auto* right = new QVBoxLayout;
    right->setContentsMargins({});
    right->setSpacing(0);
    right->addWidget(bars, 3);
    right->addWidget(m_hint);
    right->addWidget(m_table, 2);
    auto* body = new QHBoxLayout;
    body->setContentsMargins({});
    body->setSpacing(8);
    body->addWidget(m_formArea);
    body->addLayout(right, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 0);
    layout->setSpacing(4);
    layout->addWidget(makeHead());
    layout->addLayout(body, 1);

    connect(&session, &Session::projectChanged, this, &PlanPanel::rebuild);
    connect(&session, &Session::planChanged, this, &PlanPanel::rebuild);
    connect(&session, &Session::resultsChanged, this, &PlanPanel::rebuild);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        const std::uint32_t span = m_model->row(index.row()).firstSpan;
        if (span != core::noSpan)
            m_session.selection().select(SpanIndex {span});
    });
    rebuild();
}

QToolButton* PlanPanel::makeButton(const char* name, const char* iconName, const QString& words, const QString& tip)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(iconName));
    button->setText(words);
    button->setToolTip(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    return button;
}

QWidget* PlanPanel::makeHead()
{
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_summary->setContentsMargins(8, 0, 8, 0);
    auto* fresh = makeButton("planNew", "list-add", tr("New"), tr("A plan that uses every device"));
    m_copy = makeButton("planCopy", "window-duplicate", tr("Duplicate"), tr("A copy of this plan, to be changed"));
    m_writeOut = makeButton("planWriteOut", "view-list-tree", tr("Write out"), tr("Write every pipeline and stage, to give each its own devices and layers"));
    m_remove = makeButton("planRemove", "edit-delete", tr("Remove"), tr("Remove this plan from the project"));
    connect(fresh, &QToolButton::clicked, this, &PlanPanel::makePlan);
    connect(m_copy, &QToolButton::clicked, this, &PlanPanel::copyPlan);
    connect(m_writeOut, &QToolButton::clicked, this, &PlanPanel::writeOut);
    connect(m_remove, &QToolButton::clicked, this, &PlanPanel::removePlan);
    auto* head = new QWidget;
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins({});
    row->setSpacing(4);
    row->addWidget(m_summary, 1);
    for (QToolButton* button : {fresh, m_copy, m_writeOut, m_remove})
        row->addWidget(button);
    return head;
}

const core::Plan* PlanPanel::shown() const
{
    const auto& plans = m_session.project().plans;
    const std::size_t index = core::indexOfPlan(m_session.project(), m_session.plan());
    return index < plans.size() ? &plans[index] : nullptr;
}

void PlanPanel::addPlan(const QString& words, core::Plan plan)
{
    const std::string name = plan.name;
    m_session.edit(words, [&](core::Project& project) { project.plans.append(std::move(plan)); }, {}, name);
}

void PlanPanel::makePlan()
{
    core::Plan plan = core::firstGrid(m_session.project(), m_session.catalogue());
    plan.name = plan_panel::freeName(m_session.project(), tr("plan")).toStdString();
    addPlan(tr("Make a plan"), std::move(plan));
}

void PlanPanel::copyPlan()
{
    const core::Plan* plan = shown();
    if (!plan)
        return;
    core::Plan copy = *plan;
    copy.name = plan_panel::freeName(m_session.project(), text(plan->name)).toStdString();
    addPlan(tr("Duplicate plan %1").arg(text(plan->name)), std::move(copy));
}

void PlanPanel::removePlan()
{
    const core::Plan* plan = shown();
    if (!plan)
        return;
    m_session.edit(tr("Remove plan %1").arg(text(plan->name)), [name = plan->name](core::Project& project) {
        project.plans.erase(core::indexOfPlan(project, name));
    });
}

void PlanPanel::writeOut()
{
    const core::Plan* plan = shown();
    const auto resolved = core::resolved(m_session.project(), m_session.catalogue(), plan ? plan->name : std::string());
    if (!plan || !resolved)
        return;
    const auto written = core::writtenOut(*plan, {resolved->cluster, resolved->model, *m_session.project().training});
    if (!written) {
        m_hint->setText(text(core::describe(written.error())));
        m_hint->show();
        return;
    }
    m_session.edit(tr("Write out plan %1").arg(text(plan->name)), [&](core::Project& project) { project.plans.set(resolved->index, *written); });
}

/// The form stays as long as it is about the same plan in the same form: someone may be writing in it.
void PlanPanel::rebuildForm()
{
    const core::Plan* plan = shown();
    const std::string name = plan ? plan->name : std::string();
    const bool isExplicit = plan && plan->isExplicit();
    if (!m_form || name != m_formPlan || isExplicit != m_formExplicit) {
        m_form = new EditForm(m_session, {}, planFields(m_session.project(), name));
        m_form->setObjectName(QStringLiteral("planForm"));
        auto* page = new QWidget;
        auto* layout = new QVBoxLayout(page);
        layout->setContentsMargins(8, 0, 8, 8);
        layout->addWidget(m_form);
        layout->addStretch();
        if (QWidget* before = m_formArea->takeWidget())
            before->deleteLater(); // it may be what wrote the new name
        m_formArea->setWidget(page);
        m_formPlan = name;
        m_formExplicit = isExplicit;
    }
    m_form->refresh();
    m_formArea->setVisible(plan);
}

void PlanPanel::rebuild()
{
    const core::Plan* plan = shown();
    const auto result = m_session.result();
    std::vector<StageRow> rows;
    if (result && result->input.plan == m_session.plan())
        rows = stagesOf(*result);
    else if (plan)
        rows = stagesOf(*plan);
    m_summary->setText(plan ? summaryOf(*plan) : tr("This project has no plan."));
    m_hint->setText(tr("Simulate (F5) to see the stages of this plan."));
    m_hint->setVisible(rows.empty() && plan);
    m_table->setVisible(!rows.empty());
    m_model->setRows(std::move(rows));
    m_table->resizeColumnsToContents();
    for (QToolButton* button : {m_copy, m_remove})
        button->setEnabled(plan);
    m_writeOut->setEnabled(plan && !plan->isExplicit());
    rebuildForm();
}

} // namespace ui
