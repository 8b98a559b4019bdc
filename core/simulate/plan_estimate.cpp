#include "core/simulate/plan_estimate.h"

#include <algorithm>

namespace core {
namespace plan_estimate {

Nanoseconds computingOf(const std::vector<Segment>& segments)
{
    Nanoseconds sum {};
    for (const Segment& segment : segments)
        if (segment.joint < 0 && isCompute(segment.kind))
            sum += segment.duration;
    return sum;
}

Nanoseconds computingOf(const StageWork& work)
{
    Nanoseconds sum {};
    for (const Pass& pass : work.order) {
        const ChunkWork& chunk = work.chunks[static_cast<std::size_t>(pass.chunk)];
        sum += computingOf(pass.kind == PassKind::Forward ? chunk.forward
                : pass.kind == PassKind::BackwardWeight        ? chunk.backwardWeight
                                                               : chunk.backward);
    }
    return sum;
}

StageEstimate estimateOf(const StageWork& work, const PlacedStage& placed)
{
    StageEstimate estimate;
    for (const Chunk& chunk : placed.chunks)
        estimate.chunks.push_back(chunk.units);
    estimate.computing = computingOf(work);
    estimate.peak = work.memory.fixed() + peakActivations(work);
    estimate.limit = work.memory.limit;
    estimate.ranks = placed.ranks;
    return estimate;
}

} // namespace plan_estimate

Bytes peakActivations(const StageWork& work)
{
    Bytes held, most;
    for (const Pass& pass : work.order) {
        const ChunkWork& chunk = work.chunks[static_cast<std::size_t>(pass.chunk)];
        if (pass.kind == PassKind::Forward)
            held += chunk.activations;
        if (passesGradient(pass.kind))
            held -= chunk.activations;
        if (pass.kind == PassKind::BackwardInput)
            held += chunk.weightOperands;
        if (pass.kind == PassKind::BackwardWeight)
            held -= chunk.weightOperands;
        most = std::max(most, held);
    }
    return most;
}

std::vector<StageEstimate> stageEstimates(const PreparedRun& run)
{
    const std::vector<PlacedPipeline>& pipelines = run.plan.placement.pipelines;
    std::vector<StageEstimate> estimates;
    for (std::size_t entry = 0; entry < run.workload.pipelines.size(); ++entry) {
        const std::vector<int>& first = run.workload.devices[entry].front().ranks;
        const auto leader = std::find_if(pipelines.begin(), pipelines.end(), [&](const PlacedPipeline& pipeline) {
            return std::find(first.begin(), first.end(), pipeline.stages.front().ranks.front()) != first.end();
        });
        const auto& stages = run.workload.pipelines[entry].stages;
        for (std::size_t s = 0; s < stages.size(); ++s) {
            StageEstimate estimate = plan_estimate::estimateOf(stages[s], leader->stages[s]);
            estimate.pipeline = static_cast<int>(leader - pipelines.begin());
            estimate.stage = static_cast<int>(s);
            estimate.replicas = run.workload.replicas[entry];
            estimates.push_back(std::move(estimate));
        }
    }
    return estimates;
}

} // namespace core
