#include "core/simulate/run.h"
#include "tests/support/law.h"
#include "tests/support/workloads.h"

#include <algorithm>
#include <map>
#include <tuple>

using namespace core;
using support::StageTimes;

namespace {

const std::vector<Schedule> simulated {Schedule::GPipe, Schedule::OneForwardOneBackward};

std::int64_t busyNs(const Timeline& timeline, LaneKind kind = LaneKind::Compute)
{
    std::int64_t busy = 0;
    for (const Lane& lane : timeline.lanes)
        if (lane.kind == kind)
            for (const Span& span : timeline.spansOf(lane))
                busy += (span.end - span.start).count * static_cast<std::int64_t>(lane.devices.size());
    return busy;
}

std::vector<StageTimes> someTimes(int stages)
{
    std::vector<StageTimes> times;
    for (int s = 0; s < stages; ++s)
        times.push_back({*rc::gen::inRange(1, 50), *rc::gen::inRange(1, 100), *rc::gen::inRange(0, 30)});
    return times;
}

Timeline played(const Workload& workload) { return run(workload).value(); }

const Span* find(const Timeline& timeline, int stage, SpanKind kind, int microBatch)
{
    for (const Lane& lane : timeline.lanes)
        if (lane.stage == stage)
            for (const Span& span : timeline.spansOf(lane))
                if (span.kind == kind && span.microBatch == microBatch)
                    return &span;
    return nullptr;
}

} // namespace

class TestRun : public QObject
{
    Q_OBJECT
private slots:
    void bubbleRatioIsTheClosedForm()
    {
        QVERIFY(support::law("idle (m + p - 1) = window (p - 1) with equal stages and free communication", 200, 5000, [] {
            const int p = *rc::gen::inRange(1, 12);
            const int m = *rc::gen::inRange(p, 40); // 1F1B's closed form needs m >= p
            const StageTimes equal {*rc::gen::inRange(1, 1000), *rc::gen::inRange(1, 1000), 0};
            const Schedule schedule = *rc::gen::elementOf(simulated);
            const Timeline t = played(support::onePipeline(schedule, std::vector<StageTimes>(static_cast<std::size_t>(p), equal), m));
            const std::int64_t window = t.period.count * p;
            RC_ASSERT((window - busyNs(t)) * (m + p - 1) == window * (p - 1));
            RC_ASSERT(t.period.count == (m + p - 1) * (equal.forward + equal.backward));
        }));
    }

    void twoStagesWithSendsByHand()
    {
        // F = 1, B = 2, a send takes 1. Stage 0: F0 0-1, F1 1-2, B0 6-8, B1 9-11. Stage 1: F0 2-3, B0 3-5, F1 5-6, B1 6-8.
        const Timeline t = played(support::onePipeline(Schedule::OneForwardOneBackward, {{1, 2, 1}, {1, 2, 1}}, 2));
        QCOMPARE(t.period.count, 11);
        QCOMPARE(find(t, 1, SpanKind::Forward, 0)->start.count, 2);
        QCOMPARE(find(t, 1, SpanKind::Forward, 1)->start.count, 5);
        QCOMPARE(find(t, 0, SpanKind::Backward, 0)->start.count, 6);
        QCOMPARE(find(t, 0, SpanKind::Backward, 1)->start.count, 9);
        const Span* last = find(t, 0, SpanKind::Backward, 1);
        QCOMPARE(t.spans[last->waitedFor].kind, SpanKind::SendGradient);
    }

    void gpipeByHand()
    {
        // Stage 1 runs F0 1-2, F1 2-3, then B1 3-5, B0 5-7; stage 0 follows with B1 5-7, B0 7-9.
        const Timeline t = played(support::onePipeline(Schedule::GPipe, {{1, 2, 0}, {1, 2, 0}}, 2));
        QCOMPARE(t.period.count, 9);
        QCOMPARE(find(t, 1, SpanKind::Backward, 1)->start.count, 3);
        QCOMPARE(find(t, 0, SpanKind::Backward, 0)->start.count, 7);
    }

    void passesRunOnceAfterWhatTheyNeed()
    {
        QVERIFY(support::law("each pass once, no overlap, dependencies respected, activations bounded", 200, 5000, [] {
            const int p = *rc::gen::inRange(1, 9);
            const int m = *rc::gen::inRange(1, 20);
            const Schedule schedule = *rc::gen::elementOf(simulated);
            const auto times = someTimes(p);
            const Timeline t = played(support::onePipeline(schedule, times, m));
            std::map<std::tuple<int, SpanKind, int>, Span> found;
            for (const Lane& lane : t.lanes) {
                Nanoseconds reached;
                for (const Span& span : t.spansOf(lane)) {
                    if (lane.kind == LaneKind::Compute) {
                        RC_ASSERT(span.start >= reached);
                        reached = span.end;
                    }
                    RC_ASSERT(found.emplace(std::tuple(lane.stage, span.kind, span.microBatch), span).second);
                }
            }
            for (int s = 0; s < p; ++s)
                for (int i = 0; i < m; ++i) {
                    const Span forward = found.at({s, SpanKind::Forward, i});
                    const Span backward = found.at({s, SpanKind::Backward, i});
                    RC_ASSERT(forward.end <= backward.start);
                    if (s == 0)
                        continue;
                    const Nanoseconds way(times[static_cast<std::size_t>(s - 1)].send);
                    RC_ASSERT(found.at({s - 1, SpanKind::Forward, i}).end + way <= forward.start);
                    RC_ASSERT(backward.end + way <= found.at({s - 1, SpanKind::Backward, i}).start);
                }
            for (const Lane& lane : t.lanes)
                if (lane.kind == LaneKind::Compute) {
                    const LaneMemory& memory = t.memory[static_cast<std::size_t>(&lane - t.lanes.data())];
                    const int bound = schedule == Schedule::GPipe ? m : std::min(p - lane.stage, m);
                    RC_ASSERT(memory.peakActivations == Bytes(bound));
                    RC_ASSERT(memory.steps.back().activations == Bytes(0));
                }
        }));
    }

