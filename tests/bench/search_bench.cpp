#include "core/search/adapt/adapt.h"
#include "core/search/search.h"
#include "core/simulate/simulate.h"
#include "tests/bench/search_cases.h"

#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

namespace {

using namespace core;
using Clock = std::chrono::steady_clock;

struct Case
{
    const char* name;
    Project input;
    double limit; ///< seconds
    int threads;
};

double processorSeconds()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

void run(const Case& one)
{
    const auto start = Clock::now();
    const double before = processorSeconds();
    const auto wall = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    SearchOptions options;
    options.threads = one.threads;
    options.goOn = [&] { return wall() < one.limit; };
    const auto outcome = search(one.input, builtInCatalogue(), options);
    if (!outcome || outcome->ranked.empty()) {
        std::printf("%-44s %s\n", one.name, outcome ? "no plan in time" : describe(outcome.error()).c_str());
        return;
    }
    std::printf("%-44s %d threads %6.2f s (processor %6.2f s)  space %16s  looked at %9lld  simulated %4lld  best %9.4f s  %s gap %.2f %%\n", one.name,
        one.threads, wall(), processorSeconds() - before, textOf(outcome->spaceSize).c_str(), static_cast<long long>(outcome->funnel.enumerated()),
        static_cast<long long>(outcome->funnel.countOf(Verdict::Simulated)), seconds(outcome->ranked.front().evaluation.iterationTime).value,
        outcome->proved ? "proved" : "open", outcome->gap * 100);
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

} // namespace

/// Prints how long searches take: the figures of the planner. Nothing here passes or fails.
int main()
{
    const int threads = static_cast<int>(std::thread::hardware_concurrency());
    const std::string plain = R"({ "locks": { "schedule": "1f1b", "order": "tp-pp-dp", "sequence_parallel": false } })";
    const std::string aligned = R"({ "locks": { "pipelines": "alike", "stages": "aligned" } })";
    run({"a: alike, aligned", bench::threeKinds(aligned), 60, threads});
    run({"a: full space", bench::threeKinds("{}"), 60, threads});
    for (const auto& [model, sequence] : {std::pair("opt-350m", 2048), std::pair("llama-2-7b", 4096)})
        for (const double limit : {2.0, 20.0}) {
            const std::string name = std::string("b: ") + model + ", " + (limit > 2 ? "20 s" : "2 s");
            run({(name + ", locked 1f1b, order, SP").c_str(), bench::twoKinds(model, sequence, plain), limit, threads});
            run({(name + ", full space").c_str(), bench::twoKinds(model, sequence, "{}"), limit, threads});
        }
    run({"c: GPT-3 175B on 512 A100", bench::manyAlike("{}"), 60, threads});
    run({"e: the same on one thread", bench::manyAlike("{}"), 60, 1});
    run({"d: 4,096 devices, full space", bench::twoSites("{}"), 60, threads});
    run({"d: 4,096 devices, alike, aligned", bench::twoSites(aligned), 60, threads});
    for (const double after : {0.05, 0.2, 1.0, 2.0, 4.0})
        cancelSearch("GPT-3 175B on 512 A100", bench::manyAlike("{}"), after);
    for (const double after : {0.05, 0.5, 5.0})
        cancelSearch("4,096 devices, full space", bench::twoSites("{}"), after);
    for (const double after : {0.1, 2.0, 10.0})
        cancelAdapt(after);
    for (const double after : {0.02, 0.2})
        cancelSimulation(after);
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("most memory of all of them: %.2f GiB\n", static_cast<double>(usage.ru_maxrss) / (1 << 20));
    return 0;
}
