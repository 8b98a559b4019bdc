#pragma once

#include "core/base/units.h"
#include "core/search/layout_tree.h"
#include "core/search/stage_costs.h"

#include <utility>
#include <vector>

namespace core {

/// What no layout of a partial one is better than.
struct PartialBound
{
    Nanoseconds time; ///< of an iteration: the batch over the most speed that its devices can have, and what crosses between sites
    /// By pool that is used: device-seconds of an iteration, were all of it done there at the pool's best.
    std::vector<std::pair<int, double>> deviceSeconds;
};

PartialBound partialBound(const StageCosts& costs, const SpaceSettings& settings, const LayoutTree& tree, const PartialLayout& partial);

} // namespace core
