#include "tests/support/law.h"
#include "tests/support/timelines.h"
#include "ui/timeline/memory_series.h"
#include "ui/timeline/timeline_view.h"

#include <QToolButton>

#include <algorithm>

using core::Nanoseconds;

namespace tst_step_chart {

ui::StepSeries series(const std::vector<std::pair<int, double>>& steps)
{
    ui::StepSeries made;
    for (const auto& [at, value] : steps)
        made.steps.push_back({Nanoseconds(at), value});
    return made;
}

} // namespace tst_step_chart

using tst_step_chart::series;

class TestStepChart : public QObject
{
    Q_OBJECT
private slots:
    void aValueHoldsUntilTheNext();
    void columnsHoldLeastAndGreatest();
    void noPeakIsLostInAnyWidth();
    void memoryIsWhatTheTimelineSays();
    void theChartTakesRoomFromTheLanes();
};

void TestStepChart::aValueHoldsUntilTheNext()
{
    const ui::StepSeries curve = series({{10, 3}, {20, 5}});
    QCOMPARE(curve.at(Nanoseconds(9)), 0.0);
    QCOMPARE(curve.at(Nanoseconds(10)), 3.0);
    QCOMPARE(curve.at(Nanoseconds(19)), 3.0);
    QCOMPARE(curve.at(Nanoseconds(1000)), 5.0);
}

void TestStepChart::columnsHoldLeastAndGreatest()
{
    const auto columns = ui::columnsOf(series({{0, 1}, {12, 9}, {14, 2}}), {Nanoseconds(0), Nanoseconds(40), 0, 4}, 4);
    QCOMPARE(columns, (std::vector<ui::ColumnSpan> {{1, 1, 1}, {1, 9, 3.2}, {2, 2, 2}, {2, 2, 2}}));
}

void TestStepChart::noPeakIsLostInAnyWidth()
{
    QVERIFY(support::law("the greatest column is the greatest value in sight", 100, 2000, [] {
        std::vector<std::pair<int, double>> steps {{0, 0}};
        for (int i = *rc::gen::inRange(0, 40); i > 0; --i)
            steps.emplace_back(steps.back().first + *rc::gen::inRange(1, 50), *rc::gen::inRange(0, 100));
        const int start = *rc::gen::inRange(0, 200), length = *rc::gen::inRange(1, 900);
        const ui::StepSeries curve = series(steps);
        const auto columns = ui::columnsOf(curve, {Nanoseconds(start), Nanoseconds(start + length), 0, 1}, *rc::gen::inRange(1, 60));
        double greatest = curve.at(Nanoseconds(start));
        for (const auto& [at, value] : steps)
            if (at >= start && at < start + length)
                greatest = std::max(greatest, value);
        const auto top = std::max_element(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.greatest < b.greatest; });
        RC_ASSERT(top->greatest == greatest);
    }));
}

void TestStepChart::memoryIsWhatTheTimelineSays()
{
    core::Timeline timeline = support::pipelineTimeline(2, 4);
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i)
        if (timeline.lanes[i].kind == core::LaneKind::Compute) {
            timeline.memory[i].weights = core::Bytes(10);
            timeline.memory[i].limit = core::Bytes(30);
            timeline.memory[i].steps = {{Nanoseconds(5), core::Bytes(7.0 + timeline.lanes[i].stage)}, {Nanoseconds(9), core::Bytes(0)}};
        }
    const ui::MemorySeries memory = ui::memorySeries(timeline);
    QCOMPARE(memory.series.size(), std::size_t(3)); // two stages and their limit
    QCOMPARE(memory.series[0].at(Nanoseconds(0)), 10.0);
    QCOMPARE(memory.series[0].at(Nanoseconds(6)), 17.0);
    QCOMPARE(memory.series[1].at(Nanoseconds(6)), 18.0);
    QCOMPARE(memory.peak, 18.0);
    QCOMPARE(memory.peakAt, Nanoseconds(5));
    QVERIFY(memory.series[2].isCeiling);
}

void TestStepChart::theChartTakesRoomFromTheLanes()
{
    ui::VisibleRange range;
    ui::TimelineView view(range);
    view.setTimeline(std::make_shared<const core::Timeline>(support::pipelineTimeline(2, 4)));
    view.resize(900, 500);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage before = view.grab().toImage();
    auto* memory = view.findChild<QToolButton*>(QStringLiteral("timelineMemory"));
    memory->click();
    const QImage with = view.grab().toImage();
    QVERIFY(with != before);
    memory->click();
    QCOMPARE(view.grab().toImage(), before);
}

CLUSTERLOOM_TEST(TestStepChart)
#include "tst_step_chart.moc"
