#pragma once

#include "app/cli/played_plan.h"

#include "core/simulate/horizon.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace app {

/// How long a training run is.
struct RunLength
{
    int iterations = 0; ///< 0: not given
    std::string until;  ///< on the scenario's clock; empty: not given
    int checkpointEvery = 0;

    bool isGiven() const { return iterations > 0 || !until.empty(); }
};

struct PlayedRun
{
    core::Horizon horizon;
    double tokens = 0; ///< of an iteration
    bool hasCheckpoints = false;
    std::optional<std::vector<core::EventEffect>> effects;
};

/// Plays a plan for that long, and again without each line of the scenario if its `effects` are wanted; a refusal is
/// reported.
std::optional<PlayedRun> playedLong(const core::Project& project, const PlayedPlan& plan, const RunLength& length, bool effects,
    const PlayArguments& arguments);

/// Adds "iterations", "throughput", "outages", "loss" and "run_effects".
void addIterations(nlohmann::ordered_json& answer, const PlayedRun& run, const core::Project& project);

/// The same as lines of text: stretches of like iterations.
void printIterations(const PlayedRun& run, const core::Project& project);

} // namespace app
