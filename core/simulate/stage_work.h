#pragma once

#include "core/simulate/data_joints.h"
#include "core/simulate/workload.h"

#include <optional>

namespace core {

/// The shape of the work of one stage of a pipeline.
WorkShape workShapeOf(const WorkloadInput& input, int pipeline, int stage);
WorkShape workShapeOf(const ModelShape& model, const Training& training, const Placement& placement, int pipeline, int stage);

/// The device whose measured times may stand for a stage's passes: one with profiles, where the stage lies inside one node.
std::optional<Device> profiledDevice(const ExpandedCluster& cluster, const Training& training, const PlacedStage& stage);

/// Passes, optimizer and memory of one stage; its collectives are added to `workload`. Sends and the order are not
/// filled in. Unlike devices in one stage run at the pace of the slowest, and its memory is that of the one with the least room.
Result<StageWork> stageWork(const WorkloadInput& input, StageRef ref, const DataJoints& joints, Workload& workload);

/// Memory of a device of a stage that runs `chunks`, its activations not counted.
LaneMemory stateMemoryOf(const WorkShape& shape, const std::vector<Chunk>& chunks, Recompute recompute, const Device& device);

/// The least speed of some devices at every instant.
Speeds speedsOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const std::vector<int>& ranks);

/// Fills in the order of the passes, once all else is there. `known`: what was made for pipelines before, each shape once.
using KnownOrders = std::vector<std::pair<ScheduleShape, PassOrders>>;
Result<void> fillOrders(const WorkloadInput& input, int pipeline, PipelineWork& work, KnownOrders& known);

} // namespace core
