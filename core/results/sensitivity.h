#pragma once

#include "core/documents/scenario_events.h"
#include "core/simulate/simulate.h"

#include <optional>
#include <string>
#include <vector>

namespace core {

/// What is slowed down: all links, or the compute of all nodes, that a pattern of the scenario language names.
struct SlowedTarget
{
    TargetKind kind = TargetKind::Link;
    std::string pattern;
    bool operator==(const SlowedTarget&) const = default;
};

struct SensitivityOptions
{
    std::vector<SlowedTarget> targets; ///< together, all by the same factor
    std::vector<std::string> plans {}; ///< by name; none: all of the project
    std::vector<double> factors {};    ///< ascending, above 0; none: 0.1, 0.2 .. 1
    Nanoseconds at {};                 ///< on the scenario's clock, when the iterations start
    Traces traces {};
    double accuracy = 0.005;           ///< of the crossovers' factors
    int threads = 0;                   ///< 0: as many as the machine has
    Progress progress {};              ///< heard by one thread at a time
};

/// Iteration time of one plan against the factor.
struct SensitivityCurve
{
    std::string plan;
    bool fits = true;                              ///< into memory; else it is never the best
    std::vector<std::optional<Nanoseconds>> times; ///< by factor; none where the plan cannot be simulated
    std::optional<Error> error;                    ///< why
};

/// Where another plan becomes the best.
struct Crossover
{
    double factor = 0;
    std::string slower; ///< the best below the factor
    std::string faster; ///< and above
    Nanoseconds time;   ///< of the one above, there
};

struct Sensitivity
{
    std::vector<double> factors;
    std::vector<SensitivityCurve> curves;
    std::vector<Crossover> crossovers; ///< by factor, each to within the accuracy
};

/// Simulates every plan with the targets at every factor of what the scenario leaves them, then looks for the factors between
/// at which the best plan changes by halving, where it differs at both ends. Errors: a pattern that matches nothing, no
/// targets or plans, factors out of order, "cancelled".
Result<Sensitivity> sensitivityOf(const Project& project, const Catalogue& catalogue, const SensitivityOptions& options);

} // namespace core
