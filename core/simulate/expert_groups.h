#pragma once

#include "core/simulate/placement.h"

#include <vector>

namespace core {

/// Pipelines whose expert groups touch one another: an all-to-all of one is one of all. The indices of data x context, the
/// context index innermost, fall into groups of `expert` that follow one another.
std::vector<int> expertPeers(const Placement& placement, int pipeline);

/// The expert groups of one stage of these pipelines, for every tensor index.
std::vector<std::vector<int>> expertGroups(const Placement& placement, const std::vector<int>& pipelines, int stage);

} // namespace core
