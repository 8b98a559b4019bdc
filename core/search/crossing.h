#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"
#include "core/search/space_settings.h"

#include <vector>

namespace core {

/// What reducing gradients between pipelines must carry over the links of hosts and sites, whatever the cut of the model. A
/// reduce-scatter with k of M members inside a host or site sends at least (M - k)/M of its bytes out of it, and no less than half of them,
/// as rings, flat or of hosts, of M members send (M - 1)/M over each edge; so does an all-gather. An all-reduce, in any algorithm, sends
/// all of them.
struct Crossing
{
    double everyUnit = 0; ///< seconds per byte of the whole model's gradients, where all units cross some one's links
    std::vector<std::vector<double>> byStage {}; ///< [group][stage]: the same for a stage's own bytes; empty: not looked at
};

Crossing crossingOf(const PlanningWorld& world, const Layout& layout);

/// Seconds per byte, where pools are together so in groups of pipelines and nothing else is known: between sites.
double leastCrossing(const PlanningWorld& world, const std::vector<std::vector<int>>& groups);

/// What of a crossing is before and after the passes.
struct CrossingTail
{
    double perParameter = 0; ///< bytes after them at least: reduced, and under ZeRO gathered where that comes after the update
    bool isBeside = false;   ///< reduced from the first gradient of the last micro-batch on; else once all passes are done
    double gathered = 0;     ///< bytes per parameter that are gathered before the first pass of a unit, once an iteration
    bool isEveryPass = false; ///< reduced for each micro-batch
};

/// Over the ZeRO stages from `least` to `most`.
CrossingTail crossingTailOf(const PlanningWorld& world, IntegerRange zero);

} // namespace core
