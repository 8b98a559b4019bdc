#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"
#include "core/search/space_settings.h"

#include <vector>

namespace core {

/// What reducing gradients between pipelines must carry over the links of hosts, whatever the cut of the model. A
/// reduction with members inside a host and outside it crosses the host's links, out and in, with at least half of its
/// bytes (a reduce-scatter over two; an all-reduce, in any algorithm, with all of them).
struct Crossing
{
    double everyUnit = 0;               ///< seconds per byte of the whole model's gradients, where all units cross some host's links
    std::vector<double> byStage;        ///< of a single group: the same for a stage's own bytes
};

Crossing crossingOf(const PlanningWorld& world, const Layout& layout);

/// What follows the passes for each byte of a crossing.
struct CrossingTail
{
    double perParameter = 0; ///< bytes that cross at least: reduced, and under ZeRO gathered where that comes after the update
    bool isBeside = false;   ///< reduced from the first gradient of the last micro-batch on; else once all passes are done
};

/// Over the ZeRO stages from `least` to `most`.
CrossingTail crossingTailOf(const PlanningWorld& world, IntegerRange zero);

} // namespace core
