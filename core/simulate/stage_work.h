#pragma once

#include "core/simulate/workload.h"

namespace core {

/// The shape of the work of one stage of a pipeline.
WorkShape workShapeOf(const WorkloadInput& input, int pipeline, int stage);

/// Pairs of ranks that talk when a group of one size meets a group of another: index i of the larger meets the
/// member of the smaller that holds the same share.
std::vector<std::pair<int, int>> paired(const std::vector<int>& from, const std::vector<int>& to);

/// Passes, optimizer and memory of one stage. Sends are not filled in: see `sendsOf`.
Result<StageWork> stageWork(const WorkloadInput& input, int pipeline, int stage);

/// Fills in the sends between the chunks of one pipeline.
Result<void> fillSends(const WorkloadInput& input, int pipeline, PipelineWork& work);

} // namespace core
