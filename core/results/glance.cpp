#include "core/results/glance.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/costs/profiled_steps.h"
#include "core/simulate/resolved_plan.h"
#include "core/simulate/stage_work.h"

#include <algorithm>

namespace core {
namespace glance_at {

Seconds kernelTimes(const std::vector<Step>& steps, const Device& device, Precision precision)
{
    Seconds time;
    for (const Step& step : steps)
        if (const auto* work = std::get_if<Operator>(&step))
            time += kernelTime(*work, device, precision);
    return time;
}

Seconds timeOfPasses(const WorkShape& shape, const PlacedStage& stage, const Device& device, const std::optional<Device>& profiled)
{
    const Precision precision = shape.training.precision;
    const Device* measured = profiled ? &*profiled : nullptr;
    Seconds time;
    for (const Chunk& chunk : stage.chunks)
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit)
            time += kernelTimes(forwardSteps(shape, unit, measured), device, precision)
                + kernelTimes(recomputeSteps(shape, unit, stage.recompute, measured), device, precision)
                + kernelTimes(backwardSteps(shape, unit, measured), device, precision);
    return time;
}

/// Micro-batches whose activations a stage holds at once, at least: 1F1B fills the stages behind it, and interleaving
/// only adds to that (arXiv 2104.04473 section 2.2).
int heldAtOnce(Schedule schedule, const PlacedPipeline& pipeline, std::size_t stage)
{
    const bool fills = schedule == Schedule::OneForwardOneBackward || schedule == Schedule::Interleaved;
    return fills ? std::min(pipeline.microBatches, static_cast<int>(pipeline.stages.size() - stage)) : 1;
}

/// Of one micro-batch, each chunk as the one that keeps least.
Bytes keptByStage(const WorkShape& shape, const PlacedStage& stage)
{
    Bytes least;
    for (std::size_t c = 0; c < stage.chunks.size(); ++c) {
        Bytes kept;
        for (int unit = stage.chunks[c].units.first; unit < stage.chunks[c].units.end; ++unit)
            kept += activationBytes(shape, unit, stage.recompute);
        least = c == 0 ? kept : std::min(least, kept);
    }
    return least * static_cast<double>(stage.chunks.size());
}

} // namespace glance_at

Result<Glance> glance(const Project& project, const Catalogue& catalogue)
{
    const auto plan = resolved(project, catalogue, {});
    if (!plan)
        return plan.error();
    const Placement& placement = plan->placement;
    Glance result;
    const PlacedPipeline& pipeline = placement.pipelines.front();
    for (std::size_t s = 0; s < pipeline.stages.size(); ++s) {
        const PlacedStage& stage = pipeline.stages[s];
        const WorkShape shape = workShapeOf(plan->model, *project.training, placement, 0, static_cast<int>(s));
        const Device device = deviceFor(plan->cluster.deviceOf(stage.ranks.front()), *project.training);
        if (device.peak(project.training->precision).value <= 0)
            continue;
        const LaneMemory memory = stateMemoryOf(shape, stage.chunks, stage.recompute, device);
        const double held = glance_at::heldAtOnce(placement.schedule, pipeline, s);
        result.fits = result.fits && memory.fixed() + glance_at::keptByStage(shape, stage) * held <= memory.limit;
        result.least = std::max(result.least, glance_at::timeOfPasses(shape, stage, device, profiledDevice(plan->cluster, *project.training, stage)) * pipeline.microBatches);
    }
    return result;
}

} // namespace core
