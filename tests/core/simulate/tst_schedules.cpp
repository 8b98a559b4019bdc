#include "core/simulate/run.h"
#include "core/simulate/schedule.h"
#include "core/simulate/schedules/order_timing.h"
#include "tests/support/law.h"
#include "tests/support/workloads.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

using namespace core;
using support::StageTimes;

namespace {

Pass forward(int microBatch, int chunk = 0) { return {PassKind::Forward, microBatch, chunk}; }
Pass backward(int microBatch, int chunk = 0) { return {PassKind::Backward, microBatch, chunk}; }

const std::vector<Schedule> all {Schedule::GPipe, Schedule::OneForwardOneBackward, Schedule::KForwardKBackward, Schedule::Interleaved,
    Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2, Schedule::ZeroBubbleV, Schedule::ZeroBubbleGreedy};

int someChunks(Schedule schedule)
{
    return schedule == Schedule::ZeroBubbleV ? 2 : schedule == Schedule::Interleaved ? *rc::gen::inRange(1, 5) : 1;
}

std::vector<StageTimes> someTimes(int stages, int chunks)
{
    std::vector<StageTimes> times;
    for (int s = 0; s < stages; ++s)
        times.push_back({*rc::gen::inRange(1, 50) * chunks, *rc::gen::inRange(1, 60) * chunks, *rc::gen::inRange(0, 20), *rc::gen::inRange(1, 50) * chunks});
    return times;
}

/// Most chunks' activations that a stage may hold.
int boundOf(Schedule schedule, int p, int stage, int m, int v, int limit)
{
    switch (schedule) {
    case Schedule::OneForwardOneBackward:
        return std::min(p - stage, m);
    case Schedule::Interleaved: // the warm-up, with rounds of up to 2 p - 1, and one more
        return std::min(m * v, m < 2 * p ? m * v : 2 * (p - stage - 1) + (v - 1) * (2 * p - 1) + 1);
    case Schedule::ZeroBubbleH1:
        return p;
    case Schedule::ZeroBubbleH2:
        return 2 * p - 1;
    case Schedule::ZeroBubbleV:
        return 2 * p;
    case Schedule::ZeroBubbleGreedy:
        return limit;
    case Schedule::GPipe:
    case Schedule::KForwardKBackward:
        break;
    }
    return m;
}

/// Every pass starts after its own forward and after the pass of the neighbour and its send.
void checkDependencies(const Timeline& t, Schedule schedule, const std::vector<StageTimes>& times, int m, int v)
{
    const int p = static_cast<int>(times.size());
    std::map<std::tuple<SpanKind, int, int>, Span> found; // kind, position, micro-batch
    for (const Lane& lane : t.lanes) {
        Nanoseconds reached;
        for (const Span& span : t.spansOf(lane)) {
            if (lane.kind != LaneKind::Compute)
                continue;
            RC_ASSERT(span.start >= reached);
            reached = span.end;
            RC_ASSERT(found.emplace(std::tuple(span.kind, span.firstUnit, span.microBatch), span).second);
        }
    }
    const bool separate = separatesWeights(schedule);
    const SpanKind back = separate ? SpanKind::BackwardInput : SpanKind::Backward;
    std::vector<int> stageAt(static_cast<std::size_t>(p * v));
    for (int s = 0; s < p; ++s)
        for (int c = 0; c < v; ++c)
            stageAt[static_cast<std::size_t>(positionOf(schedule, p, s, c))] = s;
    for (int i = 0; i < m; ++i)
        for (int position = 0; position < p * v; ++position) {
            const Span forward = found.at({SpanKind::Forward, position, i});
            const Span backward = found.at({back, position, i});
            RC_ASSERT(forward.end <= backward.start);
            if (separate)
                RC_ASSERT(backward.end <= found.at({SpanKind::BackwardWeight, position, i}).start);
            if (position == 0)
                continue;
            const int before = stageAt[static_cast<std::size_t>(position - 1)];
            const Nanoseconds way(before == stageAt[static_cast<std::size_t>(position)] ? 0 : times[static_cast<std::size_t>(before)].send);
            RC_ASSERT(found.at({SpanKind::Forward, position - 1, i}).end + way <= forward.start);
            RC_ASSERT(backward.end + way <= found.at({back, position - 1, i}).start);
        }
}

/// Of one chunk a stage, without a barrier; activations are 1 byte, the limit in micro-batches.
std::int64_t periodOf(Schedule schedule, const std::vector<StageTimes>& times, int m, int limit)
{
    ScheduleShape shape {static_cast<int>(times.size()), 0, m, 1, 1, limit, {}};
    for (std::size_t s = 0; s < times.size(); ++s)
        shape.loads.push_back({Nanoseconds(times[s].forward), Nanoseconds(times[s].backward), Nanoseconds(times[s].weight), Nanoseconds(times[s].send),
            Nanoseconds(s > 0 ? times[s - 1].send : 0), Bytes(1), Bytes(1), Bytes(limit)});
    return schedules::steadyPeriod(passOrders(schedule, shape).value(), shape.loads, m).count;
}

} // namespace

