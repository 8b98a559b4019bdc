#include "app/cli/iterations.h"

#include "app/cli/input.h"

#include "core/base/quantity.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <vector>

namespace app {

namespace {

/// Iterations in a row that take the same time.
struct Stretch
{
    std::size_t first = 0, count = 0;
    core::Nanoseconds start, period;
};

/// From each start to the next; the last one to its end.
core::Nanoseconds periodOf(const core::Horizon& run, std::size_t index)
{
    const core::IterationTime& own = run.iterations[index];
    return (index + 1 < run.iterations.size() ? run.iterations[index + 1].start : own.end) - own.start;
}

std::vector<Stretch> stretchesOf(const core::Horizon& run)
{
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < run.iterations.size(); ++i) {
        const core::Nanoseconds period = periodOf(run, i);
        if (stretches.empty() || stretches.back().period != period)
            stretches.push_back({i, 0, run.iterations[i].start, period});
        ++stretches.back().count;
    }
    return stretches;
}

std::string statement(const core::Horizon& run)
{
    const core::Loss& loss = *run.loss;
    return "iteration " + std::to_string(run.iterations.size()) + " cannot end: " + loss.why.message + " (nothing happens after "
        + core::formatted(loss.at) + "). Lost since the last checkpoint: " + core::formatted(loss.lost) + ", with "
        + std::to_string(loss.lostIterations) + " finished iterations";
}

} // namespace

std::optional<core::Horizon> playedLong(const PlayedPlan& plan, const RunLength& length, const PlayArguments& arguments)
{
    core::HorizonOptions wanted;
    wanted.iterations = length.iterations;
    wanted.checkpointEvery = length.checkpointEvery;
    if (!length.until.empty()) {
        const auto until = core::parseQuantity<core::Seconds>(length.until);
        if (!until) {
            refuse(arguments.file, core::Error {until.error().message, "--until", until.error().expected, until.error().fix}, arguments.json);
            return std::nullopt;
        }
        wanted.until = core::rounded(until->value);
    }
    auto run = core::playHorizon(plan.run.workload, plan.run.options, wanted);
    if (!run) {
        refuse(arguments.file, run.error(), arguments.json);
        return std::nullopt;
    }
    return std::move(*run);
}

void addIterations(nlohmann::ordered_json& answer, const core::Horizon& run, double tokens)
{
    auto iterations = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < run.iterations.size(); ++i)
        iterations.push_back({{"index", i}, {"start_s", core::seconds(run.iterations[i].start).value}, {"end_s", core::seconds(run.iterations[i].end).value}});
    auto throughput = nlohmann::ordered_json::array();
    for (const Stretch& stretch : stretchesOf(run))
        throughput.push_back({{"start_s", core::seconds(stretch.start).value}, {"iterations", stretch.count},
            {"iteration_time_s", core::seconds(stretch.period).value}, {"tokens_per_s", tokens / core::seconds(stretch.period).value}});
    answer["iterations"] = std::move(iterations);
    answer["throughput"] = std::move(throughput);
    answer["iterations_computed"] = run.computed;
    answer["loss"] = nullptr;
    if (run.loss)
        answer["loss"] = {{"statement", statement(run)}, {"where", run.loss->why.where}, {"at_s", core::seconds(run.loss->at).value},
            {"lost_s", core::seconds(run.loss->lost).value}, {"lost_iterations", run.loss->lostIterations}};
}

void printIterations(const core::Horizon& run, double tokens)
{
    constexpr std::size_t most = 40;
    std::printf("\n%zu iterations, %zu of them computed\n", run.iterations.size(), run.computed);
    if (!run.iterations.empty())
        std::printf("%16s %12s %16s %14s\n", "from", "iterations", "each", "tokens/s");
    const std::vector<Stretch> stretches = stretchesOf(run);
    for (std::size_t i = 0; i < stretches.size() && i < most; ++i)
        std::printf("%16s %12zu %16s %14.0f\n", core::formatted(stretches[i].start).c_str(), stretches[i].count,
            core::formatted(stretches[i].period).c_str(), tokens / core::seconds(stretches[i].period).value);
    if (stretches.size() > most)
        std::printf("... and %zu more stretches\n", stretches.size() - most);
    if (!run.iterations.empty())
        std::printf("%16s\n", core::formatted(run.iterations.back().end).c_str());
    if (run.loss)
        std::printf("%s\n", statement(run).c_str());
}

} // namespace app
