#pragma once

#include "core/search/candidate.h"
#include "core/search/layout_network.h"
#include "core/search/stage_costs.h"

#include <utility>
#include <vector>

namespace core {

/// Units whose gradients are reduced together over data, and whose parameters are gathered together: least times of it in seconds.
struct DataBucket
{
    UnitRange units;
    std::vector<int> stageOf; ///< by group: which stage holds them
    double reduce = 0;
    double gather = 0; ///< of the parameters; 0 without ZeRO
};

/// What a completed candidate moves over data in an iteration (see `dataJoints`).
struct DataTimes
{
    std::vector<DataBucket> buckets; ///< by unit
    std::vector<double> ends;        ///< by group: of a tied table's gradient on two stages
    /// Seconds that a capacity is busy when all buckets are reduced once, and when they are gathered once.
    struct Load
    {
        int capacity = 0;
        double reduce = 0;
        double gather = 0;
    };
    std::vector<Load> loads; ///< by capacity

    /// On the fullest capacity with this many rounds of each, beside what `others`, by capacity, say of it.
    double fullest(double reduces, double gathers, const std::vector<std::pair<int, double>>& others = {}) const;
};

DataTimes dataTimesOf(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate);

} // namespace core
