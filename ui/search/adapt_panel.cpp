#include "ui/search/adapt_panel.h"

#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/tables.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {
namespace adapt_panel {

QPushButton* button(const char* name, const char* iconName, const QString& words)
{
    auto* made = new QPushButton(icon(iconName), words);
    made->setObjectName(QLatin1String(name));
    return made;
}

QTableView* table(const char* name, const QString& words, QAbstractItemModel& model)
{
    QTableView* made = plainTable();
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(words);
    made->setModel(&model);
    return made;
}

QString timeWords(double seconds) { return seconds > 0 ? text(core::rounded(core::Seconds(seconds))) : QStringLiteral("0 s"); }

QWidget* column(std::initializer_list<QWidget*> widgets)
{
    auto* whole = new QWidget;
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    for (QWidget* widget : widgets)
        layout->addWidget(widget, qobject_cast<QLabel*>(widget) ? 0 : 1);
    return whole;
}

/// Samples a second from each point of the series to the next.
LineChart::Line speedLine(const core::Adaptation& adaptation, const core::PolicyRun& run)
{
    LineChart::Line line;
    line.name = titleOf(run);
    line.role = roleOf(run);
    line.style = LineChart::Style::Plain;
    for (std::size_t i = 1; i < run.series.size(); ++i) {
        const core::SeriesPoint &from = run.series[i - 1], &to = run.series[i];
        const double length = core::seconds(to.at - from.at).value;
        const double speed = (to.iterations - from.iterations) * adaptation.samplesPerIteration / length;
        line.points.push_back(QPointF(core::seconds(from.at).value, speed));
        line.points.push_back(QPointF(core::seconds(to.at).value, speed));
    }
    return line;
}

} // namespace adapt_panel

AdaptPanel::AdaptPanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_plan(new QComboBox), m_state(valueLabel({})), m_drop(mutedLabel({})), m_speed(new LineChart), m_gain(new LineChart)
    , m_policyTable(adapt_panel::table("adaptPolicies", tr("Policies"), m_policies))
    , m_switchTable(adapt_panel::table("adaptSwitches", tr("Changes of plans"), m_switches))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_state->setObjectName(QStringLiteral("adaptState"));
    m_speed->setObjectName(QStringLiteral("adaptSpeed"));
    m_gain->setObjectName(QStringLiteral("adaptGain"));
    auto* both = new QSplitter(Qt::Horizontal);
    both->addWidget(makeControls());
    both->addWidget(makeCharts());
    both->setStretchFactor(1, 1);
    both->setSizes({460, 870});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(both);
    connect(&m_session, &Session::projectChanged, this, &AdaptPanel::fillPlans);
    connect(&m_session, &Session::projectReplaced, this, [this] { take(nullptr); });
    connect(&m_runner, &AdaptRunner::progressed, this, [this](const QString& doing) { m_state->setText(doing + QStringLiteral(" …")); });
    connect(&m_runner, &AdaptRunner::ended, this, &AdaptPanel::take);
    connect(&m_runner, &AdaptRunner::failed, this, [this](const core::Error& error) {
        take(nullptr);
        m_state->setText(tr("Not compared: %1").arg(text(core::describe(error))));
    });
    fillPlans();
    take(nullptr);
}

QWidget* AdaptPanel::makeControls()
{
    m_plan->setObjectName(QStringLiteral("adaptPlan"));
    m_plan->setAccessibleName(tr("Plan to begin with"));
    auto* form = new QFormLayout;
    form->setContentsMargins({});
    form->addRow(tr("Begin with"), m_plan);
    const std::array names {"adaptDetection", "adaptPlanning", "adaptRestart"};
    const std::array words {tr("Notice a change after"), tr("Plan for"), tr("Restart in")};
    const std::array values {"1 s", "5 s", "30 s"};
    for (std::size_t i = 0; i < m_times.size(); ++i) {
        m_times[i] = new QLineEdit(QLatin1String(values[i]));
        m_times[i]->setObjectName(QLatin1String(names[i]));
        form->addRow(words[i], m_times[i]);
    }
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start = adapt_panel::button("adaptStart", "media-playback-start", tr("Compare policies")));
    buttons->addWidget(m_cancel = adapt_panel::button("adaptCancel", "process-stop", tr("Stop")));
    buttons->addStretch();
    connect(m_start, &QPushButton::clicked, this, &AdaptPanel::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_runner.cancel(); });
    auto* left = new QWidget;
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(form);
    layout->addLayout(buttons);
    layout->addWidget(m_state);
    layout->addWidget(m_policyTable, 1);
    m_policyTable->setMinimumHeight(96);
    auto* scroll = new QScrollArea; // where there is no height for all of it
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(left);
    return scroll;
}

QWidget* AdaptPanel::makeCharts()
{
    m_speed->setAxes({tr("time"), adapt_panel::timeWords}, {tr("samples per second"), [](double speed) { return QString::number(speed, 'g', 4); }});
    m_speed->setLegendShown(false); // the policies' table tells their colours
    m_gain->setAxes({tr("length of the drop"), adapt_panel::timeWords}, {tr("samples gained by re-planning"), [](double gain) { return QString::number(gain, 'g', 4); }, false});
    auto* charts = new QSplitter(Qt::Horizontal);
    charts->addWidget(adapt_panel::column({sectionLabel(tr("Speed over the scenario")), m_speed}));
    charts->addWidget(adapt_panel::column({sectionLabel(tr("When changing plans pays")), m_gain, m_drop}));
    charts->setSizes({560, 340});
    auto* right = new QSplitter(Qt::Vertical);
    right->addWidget(charts);
    right->addWidget(m_switchTable);
    right->setSizes({260, 90});
    right->setStretchFactor(0, 1);
    return right;
}

