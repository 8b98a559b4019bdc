#include "core/results/memory_curves.h"
#include "core/results/step_curve.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <algorithm>

using namespace core;

namespace tst_step_curve {

StepCurve curveOf(const std::vector<std::pair<int, double>>& steps)
{
    StepCurve made;
    for (const auto& [at, value] : steps)
        made.steps.push_back({Nanoseconds(at), value});
    return made;
}

} // namespace tst_step_curve

using tst_step_curve::curveOf;

class TestStepCurve : public QObject
{
    Q_OBJECT
private slots:
    void aValueHoldsUntilTheNext()
    {
        const StepCurve curve = curveOf({{10, 3}, {20, 5}});
        QCOMPARE(curve.at(Nanoseconds(9)), 0.0);
        QCOMPARE(curve.at(Nanoseconds(10)), 3.0);
        QCOMPARE(curve.at(Nanoseconds(19)), 3.0);
        QCOMPARE(curve.at(Nanoseconds(1000)), 5.0);
    }

    void columnsHoldLeastAndGreatest()
    {
        const auto columns = columnsOf(curveOf({{0, 1}, {12, 9}, {14, 2}}), {Nanoseconds(0), Nanoseconds(40), 0, 4}, 4);
        QCOMPARE(columns, (std::vector<ColumnSpan> {{1, 1, 1}, {1, 9, 3.2}, {2, 2, 2}, {2, 2, 2}}));
    }

    void noPeakIsLostInAnyWidth()
    {
        QVERIFY(support::law("the greatest column is the greatest value in sight", 100, 2000, [] {
            std::vector<std::pair<int, double>> steps {{0, 0}};
            for (int i = *rc::gen::inRange(0, 40); i > 0; --i)
                steps.emplace_back(steps.back().first + *rc::gen::inRange(1, 50), *rc::gen::inRange(0, 100));
            const int start = *rc::gen::inRange(0, 200), length = *rc::gen::inRange(1, 900);
            const StepCurve curve = curveOf(steps);
            const auto columns = columnsOf(curve, {Nanoseconds(start), Nanoseconds(start + length), 0, 1}, *rc::gen::inRange(1, 60));
            double greatest = curve.at(Nanoseconds(start));
            for (const auto& [at, value] : steps)
                if (at >= start && at < start + length)
                    greatest = std::max(greatest, value);
            const auto top = std::max_element(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.greatest < b.greatest; });
            RC_ASSERT(top->greatest == greatest);
        }));
    }

    void memoryIsWhatTheTimelineSays()
    {
        Timeline timeline = support::pipelineTimeline(2, 4);
        for (std::size_t i = 0; i < timeline.lanes.size(); ++i)
            if (timeline.lanes[i].kind == LaneKind::Compute) {
                timeline.memory[i].weights = Bytes(10);
                timeline.memory[i].limit = Bytes(30);
                timeline.memory[i].steps = {{Nanoseconds(5), Bytes(7.0 + timeline.lanes[i].stage)}, {Nanoseconds(9), Bytes(0)}};
            }
        const MemoryCurves memory = memoryCurves(timeline);
        QCOMPARE(memory.curves.size(), std::size_t(3)); // two stages and their limit
        QCOMPARE(memory.curves[0].at(Nanoseconds(0)), 10.0);
        QCOMPARE(memory.curves[0].at(Nanoseconds(6)), 17.0);
        QCOMPARE(memory.curves[1].at(Nanoseconds(6)), 18.0);
        QCOMPARE(memory.peak, Bytes(18));
        QCOMPARE(memory.peakAt, Nanoseconds(5));
        QVERIFY(memory.curves[2].isCeiling);
        QCOMPARE(memory.curves[2].name, std::string("limit"));
    }

    void unlikeLimitsSayWhoseTheyAre()
    {
        Timeline timeline = support::pipelineTimeline(4, 4);
        for (std::size_t i = 0; i < timeline.lanes.size(); ++i)
            if (timeline.lanes[i].kind == LaneKind::Compute) {
                const int stage = timeline.lanes[i].stage;
                timeline.memory[i].weights = Bytes(20.0 + stage);
                timeline.memory[i].limit = Bytes(stage == 0 ? 25 : 30);
            }
        const MemoryCurves memory = memoryCurves(timeline);
        QCOMPARE(memory.curves.size(), std::size_t(6));
        QCOMPARE(memory.curves[4].name, std::string("limit of stage 0"));
        QCOMPARE(memory.curves[5].name, std::string("limit of stages 1 to 3"));
    }
};
CLUSTERLOOM_TEST(TestStepCurve)

#include "tst_step_curve.moc"
