#include "core/search/search.h"
#include "tests/core/search/random_space.h"
#include "tests/support/law.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

using namespace core;

namespace {

/// A space small enough to simulate all of it.
const char* smallSpace = "{ 'limits': { 'schedule': ['1f1b'], 'recompute': ['none', 'full'], 'zero': [0, 1], 'micro_batch': [1, 4] }, 'seeds': 1 }";

/// Two nodes whose link falls at random; `seeds` scenarios are drawn.
Project fallingLink(int seeds, const std::string& objective)
{
    const LoadResult loaded = parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': 2 }, "
        "{ 'id': 't', 'device': 'T4', 'count': 2 } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], 'bandwidth': '10 Gbit/s' }, "
        "{ 'id': 'lt', 'ends': ['t', 'core'], 'bandwidth': '10 Gbit/s' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, "
        "'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }, "
        "'scenario': { 'horizon': '4 s', 'seed': 5, 'events': [ 'random link lt bandwidth *0.02..0.5 mean-gap 1 s mean-length 500 ms' ] }, "
        "'search': { 'objective': '" + objective + "', 'seeds': " + std::to_string(seeds) + ", 'locks': { 'schedule': '1f1b', 'recompute': 'none', 'zero': 0 } } }"));
    return loaded.project.value();
}

Project withSeed(Project project, std::uint64_t seed)
{
    project.scenario->seed = seed;
    return project;
}

SearchOptions twoThreads()
{
    SearchOptions options;
    options.threads = 2;
    return options;
}

double meanOf(const Project& project, const Candidate& candidate)
{
    Project one = project;
    one.search.reset();
    return Judge::of(one, builtInCatalogue(), {ObjectiveKind::Mean, {}}).value()->evaluate(candidate)->score;
}

std::set<std::vector<double>> scoresOf(const std::vector<RankedPlan>& plans)
{
    std::set<std::vector<double>> scores;
    for (const RankedPlan& plan : plans)
        scores.insert({plan.evaluation.score, plan.evaluation.peakBytes, plan.evaluation.joulesPerMillionTokens});
    return scores;
}

} // namespace

