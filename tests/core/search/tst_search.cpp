#include "core/base/quantity.h"
#include "core/search/baselines.h"
#include "core/search/bound.h"
#include "core/search/checkpoint.h"
#include "core/search/explain.h"
#include "core/search/feasibility.h"
#include "core/search/partial_bound.h"
#include "core/search/plan_likeness.h"
#include "core/search/search.h"
#include "core/search/space.h"
#include "core/simulate/simulate.h"
#include "tests/core/search/random_space.h"
#include "tests/support/law.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <set>

using namespace core;

namespace {

/// A space small enough to simulate all of it.
const char* smallSearch = "{ 'limits': { 'schedule': ['1f1b', 'interleaved'], 'recompute': ['none', 'as-needed'], 'interleave': [1, 2], 'zero': [0, 1], 'micro_batch': [1, 4] } }";
/// The same with what the other one leaves out.
const char* otherSmallSearch = "{ 'limits': { 'schedule': ['gpipe', 'zb-h1', 'zb-h2', 'zb-v', 'zb-greedy'], 'recompute': ['none', 'full'], 'zero': [2, 3], 'micro_batch': [1, 2] } }";

std::int64_t sumOfCounts(const Funnel& funnel)
{
    std::int64_t sum = 0;
    for (std::size_t v = 0; v < verdicts; ++v)
        sum += funnel.countOf(static_cast<Verdict>(v));
    return sum;
}

/// Every verdict counts what it decided, and together they are all there is.
bool addsUp(const Funnel& funnel)
{
    for (std::size_t v = 0; v < verdicts; ++v)
        if (funnel.countOf(static_cast<Verdict>(v)) < 0)
            return false;
    return sumOfCounts(funnel) == funnel.enumerated();
}

Project twoKinds(const std::string& search, int devices = 2)
{
    const std::string count = std::to_string(devices);
    const LoadResult loaded = parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': " + count + " }, "
        "{ 'id': 't', 'device': 'T4', 'count': " + count + " } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], 'bandwidth': '10 Gbit/s' }, "
        "{ 'id': 'lt', 'ends': ['t', 'core'], 'bandwidth': '10 Gbit/s' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, "
        "'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }, 'search': "
        + search + " }"));
    return loaded.project.value();
}

/// One device each.
Project threeLikeNodes(const std::string& search)
{
    const LoadResult loaded = parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a[0-2]', 'device': 'A100-40G-SXM', 'count': 1 } ], "
        "'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'l', 'ends': ['a[0-2]', 'core'], 'bandwidth': '10 Mbit/s' } ] }, "
        "'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, 'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }, 'search': "
        + search + " }"));
    return loaded.project.value();
}

Error errorOf(const Project& project, const SearchOptions& options = {}) { return search(project, builtInCatalogue(), options).error(); }

} // namespace

