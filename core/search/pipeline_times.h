#pragma once

#include "core/documents/plan.h"
#include "core/simulate/schedule.h"

#include <vector>

namespace core {

/// Least times of one pipeline, in seconds. Positions are places in the model's order of chunks.
struct PipelineTimes
{
    int stages = 1;
    int chunks = 1;
    int microBatches = 1;
    std::vector<int> stageAt;                      ///< by position
    std::vector<double> forward, backward;         ///< by position, of one micro-batch
    std::vector<double> sendForward, sendBackward; ///< by position: to the next one, and from the next one back
};

/// When each stage is through with its passes, no earlier than anything that runs the schedule's order in these times
/// or longer ones: a longest path in closed form, O(positions).
std::vector<double> leastThrough(const PipelineTimes& times, Schedule schedule);

/// The same by playing the orders, sends first-in first-out: exact where nothing contends. Empty: the schedule's order
/// is not known here.
std::vector<double> playedThrough(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders);

} // namespace core