void AdaptPanel::fillPlans()
{
    const QString chosen = m_plan->currentData().toString();
    m_plan->clear();
    m_plan->addItem(tr("the fastest plan"), QString());
    for (const core::Plan& plan : m_session.project().plans)
        m_plan->addItem(text(plan.name), text(plan.name));
    m_plan->setCurrentIndex(std::max(0, m_plan->findData(chosen)));
}

std::optional<core::AdaptCosts> AdaptPanel::costs()
{
    core::AdaptCosts costs;
    const std::array values {&costs.detection, &costs.planning, &costs.restart};
    for (std::size_t i = 0; i < m_times.size(); ++i) {
        const auto time = core::parseQuantity<core::Seconds>(m_times[i]->text().trimmed().toStdString());
        if (!time) {
            m_state->setText(tr("%1: %2").arg(m_times[i]->text(), text(core::describe(time.error()))));
            m_times[i]->setFocus();
            return std::nullopt;
        }
        *values[i] = core::rounded(time->value);
    }
    return costs;
}

void AdaptPanel::start()
{
    if (m_runner.isRunning())
        return;
    if (const QString obstacle = m_session.planningObstacle(); !obstacle.isEmpty())
        return m_state->setText(tr("Not compared: %1").arg(obstacle));
    const auto given = costs();
    if (!given)
        return;
    AdaptInput input {m_session.project(), m_session.folder(), {}};
    input.options.costs = *given;
    input.options.plan = m_plan->currentData().toString().toStdString();
    m_runner.start(std::move(input));
    m_start->setEnabled(false);
    m_cancel->setEnabled(true);
}

void AdaptPanel::take(std::shared_ptr<const core::Adaptation> adaptation)
{
    m_adaptation = std::move(adaptation);
    m_start->setEnabled(!m_runner.isRunning());
    m_cancel->setEnabled(m_runner.isRunning());
    m_policies.setAdaptation(m_adaptation);
    m_switches.setAdaptation(m_adaptation);
    m_policyTable->resizeColumnsToContents();
    m_policyTable->horizontalHeader()->setSectionResizeMode(PolicyModel::Begins, QHeaderView::Stretch);
    m_switchTable->resizeColumnsToContents();
    m_switchTable->horizontalHeader()->setSectionResizeMode(SwitchModel::Why, QHeaderView::Stretch);
    showState();
    showSpeeds();
    showBreakEven();
}

void AdaptPanel::showState()
{
    if (!m_adaptation)
        return m_state->setText(tr("What is it worth to change plans when the network changes? Script the scenario, give it a horizon, and compare: stay on one "
                                   "plan, re-plan at each change, one plan that is good throughout, and what could be done if all were known beforehand."));
    const std::size_t changes = m_adaptation->policies[1].switches.size();
    m_state->setText(changes == 0 ? tr("Over %1 nothing changes that another plan would be better for.").arg(text(m_adaptation->horizon))
                                  : tr("Over %1, choosing among %2.").arg(text(m_adaptation->horizon),
                                        counted(static_cast<int>(m_adaptation->plans.size()), tr("plan"), tr("plans"))));
}

void AdaptPanel::showSpeeds()
{
    std::vector<LineChart::Line> lines;
    std::vector<LineChart::Mark> marks;
    if (m_adaptation)
        for (const core::PolicyRun& run : m_adaptation->policies) {
            lines.push_back(adapt_panel::speedLine(*m_adaptation, run));
            for (const core::PlanOutage& outage : run.outages)
                marks.push_back({QPointF(core::seconds(outage.at).value, 0), outage.back == core::Nanoseconds::never()
                        ? tr("%1: devices down from %2 on, for good").arg(titleOf(run), text(outage.at))
                        : tr("%1: devices down from %2 to %3").arg(titleOf(run), text(outage.at), text(outage.back))});
            for (const core::PlanSwitch& change : run.switches)
                marks.push_back({QPointF(core::seconds(change.at).value, 0),
                    tr("%1 at %2: to %3").arg(titleOf(run), text(change.at), text(m_adaptation->plans[static_cast<std::size_t>(change.to)].plan.name))});
        }
    m_speed->setContent(std::move(lines), std::move(marks));
}

QString AdaptPanel::breakEvenText() const
{
    if (!m_adaptation)
        return {};
    if (!m_adaptation->drop)
        return tr("No drop to judge: %1.").arg(text(m_adaptation->noDrop));
    const core::Adaptation::Drop& drop = *m_adaptation->drop;
    return drop.breakEven ? tr("%1: pays from %2 on, and lasts %3.").arg(text(drop.words), text(*drop.breakEven), text(drop.length))
                          : tr("%1: changing plans never pays.").arg(text(drop.words));
}

void AdaptPanel::showBreakEven()
{
    m_drop->setText(breakEvenText());
    std::vector<LineChart::Line> lines;
    std::vector<LineChart::Mark> marks;
    if (m_adaptation && m_adaptation->drop) {
        const core::Adaptation::Drop& drop = *m_adaptation->drop;
        LineChart::Line line;
        line.name = tr("gain");
        line.role = core::ColourRole::Accent;
        line.style = LineChart::Style::Plain;
        for (const core::BreakEvenPoint& point : drop.curve)
            line.points.push_back(QPointF(core::seconds(point.drop).value, point.gain * m_adaptation->samplesPerIteration));
        lines.push_back(std::move(line));
        if (drop.breakEven)
            marks.push_back({QPointF(core::seconds(*drop.breakEven).value, 0), tr("break-even: %1").arg(text(*drop.breakEven))});
    }
    m_gain->setContent(std::move(lines), std::move(marks));
}

} // namespace ui
