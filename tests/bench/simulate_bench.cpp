#include "core/documents/catalogue.h"
#include "core/documents/check.h"
#include "core/documents/project_file.h"
#include "core/results/metrics.h"
#include "core/simulate/run.h"
#include "core/simulate/simulate.h"
#include "tests/support/workloads.h"

#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace core;

std::string textOf(const std::string& example)
{
    std::ifstream file(CLUSTERLOOM_SOURCE_DIR "/examples/" + example + "/project.loom");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A project of `nodes` nodes written out one by one, each with its link.
std::string largeProject(int nodes)
{
    std::string text = R"({ "clusterloom": 1, "cluster": { "nodes": [)";
    for (int i = 0; i < nodes; ++i)
        text += std::string(i ? "," : "") + R"({ "id": "n)" + std::to_string(i)
            + R"(", "device": "A100-80G-SXM", "count": 8, "fabric": { "kind": "nvswitch", "bandwidth": "300 GB/s", "latency": "3 us" }, "nics": 8 })";
    text += R"(], "switches": [ { "id": "core" } ], "links": [)";
    for (int i = 0; i < nodes; ++i)
        text += std::string(i ? "," : "") + R"({ "id": "l)" + std::to_string(i) + R"(", "ends": ["n)" + std::to_string(i)
            + R"(", "core"], "bandwidth": "1600 Gbit/s", "latency": "5 us" })";
    return text + "] } }";
}

void load(benchmark::State& state)
{
    const std::string text = largeProject(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(parseProject(text));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(load)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

void checkNodes(benchmark::State& state)
{
    const LoadResult result = parseProject(largeProject(static_cast<int>(state.range(0))));
    for (auto _ : state)
        benchmark::DoNotOptimize(check(*result.project, builtInCatalogue()));
}
BENCHMARK(checkNodes)->Arg(1000)->Unit(benchmark::kMillisecond);

void simulateExample(benchmark::State& state, const std::string& example)
{
    const LoadResult result = parseProject(textOf(example));
    std::size_t spans = 0;
    for (auto _ : state)
        spans += simulate(*result.project, builtInCatalogue())->spans.size();
    state.counters["spans/s"] = benchmark::Counter(static_cast<double>(spans), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(simulateExample, gpt_145b, "gpt-145b-1536-a100")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(simulateExample, two_sites, "two-sites")->Unit(benchmark::kMillisecond);

/// The event loop alone: 1F1B over 16 stages with sends.
void runWorkload(benchmark::State& state)
{
    const Workload workload = support::onePipeline(Schedule::OneForwardOneBackward,
        std::vector<support::StageTimes>(16, {1000, 2000, 100}), static_cast<int>(state.range(0)));
    std::size_t spans = 0;
    for (auto _ : state)
        spans += run(workload)->spans.size();
    state.counters["spans/s"] = benchmark::Counter(static_cast<double>(spans), benchmark::Counter::kIsRate);
}
BENCHMARK(runWorkload)->Arg(1000)->Arg(16000)->Arg(160000)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