class TestObjectives : public QObject
{
    Q_OBJECT
private slots:
    void theFrontIsThatOfAllPlans()
    {
        QVERIFY(support::law("a front by branch and bound is that of the whole space simulated", 10, 200, [] {
            support::SpaceLimits limits;
            limits.mostLayers = 4;
            limits.mostBatch = 6;
            limits.mostNodes = 2;
            limits.scenario = false;
            const Project project = support::randomSpace(limits, smallSpace);
            SearchOptions options = twoThreads();
            options.objective = Objective {};
            options.others = {{ObjectiveKind::Memory, {}}, {ObjectiveKind::Energy, {}}};
            options.seeded = false;
            const auto pruned = search(project, builtInCatalogue(), options);
            options.exhaustive = true;
            const auto all = search(project, builtInCatalogue(), options);
            RC_ASSERT(pruned.ok() == all.ok());
            if (!all)
                RC_DISCARD("nothing fits");
            RC_ASSERT(pruned->frontProved);
            RC_ASSERT(scoresOf(pruned->front) == scoresOf(all->front));
            RC_ASSERT(pruned->funnel.countOf(Verdict::Simulated) <= all->funnel.countOf(Verdict::Simulated));
        }));
    }
    void noPlanOfAFrontIsWorseInAll()
    {
        SearchOptions options = twoThreads();
        options.objective = Objective {};
        options.others = {{ObjectiveKind::Memory, {}}};
        const auto outcome = search(fallingLink(1, "nominal"), builtInCatalogue(), options);
        QVERIFY(outcome->frontProved);
        QVERIFY(frontStatement(*outcome).find("proved complete") == 0);
        QVERIFY(!outcome->front.empty());
        for (std::size_t i = 1; i < outcome->front.size(); ++i) { // the slower, the smaller
            QVERIFY(outcome->front[i].evaluation.score > outcome->front[i - 1].evaluation.score);
            QVERIFY(outcome->front[i].evaluation.peakBytes < outcome->front[i - 1].evaluation.peakBytes);
        }
        QCOMPARE(outcome->front.front().evaluation.score, outcome->ranked.front().evaluation.score);
        options.nodeLimit = 1;
        QVERIFY(frontStatement(search(fallingLink(1, "nominal"), builtInCatalogue(), options).value()).find("not complete") == 0);
    }
    void aMeanOverSeedsIsTheMeanOfTheirMeans()
    {
        const Project project = fallingLink(3, "mean");
        const auto outcome = search(project, builtInCatalogue(), twoThreads());
        QVERIFY(outcome->proved);
        bool anyDiffer = false;
        for (const RankedPlan& plan : outcome->ranked) {
            double mean = 0, worst = 0;
            for (const std::uint64_t seed : {5, 6, 7}) {
                const double one = meanOf(withSeed(project, seed), plan.candidate);
                mean += one / 3;
                worst = std::max(worst, one);
            }
            QVERIFY(std::abs(plan.evaluation.score / mean - 1) < 1e-12);
            anyDiffer = anyDiffer || worst > mean * (1 + 1e-9);
        }
        QVERIFY(anyDiffer); // the draws do
    }
    void seedsOfAScriptWithoutDrawsAreAlike()
    {
        Project one = fallingLink(1, "worst"), four = fallingLink(4, "worst");
        for (Project* project : {&one, &four})
            project->scenario->events = {std::string("at 1 s link lt bandwidth *0.1 for 1 s")};
        const auto a = search(one, builtInCatalogue(), twoThreads()), b = search(four, builtInCatalogue(), twoThreads());
        QCOMPARE(a->ranked.front().evaluation.score, b->ranked.front().evaluation.score);
        QCOMPARE(a->ranked.front().candidate, b->ranked.front().candidate);
    }
    void regretIsTheMostAboveTheBestOfEachSeed()
    {
        const Project project = fallingLink(3, "regret");
        const auto outcome = search(project, builtInCatalogue(), twoThreads());
        QVERIFY2(outcome.ok(), outcome.ok() ? "" : describe(outcome.error()).c_str());
        QVERIFY(outcome->proved);
        QCOMPARE(outcome->bestOfSeeds.size(), std::size_t(3));
        for (const RankedPlan& plan : outcome->ranked) {
            double regret = 0;
            for (std::size_t i = 0; i < 3; ++i)
                regret = std::max(regret, meanOf(withSeed(project, 5 + i), plan.candidate) - outcome->bestOfSeeds[i]);
            QCOMPARE(plan.evaluation.score, regret);
            QVERIFY(plan.evaluation.score >= outcome->ranked.front().evaluation.score);
        }
        SearchOptions exhaustive = twoThreads();
        exhaustive.exhaustive = true;
        exhaustive.bestOfSeeds = outcome->bestOfSeeds;
        QCOMPARE(search(project, builtInCatalogue(), exhaustive)->ranked.front().evaluation.score, outcome->ranked.front().evaluation.score);
    }
    void regretThatIsStoppedKeepsWhatIsKnown()
    {
        const Project project = fallingLink(3, "regret");
        for (const int asked : {0, 100, 1000, 3000, 10000, 30000}) {
            std::atomic<int> count = 0;
            SearchOptions options = twoThreads();
            options.goOn = [&] { return ++count <= asked; };
            const auto outcome = search(project, builtInCatalogue(), options);
            QVERIFY(outcome.ok());
            const std::size_t known = outcome->bestOfSeeds.size();
            QCOMPARE(outcome->unjudged.empty(), known == 3);
            QCOMPARE(outcome->ranked.empty(), known == 0);
            if (known == 0 || known == 3)
                continue;
            QVERIFY(!outcome->proved);
            QCOMPARE(outcome->objective.kind, ObjectiveKind::Mean);
            QCOMPARE(meanOf(withSeed(project, 4 + known), outcome->ranked.front().candidate), outcome->bestOfSeeds.back());
        }
    }
    void seedsThatAreCutShortAreMeasuredFromWhatTheyFound()
    {
        const Project project = fallingLink(2, "regret");
        std::atomic<int> asked = 0;
        SearchOptions options = twoThreads();
        options.seedsGoOn = [&](double share) { return share > 0.5 || ++asked < 300; };
        const auto outcome = search(project, builtInCatalogue(), options);
        QVERIFY(outcome.ok());
        if (outcome->bestOfSeeds.size() < 2)
            return; // stopped before a plan was found
        QVERIFY(outcome->unjudged.empty());
        QVERIFY(!outcome->ranked.empty());
        QVERIFY(outcome->bestOfSeeds[0] >= search(project, builtInCatalogue(), twoThreads())->bestOfSeeds[0]);
    }
    void noPeakIsLessThanTheStateSharedByAllDevices()
    {
        Project project = fallingLink(1, "memory");
        SearchOptions options = twoThreads();
        options.nodeLimit = 1;
        const auto begun = search(project, builtInCatalogue(), options);
        QVERIFY(begun.ok());
        QVERIFY(begun->bound > 0);
        QVERIFY(begun->bound <= search(project, builtInCatalogue(), twoThreads())->ranked.front().evaluation.peakBytes);
    }
    void objectivesOfAFrontAreRead()
    {
        QCOMPARE(textOf(parseObjectives("memory,worst").value().front()), std::string("worst")); // a time comes first
        QCOMPARE(parseObjectives("cost").value().size(), std::size_t(1));
        QVERIFY(!parseObjectives("mean,worst"));
        QVERIFY(!parseObjectives("cost,cost"));
        QVERIFY(!parseObjectives("cost,"));
    }
};

CLUSTERLOOM_TEST(TestObjectives)
#include "tst_objectives.moc"