class TestSearch : public QObject
{
    Q_OBJECT
private slots:
    void branchAndBoundAgreesWithExhaustiveSearch()
    {
        QVERIFY(support::law("same optimum, and nothing that was discarded is better", 12, 200, [] {
            support::SpaceLimits limits;
            limits.mostLayers = 4;
            limits.mostBatch = 6;
            limits.mostNodes = 2;
            limits.mostKinds = 3;
            Project project = support::randomSpace(limits, *rc::gen::element(smallSearch, otherSmallSearch));
            SearchOptions options;
            options.threads = 2;
            options.objective = Objective {*rc::gen::element(ObjectiveKind::Nominal, ObjectiveKind::Nominal, ObjectiveKind::Energy, ObjectiveKind::Memory), 0.9};
            if (project.scenario && *rc::gen::arbitrary<bool>()) {
                project.scenario->horizon = parseQuantity<Seconds>("100 ms").value();
                options.objective = Objective {*rc::gen::element(ObjectiveKind::Mean, ObjectiveKind::Worst, ObjectiveKind::Quantile), 0.5};
            }
            options.heard = [&](const SearchProgress& progress) { RC_ASSERT(addsUp(progress.funnel)); };
            const auto pruned = search(project, builtInCatalogue(), options);
            options.seeded = false;
            const auto unseeded = search(project, builtInCatalogue(), options);
            options.exhaustive = true;
            const auto all = search(project, builtInCatalogue(), options);
            RC_ASSERT(pruned.ok() == all.ok());
            if (!all)
                RC_DISCARD("nothing fits");
            RC_LOG() << pruned->ranked.front().words << "\n" << all->ranked.front().words << "\n";
            RC_ASSERT(pruned->proved);
            RC_ASSERT(pruned->ranked.front().evaluation.score == all->ranked.front().evaluation.score);
            RC_ASSERT(pruned->ranked.front().candidate == all->ranked.front().candidate);
            RC_ASSERT(all->funnel.countOf(Verdict::Bound) == 0);
            RC_ASSERT(sumOfCounts(pruned->funnel) == pruned->funnel.enumerated());
            RC_ASSERT(pruned->funnel.countOf(Verdict::Open) == 0);
            RC_ASSERT(all->funnel.countOf(Verdict::Open) == 0);
            // Without the bound every complete candidate is decided by itself: never fewer than with it, plans to begin with left out.
            RC_ASSERT(all->funnel.countOf(Verdict::Simulated) >= unseeded->funnel.countOf(Verdict::Simulated));
        }));
    }
    void theAnswerIsTheSameForAnyNumberOfThreads()
    {
        const Project project = twoKinds("{}");
        SearchOptions proved, close, few;
        close.gap = 0.2;
        few.nodeLimit = 500;
        for (SearchOptions& options : std::vector {proved, close, few}) {
            std::optional<SearchOutcome> first;
            for (const int threads : {1, 2, 8}) {
                options.threads = threads;
                auto outcome = search(project, builtInCatalogue(), options);
                QVERIFY(outcome.ok());
                QVERIFY(!outcome->ranked.empty());
                if (!first)
                    first = *outcome;
                QVERIFY(outcome->ranked.front().candidate == first->ranked.front().candidate);
                QCOMPARE(outcome->bound, first->bound);
                QCOMPARE(outcome->funnel.enumerated(), first->funnel.enumerated());
            }
        }
    }
    void thePlanThatIsRankedIsThePlanThatIsSimulated()
    {
        Project project = twoKinds("{}");
        const auto outcome = search(project, builtInCatalogue());
        for (const RankedPlan& ranked : outcome->ranked) {
            project.plans = Table<Plan>();
            project.plans.append(ranked.plan);
            QCOMPARE(simulate(project, builtInCatalogue())->period.count, ranked.evaluation.iterationTime.count);
        }
    }
    void writtenPlansArePlacedAsTheyWereSearched()
    {
        QVERIFY(support::law("placed(planOf(candidate)) = placementOf(candidate)", 60, 2000, [] {
            const Project project = support::randomSpace({});
            const auto world = PlanningWorld::of(project, builtInCatalogue(), false);
            const StageCosts costs(**world);
            Funnel funnel;
            const Space space(costs, {}, funnel);
            RC_PRE(!space.layouts().empty());
            Candidate candidate {*rc::gen::elementOf(space.layouts()), {}, {}, {}, {}, {}};
            const auto batches = space.batchesOf(candidate.layout, funnel);
            RC_PRE(!batches.empty());
            candidate.batches = *rc::gen::elementOf(batches);
            candidate.passes = *rc::gen::elementOf(space.passesOf(candidate.layout));
            candidate.state = *rc::gen::elementOf(space.statesOf(candidate.layout, candidate.passes));
            complete(costs, candidate);
            RC_PRE(!candidate.units.empty());
            int samples = 0;
            for (const GroupBatch& batch : candidate.batches)
                samples += batch.microBatch * batch.microBatches;
            RC_ASSERT(samples == project.training->globalBatch);
            const Plan plan = planOf(candidate, (*world)->pools(), (*world)->cluster(), (*world)->model(), "p");
            const auto again = placed(plan, (*world)->cluster(), (*world)->model(), *project.training);
            RC_ASSERT(again.ok());
            RC_ASSERT(*again == placementOf(candidate, (*world)->pools()));
        }));
    }
    void candidatesAreEnumeratedOnce()
    {
        const Project project = twoKinds("{}");
        const auto world = PlanningWorld::of(project, builtInCatalogue(), false);
        const StageCosts costs(**world);
        Funnel funnel;
        const Space space(costs, {}, funnel);
        std::vector<Layout> layouts = space.layouts();
        std::sort(layouts.begin(), layouts.end());
        QVERIFY(std::adjacent_find(layouts.begin(), layouts.end()) == layouts.end());
        QVERIFY(std::any_of(layouts.begin(), layouts.end(), [](const Layout& layout) { return layout.groups.size() == 2; }));
        QVERIFY(std::any_of(layouts.begin(), layouts.end(), [](const Layout& layout) { return layout.groups[0].runs.size() == 2 && layout.groups[0].runs[0].pool == 1; }));
    }
    void locksAreObeyed()
    {
        const auto outcome = search(twoKinds("{ 'locks': { 'schedule': 'gpipe', 'micro_batch': 2, 'zero': 1, 'recompute': 'full', 'data': 2, 'pipelines': 'alike' } }"), builtInCatalogue());
        QVERIFY(outcome.ok());
        for (const RankedPlan& ranked : outcome->ranked) {
            QVERIFY(ranked.candidate.passes.schedule == Schedule::GPipe);
            QCOMPARE(ranked.candidate.batches[0].microBatch, 2);
            QCOMPARE(ranked.candidate.state.zero, 1);
            QCOMPARE(ranked.candidate.layout.pipelines(), 2);
            QCOMPARE(ranked.candidate.layout.groups.size(), std::size_t{1});
        }
    }
    void contradictionsAreNamed()
    {
        QCOMPARE(errorOf(twoKinds("{ 'locks': { 'tensor': 8 }, 'limits': { 'tensor': [1, 4] } }")).where, std::string("/search/locks/tensor"));
        QCOMPARE(errorOf(twoKinds("{ 'locks': { 'tensr': 8 } }")).where, std::string("/search/locks/tensr"));
        QCOMPARE(errorOf(twoKinds("{ 'locks': { 'schedule': 'zigzag' } }")).where, std::string("/search/locks/schedule"));
        QCOMPARE(errorOf(twoKinds("{ 'objective': 'speed' }")).where, std::string("/search/objective"));
        QCOMPARE(errorOf(twoKinds("{ 'objective': 'mean' }")).where, std::string("/scenario"));
        QVERIFY(!errorOf(twoKinds("{ 'locks': { 'tensor': 3 } }")).message.empty());
        QCOMPARE(errorOf(twoKinds("{ 'locks': { 'zero': 4 } }")).where, std::string("/search/locks/zero"));
        QCOMPARE(errorOf(twoKinds("{ 'objective': 'regret' }")).where, std::string("/scenario"));
    }
    void aModelThatFitsNowhereIsRefusedWithWhatItLacks()
    {
        // 7 layers of 12 x 8192^2 parameters with 16 bytes each are 84 GiB, 42 on each of two devices with 40; all four together have more.
        Project project = twoKinds("{ 'locks': { 'pipeline': 1, 'data': 1, 'tensor': 2 } }");
        project.model->layers = 7;
        project.model->hidden = 8192;
        const Error error = errorOf(project);
        QVERIFY2(error.message.find("GiB more on 2 devices") != std::string::npos, error.message.c_str());
    }
    void aModelLargerThanAllDevicesIsRefusedAtOnce()
    {
        // 48 layers of 12 x 16384^2 parameters with 16 bytes each are 2305 GiB; four devices have less than 112 GiB.
        Project project = twoKinds("{}");
        project.model->layers = 48;
        project.model->hidden = 16384;
        const Error error = errorOf(project);
        QCOMPARE(error.where, std::string("/cluster/nodes"));
        QVERIFY2(error.message.find("the 4 devices have") != std::string::npos, error.message.c_str());
    }
    void aBatchThatCannotBeSplitSaysWhatWould()
    {
        Project project = twoKinds("{ 'locks': { 'micro_batch': 2 } }");
        project.training->globalBatch = 7;
        const Error error = errorOf(project);
        QVERIFY2(error.message.find("the global batch of 7: 1, 7 would") != std::string::npos, error.message.c_str());
    }
    void oneDeviceHasOnePlace()
    {
        Project project = twoKinds("{}", 1);
        project.cluster->nodes.erase(1);
        project.cluster->links = Table<Link>();
        const auto outcome = search(project, builtInCatalogue());
        QVERIFY(outcome.ok());
        QVERIFY(outcome->proved);
        QCOMPARE(outcome->ranked.front().candidate.layout.devices(), 1);
    }
    void noBaselineIsBetter()
    {
        QVERIFY(support::law("ours is never worse than what a baseline chooses, and all obey the locks", 8, 50, [] {
            support::SpaceLimits limits;
            limits.scenario = false;
            const Project project = support::randomSpace(limits, "{ 'limits': { 'micro_batch': [1, 4] } }");
            const auto ours = search(project, builtInCatalogue());
            if (!ours)
                RC_DISCARD("nothing fits");
            for (const Baseline& baseline : baselines()) {
                const auto theirs = plannedBy(baseline.name, project, builtInCatalogue());
                if (!theirs || !theirs->evaluation.fits)
                    continue;
                RC_LOG() << baseline.name << ": " << theirs->words << "\nours: " << ours->ranked.front().words << "\n";
                RC_ASSERT(ours->ranked.front().evaluation.score <= theirs->evaluation.score);
                for (const GroupBatch& batch : theirs->candidate.batches)
                    RC_ASSERT(batch.microBatch <= 4);
            }
        }));
    }
    /// However soon both end: what a search that is blind to the scenario finds is one of the plans that ours begins with.
    void noPlanOfABlindSearchIsBetterUnderTheScenario()
    {
        int compared = 0;
        QVERIFY(support::law("under a drop ours is never worse than that of static-network", 40, 400, [&compared] {
            const Project project = support::randomSpace({});
            if (!project.scenario)
                RC_DISCARD("nothing drops");
            SearchOptions options;
            options.objective = Objective {ObjectiveKind::Mean, {}};
            options.nodeLimit = *rc::gen::element(50, 400);
            const auto ours = search(project, builtInCatalogue(), options);
            const auto theirs = plannedBy("static-network", project, builtInCatalogue(), options);
            if (!ours || ours->ranked.empty() || !theirs || !theirs->evaluation.fits)
                RC_DISCARD("nothing fits");
            ++compared;
            RC_LOG() << "theirs: " << theirs->words << "\nours: " << ours->ranked.front().words << "\n";
            RC_ASSERT(ours->ranked.front().evaluation.score <= theirs->evaluation.score);
        }));
        QVERIFY(compared > 10);
    }
    void aSearchGoesOnFromItsCheckpoint()
    {
        const Project project = twoKinds("{}", 4);
        SearchOptions options;
        std::string file = checkpointHead(project, {});
        options.evaluated = [&](const CanonicalPlace& place, const Evaluation& evaluation) { file += checkpointLine(place, evaluation); };
        const auto whole = search(project, builtInCatalogue(), options);
        // Killed in the middle of a line.
        const auto known = readCheckpoint(std::string_view(file).substr(0, file.size() - 5), project, {});
        QVERIFY(known.ok());
        const auto lines = std::count(file.begin(), file.end(), '\n');
        QCOMPARE(static_cast<std::int64_t>(known->size()), static_cast<std::int64_t>(lines) - 2);
        int again = 0;
        SearchOptions resumed;
        resumed.known = *known;
        resumed.evaluated = [&](const CanonicalPlace&, const Evaluation&) { ++again; };
        const auto rest = search(project, builtInCatalogue(), resumed);
        QCOMPARE(again, 1);
        QVERIFY(rest->ranked.front().candidate == whole->ranked.front().candidate);
        QCOMPARE(rest->funnel.enumerated(), whole->funnel.enumerated());
        QVERIFY(!readCheckpoint(file, twoKinds("{}", 2), {}).ok());
        QVERIFY(!readCheckpoint(file, project, Objective {ObjectiveKind::Memory, 0.9}).ok());
    }
    void aPlanMadeByHandIsNeverBetter()
    {
        // What `simulate` makes of plans without a word about overlap is what the search ranks.
        Project project = twoKinds("{}");
        const auto outcome = search(project, builtInCatalogue());
        for (const auto& [zero, schedule] : {std::pair(0, Schedule::OneForwardOneBackward), std::pair(1, Schedule::GPipe), std::pair(3, Schedule::ZeroBubbleH1)}) {
            Plan plan;
            plan.name = "mine";
            plan.data = 2;
            plan.pipeline = 2;
            plan.microBatch = 1;
            plan.zero = zero;
            plan.schedule = schedule;
            project.plans = Table<Plan> {plan};
            QVERIFY(simulate(project, builtInCatalogue())->period >= outcome->ranked.front().evaluation.iterationTime);
        }
    }
    void layoutsAreNumberedAndBoundedByWhatTheyComeFrom()
    {
        QVERIFY(support::law("every layout once, found by its index, under bounds that only rise", 40, 1000, [] {
            const Project project = support::randomSpace({});
            const auto world = PlanningWorld::of(project, builtInCatalogue(), false);
            const StageCosts costs(**world);
            Funnel funnel;
            const Space space(costs, {}, funnel);
            std::set<Layout> seen;
            const std::function<void(const PartialLayout&, Nanoseconds)> descend = [&](const PartialLayout& partial, Nanoseconds above) {
                const Nanoseconds bound = partialBound(costs, space.settings(), space.tree(), partial).time;
                RC_ASSERT(bound >= above);
                if (!partial.isWhole) {
                    for (const PartialLayout& next : space.tree().opened(partial, funnel))
                        descend(next, bound);
                    return;
                }
                RC_ASSERT(space.tree().layout(partial.first) == std::optional(partial.layout));
                RC_ASSERT(seen.insert(partial.layout).second);
                RC_ASSERT(layoutBound(costs, space.settings(), partial.layout, crossingOf(**world, partial.layout)) >= bound);
            };
            for (const PartialLayout& root : space.tree().roots())
                descend(root, {});
            RC_ASSERT(seen.size() == space.layouts().size());
        }));
    }
    void likeNodesMayStayIdle()
    {
        // Three like nodes of one device, 10 Mbit/s apart: whatever two of them exchange takes longer than one alone.
        QCOMPARE(search(threeLikeNodes("{}"), builtInCatalogue())->ranked.front().candidate.layout.devices(), 1);
        const auto all = search(threeLikeNodes("{ 'locks': { 'nodes': 'all' } }"), builtInCatalogue());
        QVERIFY(all->ranked.front().candidate.layout.devices() > 1);
        QVERIFY(all->proved);
    }
    void plansAreExplained()
    {
        Project project = twoKinds("{ 'locks': { 'schedule': '1f1b' } }");
        const auto outcome = search(project, builtInCatalogue());
        Plan best = outcome->ranked.front().plan;
        best.name = "mine";
        Plan gpipe = best;
        gpipe.name = "other schedule";
        gpipe.schedule = Schedule::GPipe;
        Plan large;
        large.name = "large";
        large.tensor = 8;
        project.plans = Table<Plan> {best, gpipe, large};
        const auto explained = [&](const char* name) { return explainPlan(project, builtInCatalogue(), name, *outcome).value(); };
        QCOMPARE(explained("mine").rule, std::string("best"));
        QCOMPARE(explained("other schedule").rule, std::string("outside the space"));
        QCOMPARE(explained("large").rule, std::string("divisibility"));
        QVERIFY(!explainPlan(project, builtInCatalogue(), "none", *outcome).ok());
    }
    void scenariosAreJudgedFromZeroToTheHorizon()
    {
        Project project = twoKinds("{ 'locks': { 'schedule': '1f1b', 'order': 'tp-dp-pp' } }");
        project.scenario.emplace();
        project.scenario->horizon = parseQuantity<Seconds>("2 s").value();
        project.scenario->events.append("at 100 ms node a compute *0.25 for 1 s");
        SearchOptions options;
        options.objective = Objective {ObjectiveKind::Worst, 0.9};
        const auto worst = search(project, builtInCatalogue(), options);
        QVERIFY(worst.ok());
        QVERIFY(worst->bound <= worst->ranked.front().evaluation.score);
        const RankedPlan& best = worst->ranked.front();
        // By hand: back to back until the horizon.
        project.plans = Table<Plan> {best.plan};
        Nanoseconds now, longest;
        std::int64_t iterations = 0;
        for (; now < Nanoseconds(2'000'000'000); ++iterations) {
            SimulateOptions at;
            at.at = now;
            const Nanoseconds period = simulate(project, builtInCatalogue(), at)->period;
            longest = std::max(longest, period);
            now += period;
        }
        QCOMPARE(best.evaluation.score, static_cast<double>(longest.count));
        QCOMPARE(best.evaluation.iterationTime.count, now.count / iterations);
    }
    void partsThatNothingJoinsAreNotMixed()
    {
        Project project = twoKinds("{}");
        project.cluster->links.erase(1);
        const auto outcome = search(project, builtInCatalogue());
        QVERIFY(outcome.ok());
        for (const RankedPlan& ranked : outcome->ranked)
            QCOMPARE(ranked.candidate.layout.groups[0].runs.size(), std::size_t{1});
    }
    void allSettingsThatAreRefusedAreListed()
    {
        const Project project = twoKinds("{ 'objective': 'fastest', 'seeds': 0, 'locks': { 'tensr': 8, 'tensor': 8, 'zero': 1 }, 'limits': { 'tensor': [1, 4], 'data': [8, 1] } }");
        std::vector<std::string> where;
        for (const Error& error : settingsErrors(project.search))
            where.push_back(error.where);
        std::sort(where.begin(), where.end());
        QCOMPARE(where, (std::vector<std::string> {"/search/limits/data", "/search/locks/tensor", "/search/locks/tensr", "/search/objective", "/search/seeds"}));
        QVERIFY(!typedSettings(project.search));
    }
    void aPlanOfTheSpaceIsLikeItself_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::newRow("free") << "{}";
        QTest::newRow("two stages") << "{ 'locks': { 'pipeline': 2 } }";
        QTest::newRow("interleaved") << "{ 'locks': { 'pipeline': 2, 'schedule': 'interleaved' } }";
        QTest::newRow("whole nodes") << "{ 'locks': { 'stages': 'aligned' } }";
        QTest::newRow("all nodes") << "{ 'locks': { 'nodes': 'all' } }";
        QTest::newRow("all nodes, whole") << "{ 'locks': { 'nodes': 'all', 'stages': 'aligned' } }";
    }
    void aPlanOfTheSpaceIsLikeItself()
    {
        QFETCH(QString, settings);
        const Project project = twoKinds(settings.toStdString());
        const auto outcome = search(project, builtInCatalogue());
        QVERIFY(outcome.ok());
        const auto judge = Judge::of(project, builtInCatalogue(), Objective {});
        Funnel ignored;
        const SpaceSettings wanted = typedSettings(project.search)->space;
        const Space space((*judge)->costs(), wanted, ignored);
        for (const RankedPlan& ranked : outcome->ranked) {
            const auto like = candidateLike(ranked.plan, **judge, space);
            QVERIFY2(like.has_value(), ranked.words.c_str());
            const auto& pools = (*judge)->world().pools();
            QVERIFY2(placementOf(*like, pools) == placementOf(ranked.candidate, pools), ranked.words.c_str());
        }
    }
    void aPlanThatLeavesNodesIdleIsNotAmongThoseOfAllNodes()
    {
        const Project project = threeLikeNodes("{ 'locks': { 'pipeline': 2, 'data': 1 } }"), locked = threeLikeNodes("{ 'locks': { 'nodes': 'all' } }");
        const auto outcome = search(project, builtInCatalogue());
        QVERIFY(outcome.ok());
        const auto judge = Judge::of(project, builtInCatalogue(), Objective {});
        Funnel ignored;
        const Space free((*judge)->costs(), SpaceSettings {}, ignored), all((*judge)->costs(), typedSettings(locked.search)->space, ignored);
        QVERIFY(candidateLike(outcome->ranked.front().plan, **judge, free).has_value());
        QVERIFY(!candidateLike(outcome->ranked.front().plan, **judge, all).has_value());
    }
    void plansLeaveTheMarginOfMemoryFree()
    {
        const auto fullest = [](const Project& project) {
            double part = 0;
            const auto timeline = simulate(project, builtInCatalogue());
            for (const LaneMemory& memory : timeline->memory)
                part = memory.limit.value > 0 ? std::max(part, memory.peak().value / memory.limit.value) : part;
            return part;
        };
        Project project = twoKinds("{}");
        const auto free = search(project, builtInCatalogue());
        project.plans.append(free->ranked.front().plan);
        const double before = fullest(project), margin = 1 - 0.9 * before;
        Project careful = twoKinds("{ 'memory_margin': " + shortestDecimal(margin) + " }");
        const auto outcome = search(careful, builtInCatalogue());
        QVERIFY(outcome.ok());
        QVERIFY(outcome->proved);
        QVERIFY(outcome->funnel.countOf(Verdict::Memory) > free->funnel.countOf(Verdict::Memory));
        QVERIFY(outcome->ranked.front().evaluation.score >= free->ranked.front().evaluation.score);
        for (const RankedPlan& ranked : outcome->ranked) {
            careful.plans = Table<Plan>();
            careful.plans.append(ranked.plan);
            QVERIFY(fullest(careful) <= 1 - margin);
            QCOMPARE(simulate(careful, builtInCatalogue())->period.count, ranked.evaluation.iterationTime.count);
        }
    }
    void aMarginThatLeavesNothingIsRefused()
    {
        for (const char* margin : {"1", "-0.1", "'5 %'"})
            QCOMPARE(settingsErrors(twoKinds("{ 'memory_margin': " + std::string(margin) + " }").search).front().where, std::string("/search/memory_margin"));
        const Project greedy = twoKinds("{ 'memory_margin': 0.1, 'locks': { 'schedule': 'zb-greedy' } }");
        QCOMPARE(typedSettings(greedy.search).error().where, std::string("/search/memory_margin"));
    }
    void thePlansOfTheProjectAreLookedAtFirst()
    {
        Project project = twoKinds("{}");
        const auto outcome = search(project, builtInCatalogue());
        QVERIFY(outcome.ok());
        project.plans.append(outcome->ranked.front().plan);
        std::atomic<bool> found = false; // heard while others ask
        SearchOptions options;
        options.heard = [&](const SearchProgress& progress) { found = found || progress.found; };
        options.goOn = [&] { return !found; };
        const auto stopped = search(project, builtInCatalogue(), options);
        QVERIFY(stopped.ok());
        QCOMPARE(stopped->ranked.size(), std::size_t(1));
        QCOMPARE(stopped->ranked.front().evaluation.score, outcome->ranked.front().evaluation.score);
        QVERIFY(stopped->funnel.countOf(Verdict::Simulated) >= 1);
    }
    void cancellingKeepsWhatWasFound()
    {
        SearchOptions options;
        options.threads = 1;
        options.seeded = false;
        int simulated = 0;
        options.heard = [&](const SearchProgress& progress) { simulated = progress.found ? 1 : 0; };
        options.goOn = [&] { return simulated == 0; };
        const auto outcome = search(twoKinds("{}", 8), builtInCatalogue(), options);
        QVERIFY(outcome.ok());
        QVERIFY(outcome->cancelled);
        QVERIFY(!outcome->ranked.empty());
        QVERIFY(!outcome->proved);
        QVERIFY(outcome->gap > 0);
        QVERIFY(outcome->funnel.countOf(Verdict::Open) > 0);
        QVERIFY(outcome->bound <= outcome->ranked.front().evaluation.score);
    }
};
CLUSTERLOOM_TEST(TestSearch)

#include "tst_search.moc"
