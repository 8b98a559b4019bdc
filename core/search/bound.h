#pragma once

#include "core/base/units.h"
#include "core/search/crossing.h"
#include "core/search/feasibility.h"
#include "core/search/layout_network.h"
#include "core/search/pipeline_times.h"
#include "core/search/space.h"
#include "core/search/stage_costs.h"

namespace core {

/// Lower bounds on the iteration time of every completion of a candidate, whenever it starts in the world's scenario. Each
/// counts only work that every completion must do, at the most speed and bandwidth that there ever is, and is rounded
/// down: a nanosecond for each segment on the path, as each may have been rounded up to half of one.

/// The batch takes `both` seconds for its passes where all devices are busy, and `forward` for those forward; `crossing`: seconds
/// per byte of `Crossing::everyUnit`.
Nanoseconds sharedBound(const StageCosts& costs, const SpaceSettings& settings, double both, double forward, double crossing);

/// Seconds in which these groups, each with the best micro-batches for it, and others that do so many samples a second together, can be
/// through with the batch.
double leastBatchSeconds(const StageCosts& costs, const SpaceSettings& settings, const std::vector<PipelineGroup>& groups, double others);

/// Micro-batches, passes and states are open: the batch over the speeds of all pipelines.
Nanoseconds layoutBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Crossing& crossing);

/// Passes and states are open: each group's share of the batch, its units divided as well as can be, with what it must move over data.
/// With `mindsMemory` only of completions whose parameters, gradients and optimizer state fit.
Nanoseconds batchesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const Crossing& crossing, bool mindsMemory);

/// States are open: the best contiguous cut there is, each stage in the order of its passes. With `mindsMemory`, which takes
/// longer to say, only of completions that fit in memory: what a stage cannot keep it does again.
Nanoseconds passesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const PassChoice& passes, const LayoutNetwork& network, const Crossing& crossing, bool mindsMemory);

/// Of a completed candidate: its passes alone, in closed form.
Nanoseconds quickBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate);

/// Of a completed candidate with all that it moves over data, in closed form; with `played` by playing its passes: exact where nothing contends.
Nanoseconds candidateBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, bool played);

/// Micro-batches of a group's replica that has most of them.
int mostMicroBatches(const PipelineGroup& group, const GroupBatch& batch);

/// Rounded down, with a nanosecond for each of `segments` and what sums of doubles lose.
Nanoseconds lowered(double seconds, double segments);

/// Segments on the longest path through a group, at most; and through any.
double segmentsOf(const StageCosts& costs, const Candidate& candidate, std::size_t group);
double segmentsOfAll(const StageCosts& costs, const Candidate& candidate);

} // namespace core
