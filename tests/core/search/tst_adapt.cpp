#include "core/search/adapt/adapt.h"
#include "core/search/adapt/migration.h"
#include "tests/core/search/plan_world.h"
#include "tests/core/search/random_space.h"
#include "tests/support/law.h"

#include <cmath>
#include <numeric>

using namespace core;

namespace {

AdaptCosts costsOf(double detection, double planning, double restart)
{
    return {support::OneDropWorld::at(detection), support::OneDropWorld::at(planning), support::OneDropWorld::at(restart)};
}

/// Plan 0 takes 10 s, in the drop 40; plan 1 always 20. The state moves in 20 s, in the drop in 40.
support::OneDropWorld twoPlans(double dropAt, double dropEnd, double end)
{
    support::OneDropWorld world;
    world.times = {{10, 40}, {20, 20}};
    world.moving = {20, 40};
    world.dropAt = dropAt;
    world.dropEnd = dropEnd;
    world.end = end;
    return world;
}

support::OneDropWorld randomWorld()
{
    support::OneDropWorld world;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i)
        world.times.push_back({0.1 * *rc::gen::inRange(5, 60), 0.1 * *rc::gen::inRange(5, 200)});
    world.moving.before = 0.1 * *rc::gen::inRange(0, 100);
    world.moving.during = world.moving.before * (1 + 0.1 * *rc::gen::inRange(0, 50));
    world.dropAt = *rc::gen::inRange(1, 60);
    world.dropEnd = world.dropAt + *rc::gen::inRange(1, 100);
    world.end = *rc::gen::inRange(50, 200);
    return world;
}

AdaptCosts randomCosts()
{
    return costsOf(0.1 * *rc::gen::inRange(0, 50), 0.1 * *rc::gen::inRange(0, 50), 0.1 * *rc::gen::inRange(0, 100));
}

/// Two nodes of two devices under one switch, six layers of width 1024.
Project twoNodes(const std::string& more = "")
{
    const LoadResult loaded = parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': 2 }, "
        "{ 'id': 'b', 'device': 'A100-40G-SXM', 'count': 2 } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], 'bandwidth': '10 Gbit/s' }, "
        "{ 'id': 'lb', 'ends': ['b', 'core'], 'bandwidth': '10 Gbit/s' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, "
        "'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }" + more + " }"));
    return loaded.project.value();
}

PlacedStage stage(std::vector<int> ranks, UnitRange units)
{
    PlacedStage one;
    one.ranks = std::move(ranks);
    one.chunks = {{units, 0}};
    return one;
}

/// Each pipeline of [first, end) units on its ranks.
Placement placement(std::vector<std::vector<PlacedStage>> pipelines, int zero = 0)
{
    Placement placed;
    placed.zero = zero;
    for (auto& stages : pipelines) {
        placed.pipelines.emplace_back();
        placed.pipelines.back().stages = std::move(stages);
    }
    return placed;
}

std::vector<StateMove> movesBetween(const Placement& from, const Placement& to, std::vector<bool> down = {})
{
    const auto world = PlanningWorld::of(twoNodes(), builtInCatalogue(), false).value();
    return stateMoves({world->cluster(), world->islands(), world->model(), world->training(), from, to, std::move(down)}).value_or(std::vector<StateMove>());
}

double totalOf(const std::vector<StateMove>& moves)
{
    return std::accumulate(moves.begin(), moves.end(), 0.0, [](double sum, const StateMove& move) { return sum + move.bytes.value; });
}

double parametersOfLayers(int count) { return count * (12.0 * 1024 * 1024 + 13 * 1024); } // GELU with biases and two norms

} // namespace

