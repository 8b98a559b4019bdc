#include "core/results/chain.h"
#include "core/results/network_use.h"
#include "core/simulate/changes_in_use.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/law.h"
#include "tests/support/random_runs.h"

#include <algorithm>
#include <cmath>

using namespace core;

namespace {

using CurveSteps = std::vector<std::pair<std::int64_t, double>>;

CurveSteps stepsOf(const std::vector<RateStep>& rates)
{
    CurveSteps steps;
    for (const RateStep& step : rates)
        steps.emplace_back(step.at.count, step.rate.value / 1e9);
    return steps;
}

bool anything(int) { return true; }

std::vector<CapacityUse> useOf(const Workload& workload, const Waterways& waterways)
{
    const Timeline timeline = support::playedOn(workload, waterways);
    return networkUse({timeline, workload, waterways}, anything).value();
}

/// Pipelines of two stages: F 10, send 100, F 10, B 20, send back 100, B 20. Each on links of its own, or all on two.
Workload passes(int pipelines, bool shared)
{
    Workload workload;
    for (int p = 0; p < pipelines; ++p) {
        PipelineWork pipeline = support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        support::flowSends(workload, pipeline, shared ? 0 : 100 * p, shared ? 10 : 100 * p + 10);
        support::addPipeline(workload, std::move(pipeline));
    }
    return workload;
}

double rateAt(const std::vector<RateStep>& steps, Nanoseconds at)
{
    return std::prev(std::upper_bound(steps.begin(), steps.end(), at, [](Nanoseconds t, const RateStep& step) { return t < step.at; }))->rate.value;
}

double integral(const std::vector<RateStep>& steps, Nanoseconds end)
{
    double bytes = 0;
    for (std::size_t i = 0; i < steps.size(); ++i)
        bytes += steps[i].rate.value * std::max(0.0, seconds(std::min(end, i + 1 < steps.size() ? steps[i + 1].at : end) - steps[i].at).value);
    return bytes;
}

} // namespace

class TestNetworkUse : public QObject
{
    Q_OBJECT
private slots:
    void sendsThatShareALinkFillItTogether()
    {
        const auto uses = useOf(passes(2, true), support::oneBytePerNanosecond());
        QCOMPARE(uses.size(), std::size_t{2});
        QCOMPARE(stepsOf(uses[0].used), (CurveSteps{{0, 0}, {10, 1}, {210, 0}}));
        QCOMPARE(stepsOf(uses[1].used), (CurveSteps{{0, 0}, {240, 1}, {440, 0}}));
        QCOMPARE(stepsOf(uses[0].limit), (CurveSteps{{0, 1}}));
        QCOMPARE(uses[0].load.bytes.value, 200.0);
        QCOMPARE(uses[0].load.mean, 200.0 / 460);
    }
    void anEventLowersBothUseAndLimit()
    {
        const auto uses = useOf(passes(1, true), support::oneBytePerNanosecond(support::dropOf(0, 60, 0.5)));
        QCOMPARE(stepsOf(uses[0].used), (CurveSteps{{0, 0}, {10, 1}, {60, 0.5}, {160, 0}}));
        QCOMPARE(stepsOf(uses[0].limit), (CurveSteps{{0, 1}, {60, 0.5}}));
        QCOMPARE(uses[0].load.mean, 100 / (60 + 250 * 0.5)); // the period is 310
    }
    void foldedAndSettledTrafficIsShownOnEveryLink()
    {
        QVERIFY(support::law("the same use of every link, folded or not", 60, 1000, [] {
            const int stages = *rc::gen::inRange(2, 5), m = *rc::gen::inRange(1, 6), pipelines = *rc::gen::inRange(1, 6);
            std::vector<support::StageTimes> times;
            for (int s = 0; s < stages; ++s)
                times.push_back({*rc::gen::inRange(1, 50), *rc::gen::inRange(1, 90), *rc::gen::inRange(1, 60)});
            Workload whole;
            for (int p = 0; p < pipelines; ++p) {
                PipelineWork pipeline = support::pipelineFrom(Schedule::OneForwardOneBackward, times, m);
                support::flowSends(whole, pipeline, 100 * p, 100 * p + 50);
                support::addPipeline(whole, std::move(pipeline));
            }
            Activity ring {Bytes(30), Seconds(0), {}, Algorithm::Ring};
            std::vector<StageRef> members;
            for (int p = 0; p < pipelines; ++p) {
                ring.charges.push_back({100 * p, 1});
                members.push_back({p, 0});
            }
            support::addReduction(whole, {SpanKind::GradientReduce, Algorithm::Ring, {0, 1}, Nanoseconds(30), 1, {static_cast<int>(whole.activities.size())}}, members);
            whole.activities.push_back(ring);
            const Waterways waterways = support::oneBytePerNanosecond();
            const Workload small = folded(settledAlone(whole, waterways), waterways);
            RC_ASSERT(small.pipelines.size() == 1u);
            const auto expected = useOf(whole, waterways), found = useOf(small, waterways);
            RC_ASSERT(expected.size() == found.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                RC_ASSERT(found[i].load.capacity == expected[i].load.capacity);
                RC_ASSERT(found[i].load.bytes == expected[i].load.bytes);
                RC_ASSERT(stepsOf(found[i].used) == stepsOf(expected[i].used));
            }
        }));
    }
    void whatPassesIsWhatWasSentAndFits()
    {
        int steady = 0, changed = 0;
        QVERIFY(support::law("rates add up to the bytes of a period; never above what the capacity could carry", 60, 1000, [&] {
            const support::RandomRun r = support::randomRun();
            const Played played {r.timeline, r.run.workload, r.run.options.waterways};
            const auto uses = networkUse(played, anything).value();
            const auto loads = networkLoad(played, anything);
            RC_ASSERT(loads.size() == uses.size());
            const bool changesOnTheWay = ChangesInUse(played.workload, played.waterways).next(r.timeline.start) < r.timeline.start + r.timeline.length();
            for (std::size_t i = 0; i < uses.size(); ++i) {
                const CapacityUse& use = uses[i];
                RC_ASSERT(loads[i].bytes == use.load.bytes);
                RC_ASSERT(use.used.front().at == Nanoseconds(0));
                RC_ASSERT(use.limit.front().at == Nanoseconds(0));
                double most = 0;
                for (const auto* steps : {&use.used, &use.limit})
                    for (const RateStep& step : *steps) {
                        RC_ASSERT(rateAt(use.used, step.at) <= rateAt(use.limit, step.at) * (1 + 1e-9));
                        most = std::max(most, rateAt(use.limit, step.at));
                    }
                const double rounding = most * 1e-9 * static_cast<double>(r.timeline.spans.size()); // each ends on a whole nanosecond
                if (!isSteady(r.timeline) || !changesOnTheWay) {
                    RC_ASSERT(std::abs(integral(use.used, r.timeline.period) - use.load.bytes.value) <= 1e-9 * use.load.bytes.value + rounding);
                    RC_ASSERT(use.load.mean <= 1 + 1e-6);
                }
                changed += use.limit.size() > 1;
            }
            steady += isSteady(r.timeline) && !uses.empty();
        }));
        QVERIFY(steady > 0);
        QVERIFY(changed > 0);
    }
};
CLUSTERLOOM_TEST(TestNetworkUse)

#include "tst_network_use.moc"
