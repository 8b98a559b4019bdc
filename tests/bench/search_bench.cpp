#include "core/search/adapt/adapt.h"
#include "core/search/baselines.h"
#include "core/search/search.h"
#include "core/simulate/simulate.h"
#include "tests/bench/search_cases.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace core;
using Clock = std::chrono::steady_clock;

/// What a search is asked to reach: a gap, 0 for a proof, after so many seconds.
struct Target
{
    double gap = 0;
    double seconds = 0;
};

struct Case
{
    const char* name;
    const char* locked; ///< dimensions
    Project input;
    std::vector<Target> targets; ///< the last one's seconds end the search
    double limit = 0;            ///< seconds, if they are more
};

int cores() { return static_cast<int>(std::thread::hardware_concurrency()); }

double mostMemory() ///< GiB, of all so far
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

/// The gap over the time of a search.
class GapCurve
{
public:
    void add(double seconds, double gap) { m_points.emplace_back(seconds, gap); }
    double at(double seconds) const
    {
        double gap = 1;
        for (const auto& [time, then] : m_points)
            if (time <= seconds)
                gap = then;
        return gap;
    }
    double whenReached(double gap) const
    {
        for (const auto& [time, then] : m_points)
            if (then <= gap)
                return time;
        return -1;
    }

private:
    std::vector<std::pair<double, double>> m_points;
};

void printHead()
{
    std::printf("%-34s %-34s %-20s %9s %10s  %s\n", "figure", "locked dimensions", "asked", "gap then", "reached", "at the end of the search");
}

void run(const Case& one)
{
    const auto start = Clock::now();
    const auto wall = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    const double limit = std::max(one.limit, one.targets.back().seconds);
    GapCurve curve;
    SearchOptions options;
    options.threads = cores();
    options.goOn = [&] { return wall() < limit; };
    options.heard = [&](const SearchProgress& progress) { curve.add(wall(), progress.gap); };
    const auto outcome = search(one.input, builtInCatalogue(), options);
    const double took = wall();
    if (outcome)
        curve.add(took, outcome->proved ? 0 : outcome->gap);
    for (const Target& target : one.targets) {
        char asked[40], reached[20] = "no";
        if (target.gap > 0)
            std::snprintf(asked, sizeof asked, "gap %.0f %% in %.0f s", target.gap * 100, target.seconds);
        else
            std::snprintf(asked, sizeof asked, "proved in %.0f s", target.seconds);
        if (const double when = curve.whenReached(target.gap); when >= 0)
            std::snprintf(reached, sizeof reached, "%.1f s", when);
        std::printf("%-34s %-34s %-20s %7.2f %% %10s  ", one.name, one.locked, asked, curve.at(target.seconds) * 100, reached);
        if (!outcome || outcome->ranked.empty())
            std::printf("%s\n", outcome ? "no plan" : describe(outcome.error()).c_str());
        else
            std::printf("%.1f s, gap %.2f %%, best %.4f s, space %s, %lld decided, %lld simulated, %.2f GiB\n", took, outcome->gap * 100,
                seconds(outcome->ranked.front().evaluation.iterationTime).value, textOf(outcome->spaceSize).c_str(),
                static_cast<long long>(outcome->funnel.enumerated() - outcome->funnel.countOf(Verdict::Open)),
                static_cast<long long>(outcome->funnel.countOf(Verdict::Simulated)), mostMemory());
    }
    std::fflush(stdout);
}

/// (e) The same work on one thread and on two.
void speedUp(const Project& input, std::int64_t nodes)
{
    double took[2] {};
    for (const int threads : {1, 2}) {
        SearchOptions options;
        options.threads = threads;
        options.nodeLimit = nodes;
        const auto start = Clock::now();
        (void)search(input, builtInCatalogue(), options);
        took[threads - 1] = std::chrono::duration<double>(Clock::now() - start).count();
    }
    std::printf("%-34s %-34s %-20s %9s %9.2fx  %.1f s on one thread, %.1f s on two\n", "(e) two threads, Llama-2 7B of (b)", "none", "1.8 times faster", "", took[0] / took[1], took[0], took[1]);
    std::fflush(stdout);
}

/// (f) How often a baseline's plan is better than ours, of as many random clusters.
void gains(unsigned clusters, std::int64_t nodes)
{
    int worse = 0, compared = 0;
    std::vector<double> factors; // over the best of the baselines
    for (unsigned seed = 1; seed <= clusters; ++seed) {
        const Project input = bench::randomCluster(seed, "{}");
        SearchOptions options;
        options.nodeLimit = nodes;
        const auto outcome = search(input, builtInCatalogue(), options);
        double best = 0;
        for (const Baseline& baseline : baselines())
            if (const auto theirs = plannedBy(baseline.name, input, builtInCatalogue()); theirs && theirs->evaluation.fits)
                best = best > 0 ? std::min(best, theirs->evaluation.score) : theirs->evaluation.score;
        if (!outcome || outcome->ranked.empty() || best <= 0)
            continue;
        ++compared;
        factors.push_back(best / outcome->ranked.front().evaluation.score);
        worse += factors.back() < 1 ? 1 : 0;
    }
    std::sort(factors.begin(), factors.end());
    if (!factors.empty())
        std::printf("%-34s %-34s %-20s %9s %10s  %d clusters; the best baseline takes %.3f to %.3f times as long, %.3f in the middle (all planners: bench_gains)\n",
            "(f) random clusters, our plan worse", "none", "0", "", std::to_string(worse).c_str(), compared, factors.front(), factors.back(), factors[factors.size() / 2]);
    std::fflush(stdout);
}

