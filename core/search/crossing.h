#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"
#include "core/search/space_settings.h"

#include <vector>

namespace core {

/// What reducing gradients between pipelines must carry over the links of hosts and sites, whatever the cut of the model. A
/// reduction with members inside a host or site and outside it crosses its links, out and in, with at least half of its
/// bytes (a reduce-scatter over two; an all-reduce, in any algorithm, with all of them).
struct Crossing
{
    double everyUnit = 0;               ///< seconds per byte of the whole model's gradients, where all units cross some one's links
    std::vector<double> byStage;        ///< of a single group: the same for a stage's own bytes
};

Crossing crossingOf(const PlanningWorld& world, const Layout& layout);

/// Seconds per byte, where pools are together so in groups of pipelines and nothing else is known: between sites.
double leastCrossing(const PlanningWorld& world, const std::vector<std::vector<int>>& groups);

/// What follows the passes for each byte of a crossing.
struct CrossingTail
{
    double perParameter = 0; ///< bytes that cross at least: reduced, and under ZeRO gathered where that comes after the update
    bool isBeside = false;   ///< reduced from the first gradient of the last micro-batch on; else once all passes are done
};

/// Over the ZeRO stages from `least` to `most`.
CrossingTail crossingTailOf(const PlanningWorld& world, IntegerRange zero);

} // namespace core
