#include "ui/results/compare_panel.h"

#include "core/results/comparison.h"
#include "ui/results/waterfall_chart.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {
namespace compare_panel {

constexpr int none = 0, pinned = 1, plan = 2; ///< what an entry of the list stands for

std::shared_ptr<const core::Timeline> timelineOf(const std::shared_ptr<const SimulationResult>& result)
{
    return {result, &result->timeline};
}

/// The span of another timeline with the same key: kind, micro-batch, and units that it has in common.
std::uint32_t twinOf(const core::Span& span, const core::Timeline& other)
{
    const auto found = std::find_if(other.spans.begin(), other.spans.end(), [&](const core::Span& s) {
        return s.kind == span.kind && s.microBatch == span.microBatch && s.firstUnit <= span.firstUnit
            && (s.endUnit > span.firstUnit || s.endUnit == span.endUnit);
    });
    return found == other.spans.end() ? core::noSpan : static_cast<std::uint32_t>(found - other.spans.begin());
}

} // namespace compare_panel

ComparePanel::ComparePanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_runner(simulatePlan)
    , m_plans(new QComboBox)
    , m_pin(new QPushButton(tr("Pin this result")))
    , m_sentence(valueLabel({}))
    , m_chart(new WaterfallChart)
{
    m_plans->setObjectName(QStringLiteral("compareBaseline"));
    m_plans->setAccessibleName(tr("Baseline"));
    m_plans->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_pin->setObjectName(QStringLiteral("comparePin"));
    m_pin->setToolTip(tr("Keeps the shown result as the baseline, also when plan, cluster or scenario change"));
    m_sentence->setObjectName(QStringLiteral("compareSentence"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(10);
    bar->addWidget(new QLabel(tr("Baseline")));
    bar->addWidget(m_plans);
    bar->addWidget(m_pin);
    bar->addSpacing(8);
    bar->addWidget(m_sentence, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_content = buildGantts(), 1);
    column->addStretch(0);
    connect(m_plans, &QComboBox::activated, this, [this](int row) {
        const int kind = m_plans->itemData(row).toInt();
        m_baseline = kind == compare_panel::pinned ? m_pinned : nullptr;
        kind == compare_panel::plan ? simulateBaseline() : rebuild();
    });
    connect(m_pin, &QPushButton::clicked, this, &ComparePanel::pin);
    connect(&m_runner, &SimulationRunner::finished, this, [this](std::shared_ptr<const SimulationResult> result) {
        m_baseline = std::move(result);
        rebuild();
    });
    connect(&m_runner, &SimulationRunner::failed, this, [this](const core::Error& error) { say(text(core::describe(error)), true); });
    connect(&session, &Session::projectChanged, this, &ComparePanel::fillPlans);
    connect(&session, &Session::projectReplaced, this, [this] {
        m_pinned.reset();
        m_baseline.reset();
        m_plans->setCurrentIndex(0);
        fillPlans();
        rebuild();
    });
    connect(&session, &Session::resultsChanged, this, &ComparePanel::followProject);
    fillPlans();
    rebuild();
}

ComparePanel::~ComparePanel() = default;

QWidget* ComparePanel::buildGantts()
{
    auto* split = new QSplitter(Qt::Horizontal);
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_chart);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* gantts = new QSplitter(Qt::Vertical);
    for (int i = 0; i < 2; ++i) {
        auto* half = new QWidget;
        auto* column = new QVBoxLayout(half);
        column->setContentsMargins({});
        column->setSpacing(0);
        m_names[i] = new QLabel;
        m_names[i]->setContentsMargins(8, 4, 8, 4);
        m_views[i] = new TimelineView(m_range);
        m_views[i]->setObjectName(i == 0 ? QStringLiteral("compareBaselineGantt") : QStringLiteral("comparePresentGantt"));
        m_views[i]->setCompact(true);
        column->addWidget(m_names[i]);
        column->addWidget(m_views[i], 1);
        gantts->addWidget(half);
    }
    connect(m_views[0], &TimelineView::spanSelected, this, [this](std::uint32_t span) { showTwin(*m_baseline, span, *m_present, *m_views[1]); });
    connect(m_views[1], &TimelineView::spanSelected, this, [this](std::uint32_t span) { showTwin(*m_present, span, *m_baseline, *m_views[0]); });
    split->addWidget(scroll);
    split->addWidget(gantts);
    split->setStretchFactor(1, 1);
    split->setSizes({360, 900});
    return split;
}

void ComparePanel::showTwin(const SimulationResult& from, std::uint32_t span, const SimulationResult& to, TimelineView& view)
{
    const std::uint32_t twin = span == core::noSpan ? span : compare_panel::twinOf(from.timeline.spans[span], to.timeline);
    view.showSpan(twin == core::noSpan ? std::nullopt : std::optional(twin));
}

/// Keeps what is chosen, by name.
void ComparePanel::fillPlans()
{
    const QSignalBlocker blocker(m_plans);
    const int kind = m_plans->currentData().toInt();
    const QString chosen = m_plans->currentText();
    m_plans->clear();
    m_plans->addItem(tr("none"), compare_panel::none);
    if (m_pinned)
        m_plans->addItem(tr("pinned: %1, %2").arg(text(m_pinned->metrics.plan), text(m_pinned->metrics.iterationTime)), compare_panel::pinned);
    for (const core::Plan& plan : m_session.project().plans)
        m_plans->addItem(text(plan.name), compare_panel::plan);
    const int row = kind == compare_panel::pinned ? m_plans->findData(compare_panel::pinned) : m_plans->findText(chosen);
    m_plans->setCurrentIndex(std::max(0, row));
}

void ComparePanel::pin()
{
    if (!m_session.result())
        return;
    m_runner.cancel();
    m_pinned = m_baseline = m_session.result();
    fillPlans();
    m_plans->setCurrentIndex(m_plans->findData(compare_panel::pinned));
    rebuild();
}

void ComparePanel::setBaseline(const std::string& plan)
{
    m_plans->setCurrentIndex(std::max(0, m_plans->findText(text(plan))));
    simulateBaseline();
}

void ComparePanel::simulateBaseline()
{
    m_baseline.reset();
    rebuild();
    m_runner.start({m_session.project(), m_plans->currentText().toStdString(), QFileInfo(m_session.filePath()).absolutePath().toStdString(),
        m_present ? m_present->input.start : core::Nanoseconds(0)});
}

/// A baseline that is a plan is simulated again when the project is another; a pinned one stays as it was.
void ComparePanel::followProject()
{
    const auto present = m_session.result();
    const bool isPlan = m_plans->currentData().toInt() == compare_panel::plan;
    if (present && isPlan && !m_session.isStale() && m_baseline
        && (m_baseline->input.start != present->input.start || !(m_baseline->input.project == present->input.project)))
        simulateBaseline();
    else if (present != m_present)
        rebuild();
    m_pin->setEnabled(present != nullptr);
}

void ComparePanel::say(const QString& words, bool isError)
{
    m_sentence->setText(words);
    m_sentence->setForegroundRole(isError ? QPalette::BrightText : QPalette::WindowText);
}

void ComparePanel::rebuild()
{
    m_present = m_session.result();
    m_pin->setEnabled(m_present != nullptr);
    const bool both = m_present && m_baseline;
    m_content->setVisible(both);
    if (!both) {
        const bool awaits = m_plans->currentData().toInt() == compare_panel::plan;
        say(!m_present ? tr("Simulate a plan with F5, then choose what to compare it with.")
                : awaits ? tr("Simulating the baseline…")
                         : tr("Choose a plan, or pin this result and change something."));
        m_chart->clear();
        return;
    }
    const auto nameOf = [](const SimulationResult& result, bool isPinned) {
        return isPinned ? result.metrics.plan + " (pinned)" : result.metrics.plan;
    };
    const std::string names[2] = {nameOf(*m_baseline, m_baseline == m_pinned), nameOf(*m_present, false)};
    const core::Comparison comparison = core::compare({names[0], m_baseline->timeline, m_baseline->explanation.path},
        {names[1], m_present->timeline, m_present->explanation.path});
    say(text(comparison.sentence));
    m_chart->showComparison({text(names[0]), m_baseline->timeline.period}, {text(names[1]), m_present->timeline.period}, comparison);
    core::Nanoseconds end;
    for (int i = 0; i < 2; ++i) {
        const auto& result = i == 0 ? m_baseline : m_present;
        m_names[i]->setText(QStringLiteral("<b>%1</b> · %2").arg(text(names[i]).toHtmlEscaped(), text(result->timeline.period)));
        m_views[i]->setTimeline(compare_panel::timelineOf(result));
        m_views[i]->setExplanation({result, &result->explanation}, [result](int line) { return core::nameOfLine(result->input.project, line); });
        end = std::max(end, result->timeline.length());
    }
    m_range.setBounds({core::Nanoseconds(0), end});
    m_range.showAll();
}

} // namespace ui
