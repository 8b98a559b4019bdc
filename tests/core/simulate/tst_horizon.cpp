#include "core/simulate/horizon.h"
#include "tests/support/law.h"
#include "tests/support/workloads.h"

using namespace core;
using support::StageTimes;

namespace {

/// A pipeline whose sends flow over capacity 0 forwards and 1 back, at 1 byte a nanosecond.
Workload flowing(Schedule schedule, const std::vector<StageTimes>& times, int microBatches)
{
    Workload workload = support::onePipeline(schedule, times, microBatches);
    const auto flow = [&](Segment& send, int capacity) {
        if (send.duration.count == 0)
            return;
        send.activities = {static_cast<int>(workload.activities.size())};
        workload.activities.push_back({Bytes(static_cast<double>(send.duration.count)), Seconds(0), {{capacity, 1}}, Algorithm::Direct});
    };
    for (StageWork& stage : workload.pipelines[0].stages)
        for (ChunkWork& chunk : stage.chunks) {
            flow(chunk.sendForward, 0);
            flow(chunk.sendBackward, 1);
        }
    return workload;
}

ProfileStep stepAt(std::int64_t at, double factor)
{
    ProfileStep step;
    step.from = Nanoseconds(at);
    step.factor = factor;
    return step;
}

RunOptions over(std::vector<ProfileStep> steps, std::optional<Nanoseconds> period = {})
{
    auto profiles = std::make_shared<Profiles>();
    profiles->emplace(0, Profile::fromSteps(std::move(steps), period).value());
    RunOptions options;
    options.waterways = {[](int) { return BytesPerSecond(1e9); }, profiles, [](int) { return std::string("link"); }};
    return options;
}

Horizon played(const Workload& workload, const RunOptions& options, HorizonOptions wanted, bool reuses = true)
{
    wanted.reuses = reuses;
    return playHorizon(workload, options, wanted).value();
}

std::vector<StageTimes> someTimes(int stages)
{
    std::vector<StageTimes> times;
    for (int s = 0; s < stages; ++s)
        times.push_back({*rc::gen::inRange(1, 30), *rc::gen::inRange(1, 30), *rc::gen::inRange(0, 20), *rc::gen::inRange(1, 30)});
    return times;
}

} // namespace

