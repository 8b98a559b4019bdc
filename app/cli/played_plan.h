#pragma once

#include "core/documents/project.h"
#include "core/results/effects.h"
#include "core/results/explanation.h"
#include "core/results/metrics.h"
#include "core/simulate/simulate.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
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
    core::Traces traces {}; ///< of the scenario
};

/// An instant or a duration, as "12 s"; the error names the option.
core::Result<core::Nanoseconds> timeOf(const std::string& option, const std::string& text);

/// Of a line of the scenario: its number and text.
nlohmann::ordered_json jsonOfLine(const core::Project& project, int line);
std::string percent(double share); ///< "12.5 %"
std::string signedTime(std::int64_t nanoseconds); ///< "+12 ms"

/// Simulates and explains a plan; a refusal is reported.
std::optional<PlayedPlan> played(const core::Project& project, const PlayArguments& arguments);

/// What a plan was played from, as the functions of `core/results` ask for it.
core::Played tracedOf(const PlayedPlan& plan);

/// Adds bubbles, critical path and lower bounds, use of links, and the effects if there are any.
void addJson(nlohmann::ordered_json& answer, const PlayedPlan& plan, const core::Project& project, const core::Effects* effects);

/// The same as lines of text.
void printCauses(const PlayedPlan& plan, const core::Project& project, const core::Effects* effects);

} // namespace app
