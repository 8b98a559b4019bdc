#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"

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

/// Seconds that reduction and gather take at least for each byte of a crossing: `gradient` and `parameter` bytes per
/// parameter, reduced and gathered apart under ZeRO, at once without.
double leastCrossingPerParameter(const PlanningWorld& world, bool mayShard, bool mustShard);

} // namespace core