class TestAdapt : public QObject
{
    Q_OBJECT
private slots:
    void layersThatMoveToAnotherStageTakeTheirState()
    {
        // Units 5 and 6 (layers) go from the second stage to the first: 2 bytes of weight, 12 of Adam a parameter.
        const Placement before = placement({{stage({0, 1}, {0, 5}), stage({2, 3}, {5, 8})}});
        const Placement after = placement({{stage({0, 1}, {0, 7}), stage({2, 3}, {7, 8})}});
        const std::vector<StateMove> moves = movesBetween(before, after);
        QCOMPARE(moves.size(), std::size_t(2)); // half of each matrix from the like member of the tensor group
        QCOMPARE(moves[0], (StateMove {2, 0, Bytes(14 * parametersOfLayers(2) / 2)}));
        QCOMPARE(moves[1], (StateMove {3, 1, Bytes(14 * parametersOfLayers(2) / 2)}));
        const auto world = PlanningWorld::of(twoNodes(), builtInCatalogue(), false).value();
        QCOMPARE(totalOf(moves), stateBytes(world->model(), world->training(), {5, 7}).value);
    }
    void nothingMovesWhereEverythingIs()
    {
        const Placement replicas = placement({{stage({0}, {0, 8})}, {stage({1}, {0, 8})}});
        const Placement tensor = placement({{stage({0, 1}, {0, 8})}});
        QVERIFY(movesBetween(replicas, replicas).empty());
        QVERIFY(movesBetween(replicas, tensor).empty()); // both have all of it
        const double whole = totalOf(movesBetween(tensor, replicas));
        const auto world = PlanningWorld::of(twoNodes(), builtInCatalogue(), false).value();
        QCOMPARE(whole, stateBytes(world->model(), world->training(), {0, 8}).value); // each gets the other's half
    }
    void shardsOfTheOptimizerMoveAlone()
    {
        const Placement sharded = placement({{stage({0}, {0, 8})}, {stage({1}, {0, 8})}}, 1);
        const Placement whole = placement({{stage({0}, {0, 8})}, {stage({1}, {0, 8})}}, 0);
        const auto world = PlanningWorld::of(twoNodes(), builtInCatalogue(), false).value();
        QCOMPARE(totalOf(movesBetween(sharded, whole)), 12.0 / 14 * stateBytes(world->model(), world->training(), {0, 8}).value);
        QVERIFY(movesBetween(whole, sharded).empty());
    }
    void stateComesFromTheSameHostWhereItCan()
    {
        const Placement two = placement({{stage({0}, {0, 8})}, {stage({2}, {0, 8})}});
        const Placement four = placement({{stage({0}, {0, 8})}, {stage({1}, {0, 8})}, {stage({2}, {0, 8})}, {stage({3}, {0, 8})}});
        const std::vector<StateMove> moves = movesBetween(two, four);
        QCOMPARE(moves.size(), std::size_t(2));
        QCOMPARE(std::pair(moves[0].from, moves[0].to), std::pair(0, 1));
        QCOMPARE(std::pair(moves[1].from, moves[1].to), std::pair(2, 3));
    }

    void devicesThatAreDownSendNothing()
    {
        const Placement two = placement({{stage({0}, {0, 8})}, {stage({2}, {0, 8})}});
        const Placement other = placement({{stage({1}, {0, 8})}, {stage({3}, {0, 8})}});
        const std::vector<StateMove> moves = movesBetween(two, other, {true, false, false, false}); // 2 sends to its neighbour and to the other host
        QCOMPARE(moves.size(), std::size_t(2));
        QCOMPARE(std::pair(moves[0].from, moves[0].to), std::pair(2, 1));
        QCOMPARE(std::pair(moves[1].from, moves[1].to), std::pair(2, 3));
        const auto world = PlanningWorld::of(twoNodes(), builtInCatalogue(), false).value();
        QVERIFY(!stateMoves({world->cluster(), world->islands(), world->model(), world->training(), two, other, {true, false, true, false}}));
    }

