#include "ui/scenario/sensitivity_panel.h"

#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui {
namespace sensitivity_panel {

/// "5 s", "2.5 s"
QString seconds(double time)
{
    static const QRegularExpression zeros(QStringLiteral("\\.0+(?= )"));
    return time == 0 ? QStringLiteral("0 s") : text(core::rounded(core::Seconds(time))).replace(zeros, QString());
}

QString share(double factor) { return percent(factor).replace(QStringLiteral(".0"), QString()); }

} // namespace sensitivity_panel

SensitivityPanel::SensitivityPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_target(new QComboBox)
    , m_plans(new QListWidget)
    , m_start(new QPushButton(icon("office-chart-line"), tr("Sweep")))
    , m_cancel(new QPushButton(icon("process-stop"), tr("Stop")))
    , m_progress(new QProgressBar)
    , m_state(valueLabel({}))
    , m_crossovers(new QListWidget)
    , m_chart(new LineChart)
{
    setObjectName(QStringLiteral("sensitivityPanel"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_chart->setObjectName(QStringLiteral("sensitivityChart"));
    m_chart->setEmptyText(tr("Sweep simulates each plan with what is chosen at 10 to 100 % of its speed,\nand finds where another plan becomes the best."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(0);
    row->addWidget(makeControls());
    row->addWidget(m_chart, 1);
    connect(m_start, &QPushButton::clicked, this, &SensitivityPanel::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_runner.cancel(); });
    connect(&m_runner, &SensitivityRunner::progressed, this, [this](double share) {
        m_progress->setValue(static_cast<int>(share * 100));
        showState();
    });
    connect(&m_runner, &SensitivityRunner::ended, this, &SensitivityPanel::take);
    connect(&m_runner, &SensitivityRunner::failed, this, [this](const core::Error& error) {
        showState();
        m_state->setText(tr("Not swept: %1").arg(text(core::describe(error))));
    });
    connect(m_chart, &LineChart::markClicked, this, &SensitivityPanel::chooseCrossover);
    connect(m_chart, &LineChart::lineClicked, this, [this](int line) {
        if (m_result)
            m_session.setPlan(m_result->curves[static_cast<std::size_t>(line)].plan);
    });
    connect(m_crossovers, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { chooseCrossover(m_crossovers->row(item)); });
    connect(m_crossovers, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { chooseCrossover(m_crossovers->row(item)); });
    connect(&session, &Session::projectChanged, this, &SensitivityPanel::follow);
    connect(&session.selection(), &Selection::changed, this, &SensitivityPanel::follow);
    follow();
    showResult();
    showState();
}

QWidget* SensitivityPanel::makeControls()
{
    auto* controls = new QWidget;
    controls->setFixedWidth(300);
    auto* column = new QVBoxLayout(controls);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    m_target->setObjectName(QStringLiteral("sensitivityTarget"));
    m_target->setAccessibleName(tr("What is slowed down"));
    m_target->setEditable(true);
    m_target->setToolTip(tr("A link, several (link wan-*) or a node, as in the script; the selection of the canvas is taken over"));
    m_plans->setObjectName(QStringLiteral("sensitivityPlans"));
    m_plans->setAccessibleName(tr("Plans"));
    m_plans->setMaximumHeight(84);
    m_crossovers->setObjectName(QStringLiteral("sensitivityCrossovers"));
    m_crossovers->setAccessibleName(tr("Where another plan becomes the best"));
    m_crossovers->setWordWrap(true);
    m_crossovers->setFrameShape(QFrame::NoFrame);
    m_start->setObjectName(QStringLiteral("sensitivityStart"));
    m_cancel->setObjectName(QStringLiteral("sensitivityCancel"));
    m_progress->setObjectName(QStringLiteral("sensitivityProgress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_state->setObjectName(QStringLiteral("sensitivityState"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_cancel);
    buttons->addStretch();
    column->addWidget(sectionLabel(tr("Slow down")));
    column->addWidget(m_target);
    column->addWidget(sectionLabel(tr("Plans")));
    column->addWidget(m_plans);
    column->addLayout(buttons);
    column->addWidget(m_progress);
    column->addWidget(m_state);
    column->addWidget(m_crossovers, 1);
    column->addStretch();
    return controls;
}

void SensitivityPanel::setTarget(const QString& target) { m_target->setCurrentText(target); }

void SensitivityPanel::follow()
{
    QStringList targets {QStringLiteral("link *")};
    if (const auto& cluster = m_session.project().cluster) {
        for (const core::Link& link : cluster->links)
            targets << QStringLiteral("link %1").arg(text(link.id.text));
        for (const core::Node& node : cluster->nodes)
            targets << QStringLiteral("node %1").arg(text(node.id.text));
    }
    QStringList selected;
    for (const Element& element : m_session.selection().elements())
        if (std::holds_alternative<core::LinkId>(element) || std::holds_alternative<core::NodeId>(element))
            selected << titleOf(element);
    const QString shown = m_target->currentText();
    QStringList present;
    for (int i = 0; i < m_target->count(); ++i)
        present << m_target->itemText(i);
    if (present != targets) {
        m_target->clear();
        m_target->addItems(targets);
        const bool isGone = present.contains(shown) && !targets.contains(shown);
        m_target->setCurrentText(shown.isEmpty() || isGone ? targets.value(1, targets.front()) : shown);
    }
    if (!selected.isEmpty())
        m_target->setCurrentText(selected.join(QStringLiteral(", ")));
    fillPlans();
    showState();
}

void SensitivityPanel::fillPlans()
{
    QStringList names;
    for (const core::Plan& plan : m_session.project().plans)
        names << text(plan.name);
    QStringList shown;
    for (int i = 0; i < m_plans->count(); ++i)
        shown << m_plans->item(i)->text();
    if (names == shown)
        return;
    m_plans->clear();
    for (const QString& name : names) {
        auto* item = new QListWidgetItem(name, m_plans);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(Qt::Checked);
    }
}

std::vector<core::SlowedTarget> SensitivityPanel::targets() const
{
    std::vector<core::SlowedTarget> targets;
    for (const QString& part : m_target->currentText().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString words = part.trimmed();
        const bool node = words.startsWith(QLatin1String("node "));
        const bool link = words.startsWith(QLatin1String("link "));
        targets.push_back({node ? core::TargetKind::Node : core::TargetKind::Link, (node || link ? words.mid(5).trimmed() : words).toStdString()});
    }
    return targets;
}

void SensitivityPanel::start()
{
    if (m_runner.isRunning())
        return;
    SensitivityInput input {m_session.project(), std::filesystem::path(m_session.filePath().toStdString()).parent_path(), {}};
    input.options.targets = targets();
    input.options.at = m_session.startTime();
    for (int i = 0; i < m_plans->count(); ++i)
        if (m_plans->item(i)->checkState() == Qt::Checked)
            input.options.plans.push_back(m_plans->item(i)->text().toStdString());
    if (input.options.plans.empty())
        return m_state->setText(tr("Not swept: no plan is chosen"));
    m_asked = {m_target->currentText(), input.options.at, input.project};
    m_runner.start(std::move(input));
    showState();
}

void SensitivityPanel::take(std::shared_ptr<const core::Sensitivity> result)
{
    if (result) {
        m_result = std::move(result);
        m_shown = m_asked;
    }
    showResult();
    showState();
}

void SensitivityPanel::showResult()
{
    std::vector<LineChart::Line> lines;
    std::vector<LineChart::Mark> marks;
    m_crossovers->clear();
    if (m_result) {
        m_chart->setAxes({tr("Speed of %1").arg(m_shown.title), sensitivity_panel::share},
            {m_shown.at == core::Nanoseconds(0) ? tr("Iteration time") : tr("Iteration time at %1").arg(text(m_shown.at)), sensitivity_panel::seconds});
        for (std::size_t i = 0; i < m_result->curves.size(); ++i) {
            const core::SensitivityCurve& curve = m_result->curves[i];
            LineChart::Line line {text(curve.plan), core::hueRole(static_cast<int>(i)), {}, !curve.fits};
            if (!curve.fits)
                line.name = tr("%1 (does not fit)").arg(line.name);
            for (std::size_t f = 0; f < m_result->factors.size(); ++f)
                line.points.push_back(curve.times[f] ? std::optional(QPointF(m_result->factors[f], core::seconds(*curve.times[f]).value)) : std::nullopt);
            lines.push_back(std::move(line));
        }
        for (const core::Crossover& crossover : m_result->crossovers) {
            const QString words = tr("Above %1 %2 is the best, below %3").arg(percent(crossover.factor), text(crossover.faster), text(crossover.slower));
            marks.push_back({QPointF(crossover.factor, core::seconds(crossover.time).value), words});
            m_crossovers->addItem(words);
        }
    }
    m_crossovers->setVisible(m_crossovers->count() > 0);
    m_chart->setContent(std::move(lines), std::move(marks));
}

void SensitivityPanel::showState()
{
    const bool running = m_runner.isRunning();
    m_start->setEnabled(!running && m_session.canSimulate());
    m_cancel->setEnabled(running);
    m_progress->setVisible(running);
    if (running)
        m_state->setText(tr("Simulating %1 from 10 to 100 %").arg(m_asked.title));
    else if (!m_result)
        m_state->clear();
    else if (!(m_shown.project == m_session.project()))
        m_state->setText(tr("%1, before the last edit").arg(m_shown.title));
    else
        m_state->setText(m_result->crossovers.empty() ? tr("%1: the same plan is the best throughout.").arg(m_shown.title) : m_shown.title);
}

void SensitivityPanel::chooseCrossover(int index)
{
    if (!m_result || index < 0 || static_cast<std::size_t>(index) >= m_result->crossovers.size())
        return;
    m_chart->setHighlighted(index);
    m_crossovers->setCurrentRow(index);
    m_session.setPlan(m_result->crossovers[static_cast<std::size_t>(index)].faster);
}

} // namespace ui
