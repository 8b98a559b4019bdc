#include "app/cli/iterations.h"

#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"

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

/// "1.67 min since the start, with 15 finished iterations"
template <typename Told>
std::string lostOf(const Told& told, const PlayedRun& run)
{
    return core::formatted(told.lost) + (run.hasCheckpoints ? " since the last checkpoint" : " since the start (no checkpoint is written)") + ", with "
        + std::to_string(told.lostIterations) + " finished iterations";
}

std::string statement(const core::Loss& loss, const PlayedRun& run)
{
    return "iteration " + std::to_string(run.horizon.iterations.size()) + " cannot end: " + loss.why.message + " (nothing happens after "
        + core::formatted(loss.at) + "). Lost: " + lostOf(loss, run);
}

std::string statement(const core::Outage& outage, const PlayedRun& run)
{
    return "at " + core::formatted(outage.at) + " " + outage.devices + " goes down for " + core::formatted(outage.back - outage.at)
        + ". Done again: " + lostOf(outage, run);
}

/// The run has at least one iteration.
void printWhole(const core::Horizon& run, double tokens)
{
    const core::Nanoseconds whole = run.iterations.back().end - run.iterations.front().start;
    const auto count = static_cast<double>(run.iterations.size());
    std::printf("%16s %12zu %16s %14.0f  on average\n", ("to " + core::formatted(run.iterations.back().end)).c_str(), run.iterations.size(),
        core::formatted(core::Seconds(core::seconds(whole).value / count)).c_str(), tokens * count / core::seconds(whole).value);
}

} // namespace

std::optional<PlayedRun> playedLong(const core::Project& project, const PlayedPlan& plan, const RunLength& length, bool effects,
    const PlayArguments& arguments)
{
    const auto refused = [&](const core::Error& error) {
        refuse(arguments.file, error, arguments.json);
        return std::nullopt;
    };
    core::HorizonOptions wanted;
    wanted.iterations = length.iterations;
    wanted.checkpointEvery = length.checkpointEvery;
    if (!length.until.empty()) {
        const auto until = timeOf("--until", length.until);
        if (!until)
            return refused(until.error());
        wanted.until = *until;
    }
    auto horizon = core::playHorizon(plan.run.workload, plan.run.options, wanted);
    if (!horizon)
        return refused(horizon.error());
    PlayedRun run {std::move(*horizon), 1.0 * project.training->globalBatch * project.training->sequence, length.checkpointEvery > 0, {}};
    if (!effects)
        return run;
    auto found = core::effectsOn(run.horizon, wanted, plan.run, project, core::builtInCatalogue(), plan.options);
    if (!found)
        return refused(found.error());
    run.effects = std::move(*found);
    return run;
}

void addIterations(nlohmann::ordered_json& answer, const PlayedRun& played, const core::Project& project)
{
    const core::Horizon& run = played.horizon;
    const double tokens = played.tokens;
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
    answer["outages"] = nlohmann::ordered_json::array();
    for (const core::Outage& outage : run.outages)
        answer["outages"].push_back({{"statement", statement(outage, played)}, {"at_s", core::seconds(outage.at).value},
            {"back_s", core::seconds(outage.back).value}, {"lost_s", core::seconds(outage.lost).value}, {"lost_iterations", outage.lostIterations}});
    answer["loss"] = nullptr;
    if (run.loss)
        answer["loss"] = {{"statement", statement(*run.loss, played)}, {"where", run.loss->why.where}, {"at_s", core::seconds(run.loss->at).value},
            {"lost_s", core::seconds(run.loss->lost).value}, {"lost_iterations", run.loss->lostIterations}};
    if (!played.effects)
        return;
    answer["run_effects"] = nlohmann::ordered_json::array();
    for (const core::EventEffect& effect : *played.effects) {
        answer["run_effects"].push_back(jsonOfLine(project, effect.line));
        answer["run_effects"].back()["ns"] = effect.ns;
    }
}

void printIterations(const PlayedRun& played, const core::Project& project)
{
    const core::Horizon& run = played.horizon;
    const double tokens = played.tokens;
    constexpr std::size_t most = 40;
    std::printf("\nAbove: the first iteration. The run: %zu finished, %zu simulated (the others are like one of them)\n", run.iterations.size(), run.computed);
    if (!run.iterations.empty())
        std::printf("%16s %12s %16s %14s\n", "from", "iterations", "each", "tokens/s");
    const std::vector<Stretch> stretches = stretchesOf(run);
    for (std::size_t i = 0; i < stretches.size() && i < most; ++i)
        std::printf("%16s %12zu %16s %14.0f\n", core::formatted(stretches[i].start).c_str(), stretches[i].count,
            core::formatted(stretches[i].period).c_str(), tokens / core::seconds(stretches[i].period).value);
    if (stretches.size() > most)
        std::printf("... and %zu more stretches\n", stretches.size() - most);
    if (!run.iterations.empty())
        printWhole(run, tokens);
    for (const core::Outage& outage : run.outages)
        std::printf("%s\n", statement(outage, played).c_str());
    if (run.loss)
        std::printf("%s\n", statement(*run.loss, played).c_str());
    if (played.effects)
        for (const core::EventEffect& effect : *played.effects)
            std::printf("effect            %s in all: %s\n", signedTime(effect.ns).c_str(), core::nameOfLine(project, effect.line).c_str());
}

} // namespace app