    void policiesByHand()
    {
        // Stay: 10 until 100, one each until 140 and 180, one until 205, 19 more. Re-plan: known at 110, the iteration
        // until 140 first; 40 s to move, 10 to restart; one until 210, when it is known that it is over; back at 240; 16.
        support::OneDropWorld world = twoPlans(100, 200, 400);
        const AdaptCosts costs = costsOf(5, 5, 10);
        QCOMPARE(stayed(world, 0, costs).iterations, 32);
        const PolicyRun run = replanned(world, 0, costs);
        QCOMPARE(run.iterations, 28);
        QCOMPARE(run.switches.size(), std::size_t(2));
        QCOMPARE(run.switches[0].at, support::OneDropWorld::at(140));
        QCOMPARE(run.switches[0].resumed, support::OneDropWorld::at(190));
        QCOMPARE(run.switches[0].reason, std::string("dropped"));
        QCOMPARE(run.switches[1].resumed, support::OneDropWorld::at(240));
        QCOMPARE(robust(world, costs).iterations, 32);
        QCOMPARE(clairvoyant(world, costs, {}).iterations, 32);
    }
    void anIterationThatTakesTooLongIsStopped()
    {
        // At 100 plan 0 falls to 200 s an iteration; known at 110, moved by 150, going on at 160: 180 is sooner than 310.
        support::OneDropWorld world = twoPlans(100, 300, 400);
        world.times[0].during = 200;
        const PolicyRun run = replanned(world, 0, costsOf(5, 5, 10));
        QVERIFY(run.switches.at(0).stops);
        QCOMPARE(run.switches[0].at, support::OneDropWorld::at(110));
        QCOMPARE(run.switches[0].resumed, support::OneDropWorld::at(160));
        QVERIFY(!run.switches.at(1).stops);
        QCOMPARE(run.iterations, 10 + 8 + 5); // until 100; 160 to 320; 350 to 400
    }
    void anOutageLosesTheIterationUnderWay()
    {
        // Plan 0 is down from 95 to 300: 9 iterations; back and restarted at 310, 9 more. Re-plan: known at 105, moved by 145, from 155 on;
        // until 315, when it is known that it is over (310): 8; moved back by 335, from 345 on: 6.
        support::OneDropWorld world = twoPlans(95, 300, 405);
        world.lost = 0;
        const AdaptCosts costs = costsOf(5, 5, 10);
        const PolicyRun stay = stayed(world, 0, costs);
        QCOMPARE(stay.iterations, 9 + 9);
        QCOMPARE(stay.outages, (std::vector<PlanOutage> {{support::OneDropWorld::at(95), support::OneDropWorld::at(300)}}));
        const PolicyRun run = replanned(world, 0, costs);
        QCOMPARE(run.switches.size(), std::size_t(2));
        QVERIFY(!run.switches[0].stops); // the outage did
        QCOMPARE(run.switches[0].at, support::OneDropWorld::at(105));
        QCOMPARE(run.switches[0].resumed, support::OneDropWorld::at(155));
        QCOMPARE(run.iterations, 9 + 8 + 6);
        QCOMPARE(run.outages.size(), std::size_t(1));
        const PolicyRun best = clairvoyant(world, costs, {});
        QVERIFY(best.iterations >= run.iterations);
        QVERIFY(best.outages.empty());
    }
    void aPlanThatNeverComesBackStops()
    {
        support::OneDropWorld world = twoPlans(95, 1000, 405);
        world.lost = 0;
        world.moving = {1000, 1000};
        const AdaptCosts costs = costsOf(5, 5, 10);
        QCOMPARE(stayed(world, 0, costs).iterations, 9);
        QCOMPARE(replanned(world, 0, costs).iterations, 9); // the state cannot be there before the horizon
        QCOMPARE(robust(world, costs).plan, 1);
    }
    void aLongDropPays()
    {
        // Known at 110, moved from 140: 11 + (1000 - 190) / 20. The clairvoyant may move at 70 and begin with the drop: 7 + 45.
        support::OneDropWorld world = twoPlans(100, 1000, 1000);
        const AdaptCosts costs = costsOf(5, 5, 10);
        QCOMPARE(stayed(world, 0, costs).iterations, 32);
        QCOMPARE(replanned(world, 0, costs).iterations, 51);
        QCOMPARE(robust(world, costs).plan, 1);
        QCOMPARE(robust(world, costs).iterations, 50);
        QCOMPARE(clairvoyant(world, costs, {}).iterations, 52);
        QCOMPARE(clairvoyant(world, costs, {}).switches.size(), std::size_t(1));
    }
    void theClairvoyantIsNeverWorse()
    {
        QVERIFY(support::law("where nothing that begins earlier ends later, dynamic programming beats every policy", 200, 5000, [] {
            support::OneDropWorld world = randomWorld();
            const AdaptCosts costs = randomCosts();
            const int best = clairvoyant(world, costs, {}).iterations;
            RC_ASSERT(best >= robust(world, costs).iterations);
            for (int plan = 0; plan < world.plans(); ++plan)
                RC_ASSERT(best >= replanned(world, plan, costs).iterations);
        }));
    }
    void seriesTellWhatIterationsDid()
    {
        QVERIFY(support::law("series rise from 0 to the iterations, over the whole horizon, and stand still while plans change", 100, 2000, [] {
            support::OneDropWorld world = randomWorld();
            world.lost = *rc::gen::inRange(-1, 2);
            const PolicyRun run = replanned(world, 0, randomCosts());
            RC_ASSERT(run.series.front() == (SeriesPoint {Nanoseconds(0), 0}));
            RC_ASSERT(run.series.back().at == world.horizon());
            RC_ASSERT(run.series.back().iterations == run.iterations);
            for (std::size_t i = 1; i < run.series.size(); ++i)
                RC_ASSERT(run.series[i].at > run.series[i - 1].at && run.series[i].iterations >= run.series[i - 1].iterations);
            for (const PlanSwitch& one : run.switches)
                for (std::size_t i = 1; i < run.series.size(); ++i)
                    if (run.series[i - 1].at >= one.at && run.series[i].at <= one.resumed)
                        RC_ASSERT(run.series[i].iterations == run.series[i - 1].iterations);
        }));
    }
    void withoutChangesNobodyChanges()
    {
        support::OneDropWorld world = twoPlans(0, 0, 405);
        const AdaptCosts costs = costsOf(5, 5, 10);
        QCOMPARE(stayed(world, 0, costs).iterations, 40);
        for (const PolicyRun& run : {replanned(world, 0, costs), robust(world, costs), clairvoyant(world, costs, {})}) {
            QCOMPARE(run.iterations, 40);
            QVERIFY(run.switches.empty());
            QCOMPARE(run.series, (std::vector<SeriesPoint> {{Nanoseconds(0), 0}, {support::OneDropWorld::at(400), 40}, {support::OneDropWorld::at(405), 40}}));
        }
    }

