#pragma once

#include "core/search/candidate.h"
#include "core/search/funnel.h"
#include "core/search/stage_costs.h"

#include <cstddef>
#include <vector>

namespace core {

/// How many sizes of micro-batches each of several groups may have: so many that there are no more than 512 choices of all together.
std::size_t mostSizes(std::size_t groups);

/// Micro-batch sizes and counts for every group of a layout, together exactly the global batch. A single group takes
/// every size; several take the smallest `mostSizes` of them and share the batch by their speed: for each choice of sizes the counts
/// nearest to it that are exact (three for each group but the last).
std::vector<std::vector<GroupBatch>> batchSplits(const StageCosts& costs, const SpaceSettings& settings, const std::vector<int>& sizes,
    const Layout& layout, Funnel& funnel);

} // namespace core
