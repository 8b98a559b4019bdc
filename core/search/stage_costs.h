#pragma once

#include "core/search/candidate.h"
#include "core/search/found_once.h"
#include "core/search/kept_passes.h"
#include "core/search/pass_sums.h"
#include "core/search/planning_world.h"
#include "core/search/state_table.h"

#include <array>
#include <memory>
#include <vector>

namespace core {

/// What a tensor group of one pool needs for each unit. Times are the least possible under the world's scenario, in seconds;
/// tensor-parallel collectives run beside weight gradients where the training's software has them so.
struct UnitCosts
{
    PassSums forward;
    std::array<PassSums, 3> backward;      ///< by Recompute, with what is recomputed
    std::array<PassSums, 3> inputGradient; ///< the same without the weights' gradients, where a schedule runs these apart
    PassSums weightGradient;
    std::array<PassSums, 3> apartBy; ///< no more than both halves together
    Sums both;                       ///< no more than forward and backward of a micro-batch, whatever is done again; adds up over ranges
    Sums bothApart;                  ///< the same with the weights' gradients apart
    Sums through;                    ///< no more than forward and back to the gradient of the input, in any schedule; adds up over ranges
    std::array<Sums, 3> activations; ///< by Recompute, bytes on one device from forward to backward
    Sums weightOperands;             ///< bytes on one device between the two halves of a backward pass, where they are apart
    Sums parameters;                 ///< on one device
    StateTable state;
    double boundary = 0;             ///< bytes that each device sends to the next stage for one micro-batch
    double boundaryBack = 0;         ///< and that each device of the next stage sends back
    int segments = 1;                ///< of one unit's pass, at most: each is rounded to nanoseconds once
};

/// Tables of the world, filled when they are first asked for. Safe for several threads at once.
class StageCosts
{
public:
    explicit StageCosts(const PlanningWorld& world) : m_world(world) { }

    const PlanningWorld& world() const { return m_world; }

    /// nullptr: the pool's device cannot do the precision, or nothing joins the group.
    const UnitCosts* costs(int pool, int tensor, int microBatch, bool sequenceParallel) const;

    /// Least seconds per sample that such a group needs for all layers, whatever the micro-batch; infinite where it
    /// cannot. Head and embedding are left out (they may be on other pools).
    struct PerSample
    {
        double forward = 0;
        double both = 0; ///< forward and backward
    };
    PerSample leastPerSample(int pool, int tensor, const SpaceSettings& space) const;

    /// What a pipeline of such stages can do at best with one size of micro-batches, whatever its cut and its schedule.
    struct PipelinePace
    {
        int microBatch = 1;
        double perSample = 0; ///< least seconds of its busiest stage
        double chain = 0;     ///< of one micro-batch through all units and back: no iteration is shorter
    };
    /// For every size of the space, whose sizes and sequence parallelism are always the same ones; none: it cannot run the model.
    const std::vector<PipelinePace>& paces(std::vector<StageRun> runs, const SpaceSettings& space) const;

    /// `balancedCut` of what `key` tells whole.
    template <typename Make>
    const std::vector<UnitRange>& cut(const std::vector<int>& key, const Make& make) const
    {
        return m_cuts.of(key, make);
    }

    /// `keptAtPeaks` of each stage, whichever `shape` is of.
    const std::vector<KeptPeaks>& keptAtPeaks(Schedule schedule, ScheduleShape shape) const;

    /// Least seconds of the optimizer for this many parameters on one device.
    double optimizerSeconds(int pool, double parameters) const;

private:
    using Key = std::array<int, 4>; ///< pool, tensor degree, micro-batch, sequence parallelism
    std::unique_ptr<UnitCosts> computed(const Key& key) const;
    /// Of the tensor groups that the pool can be cut into, those that differ in what their collectives take.
    const std::vector<std::vector<int>>& groupsOf(int pool, int tensor) const;
    std::vector<PipelinePace> pacesOf(const std::vector<StageRun>& runs, const SpaceSettings& space) const;
    WorkShape shapeOf(int tensor, int microBatch, bool sequenceParallel) const;

    const PlanningWorld& m_world;
    FoundOnce<Key, std::unique_ptr<UnitCosts>> m_known;
    FoundOnce<std::array<int, 2>, std::vector<std::vector<int>>> m_groups; ///< by pool and tensor degree
    FoundOnce<std::array<int, 2>, PerSample> m_perSample;
    FoundOnce<std::vector<int>, std::vector<PipelinePace>> m_paces; ///< by pool, tensor degree and stages of each run
    FoundOnce<std::array<int, 4>, std::vector<KeptPeaks>> m_kept; ///< by schedule, stages, micro-batches, chunks
    FoundOnce<std::vector<int>, std::vector<UnitRange>> m_cuts;
};

} // namespace core
