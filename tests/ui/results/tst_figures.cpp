#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/plan/plan_rows.h"
#include "ui/results/memory_panel.h"
#include "ui/results/metric_texts.h"
#include "ui/results/metrics_strip.h"

#include <QLabel>
#include <QLayout>
#include <QToolButton>

using namespace std::chrono_literals;

namespace {

/// Two compute lanes: rank 0 and 1 with 20 of 80 GiB, rank 4 and 5 with 17 of 16 GiB; worked by hand.
ui::SimulationResult handmade(const ui::SimulationInput& input)
{
    ui::SimulationResult result;
    result.input = input;
    result.cluster = *core::expand(*input.project.cluster, core::builtInCatalogue());
    core::LaneMemory light;
    light.weights = core::gibibytes(5);
    light.optimizer = core::gibibytes(10);
    light.peakActivations = core::gibibytes(5);
    light.limit = core::gibibytes(80);
    core::LaneMemory heavy = light;
    heavy.peakActivations = core::gibibytes(2);
    heavy.limit = core::gibibytes(16);
    core::Lane first;
    first.devices = {0, 1};
    core::Lane second;
    second.devices = {4, 5};
    second.stage = 1;
    core::Lane sends;
    sends.kind = core::LaneKind::StageToStage;
    sends.devices = {0, 1};
    result.timeline.lanes = {first, sends, second};
    result.timeline.memory = {light, core::LaneMemory(), heavy};
    result.metrics.plan = input.plan;
    result.metrics.feasible = false;
    result.metrics.iterationTime = core::Nanoseconds(41'300'000);
    result.metrics.tokensPerSecond = 1234567.4;
    result.metrics.mfu = 0.4567;
    result.metrics.hfu = 0.5;
    result.metrics.bubbleRatio = 3.0 / 11;
    result.metrics.memory = {{"fast:0", core::gibibytes(20), core::gibibytes(80)}, {"slow:0", core::gibibytes(17), core::gibibytes(16)}};
    result.metrics.peakMemory = core::gibibytes(20);
    result.metrics.peakDevice = "fast:0";
    result.metrics.fullest = {"slow:0", core::gibibytes(17), core::gibibytes(16)};
    result.took = 1s;
    return result;
}

core::Result<ui::SimulationResult> byHand(const ui::SimulationInput& input, const core::Progress&) { return handmade(input); }

} // namespace

class TestFigures : public QObject
{
    Q_OBJECT
private slots:
    void figuresAreWordsForAPerson();
    void theStripShowsTheResultAndItsAge();
    void whatDoesNotFitIsAProblemUntilItIsOutOfDate();
    void aNarrowStripLeavesFiguresOut();
    void theFullestDeviceComesFirst();
    void planRowsComeFromTheResult();
    void explicitPlansHaveRowsBeforeTheyRun();
    void summariesNameTheDegrees();
};

void TestFigures::figuresAreWordsForAPerson()
{
    const auto result = handmade({support::sampleProject(), "one-by-one"});
    const auto texts = ui::metricTexts(result.metrics);
    QCOMPARE(texts[0].value, QStringLiteral("41.3 ms"));
    QCOMPARE(texts[1].value, QStringLiteral("1,234,567 tokens/s"));
    QCOMPARE(texts[2].value, QStringLiteral("45.7 %"));
    QCOMPARE(texts[4].value, QStringLiteral("27.3 %"));
    QCOMPARE(texts[5].value, QStringLiteral("17.0 GiB of 16.0 GiB")); // of the device nearest to its limit
    QCOMPARE(ui::feasibilityText(result.metrics), QStringLiteral("does not fit: slow:0 needs 17.0 GiB of 16.0 GiB"));
}