class TestHorizon : public QObject
{
    Q_OBJECT
private slots:
    void iterationsByHand()
    {
        // F 10, send 100, F 10, B 20, back 100, B 20: 260 an iteration. Half the bandwidth forwards in [300, 600): the
        // second iteration sends from 270, 30 bytes to 300, the other 70 take 140, so it ends at 260 + 260 + 70 = 590;
        // the third begins there, sends from 600 and is as the first.
        const Workload workload = flowing(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        HorizonOptions wanted;
        wanted.iterations = 4;
        const Horizon run = played(workload, over({stepAt(300, 0.5), stepAt(600, 1)}), wanted);
        const auto between = [](std::int64_t a, std::int64_t b) { return IterationTime {Nanoseconds(a), Nanoseconds(b)}; };
        QCOMPARE(run.iterations, (std::vector {between(0, 260), between(260, 590), between(590, 850), between(850, 1110)}));
        QCOMPARE(run.computed, std::size_t(3)); // the third sees the change back
    }

    void reuseChangesNoResult()
    {
        QVERIFY(support::law("with and without reuse: equal iterations, any schedule and scenario", 150, 3000, [] {
            const Schedule schedule = *rc::gen::element(Schedule::OneForwardOneBackward, Schedule::ZeroBubbleH1, Schedule::ZeroBubbleH2);
            Workload workload = flowing(schedule, someTimes(*rc::gen::inRange(1, 5)), *rc::gen::inRange(1, 6));
            std::vector<ProfileStep> steps;
            std::int64_t at = 0;
            for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
                steps.push_back(stepAt(at += *rc::gen::inRange(1, 6000), *rc::gen::inRange(1, 5) * 0.25));
            if (*rc::gen::inRange(0, 2) > 0)
                workload.pipelines[0].stages[0].speeds = {{Nanoseconds(*rc::gen::inRange(1, 9000)), 0.5}, {Nanoseconds(*rc::gen::inRange(9000, 12000)), 1}};
            const RunOptions options = over(steps);
            HorizonOptions wanted;
            if (*rc::gen::inRange(0, 2) > 0)
                wanted.iterations = *rc::gen::inRange(1, 60);
            else
                wanted.until = Nanoseconds(*rc::gen::inRange(1, 20000));
            const Horizon with = played(workload, options, wanted);
            const Horizon without = played(workload, options, wanted, false);
            RC_ASSERT(with.iterations == without.iterations);
            RC_ASSERT(with.computed <= without.computed);
            RC_ASSERT(without.computed == without.iterations.size());
            if (wanted.iterations > 0)
                RC_ASSERT(static_cast<int>(with.iterations.size()) == wanted.iterations);
        }));
    }

    void aPeriodicScenarioIsComputedOnce()
    {
        // 260 an iteration, and the bandwidth halves for 50 of every 520, while nothing is sent.
        const Workload workload = flowing(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        HorizonOptions wanted;
        wanted.iterations = 1000;
        const Horizon run = played(workload, over({stepAt(150, 0.5), stepAt(200, 1)}, Nanoseconds(520)), wanted);
        QCOMPARE(run.iterations.size(), std::size_t(1000));
        QCOMPARE(run.iterations.back().end.count, 260000);
        QVERIFY(run.computed <= 3);
    }

    void aSteadyStateIsNotPlayedOn()
    {
        const Workload workload = flowing(Schedule::ZeroBubbleH1, std::vector<StageTimes>(4, {10, 10, 1, 10}), 8);
        HorizonOptions wanted;
        wanted.iterations = 100000;
        const Horizon run = played(workload, over({stepAt(1000000, 0.5), stepAt(1100000, 1)}), wanted);
        QCOMPARE(run.iterations.size(), std::size_t(100000));
        QVERIFY(run.computed < 1000);
    }

    void whatStandsStillForEverIsALoss()
    {
        // 30 an iteration. The device stands still from 75: the third iteration is lost, and the second is not saved yet
        // where every two are.
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 20, 0}}, 1);
        workload.pipelines[0].stages[0].speeds = {{Nanoseconds(75), 0, 3}};
        workload.devices = {{{"n0:0-7", {0}}}};
        HorizonOptions wanted;
        wanted.iterations = 10;
        const Horizon whole = playHorizon(workload, {}, wanted).value();
        QCOMPARE(whole.iterations.size(), std::size_t(2));
        QVERIFY(whole.loss.has_value());
        QCOMPARE(whole.loss->lostIterations, 2);
        QCOMPARE(whole.loss->why.message, std::string("n0:0-7 stands still for ever since the event of line 4"));
        QCOMPARE(whole.loss->why.where, std::string("/scenario/events/3"));
        wanted.checkpointEvery = 2;
        const Horizon saved = playHorizon(workload, {}, wanted).value();
        QCOMPARE(saved.loss->lostIterations, 0);
        QCOMPARE(saved.loss->lost.count, saved.loss->at.count - 60);
    }

    void afterAnOutageTheRunGoesOnFromTheLastCheckpoint()
    {
        // 30 an iteration; the device is down in [75, 200): two iterations are done, and saved or lost.
        const auto between = [](std::int64_t a, std::int64_t b) { return IterationTime {Nanoseconds(a), Nanoseconds(b)}; };
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 20, 0}}, 1);
        workload.pipelines[0].stages[0].speeds = {{Nanoseconds(75), 0}, {Nanoseconds(200), 1}};
        HorizonOptions wanted;
        wanted.iterations = 3;
        wanted.checkpointEvery = 1;
        const Horizon saved = playHorizon(workload, {}, wanted).value();
        QVERIFY(!saved.loss);
        QCOMPARE(saved.iterations, (std::vector {between(0, 30), between(30, 60), between(200, 230)}));
        QCOMPARE(saved.outages.size(), std::size_t(1));
        QCOMPARE(saved.outages[0].at.count, 75);
        QCOMPARE(saved.outages[0].back.count, 200);
        QCOMPARE(saved.outages[0].lost.count, 15);
        wanted.checkpointEvery = 0;
        const Horizon lost = playHorizon(workload, {}, wanted).value();
        QCOMPARE(lost.iterations, (std::vector {between(200, 230), between(230, 260), between(260, 290)}));
        QCOMPARE(lost.outages[0].lostIterations, 2);
        QCOMPARE(lost.outages[0].lost.count, 75);
        wanted.iterations = 0;
        wanted.until = Nanoseconds(100); // before it is back
        const Horizon ended = playHorizon(workload, {}, wanted).value();
        QCOMPARE(ended.iterations.size(), std::size_t(0));
        QCOMPARE(ended.outages.size(), std::size_t(1));
    }
};
CLUSTERLOOM_TEST(TestHorizon)

#include "tst_horizon.moc"