    void twiceTheTimesTakeTwiceAsLong()
    {
        QVERIFY(support::law("all durations doubled: every span doubled", 100, 2000, [] {
            const auto times = someTimes(*rc::gen::inRange(1, 8));
            std::vector<StageTimes> twice;
            for (const StageTimes& t : times)
                twice.push_back({2 * t.forward, 2 * t.backward, 2 * t.send});
            const int m = *rc::gen::inRange(1, 16);
            const Schedule schedule = *rc::gen::elementOf(simulated);
            const Timeline a = played(support::onePipeline(schedule, times, m));
            const Timeline b = played(support::onePipeline(schedule, twice, m));
            RC_ASSERT(a.spans.size() == b.spans.size());
            for (std::size_t i = 0; i < a.spans.size(); ++i) {
                RC_ASSERT(a.spans[i].start * 2 == b.spans[i].start);
                RC_ASSERT(a.spans[i].end * 2 == b.spans[i].end);
            }
        }));
    }

    void foldingChangesNoResult()
    {
        QVERIFY(support::law("folded and unfolded agree on period, idle time and every pass", 100, 2000, [] {
            const int stages = *rc::gen::inRange(1, 5);
            std::vector<std::vector<StageTimes>> kinds;
            for (int k = 0; k < 2; ++k)
                kinds.push_back(someTimes(stages));
            const int m = *rc::gen::inRange(1, 8);
            Workload whole;
            const int pipelines = *rc::gen::inRange(1, 7);
            for (int i = 0; i < pipelines; ++i)
                support::addPipeline(whole, support::pipelineFrom(Schedule::OneForwardOneBackward,
                    kinds[static_cast<std::size_t>(*rc::gen::inRange(0, 2))], m));
            for (int s = 0; s < stages; ++s) {
                std::vector<StageRef> members;
                for (int i = 0; i < pipelines; ++i)
                    members.push_back({i, s});
                support::addReduction(whole, {SpanKind::GradientReduce, Algorithm::Ring, {s, s + 1}, Nanoseconds(10 + s), 1, {}}, members);
            }
            const Workload small = folded(whole, {});
            RC_ASSERT(small.pipelines.size() <= 2u);
            const Timeline a = played(whole);
            const Timeline b = played(small);
            RC_ASSERT(a.period == b.period);
            RC_ASSERT(busyNs(a) == busyNs(b));
            RC_ASSERT(busyNs(a, LaneKind::DataParallel) == busyNs(b, LaneKind::DataParallel));
        }));
    }

    void gradientsAreReducedOnceAllMembersAreThrough()
    {
        // Two pipelines of one stage: 3 and 5 ns of passes, a reduction of 4, then optimizers of 2 together.
        Workload workload;
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{1, 2, 0}}, 1));
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{2, 3, 0}}, 1));
        support::addReduction(workload, {SpanKind::GradientReduce, Algorithm::Ring, {0, 1}, Nanoseconds(4), 8, {}}, {{0, 0}, {1, 0}});
        for (PipelineWork& pipeline : workload.pipelines)
            pipeline.stages[0].optimizer = {{SpanKind::Optimizer, Algorithm::Direct, {0, 1}, Nanoseconds(2), 0, {}}};
        const Timeline t = played(workload);
        QCOMPARE(find(t, 0, SpanKind::GradientReduce, -1)->start.count, 5);
        QCOMPARE(find(t, 0, SpanKind::Optimizer, -1)->start.count, 9);
        QCOMPARE(t.period.count, 11);
    }

    void ordersThatWaitForEachOtherAreAnError()
    {
        Workload workload = support::onePipeline(Schedule::OneForwardOneBackward, {{1, 1, 0}, {1, 1, 0}}, 2);
        auto& order = workload.pipelines[0].stages[0].order;
        std::reverse(order.begin(), order.end()); // backward first: its gradient never comes
        const auto result = run(workload);
        QVERIFY(!result);
        QCOMPARE(result.error().where, std::string("/schedule"));
    }

    void aListenerCanCancel()
    {
        const Workload workload = support::onePipeline(Schedule::OneForwardOneBackward, std::vector<StageTimes>(8), 2000);
        int heard = 0;
        RunOptions options;
        options.progress = [&](double share) {
            ++heard;
            return share < 0.5;
        };
        const auto result = run(workload, options);
        QVERIFY(!result);
        QCOMPARE(result.error().message, std::string("cancelled"));
        QVERIFY(heard > 1);
    }

    void theFingerprintTellsRunsApart()
    {
        const auto make = [](std::int64_t f) { return played(support::onePipeline(Schedule::GPipe, {{f, 2, 1}, {1, 2, 1}}, 3)); };
        QCOMPARE(make(1).fingerprint, make(1).fingerprint);
        QVERIFY(make(1).fingerprint != make(2).fingerprint);
    }
};
CLUSTERLOOM_TEST(TestRun)

#include "tst_run.moc"
