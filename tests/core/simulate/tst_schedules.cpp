#include "core/simulate/run.h"
#include "core/simulate/schedule.h"
#include "tests/support/law.h"
#include "tests/support/workloads.h"

#include <set>

using namespace core;
using support::StageTimes;

namespace {

Pass forward(int microBatch, int chunk = 0) { return {PassKind::Forward, microBatch, chunk}; }
Pass backward(int microBatch, int chunk = 0) { return {PassKind::Backward, microBatch, chunk}; }

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
    void eachPassStandsOnce()
    {
        QVERIFY(support::law("every schedule holds each pass of each chunk exactly once", 200, 5000, [] {
            const Schedule schedule = *rc::gen::element(Schedule::GPipe, Schedule::OneForwardOneBackward,
                Schedule::KForwardKBackward, Schedule::Interleaved);
            const int stages = *rc::gen::inRange(1, 9);
            const int chunks = schedule == Schedule::Interleaved ? *rc::gen::inRange(1, 5) : 1;
            const int microBatches = schedule == Schedule::Interleaved ? stages * *rc::gen::inRange(1, 6) : *rc::gen::inRange(1, 40);
            const ScheduleShape shape {stages, *rc::gen::inRange(0, stages), microBatches, chunks, *rc::gen::inRange(1, 5)};
            std::set<std::tuple<int, int, int>> seen;
            for (const Pass& pass : passOrder(schedule, shape).value()) {
                RC_ASSERT(pass.microBatch >= 0 && pass.microBatch < microBatches && pass.chunk >= 0 && pass.chunk < chunks);
                RC_ASSERT(seen.emplace(static_cast<int>(pass.kind), pass.microBatch, pass.chunk).second);
            }
            RC_ASSERT(static_cast<int>(seen.size()) == 2 * microBatches * chunks);
        }));
    }
    void interleavedBubbleIsTheClosedForm()
    {
        QVERIFY(support::law("idle (v m + p - 1) = window (p - 1), m divisible by p", 200, 3000, [] {
            const int p = *rc::gen::inRange(1, 9);
            const int v = *rc::gen::inRange(1, 5);
            const int m = p * *rc::gen::inRange(1, 6);
            const StageTimes equal {*rc::gen::inRange(1, 100) * v, *rc::gen::inRange(1, 100) * v, 0};
            const Timeline t = run(support::onePipeline(Schedule::Interleaved, std::vector<StageTimes>(static_cast<std::size_t>(p), equal), m, v)).value();
            const std::int64_t busy = (equal.forward + equal.backward) * m * p;
            const std::int64_t window = t.period.count * p;
            RC_ASSERT((window - busy) * (v * m + p - 1) == window * (p - 1));
        }));
    }
    void anySchedulePlaysToItsEnd()
    {
        QVERIFY(support::law("random stage times never deadlock", 200, 3000, [] {
            const Schedule schedule = *rc::gen::element(Schedule::KForwardKBackward, Schedule::Interleaved);
            const int p = *rc::gen::inRange(1, 7);
            const int v = schedule == Schedule::Interleaved ? *rc::gen::inRange(1, 4) : 1;
            const int m = p * *rc::gen::inRange(1, 5);
            std::vector<StageTimes> times;
            for (int s = 0; s < p; ++s)
                times.push_back({*rc::gen::inRange(1, 50) * v, *rc::gen::inRange(1, 90) * v, *rc::gen::inRange(0, 40)});
            RC_ASSERT(run(support::onePipeline(schedule, times, m, v, *rc::gen::inRange(1, 4))).ok());
        }));
    }
    void whatIsNotSimulatedYetIsRefused()
    {
        for (const Schedule schedule : {Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2, Schedule::ZeroBubbleV, Schedule::ZeroBubbleGreedy}) {
            const auto order = passOrder(schedule, {2, 0, 4, 1, 1});
            QVERIFY(!order);
            QCOMPARE(order.error().where, std::string("/schedule"));
        }
        QVERIFY(!passOrder(Schedule::Interleaved, {4, 0, 6, 2, 1}));
    }
};
CLUSTERLOOM_TEST(TestSchedules)

#include "tst_schedules.moc"
