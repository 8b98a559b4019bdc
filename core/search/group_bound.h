#pragma once

#include "core/search/candidate.h"
#include "core/search/data_times.h"
#include "core/search/layout_network.h"
#include "core/search/pipeline_times.h"
#include "core/search/stage_costs.h"

#include <cstddef>
#include <vector>

namespace core {

/// One group of a completed candidate with its least times.
class GroupBound
{
public:
    /// The candidate must outlive it. `data` none: of its passes alone.
    GroupBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, std::size_t group, const DataTimes* data);

    /// Plays its passes in their order, where that is known.
    void play();

    /// When the gradients of a bucket can be reduced, at the earliest.
    double reducible(const DataBucket& bucket) const;

    /// Seconds of the stage's optimizer.
    double optimizer(int stage) const;

    /// Until the first gradient of the first micro-batch is on its way back.
    double firstForwards() const;

    /// What the stage's stream of reductions does: the buckets that it holds.
    std::vector<StageTail::Reduction> reductionsOf(int stage, const DataTimes& data) const;

    /// Bytes that a device sends to the next stage for a micro-batch, at least.
    double leastBoundary() const;

    /// Without a barrier: no iteration of the stage is shorter, from where it begins to the end of its reductions. Its first pass may
    /// begin with it and yet wait for parameters.
    double withGathers(int stage, const DataTimes& data) const;

    PipelineTimes times;
    std::vector<double> through; ///< by stage
    PassOrders orders;           ///< once they are played
    std::vector<double> gradients; ///< by position, once they are played: when complete, where that is known; else 0

private:
    /// That holds a unit.
    std::size_t positionOf(int unit) const;

    /// Seconds of the pass that completes a bucket's gradients after these are complete.
    double leftBehind(const DataBucket& bucket) const;

    std::size_t modeOf(std::size_t position) const;

    /// Of the pass after which gradients are complete.
    const PassSums& lastSums(std::size_t position) const;

    void addPosition(std::size_t position, const DataTimes* data);

    static double sendTime(const EdgeCost& edge, double bytes) { return edge.latency + edge.secondsPerByte * bytes; }

    /// The first forward pass meets the gathers that set out when the iteration begins. Without a barrier that is when the
    /// first stage begins its passes; others may begin them later.
    void addFirstGathers(const DataTimes& data);

    /// Each micro-batch stays on a stage until its gradient has come back, and no more at once than there is room for (Little's law).
    void waitForRoom();

    const StageCosts& m_costs;
    const LayoutNetwork& m_network;
    const Candidate& m_candidate;
    std::size_t m_group;
    std::vector<double> m_busy; ///< by stage: `leastThrough`
    std::vector<StageRun> m_stages;
    const std::vector<UnitRange>& m_units;
    std::vector<const UnitCosts*> m_tables;
};

} // namespace core
