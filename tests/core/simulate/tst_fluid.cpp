#include "core/simulate/folding.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/law.h"

using namespace core;
using support::dropOf;
using support::flowSends;
using support::oneBytePerNanosecond;
using support::StageTimes;

namespace {

std::int64_t busyNs(const Timeline& timeline)
{
    std::int64_t busy = 0;
    for (const Lane& lane : timeline.lanes)
        for (const Span& span : timeline.spansOf(lane))
            busy += (span.end - span.start).count * static_cast<std::int64_t>(lane.devices.size());
    return busy;
}

/// Two stages, one micro-batch: F 10, send 100, F 10, B 20, send back 100, B 20.
PipelineWork onePass() { return support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1); }

} // namespace

class TestFluid : public QObject
{
    Q_OBJECT
private slots:
    void sendsOnOneLinkShareIt()
    {
        Workload workload;
        for (int p = 0; p < 2; ++p) {
            PipelineWork pipeline = onePass();
            flowSends(workload, pipeline, 0, 10);
            support::addPipeline(workload, std::move(pipeline));
        }
        // Alone 10 + 100 + 10 + 20 + 100 + 20 = 260; two at once double both transfers.
        QCOMPARE(support::playedOn(workload, oneBytePerNanosecond()).period.count, 460);
    }
    void aDropOfTheLinkSlowsWhatIsOnIt()
    {
        Workload workload;
        PipelineWork pipeline = onePass();
        flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
        // The send runs 10-110 at full rate; from 60 on at a quarter, so its last 50 bytes take 200: 150 later.
        QCOMPARE(support::playedOn(workload, oneBytePerNanosecond(dropOf(0, 60, 0.25))).period.count, 260 + 150);
        // Started at 60 on the scenario's clock, all 100 bytes take 400.
        QCOMPARE(support::playedOn(workload, oneBytePerNanosecond(dropOf(0, 60, 0.25)), Nanoseconds(60)).period.count, 260 + 300);
    }
    void whatChangesAfterTheEndDoesNotMatter()
    {
        Workload workload;
        PipelineWork pipeline = onePass();
        flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
        QCOMPARE(support::playedOn(workload, oneBytePerNanosecond(dropOf(0, 5000, 0.25))).period.count, 260);
    }
    void aLinkMayChangeWhileNothingIsOnIt()
    {
        Workload workload;
        PipelineWork pipeline = support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        flowSends(workload, pipeline, 0, -1); // stage 1 sends back over capacity 0
        support::addPipeline(workload, std::move(pipeline));
        // Forth 10-110; then 10 + 20 of computing; half the bandwidth from 120 on, so that the way back takes 200.
        QCOMPARE(support::playedOn(workload, oneBytePerNanosecond(dropOf(0, 120, 0.5))).period.count, 260 + 100);
    }
    void latencyIsThatOfTheStart()
    {
        Workload workload;
        PipelineWork pipeline = onePass();
        flowSends(workload, pipeline, 0, 10);
        // No latency but 1000 ns from 60 on: the send at 10 pays none, the one back at 140 pays it.
        const auto later = std::make_shared<ChangeProfile>();
        later->steps = {{Nanoseconds(60), {0, 1000e-9, 1}, 0, 0}};
        const auto changing = std::make_shared<const ChangingLatency>(std::vector<ChangingLatency::Phase> {{1, {{{Seconds(0), later}}}}});
        for (Activity& activity : workload.activities)
            activity.changing = changing;
        support::addPipeline(workload, std::move(pipeline));
        const Workload settled = settledAlone(workload, oneBytePerNanosecond());
        QCOMPARE(support::playedOn(settled, oneBytePerNanosecond()).period.count, 260 + 1000);
        QCOMPARE(support::playedOn(settled, oneBytePerNanosecond(), Nanoseconds(60)).period.count, 260 + 2000);
    }
    void pipelinesOfUnlikeLatencyAreNotFolded()
    {
        Workload whole;
        for (int p = 0; p < 2; ++p) {
            PipelineWork pipeline = onePass();
            flowSends(whole, pipeline, 100 * p, 100 * p + 50);
            support::addPipeline(whole, std::move(pipeline));
        }
        const auto later = std::make_shared<ChangeProfile>();
        later->steps = {{Nanoseconds(0), {0, 1000e-9, 1}, 0, 0}};
        whole.activities[0].changing = std::make_shared<const ChangingLatency>(std::vector<ChangingLatency::Phase> {{1, {{{Seconds(0), later}}}}});
        const Workload two = folded(settledAlone(whole, oneBytePerNanosecond()), oneBytePerNanosecond());
        QCOMPARE(two.pipelines.size(), std::size_t{2});
        QCOMPARE(support::playedOn(two, oneBytePerNanosecond()).period, support::playedOn(whole, oneBytePerNanosecond()).period);
    }
    void aLinkThatStaysDownIsAnError()
    {
        Workload workload;
        PipelineWork pipeline = onePass();
        flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
        RunOptions options;
        options.waterways = oneBytePerNanosecond(dropOf(0, 60, 0));
        const auto result = run(workload, options);
        QVERIFY(!result);
        QVERIFY2(result.error().message.find("on link 0") != std::string::npos, result.error().message.c_str());
        QCOMPARE(result.error().where, std::string("/scenario/events/3"));
    }
    void aSlowDeviceStretchesTheWorkInsideTheEvent()
    {
        const Speeds half {{Nanoseconds(100), 0.5}, {Nanoseconds(200), 1}};
        QCOMPARE(endOfWork(half, Nanoseconds(0), Nanoseconds(50)).count, 50);
        QCOMPARE(endOfWork(half, Nanoseconds(90), Nanoseconds(20)).count, 120);  // 10, then 10 at half speed
        QCOMPARE(endOfWork(half, Nanoseconds(100), Nanoseconds(80)).count, 230); // 50 in the event, 30 after it
        QCOMPARE(endOfWork({{Nanoseconds(0), 0}, {Nanoseconds(70), 1}}, Nanoseconds(0), Nanoseconds(5)).count, 75);
        QCOMPARE(endOfWork({{Nanoseconds(5), 0}}, Nanoseconds(0), Nanoseconds(6)), Nanoseconds::never());
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 20, 0}}, 2);
        workload.pipelines[0].stages[0].speeds = {{Nanoseconds(0), 0.5}};
        QCOMPARE(support::playedOn(workload, {}).period.count, 120);
    }
    void closedFormsEqualTheGeneralPath()
    {
        QVERIFY(support::law("transfers alone on their capacities: with and without closed form the same spans", 100, 2000, [] {
            std::vector<StageTimes> times;
            for (int s = *rc::gen::inRange(1, 6); s > 0; --s)
                times.push_back({*rc::gen::inRange(1, 50), *rc::gen::inRange(1, 90), *rc::gen::inRange(0, 70)});
            Workload workload;
            PipelineWork pipeline = support::pipelineFrom(Schedule::OneForwardOneBackward, times, *rc::gen::inRange(1, 9));
            flowSends(workload, pipeline, 0, 100);
            support::addPipeline(workload, std::move(pipeline));
            const Workload settled = settledAlone(workload, oneBytePerNanosecond());
            for (const StageWork& stage : settled.pipelines[0].stages)
                RC_ASSERT(stage.chunks[0].sendForward.alone || stage.chunks[0].sendForward.activities.empty());
            RC_ASSERT(support::playedOn(workload, oneBytePerNanosecond()).fingerprint == support::playedOn(settled, oneBytePerNanosecond()).fingerprint);
        }));
    }
    void foldingChangesNoResultOnASharedNetwork()
    {
        QVERIFY(support::law("folded and unfolded agree on period and on every lane's time", 100, 2000, [] {
            const int stages = *rc::gen::inRange(1, 5);
            const int m = *rc::gen::inRange(1, 8);
            std::vector<std::vector<StageTimes>> kinds(2);
            for (auto& kind : kinds)
                for (int s = 0; s < stages; ++s)
                    kind.push_back({*rc::gen::inRange(1, 50), *rc::gen::inRange(1, 90), *rc::gen::inRange(0, 60)});
            Workload whole;
            const int pipelines = *rc::gen::inRange(1, 7);
            const bool shared = *rc::gen::arbitrary<bool>(); // all on the links of the first
            for (int p = 0; p < pipelines; ++p) {
                PipelineWork pipeline = support::pipelineFrom(Schedule::OneForwardOneBackward, kinds[static_cast<std::size_t>(*rc::gen::inRange(0, 2))], m);
                flowSends(whole, pipeline, shared ? 0 : 100 * p, shared ? 50 : 100 * p + 50);
                support::addPipeline(whole, std::move(pipeline));
            }
            for (int s = 0; s < stages; ++s) {
                Segment segment {SpanKind::GradientReduce, Algorithm::Ring, {s, s + 1}, Nanoseconds(10 + s), 1, {static_cast<int>(whole.activities.size())}};
                std::vector<StageRef> members;
                Activity ring {Bytes(10.0 + s), Seconds(0), {}, Algorithm::Ring};
                for (int p = 0; p < pipelines; ++p) {
                    members.push_back({p, s});
                    ring.charges.push_back({shared ? 1000 + p : 100 * p + s, 1});
                }
                whole.activities.push_back(ring);
                support::addReduction(whole, segment, members);
            }
            const Workload small = folded(whole, oneBytePerNanosecond());
            if (!shared)
                RC_ASSERT(small.pipelines.size() <= 2u);
            const Timeline a = support::playedOn(whole, oneBytePerNanosecond());
            const Timeline b = support::playedOn(small, oneBytePerNanosecond());
            RC_ASSERT(a.period == b.period);
            RC_ASSERT(busyNs(a) == busyNs(b));
        }));
    }
    void aPipelineOnAChangingLinkIsNotFolded()
    {
        Workload whole;
        for (int p = 0; p < 3; ++p) {
            PipelineWork pipeline = onePass();
            flowSends(whole, pipeline, 100 * p, 100 * p + 50);
            support::addPipeline(whole, std::move(pipeline));
        }
        QCOMPARE(folded(whole, oneBytePerNanosecond()).pipelines.size(), std::size_t{1});
        const Workload two = folded(whole, oneBytePerNanosecond(dropOf(100, 60, 0.5)));
        QCOMPARE(two.pipelines.size(), std::size_t{2});
        QCOMPARE(two.replicas, (std::vector{2, 1}));
        QCOMPARE(support::playedOn(two, oneBytePerNanosecond(dropOf(100, 60, 0.5))).period, support::playedOn(whole, oneBytePerNanosecond(dropOf(100, 60, 0.5))).period);
    }
};
CLUSTERLOOM_TEST(TestFluid)

#include "tst_fluid.moc"
