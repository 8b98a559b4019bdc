#pragma once

#include "core/results/explanation.h"

namespace core {

/// By how much something lengthens the iteration: the period minus that of a run without it.
struct EventEffect
{
    int line = 0; ///< index into Scenario::events
    std::int64_t ns = 0;
};
struct FlowEffect
{
    Flow flow;
    std::int64_t ns = 0;
};
struct Effects
{
    std::vector<EventEffect> events; ///< every line in force, in order
    std::vector<FlowEffect> flows;   ///< every flow that delayed another, in order
};

/// Simulates again without each line of the scenario that is in force, and with each contending flow on a network of its
/// own, as fast but shared with nobody. Hears `options.progress`. Error: "cancelled".
Result<Effects> effectsOf(const Timeline& timeline, const Explanation& explanation, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options);

} // namespace core
