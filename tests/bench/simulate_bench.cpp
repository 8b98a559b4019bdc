#include "core/documents/catalogue.h"
#include "core/documents/check.h"
#include "core/documents/project_file.h"
#include "core/results/metrics.h"
#include "core/simulate/horizon.h"
#include "core/simulate/run.h"
#include "core/simulate/simulate.h"
#include "tests/support/fluid_workloads.h"

#include <benchmark/benchmark.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
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

void spansPerSecond(benchmark::State& state, const Workload& workload, const RunOptions& options)
{
    std::size_t spans = 0;
    for (auto _ : state)
        spans += run(workload, options)->spans.size();
    state.counters["spans/s"] = benchmark::Counter(static_cast<double>(spans), benchmark::Counter::kIsRate);
    state.counters["spans"] = static_cast<double>(spans) / static_cast<double>(state.iterations());
}

/// The event loop alone: 1F1B over 16 stages with sends. The rate stays: the cost is linear.
void runWorkload(benchmark::State& state)
{
    spansPerSecond(state, support::onePipeline(Schedule::OneForwardOneBackward, std::vector<support::StageTimes>(16, {1000, 2000, 100}),
        static_cast<int>(state.range(0))), {});
}
BENCHMARK(runWorkload)->Arg(1000)->Arg(16000)->Arg(160000)->Unit(benchmark::kMillisecond);

/// Four pipelines of 1F1B whose sends share the links between their stages.
Workload contended(int microBatches)
{
    Workload workload;
    for (int p = 0; p < 4; ++p) {
        std::vector<support::StageTimes> times;
        for (int s = 0; s < 8; ++s)
            times.push_back({1000 + 10 * p, 2000 + 7 * s, 400});
        PipelineWork pipeline = support::pipelineFrom(Schedule::OneForwardOneBackward, times, microBatches);
        support::flowSends(workload, pipeline, 0, 100);
        support::addPipeline(workload, std::move(pipeline));
    }
    return workload;
}

void runContended(benchmark::State& state)
{
    RunOptions options;
    options.waterways = support::oneBytePerNanosecond();
    spansPerSecond(state, contended(static_cast<int>(state.range(0))), options);
}
BENCHMARK(runContended)->Arg(1000)->Arg(10000)->Arg(80000)->Unit(benchmark::kMillisecond);

/// Kilobytes of a line of /proc/self/status.
double statusKilobytes(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind(name + ":", 0) == 0)
            return std::stod(line.substr(name.size() + 1));
    return 0;
}

/// Growth of the resident set while `work` runs, at its highest, in a process of its own.
double peakBytes(const std::function<void()>& work)
{
    int ends[2];
    if (pipe(ends) != 0)
        return 0;
    const pid_t child = fork();
    if (child == 0) {
        const double before = statusKilobytes("VmRSS");
        work();
        const double grown = (statusKilobytes("VmHWM") - before) * 1024;
        _exit(write(ends[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
    }
    double grown = 0;
    waitpid(child, nullptr, 0);
    if (read(ends[0], &grown, sizeof grown) != sizeof grown)
        grown = 0;
    close(ends[0]);
    close(ends[1]);
    return grown;
}

void bytesOfASpan(benchmark::State& state)
{
    const Workload workload = contended(static_cast<int>(state.range(0)));
    RunOptions options;
    options.waterways = support::oneBytePerNanosecond();
    const double spans = static_cast<double>(run(contended(1000), options)->spans.size()) / 1000 * static_cast<double>(state.range(0));
    double bytes = 0;
    for (auto _ : state)
        bytes = peakBytes([&] { benchmark::DoNotOptimize(run(workload, options)); });
    state.counters["bytes/span"] = bytes / spans;
}
BENCHMARK(bytesOfASpan)->Arg(40000)->Iterations(1)->Unit(benchmark::kMillisecond);

/// 1,000 iterations through 20 drops of a link, beside its distinct iterations one by one.
void longRun(benchmark::State& state)
{
    const Workload workload = contended(64);
    RunOptions options;
    options.waterways = support::oneBytePerNanosecond();
    const std::int64_t period = run(workload, options)->period.count;
    std::vector<ProfileStep> steps;
    for (int event = 0; event < 20; ++event)
        for (const bool begins : {true, false}) {
            ProfileStep step;
            step.from = Nanoseconds(period * (45 * event + 10) + (begins ? 100 : 12'345 + 3 * period));
            step.factor = begins ? 0.5 + 0.01 * event : 1;
            steps.push_back(step);
        }
    auto profiles = std::make_shared<Profiles>();
    profiles->emplace(3, Profile::fromSteps(steps).value());
    options.waterways = support::oneBytePerNanosecond(profiles);
    HorizonOptions wanted;
    wanted.iterations = 1000;
    const Horizon known = playHorizon(workload, options, wanted).value();
    for (auto _ : state)
        benchmark::DoNotOptimize(playHorizon(workload, options, wanted));
    const auto before = std::chrono::steady_clock::now();
    HorizonOptions one = wanted;
    one.iterations = static_cast<int>(known.computed);
    one.reuses = false;
    benchmark::DoNotOptimize(playHorizon(workload, options, one));
    const std::chrono::duration<double, std::milli> distinct = std::chrono::steady_clock::now() - before;
    state.counters["iterations"] = static_cast<double>(known.iterations.size());
    state.counters["distinct"] = static_cast<double>(known.computed);
    state.counters["distinct_ms"] = distinct.count();
}
BENCHMARK(longRun)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
