#pragma once

#include "core/search/candidate.h"
#include "core/search/crossing.h"
#include "core/search/partition.h"
#include "core/search/pipeline_fill.h"
#include "core/search/space.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

#include <algorithm>
#include <vector>

namespace core::bound {

/// Whether an iteration ends on all stages at once.
inline bool isBarred(Schedule schedule) { return !separatesWeights(schedule); }
inline bool areBarred(const std::vector<Schedule>& schedules) { return std::all_of(schedules.begin(), schedules.end(), isBarred); }

/// One group with its micro-batches, whatever its passes.
struct GroupQuestion
{
    std::vector<PartitionPlace> kinds; ///< by run
    std::vector<SharedPlace> shares;   ///< by run: what adds up
    int units = 0;
    int stages = 0;
    int microBatches = 1;
    double work = 0;         ///< of the busiest stage
    double chain = 0;        ///< of a micro-batch through all units and back: no iteration is shorter
    double forwardShare = 0; ///< of the whole group's forward passes, on its busiest stage

    std::vector<std::vector<PartitionPlace::Way>> ways {}; ///< by stage, where memory is short
    PipelineFill fill {};

    /// By stage; with `crossing`, by stage too, what each must gather and reduce beside its passes.
    std::vector<PartitionPlace> places(const PipelineGroup& group, const std::vector<double>* crossing, const CrossingTail& tail) const
    {
        std::vector<PartitionPlace> all;
        for (std::size_t k = 0; k < kinds.size(); ++k)
            for (int s = 0; s < shares[k].count; ++s) {
                PartitionPlace place = kinds[k];
                place.repeats = microBatches;
                place.isBeside = tail.isBeside;
                if (!ways.empty())
                    place.ways = ways[all.size()];
                if (!fill.stages.empty())
                    place.fill = &fill.stages[all.size()];
                if (crossing) {
                    const double whole = (*crossing)[all.size()] * group.runs[k].tensor;
                    place.perParameter = whole * tail.perParameter;
                    place.gathered = whole * tail.gathered;
                    place.inEveryPass = tail.isEveryPass ? whole * tail.perParameter : 0;
                }
                all.push_back(place);
            }
        return all;
    }
};

/// `apart`: all schedules in question run the weights' gradients apart.
GroupQuestion questionOf(const StageCosts& costs, const PipelineGroup& group, const GroupBatch& batch, bool sequence, bool apart);

/// Seconds that reducing all units takes where they all cross some host's links.
double crossingSeconds(const StageCosts& costs, const SpaceSettings& settings, double everyUnit);

/// With what crosses after the passes, or where iterations overlap at least once in each of them.
double withCrossing(const StageCosts& costs, double passes, double reducible, double crossed, bool barred);

/// The settings for each class of ZeRO stages; with `mindsMemory` only of those whose state fits, or of all where none does.
std::vector<SpaceSettings> byZeroClass(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches, bool mindsMemory);

} // namespace core::bound
