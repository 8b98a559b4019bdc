#pragma once

#include "core/documents/plan.h"
#include "core/simulate/schedule.h"

#include <optional>
#include <utility>
#include <vector>

namespace core {

/// Least times of one pipeline, in seconds. Positions are places in the model's order of chunks.
struct PipelineTimes
{
    Schedule schedule = Schedule::OneForwardOneBackward;
    int stages = 1;
    int chunks = 1;
    int microBatches = 1;
    std::vector<int> stageAt;                      ///< by position
    std::vector<double> forward, backward;         ///< by position, of one micro-batch
    std::vector<double> weights {};                ///< the weights' half of the backward, where the schedule runs it apart
    std::vector<double> sendForward, sendBackward; ///< by position: to the next one, and from the next one back
    std::vector<double> firstForward {};           ///< by stage: no first forward pass ends earlier, from where the stage begins its iteration

    double weightsAt(std::size_t position) const { return weights.empty() ? 0 : weights[position]; }
    double endOfFirst(int stage) const { return firstForward.empty() ? 0 : firstForward[static_cast<std::size_t>(stage)]; }
};

/// Of a stage with one chunk: how many of its forward passes come before its first micro-batch goes on or after the gradient
/// of that is back; the others may run in between.
int forwardsAroundFirst(Schedule schedule, int stages, int stage, int microBatches);

/// When each stage is through with its passes, no earlier than anything that runs the schedule's order in these times
/// or longer ones: a longest path in closed form, O(positions). With a barrier since the iteration began; without one since
/// the stage's own first pass (arXiv 2401.10241 section 5), as what ran before it may have run ahead.
std::vector<double> leastThrough(const PipelineTimes& times);

/// By playing the orders, sends first-in first-out: exact where nothing contends.
struct PlayedPasses
{
    std::vector<double> through;   ///< by stage, as of `leastThrough`; without a barrier only of the first stage, 0 of the others
    std::vector<double> gradients; ///< by position: when its gradients are complete; without a barrier only of the first stage's positions
};
/// Nothing: the orders wait for each other.
std::optional<PlayedPasses> playedPasses(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders);

/// What a stage does after its passes before it begins the next iteration, in seconds.
struct StageTail
{
    /// Something that its stream of reductions does, one after the other.
    struct Reduction
    {
        int position = -1; ///< whose gradients it waits for; -1: all passes
        double ahead = 0;  ///< so long before these are complete it may begin
        double seconds = 0;
    };
    std::vector<Reduction> reductions;
    double rest = 0;      ///< after all of them
    double fromStart = 0; ///< no less from the start to the next one
};

/// When the last of such is done, one after another: each with the instant from which on it may begin, and its seconds.
double endOfStream(std::vector<std::pair<double, double>> tasks);

/// Without a barrier, in a run that never ends: no more than the longest distance of two starts of a stage, in any iteration that takes
/// these times or longer ones and ends on each stage with its tail. By playing a few: no step of such a system is shorter on all stages
/// than another one is on the stage where that is shortest (Gaubert and Gunawardena 2004, the Collatz-Wielandt property of max-plus
/// maps).
double playedPeriod(const PipelineTimes& times, const std::vector<std::vector<Pass>>& orders, const std::vector<StageTail>& tails);

} // namespace core
