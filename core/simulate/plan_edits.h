#pragma once

#include "core/base/result.h"
#include "core/documents/expansion.h"
#include "core/documents/project.h"
#include "core/simulate/placement.h"

#include <string>
#include <vector>

/// Edits of how a plan divides the model and the devices. Values in, value out.
namespace core {

/// Ranks in the fewest words: "n0:0-3", and "n0" for all of a node.
std::vector<std::string> devicesNamed(const std::vector<int>& ranks, const ExpandedCluster& cluster);

/// Every pipeline as a project file writes it.
std::vector<PipelinePlan> pipelinesOf(const Placement& placement, const ExpandedCluster& cluster);

/// The place of a plan in `Project::plans`, by name; their number where there is none.
std::size_t indexOfPlan(const Project& project, const std::string& name);

/// What a plan is placed on.
struct PlanGround
{
    const ExpandedCluster& cluster;
    const ModelShape& model;
    const Training& training;
};

/// The same plan with its pipelines written out in place of a grid: `placed` makes the same placement of it. Errors: those
/// of `placed`; context and expert parallelism, which only a grid has.
Result<Plan> writtenOut(const Plan& plan, const PlanGround& ground);

/// A grid to begin with: tensor groups inside nodes, as few stages as the training state of the model needs, the rest of the
/// devices data-parallel. What a half-drawn project does not say yet counts as 1.
Plan firstGrid(const Project& project, const Catalogue& catalogue);

/// The units of a pipeline's chunks in the order of the model.
std::vector<UnitRange> cutsOf(const PlacedPipeline& pipeline);

/// With the boundary behind the chunk at `position` of a pipeline at `unit`, the first unit of the next chunk. A grid cuts all its
/// pipelines alike; of an explicit plan those follow that had the same cuts. Errors: a chunk would be left without units.
Result<Plan> withBoundary(const Plan& plan, const PlanGround& ground, int pipeline, int position, int unit);

/// With a stage on a node: on as many of its devices as the stage has now, those that are free first. Stages that had the others
/// take the devices given up for them. Makes a grid explicit. Errors: a node with too few devices.
Result<Plan> withStageOn(const Plan& plan, const PlanGround& ground, int pipeline, int stage, const std::string& host);

} // namespace core
