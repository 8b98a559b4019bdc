#pragma once

#include "core/documents/project.h"
#include "core/results/effects.h"
#include "core/results/explanation.h"
#include "core/results/metrics.h"
#include "core/simulate/simulate.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace app {

/// A plan that was simulated, with what it means.
struct PlayedPlan
{
    core::SimulateOptions options;
    core::PreparedRun run;
    core::Timeline timeline;
    core::Metrics metrics;
    core::Explanation explanation;
};

struct PlayArguments
{
    std::string file, plan, at = "0 s";
    bool json = false;
};

/// Simulates and explains a plan; a refusal is reported.
std::optional<PlayedPlan> played(const core::Project& project, const PlayArguments& arguments);

/// Adds bubbles, critical path and lower bounds, and the effects if there are any.
void addJson(nlohmann::ordered_json& answer, const PlayedPlan& plan, const core::Project& project, const core::Effects* effects);

/// The same as lines of text.
void printCauses(const PlayedPlan& plan, const core::Project& project, const core::Effects* effects);

} // namespace app
