#pragma once

#include "core/search/candidate.h"
#include "core/search/crossing.h"
#include "core/search/partition.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

#include <vector>

namespace core {

/// Passes of a stage that may hide what it moves over data.
struct HidingPasses
{
    int forwards = 1;  ///< of each chunk, before all parameters must be there, the first pass that needs the last of them included
    int backwards = 1; ///< of each chunk, from when the first gradients of a stage are complete
};

/// The most that any of the schedules has on a stage, the first and last pass included. With one chunk the last parameters are needed in
/// the first pass, and no gradients are complete before the last one; with several, at most two rounds of the stages lie between the
/// chunks, and of zb-v what is behind the stage.
HidingPasses hidingPasses(const std::vector<Schedule>& schedules, int stages, int stage, int microBatches);

/// Seconds of a stage from its start to the next, at least, beside its passes: what crosses its host's links before the first of them and after
/// the last one. `forward` and `backward`: of one micro-batch, `parameters` of the whole tensor group.
double exposedSeconds(double secondsPerByte, const CrossingTail& tail, double parameters, double forward, double backward, const HidingPasses& hiding);

/// Least seconds of the busiest stage of a group with all its micro-batches and what it must move over data, however the model is cut.
/// `crossing`: by stage, as of `Crossing`; `apart`: weights' gradients run apart in every schedule in question.
double leastStageTimeWithData(const StageCosts& costs, const SpaceSettings& settings, const PipelineGroup& group, const GroupBatch& batch, bool sequence,
    bool apart, const std::vector<double>& crossing, const CrossingTail& tail);

/// The ZeRO stages of a range, those together that move and keep alike: 0; 1; 2 and 3. One pipeline shards nothing.
std::vector<IntegerRange> zeroClasses(IntegerRange zero, int pipelines);

/// Whether parameters, gradients and optimizer state, sharded by the stage of the range that keeps least, fit on the stages of each group.
bool hasRoomForState(const StageCosts& costs, const Layout& layout, const std::vector<GroupBatch>& batches, IntegerRange zero);

} // namespace core
