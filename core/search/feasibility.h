#pragma once

#include "core/search/candidate.h"
#include "core/search/stage_costs.h"
#include "core/simulate/schedule.h"

#include <array>
#include <string>
#include <vector>

namespace core {

/// The stage that needs most beyond what its device has (or comes nearest to it).
struct MemoryNeed
{
    int group = 0;
    int stage = 0;
    double bytes = 0; ///< on one device, at its peak
    double limit = 0;
    int devices = 0;  ///< that need more than they have, over all stages

    bool fits() const { return bytes * (1 - 1e-12) <= limit; }
};

/// The most layers that fit on each stage of a group with the least that the ZeRO stages make of its state: [stage][Recompute].
std::vector<std::array<int, 3>> mostLayersOf(const StageCosts& costs, const Candidate& candidate, std::size_t group, IntegerRange zero);

/// Fills in units, recompute and overlap of a candidate whose choices are made, and says what memory it needs: what the
/// simulator reports, up to rounding. `units` is empty where the model cannot be cut so.
MemoryNeed complete(const StageCosts& costs, Candidate& candidate);

/// Why the pipelines of a completed candidate cannot do what its ZeRO stage has them do together; empty: they can.
std::string unlikePipelines(const Candidate& candidate);

/// Peak memory of the largest device of a completed candidate.
double peakBytes(const StageCosts& costs, const Candidate& candidate);

/// Micro-batches that each stage of a group of a completed candidate has room for at once, from their forward to their backward; at least one.
std::vector<int> roomOf(const StageCosts& costs, const Candidate& candidate, std::size_t group);

/// Whether all layers are of one kind, so that it does not matter which of them a stage has.
bool areLayersAlike(const ModelShape& model);

/// Which stage runs each place in the model's order of chunks.
std::vector<int> stageAtPosition(const PassChoice& passes, int stages);

/// Pool and tensor degree of each stage of a group, in order.
std::vector<StageRun> stagesOf(const PipelineGroup& group);

} // namespace core