using GoOn = std::function<bool()>;

/// How long work goes on that is told to stop after so many seconds.
void cancel(const char* name, double after, const std::function<void(const GoOn&)>& work)
{
    const auto start = Clock::now();
    std::atomic<double> told = 0;
    const auto wall = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    work([&] {
        double never = 0;
        if (wall() >= after)
            told.compare_exchange_strong(never, wall());
        return wall() < after;
    });
    if (told > 0)
        std::printf("%-44s cancelled after %4.2f s: over in %5.1f ms\n", name, after, (wall() - after) * 1e3);
    else
        std::printf("%-44s was over after %4.2f s\n", name, wall());
    std::fflush(stdout);
}

void cancelSearch(const char* name, const Project& input, double after)
{
    cancel(name, after, [&](const GoOn& goOn) {
        SearchOptions options;
        options.goOn = goOn;
        (void)search(input, builtInCatalogue(), options);
    });
}

void cancelAdapt(double after)
{
    std::ifstream file(CLUSTERLOOM_SOURCE_DIR "/examples/two-sites/project.loom");
    const Project input = *parseProject(std::string(std::istreambuf_iterator<char>(file), {})).project;
    cancel("adapt of the example two-sites", after, [&](const GoOn& goOn) {
        AdaptOptions options;
        options.pool.goOn = goOn;
        (void)adapt(input, builtInCatalogue(), options);
    });
}

/// One iteration of GPT-3 with a pipeline through all nodes and 1,536 micro-batches.
void cancelSimulation(double after)
{
    Project input = bench::manyAlike("{}");
    Plan plan;
    plan.name = "long";
    plan.tensor = 8;
    plan.pipeline = 64;
    plan.data = 1;
    input.plans = Table<Plan> {plan};
    cancel("one simulation, 64 stages, 1,536 micro-batches", after, [&](const GoOn& goOn) {
        SimulateOptions options;
        options.progress = [&](double) { return goOn(); };
        (void)simulate(input, builtInCatalogue(), options);
    });
}

void cancelAll()
{
    for (const double after : {0.05, 0.2, 1.0, 2.0, 4.0})
        cancelSearch("GPT-3 175B on 512 A100", bench::manyAlike("{}"), after);
    for (const double after : {0.05, 0.5, 5.0})
        cancelSearch("4,096 devices, full space", bench::twoSites("{}"), after);
    for (const double after : {0.1, 2.0, 10.0})
        cancelAdapt(after);
    for (const double after : {0.02, 0.2})
        cancelSimulation(after);
}

} // namespace

/// Prints the figures of the planner, each against what is asked, and how long work goes on that is cancelled. Nothing here passes or fails.
/// With arguments only what they name: "a" to "f", and "x" for cancelling.
int main(int count, char** names)
{
    const auto isAsked = [&](char figure) {
        return count < 2 || std::any_of(names + 1, names + count, [&](const char* name) { return name[0] == figure; });
    };
    const std::string plain = R"({ "locks": { "schedule": "1f1b", "order": "tp-pp-dp", "sequence_parallel": false } })";
    const std::string aligned = R"({ "locks": { "pipelines": "alike", "stages": "aligned" } })";
    // What is open: which kinds follow each other, TP of each, stages, pipelines, micro-batches, schedule and interleave.
    const std::string shaped = R"({ "locks": { "pipelines": "alike", "stages": "aligned", "nodes": "all", "order": "tp-dp-pp", "zero": 1,
        "sequence_parallel": true, "recompute": "as-needed", "cuts": "balanced" } })";
    const char* plainWords = "schedule 1f1b, order tp-pp-dp, no SP";
    const char* alignedWords = "pipelines alike, stages aligned";
    printHead();
    if (isAsked('a')) {
        run({"(a) GPT-2 XL, 3 kinds in 3 nodes", alignedWords, bench::threeKinds(aligned), {{0, 5}}, 20});
        run({"(a)", "none", bench::threeKinds("{}"), {{0.05, 20}}});
    }
    if (isAsked('b')) {
        run({"(b) OPT-350M, 32 A100 + 96 V100", "none", bench::twoKinds("opt-350m", 2048, "{}"), {{0.1, 2}, {0.03, 20}}});
        run({"(b)", plainWords, bench::twoKinds("opt-350m", 2048, plain), {{0.1, 2}, {0.03, 20}}});
        run({"(b) Llama-2 7B, the same", "none", bench::twoKinds("llama-2-7b", 4096, "{}"), {{0.1, 2}, {0.03, 20}}});
        run({"(b)", plainWords, bench::twoKinds("llama-2-7b", 4096, plain), {{0.1, 2}, {0.03, 20}}});
    }
    if (isAsked('c'))
        run({"(c) GPT-3 175B on 512 A100", "none", bench::manyAlike("{}"), {{0, 10}}, 60});
    if (isAsked('d')) {
        run({"(d) 4,096 devices, 3 kinds, 2 sites", "none", bench::twoSites("{}"), {{0.1, 60}}});
        run({"(d)", alignedWords, bench::twoSites(aligned), {{0.1, 60}}});
        run({"(d)", "all but TP, PP, DP, order of kinds, micro-batch, schedule, interleave", bench::twoSites(shaped), {{0.1, 60}}});
    }
    if (isAsked('e'))
        speedUp(bench::twoKinds("llama-2-7b", 4096, "{}"), 20'000);
    if (isAsked('f'))
        gains(50, 1000);
    if (isAsked('x'))
        cancelAll();
    return 0;
}
