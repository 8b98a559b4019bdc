#pragma once

#include "core/results/explanation.h"
#include "core/simulate/horizon.h"

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
    std::vector<FlowEffect> flows;   ///< those that delayed others most, in order
    std::size_t flowsLeftOut = 0;    ///< that delayed others less
};

/// Simulates again without each line of the scenario that is in force, and with each of the `mostFlows` that delay others
/// most on a network of its own, as fast but shared with nobody. Hears `options.progress`. Error: "cancelled".
Result<Effects> effectsOf(const Timeline& timeline, const Explanation& explanation, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options, std::size_t mostFlows = 8);

/// By how much each line in force lengthens a run: its end minus that of as many iterations without the line. Lines
/// without which they never end are left out. `horizon` was played from `run` with `wanted`. Error: "cancelled".
Result<std::vector<EventEffect>> effectsOn(const Horizon& horizon, const HorizonOptions& wanted, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options);

} // namespace core