    void breakEvenByHand()
    {
        // A drop of 100 s: plan A until 10, B from 60, known to be over at 110, back at 140. 10/40 + 40/20 + 10/20 against
        // 100/40 + 40/10. Every second more gains 1/20 - 1/40, so that 3.75 take 150.
        const auto at = support::OneDropWorld::at;
        const DropTimes times {at(10), at(40), at(20), at(20), at(40), at(20), false};
        const AdaptCosts costs = costsOf(5, 5, 10);
        QVERIFY(std::abs(gainOfDrop(times, costs, at(100)) + 3.75) < 1e-9);
        QVERIFY(std::abs(seconds(breakEven(times, costs).value()).value - 250) < 1e-6);
        QCOMPARE(gainOfDrop(times, costs, at(5)), 0.0); // over when it would be noticed
        QVERIFY(!breakEven({at(10), at(40), at(20), at(40), at(40), at(20), false}, costs)); // no faster
        // Where A is down for 100 s: nothing until 10, B as above; A would have been back at 110, 3 until 140. Every second more gains 1/20.
        const DropTimes down {at(10), Nanoseconds::never(), at(20), at(20), at(40), at(20), true};
        QVERIFY(std::abs(gainOfDrop(down, costs, at(100)) - (40 / 20.0 + 10 / 20.0 - 30 / 10.0)) < 1e-9);
        QVERIFY(std::abs(seconds(breakEven(down, costs).value()).value - 110) < 1e-6);
        const auto curve = breakEvenCurve(times, costs, at(500));
        QCOMPARE(curve.front(), (BreakEvenPoint {}));
        QCOMPARE(curve.back().drop, at(500));
    }
    void theCurveRisesOnceThePlanRuns()
    {
        QVERIFY(support::law("longer drops gain more, longer detection gains less", 200, 5000, [] {
            const auto time = [](int least, int most) { return support::OneDropWorld::at(0.1 * *rc::gen::inRange(least, most)); };
            DropTimes times;
            times.stayBefore = time(1, 100);
            times.otherBefore = times.stayBefore + time(0, 100);
            times.otherDuring = times.otherBefore + time(0, 50);
            times.stayDuring = times.otherDuring + time(0, 100);
            times.there = time(0, 200);
            times.back = time(0, 200);
            AdaptCosts costs = randomCosts();
            const Nanoseconds first = costs.detection + costs.planning + times.there + costs.restart;
            const Nanoseconds a = first + time(0, 1000) + support::OneDropWorld::at(5), b = a + time(0, 1000);
            RC_ASSERT(gainOfDrop(times, costs, b) >= gainOfDrop(times, costs, a) - 1e-9);
            AdaptCosts later = costs;
            later.detection += time(0, 50);
            RC_ASSERT(gainOfDrop(times, later, a) <= gainOfDrop(times, costs, a) + 1e-9);
            if (const auto zero = breakEven(times, costs); zero && *zero > first)
                RC_ASSERT(std::abs(gainOfDrop(times, costs, *zero)) < 1e-6);
        }));
    }
    void theCurveIsWhatPoliciesDo()
    {
        QVERIFY(support::law("but for whole iterations the gain is that of re-planning over staying", 100, 2000, [] {
            support::OneDropWorld world = twoPlans(50, 0, 0);
            world.times = {{1, 4}, {2, 2 + 0.1 * *rc::gen::inRange(0, 19)}};
            const AdaptCosts costs = randomCosts();
            const double length = 150 + *rc::gen::inRange(0, 200);
            world.dropEnd = world.dropAt + length;
            world.end = world.dropEnd + 200;
            const auto at = support::OneDropWorld::at;
            const DropTimes times {at(1), at(4), at(2), at(world.times[1].during), at(40), at(20), false};
            const int gain = replanned(world, 0, costs).iterations - stayed(world, 0, costs).iterations;
            RC_ASSERT(std::abs(gain - gainOfDrop(times, costs, at(length))) <= 6);
        }));
    }

