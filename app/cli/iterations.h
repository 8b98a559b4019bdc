#pragma once

#include "app/cli/played_plan.h"

#include "core/simulate/horizon.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace app {

/// How long a training run is.
struct RunLength
{
    int iterations = 0; ///< 0: not given
    std::string until;  ///< on the scenario's clock; empty: not given
    int checkpointEvery = 0;

    bool isGiven() const { return iterations > 0 || !until.empty(); }
};

/// Plays a plan for that long; a refusal is reported.
std::optional<core::Horizon> playedLong(const PlayedPlan& plan, const RunLength& length, const PlayArguments& arguments);

/// Adds "iterations", "throughput" and "loss".
void addIterations(nlohmann::ordered_json& answer, const core::Horizon& run, double tokens);

/// The same as lines of text: stretches of like iterations.
void printIterations(const core::Horizon& run, double tokens);

} // namespace app