void TestFigures::theStripShowsTheResultAndItsAge()
{
    ui::Session session(byHand);
    ui::MetricsStrip strip(session);
    const auto* time = strip.findChild<QLabel*>(QStringLiteral("iterationTime"));
    const auto* state = strip.findChild<QLabel*>(QStringLiteral("resultState"));
    QCOMPARE(time->text(), QStringLiteral("–"));
    session.start(support::sampleProject());
    QTRY_COMPARE(time->text(), QStringLiteral("41.3 ms"));
    QVERIFY(!strip.findChild<QToolButton*>(QStringLiteral("feasibility"))->isHidden());
    QVERIFY(state->text().startsWith(QStringLiteral("Simulated")));
    session.edit(QStringLiteral("Batch"), [](core::Project& p) { p.training->globalBatch = 64; });
    QVERIFY(state->text().startsWith(QStringLiteral("Out of date")));
    QCOMPARE(time->text(), QStringLiteral("41.3 ms"));
    session.undoStack().undo();
    QVERIFY(state->text().startsWith(QStringLiteral("Simulated")));
}

void TestFigures::whatDoesNotFitIsAProblemUntilItIsOutOfDate()
{
    ui::Session session(byHand);
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    const std::size_t others = session.issues().size();
    QCOMPARE(session.problems().size(), others + 1);
    const core::Issue told = session.problems().back();
    QCOMPARE(told.message, "\"" + session.plan() + "\" does not fit in memory: slow:0 needs 17.0 GiB of 16.0 GiB");
    QVERIFY(told.severity == core::Severity::Warning);
    session.edit(QStringLiteral("Batch"), [](core::Project& p) { p.training->globalBatch = 64; });
    QCOMPARE(session.problems().size(), session.issues().size());
}

void TestFigures::aNarrowStripLeavesFiguresOut()
{
    ui::Session session(byHand);
    ui::MetricsStrip strip(session);
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    strip.show();
    const auto isShown = [&](const char* key) { return strip.findChild<QLabel*>(QLatin1String(key))->isVisible(); };
    strip.resize(2000, 60);
    QVERIFY(isShown("hfu"));
    strip.resize(520, 60);
    QVERIFY(!isShown("hfu"));
    QVERIFY(isShown("iterationTime"));
    QVERIFY(strip.layout()->minimumSize().width() <= 900);
    strip.resize(2000, 60);
    QVERIFY(isShown("hfu"));
}

void TestFigures::theFullestDeviceComesFirst()
{
    const auto rows = ui::memoryRows(handmade({support::sampleProject(), "one-by-one"}));
    QStringList names;
    for (const ui::MemoryRow& row : rows)
        names << row.device;
    QCOMPARE(names, QStringList({"slow:0", "slow:1", "fast:0", "fast:1"}));
    QVERIFY(rows[0].peak == core::gibibytes(17));
    QVERIFY(rows[0].activations == core::gibibytes(2));
    QVERIFY(rows[0].weights + rows[0].gradients + rows[0].optimizer + rows[0].activations + rows[0].other == rows[0].peak);
}

void TestFigures::planRowsComeFromTheResult()
{
    const auto rows = ui::stagesOf(handmade({support::sampleProject(), "one-by-one"}));
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[1].stage, 1);
    QCOMPARE(rows[1].kind, QStringLiteral("V100-16G-SXM"));
    QVERIFY(*rows[1].peak > *rows[1].limit);
}

void TestFigures::explicitPlansHaveRowsBeforeTheyRun()
{
    core::Plan plan;
    core::StagePlan first {{"fast:0-3"}, core::UnitRange {0, 18}, {}, core::Recompute::Full, {}};
    core::StagePlan second {{"slow"}, core::UnitRange {18, 26}, {}, {}, {}};
    plan.pipelines.push_back({2, 16, {first, second}, {}});
    const auto rows = ui::stagesOf(plan);
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0].units, QStringLiteral("0–17"));
    QCOMPARE(rows[0].recompute, QStringLiteral("full"));
    QCOMPARE(rows[1].devices, QStringLiteral("slow"));
    QCOMPARE(rows[1].recompute, QStringLiteral("none"));
}

void TestFigures::summariesNameTheDegrees()
{
    core::Plan plan;
    plan.tensor = 8;
    plan.data = 24;
    plan.microBatch = 1;
    plan.recompute = core::Recompute::Full;
    QCOMPARE(ui::summaryOf(plan), QStringLiteral("TP 8 × PP 1 × DP 24 · 1F1B · micro-batch 1 · full recompute"));
}

CLUSTERLOOM_TEST(TestFigures)
#include "tst_figures.moc"