    void plansOfASimulatedScenario()
    {
        const Project project = twoNodes(", 'scenario': { 'horizon': '20 s', 'events': [ 'at 4 s link lb bandwidth *0.02 for 12 s' ] }, "
            "'search': { 'locks': { 'schedule': '1f1b', 'recompute': 'none', 'zero': 0 } }, 'plans': [ { 'name': 'data', 'data': 4, 'micro_batch': 1 } ]");
        AdaptOptions options;
        options.costs = costsOf(0.1, 0.1, 0.2);
        options.plan = "data";
        const auto adaptation = adapt(project, builtInCatalogue(), options);
        QVERIFY2(adaptation.ok(), adaptation.ok() ? "" : describe(adaptation.error()).c_str());
        QCOMPARE(adaptation->policies.size(), std::size_t(4));
        const PolicyRun& stay = adaptation->policies[0];
        const PolicyRun& replan = adaptation->policies[1];
        QVERIFY(replan.iterations > stay.iterations); // gradients over a fiftieth of the link are slow
        QVERIFY(!replan.switches.empty());
        QCOMPARE(replan.switches[0].reason, std::string("line 1: at 4 s link lb bandwidth *0.02 for 12 s"));
        for (const PolicyRun& run : adaptation->policies)
            QVERIFY(run.iterations <= adaptation->policies[3].iterations);
        QVERIFY(adaptation->drop.has_value());
        QVERIFY(adaptation->drop->breakEven.has_value());
        options.pool.goOn = [] { return false; };
        QCOMPARE(adapt(project, builtInCatalogue(), options).error().message, std::string("cancelled"));
    }
    void aNodeThatIsDownIsPlannedAround()
    {
        const Project project = twoNodes(", 'scenario': { 'horizon': '40 s', 'events': [ 'at 4 s node b down for 20 s' ] }, "
            "'search': { 'locks': { 'schedule': '1f1b', 'recompute': 'none', 'zero': 0 } }, 'plans': [ { 'name': 'data', 'data': 4, 'micro_batch': 1 } ]");
        AdaptOptions options;
        options.costs = costsOf(0.1, 0.1, 0.2);
        options.plan = "data";
        const auto adaptation = adapt(project, builtInCatalogue(), options);
        QVERIFY2(adaptation.ok(), adaptation.ok() ? "" : describe(adaptation.error()).c_str());
        const PolicyRun& stay = adaptation->policies[0];
        QCOMPARE(stay.outages, (std::vector<PlanOutage> {{support::OneDropWorld::at(4), support::OneDropWorld::at(24)}}));
        const PolicyRun& replan = adaptation->policies[1];
        QVERIFY(replan.iterations > stay.iterations);
        QVERIFY(!replan.switches.empty());
        QCOMPARE(replan.switches[0].migration.bytes, Bytes(0)); // every replica has all of it
        for (const PlacedPipeline& pipeline : adaptation->plans[static_cast<std::size_t>(replan.switches[0].to)].placement.pipelines)
            for (const PlacedStage& one : pipeline.stages)
                for (const int rank : one.ranks)
                    QVERIFY(rank < 2); // node b has 2 and 3
        QVERIFY(adaptation->drop && adaptation->drop->times.isOutage);
    }
    void randomProjectsObeyTheLaws()
    {
        QVERIFY(support::law("clairvoyant is best; without changes all are alike", 6, 100, [] {
            const Project project = support::randomSpace({}, "{ 'limits': { 'schedule': ['1f1b'], 'recompute': ['none', 'full'], 'zero': [0, 0] } }");
            AdaptOptions options;
            options.costs = costsOf(0.01, 0.01, 0.01);
            options.pool.nodeLimit = 300;
            const auto adaptation = adapt(project, builtInCatalogue(), options);
            if (!adaptation)
                RC_DISCARD("no scenario, or nothing fits");
            const int best = adaptation->policies[3].iterations;
            for (const PolicyRun& run : adaptation->policies) {
                RC_ASSERT(run.iterations <= best);
                if (project.scenario->events.empty())
                    RC_ASSERT(run.iterations == best && run.switches.empty());
            }
        }));
    }
};

CLUSTERLOOM_TEST(TestAdapt)
#include "tst_adapt.moc"
