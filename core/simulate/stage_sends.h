#pragma once

#include "core/simulate/workload.h"

#include <utility>
#include <vector>

namespace core {

/// Pairs of ranks that talk when a group of one size meets a group of another: index i of the larger meets the
/// member of the smaller that holds the same share.
std::vector<std::pair<int, int>> paired(const std::vector<int>& from, const std::vector<int>& to);

/// Fills in the sends between the chunks of one pipeline, with the gathers of scattered boundaries (`scattersBoundary`), and
/// adds them to `workload`.
Result<void> fillSends(const WorkloadInput& input, int pipeline, PipelineWork& work, Workload& workload);

} // namespace core
