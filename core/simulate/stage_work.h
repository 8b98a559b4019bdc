#pragma once

#include "core/simulate/workload.h"

namespace core {

/// The shape of the work of one stage of a pipeline.
WorkShape workShapeOf(const WorkloadInput& input, int pipeline, int stage);

/// Pairs of ranks that talk when a group of one size meets a group of another: index i of the larger meets the
/// member of the smaller that holds the same share.
std::vector<std::pair<int, int>> paired(const std::vector<int>& from, const std::vector<int>& to);

/// Passes, optimizer and memory of one stage; its collectives are added to `activities`. Sends and the order are not
/// filled in.
Result<StageWork> stageWork(const WorkloadInput& input, int pipeline, int stage, std::vector<Activity>& activities);

/// Memory of a device of a stage that runs `chunks`, its activations not counted.
LaneMemory stateMemoryOf(const WorkShape& shape, const std::vector<Chunk>& chunks, Recompute recompute, const Device& device);

/// The least speed of some devices at every instant.
Speeds speedsOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const std::vector<int>& ranks);

/// Fills in the sends between the chunks of one pipeline, and adds them to `activities`.
Result<void> fillSends(const WorkloadInput& input, int pipeline, PipelineWork& work, std::vector<Activity>& activities);

/// Fills in the order of the passes, once all else is there.
Result<void> fillOrders(const WorkloadInput& input, int pipeline, PipelineWork& work);

} // namespace core