class TestSchedules : public QObject
{
    Q_OBJECT
private slots:
    void ordersByHand()
    {
        QCOMPARE(passOrder(Schedule::GPipe, {2, 0, 2, 1, 1}).value(),
            (std::vector{forward(0), forward(1), backward(1), backward(0)}));
        QCOMPARE(passOrder(Schedule::OneForwardOneBackward, {2, 0, 3, 1, 1}).value(),
            (std::vector{forward(0), forward(1), backward(0), forward(2), backward(1), backward(2)}));
        QCOMPARE(passOrder(Schedule::OneForwardOneBackward, {2, 1, 2, 1, 1}).value(),
            (std::vector{forward(0), backward(0), forward(1), backward(1)}));
        QCOMPARE(passOrder(Schedule::KForwardKBackward, {1, 0, 3, 1, 2}).value(),
            (std::vector{forward(0), forward(1), backward(0), backward(1), forward(2), backward(2)}));
    }
    void interleavedByHand()
    {
        // arXiv 2104.04473 figure 4 bottom: the last of 4 stages with 2 chunks and 8 micro-batches warms up with
        // 4 passes (1 2 3 4 of its first chunk), then runs 1 of the second chunk forward and at once backward.
        const auto order = passOrder(Schedule::Interleaved, {4, 3, 8, 2, 1}).value();
        const std::vector<Pass> begin(order.begin(), order.begin() + 8);
        QCOMPARE(begin, (std::vector{forward(0), forward(1), forward(2), forward(3), forward(0, 1), backward(0, 1), forward(1, 1), backward(1, 1)}));
    }
    void zeroBubbleByHand()
    {
        const auto letters = [](Schedule schedule, const ScheduleShape& shape) {
            std::string text;
            for (const Pass& pass : passOrder(schedule, shape).value())
                text += std::string(1, "FBIW"[static_cast<int>(pass.kind)]) + (pass.chunk == 0 ? "" : "'") + std::to_string(pass.microBatch) + " ";
            return text;
        };
        // arXiv 2401.10241 figure 3, top: the first and the last of 4 devices.
        QCOMPARE(letters(Schedule::ZeroBubbleH1, {4, 0, 5, 1, 1}), "F0 F1 F2 F3 I0 W0 F4 I1 W1 I2 W2 I3 W3 I4 W4 ");
        QCOMPARE(letters(Schedule::ZeroBubbleH1, {4, 3, 5, 1, 1}), "F0 I0 F1 I1 F2 I2 F3 I3 W0 F4 I4 W1 W2 W3 W4 ");
        // The same, bottom: 7 forwards on the first device before its first gradient.
        QCOMPARE(letters(Schedule::ZeroBubbleH2, {4, 0, 8, 1, 1}), "F0 F1 F2 F3 F4 F5 F6 I0 W0 F7 I1 W1 I2 W2 I3 W3 I4 W4 I5 W5 I6 W6 I7 W7 ");
        QCOMPARE(letters(Schedule::ZeroBubbleH2, {2, 1, 4, 1, 1}), "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3 ");
        // Two devices: the first one's memory of 4 half micro-batches is full after F0 F1 F2 F'0.
        QCOMPARE(letters(Schedule::ZeroBubbleV, {2, 0, 3, 2, 1}), "F0 F1 F2 F'0 I'0 W'0 F'1 I'1 W'1 I0 W0 F'2 I'2 I1 W'2 I2 W1 W2 ");
    }
    void eachPassStandsOnce()
    {
        QVERIFY(support::law("every schedule holds each pass of each chunk exactly once", 400, 10000, [] {
            const Schedule schedule = *rc::gen::elementOf(all);
            const int stages = *rc::gen::inRange(1, 9);
            const int chunks = someChunks(schedule);
            const int microBatches = *rc::gen::inRange(1, 40);
            const ScheduleShape shape {stages, 0, microBatches, chunks, *rc::gen::inRange(1, 5)};
            const PassOrders orders = passOrders(schedule, shape).value();
            RC_ASSERT(static_cast<int>(orders.size()) == stages);
            for (const auto& order : orders) {
                std::set<std::tuple<int, int, int>> seen;
                for (const Pass& pass : order) {
                    RC_ASSERT(pass.microBatch >= 0 && pass.microBatch < microBatches && pass.chunk >= 0 && pass.chunk < chunks);
                    RC_ASSERT((pass.kind == PassKind::Forward || (pass.kind != PassKind::Backward) == separatesWeights(schedule)));
                    RC_ASSERT(seen.emplace(static_cast<int>(pass.kind), pass.microBatch, pass.chunk).second);
                }
                RC_ASSERT(static_cast<int>(seen.size()) == (separatesWeights(schedule) ? 3 : 2) * microBatches * chunks);
            }
        }));
    }
    void interleavedBubbleIsTheClosedForm()
    {
        QVERIFY(support::law("idle (v m + p - 1) = window (p - 1), also where p does not divide m", 200, 3000, [] {
            const int p = *rc::gen::inRange(1, 9);
            const int v = *rc::gen::inRange(1, 5);
            const int m = *rc::gen::inRange(p, 6 * p);
            const StageTimes equal {*rc::gen::inRange(1, 100) * v, *rc::gen::inRange(1, 100) * v, 0};
            const Timeline t = run(support::onePipeline(Schedule::Interleaved, std::vector<StageTimes>(static_cast<std::size_t>(p), equal), m, v)).value();
            const std::int64_t busy = (equal.forward + equal.backward) * m * p;
            const std::int64_t window = t.period.count * p;
            RC_ASSERT((window - busy) * (v * m + p - 1) == window * (p - 1));
        }));
    }
    void anySchedulePlaysToItsEndWithinItsMemory()
    {
        QVERIFY(support::law("random times: dependencies respected, no deadlock, activations within the bound", 300, 5000, [] {
            const Schedule schedule = *rc::gen::elementOf(all);
            const int p = *rc::gen::inRange(1, 7);
            const int m = *rc::gen::inRange(1, 5 * p);
            const int v = someChunks(schedule);
            const int limit = *rc::gen::inRange(1, 3 * p);
            const auto times = someTimes(p, v);
            const Timeline t = run(support::onePipeline(schedule, times, m, v, *rc::gen::inRange(1, 4), limit)).value();
            checkDependencies(t, schedule, times, m, v);
            for (std::size_t lane = 0; lane < t.lanes.size(); ++lane)
                if (t.lanes[lane].kind == LaneKind::Compute) {
                    RC_ASSERT(t.memory[lane].peakActivations <= Bytes(boundOf(schedule, p, t.lanes[lane].stage, m, v, limit)));
                    RC_ASSERT(separatesWeights(schedule) || t.memory[lane].steps.back().activations == Bytes(0));
                }
        }));
    }
    void playedZeroBubblesAreTheClosedForms()
    {
        QVERIFY(support::law("F = B = W, sends free: idle per lane and period (p - 1) F with H1, none with H2, V, greedy", 100, 2000, [] {
            const Schedule schedule = *rc::gen::element(Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2, Schedule::ZeroBubbleV, Schedule::ZeroBubbleGreedy);
            const int p = *rc::gen::inRange(1, 9);
            const int m = *rc::gen::inRange(2 * p - 1, 5 * p);
            const int v = schedule == Schedule::ZeroBubbleV ? 2 : 1;
            const std::int64_t unit = *rc::gen::inRange(1, 1000) * v;
            const std::vector<StageTimes> equal(static_cast<std::size_t>(p), {unit, unit, 0, unit});
            const Timeline t = run(support::onePipeline(schedule, equal, m, v, 1, 2 * p - 1)).value();
            const std::int64_t idle = schedule == Schedule::ZeroBubbleH1 ? (p - 1) * unit : 0;
            RC_ASSERT(t.period.count == 3 * m * unit + idle);
            for (const Lane& lane : t.lanes) {
                std::int64_t busy = 0;
                for (const Span& span : t.spansOf(lane)) {
                    busy += (span.end - span.start).count;
                    RC_ASSERT(span.start >= lane.window);
                    RC_ASSERT(span.end <= lane.window + t.period);
                }
                RC_ASSERT(t.period.count - busy == idle);
            }
        }));
    }
    void aPeriodIsWhatTheOrdersAloneSay()
    {
        QVERIFY(support::law("played with sends, a zero-bubble period is the longest path through its orders", 200, 3000, [] {
            const Schedule schedule = *rc::gen::element(Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2, Schedule::ZeroBubbleGreedy);
            const int p = *rc::gen::inRange(1, 7);
            const int m = *rc::gen::inRange(1, 4 * p);
            const auto times = someTimes(p, 1);
            const Timeline t = run(support::onePipeline(schedule, times, m, 1, 1, 2 * p)).value();
            RC_ASSERT(t.period.count == periodOf(schedule, times, m, 2 * p));
        }));
    }
    void stagesGoOnAfterTheirOwnOptimizer()
    {
        // H1, p = 2, m = 3, F = B = W = 2 and an optimizer of 3: each stage runs 18 + 3 and waits (p - 1) 2 a period.
        Workload workload = support::onePipeline(Schedule::ZeroBubbleH1, {{2, 2, 0, 2}, {2, 2, 0, 2}}, 3);
        for (StageWork& stage : workload.pipelines[0].stages)
            stage.optimizer = {{SpanKind::Optimizer, Algorithm::Direct, {0, 1}, Nanoseconds(3), 0, {}}};
        const Timeline t = run(workload).value();
        QCOMPARE(t.period.count, 23);
        QCOMPARE(t.lanes[0].window.count, 0);
        QCOMPARE(t.lanes[1].window.count, 2);
    }
    void zeroBubblesAreTheClosedForms()
    {
        QVERIFY(support::law("F = B = W: H1 (p - 1) F idle a period, H2 none from 2 p - 1 micro-batches, greedy as good", 100, 2000, [] {
            const int p = *rc::gen::inRange(1, 9);
            const int m = *rc::gen::inRange(2 * p - 1, 6 * p);
            const std::int64_t unit = *rc::gen::inRange(1, 1000);
            const auto period = [&](Schedule schedule, int limit) { return periodOf(schedule, std::vector<StageTimes>(static_cast<std::size_t>(p), {unit, unit, 0, unit}), m, limit); };
            RC_ASSERT(period(Schedule::ZeroBubbleH1, 0) == (3 * m + p - 1) * unit);
            RC_ASSERT(period(Schedule::ZeroBubbleH2, 0) == 3 * m * unit);
            RC_ASSERT(period(Schedule::ZeroBubbleGreedy, p) == (3 * m + p - 1) * unit);
            RC_ASSERT(period(Schedule::ZeroBubbleGreedy, 2 * p - 1) == 3 * m * unit);
        }));
    }
    void greedyIsNeverWorseThanTheFixedOnes()
    {
        QVERIFY(support::law("unequal times: greedy <= H1 within p, <= H2 within 2 p, and no period is shorter than the busiest stage", 60, 1000, [] {
            const int p = *rc::gen::inRange(1, 8);
            const int m = *rc::gen::inRange(2 * p, 5 * p);
            const auto times = someTimes(p, 1);
            std::int64_t busiest = 0;
            for (const StageTimes& t : times)
                busiest = std::max(busiest, m * (t.forward + t.backward + t.weight));
            RC_ASSERT(periodOf(Schedule::ZeroBubbleGreedy, times, m, p) <= periodOf(Schedule::ZeroBubbleH1, times, m, p));
            RC_ASSERT(periodOf(Schedule::ZeroBubbleGreedy, times, m, 2 * p) <= periodOf(Schedule::ZeroBubbleH2, times, m, 2 * p));
            const std::int64_t roomy = periodOf(Schedule::ZeroBubbleGreedy, times, m, 3 * p);
            RC_ASSERT(roomy >= busiest);
        }));
    }
    void aShapeThatTheScheduleCannotRunIsRefused()
    {
        const auto order = passOrder(Schedule::ZeroBubbleV, {2, 0, 4, 1, 1});
        QVERIFY(!order);
        QCOMPARE(order.error().where, std::string("/interleave"));
    }
};
CLUSTERLOOM_TEST(TestSchedules)

#include "tst_schedules.moc"
