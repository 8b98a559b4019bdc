#include "core/results/metrics.h"

#include "core/costs/operators.h"
#include "core/simulate/resolved_plan.h"

#include <algorithm>
#include <numeric>

namespace core {
namespace run_metrics {

Nanoseconds busyTime(const Timeline& timeline, const Lane& lane)
{
    Nanoseconds busy;
    for (const Span& span : timeline.spansOf(lane))
        busy += span.end - span.start;
    return busy;
}

void fillIdle(Metrics& metrics, const Timeline& timeline)
{
    std::int64_t window = 0;
    for (const Lane& lane : timeline.lanes) {
        if (lane.kind != LaneKind::Compute)
            continue;
        const auto copies = static_cast<std::int64_t>(lane.devices.size());
        metrics.idleNs += (timeline.period - busyTime(timeline, lane)).count * copies;
        window += timeline.period.count * copies;
        metrics.devices += static_cast<int>(copies);
    }
    metrics.bubbleRatio = window > 0 ? static_cast<double>(metrics.idleNs) / static_cast<double>(window) : 0;
}

void fillMemory(Metrics& metrics, const Timeline& timeline, const ExpandedCluster& cluster)
{
    std::vector<std::pair<int, std::size_t>> lanes; // rank, lane
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i)
        if (timeline.lanes[i].kind == LaneKind::Compute)
            for (const int rank : timeline.lanes[i].devices)
                lanes.emplace_back(rank, i);
    std::sort(lanes.begin(), lanes.end());
    for (const auto& [rank, lane] : lanes) {
        const LaneMemory& memory = timeline.memory[lane];
        metrics.memory.push_back({cluster.deviceName(rank), memory.peak(), memory.limit});
        metrics.feasible = metrics.feasible && memory.peak() <= memory.limit;
        if (metrics.memory.size() == 1 || memory.peak() / memory.limit > metrics.fullest.peak / metrics.fullest.limit)
            metrics.fullest = metrics.memory.back();
        if (memory.peak() > metrics.peakMemory) {
            metrics.peakMemory = memory.peak();
            metrics.peakDevice = metrics.memory.back().device;
        }
    }
}

/// How each unit is recomputed; pipelines that differ count by their share of the batch.
Flops hardwareWork(const Placement& placement, const ModelShape& model, const Training& training)
{
    Flops total;
    double samples = 0;
    for (const PlacedPipeline& pipeline : placement.pipelines) {
        std::vector<Recompute> perUnit(static_cast<std::size_t>(model.units()), Recompute::None);
        for (const PlacedStage& stage : pipeline.stages)
            for (const Chunk& chunk : stage.chunks)
                std::fill(perUnit.begin() + chunk.units.first, perUnit.begin() + chunk.units.end, stage.recompute);
        const double share = 1.0 * pipeline.microBatch * pipeline.microBatches;
        total += hardwareFlops(model, training, perUnit) * share;
        samples += share;
    }
    return total / samples;
}

void fillPrice(Metrics& metrics, const Timeline& timeline, const ExpandedCluster& cluster)
{
    double dollarsPerHour = 0;
    double watts = 0;
    bool priced = true;
    for (const Lane& lane : timeline.lanes) {
        if (lane.kind != LaneKind::Compute)
            continue;
        for (const int rank : lane.devices) {
            const Device& device = cluster.deviceOf(rank);
            priced = priced && device.pricePerHour > 0;
            dollarsPerHour += device.pricePerHour;
            watts += device.power.value;
        }
    }
    if (metrics.tokensPerSecond <= 0)
        return;
    metrics.dollarsPerMillionTokens = priced ? dollarsPerHour / 3600 / metrics.tokensPerSecond * 1e6 : 0;
    metrics.joulesPerToken = watts / metrics.tokensPerSecond;
}

} // namespace run_metrics

Result<Metrics> metrics(const Timeline& timeline, const Project& project, const Catalogue& catalogue, const std::string& plan)
{
    const auto resolvedPlan = resolved(project, catalogue, plan);
    if (!resolvedPlan)
        return resolvedPlan.error();
    const auto& [index, cluster, model, placement] = *resolvedPlan;

    Metrics result;
    result.plan = project.plans[index].name;
    result.iterationTime = timeline.period;
    run_metrics::fillIdle(result, timeline);
    run_metrics::fillMemory(result, timeline, cluster);
    result.modelFlops = modelFlops(model, *project.training);
    const double time = seconds(timeline.period).value;
    if (time <= 0)
        return result;
    FlopsPerSecond peak;
    for (const Lane& lane : timeline.lanes)
        if (lane.kind == LaneKind::Compute)
            for (const int rank : lane.devices)
                peak += cluster.deviceOf(rank).peak(project.training->precision);
    const Flops hardware = run_metrics::hardwareWork(placement, model, *project.training);
    result.tokensPerSecond = 1.0 * project.training->globalBatch * project.training->sequence / time;
    result.mfu = result.modelFlops.value / time / peak.value;
    result.hfu = hardware.value / time / peak.value;
    result.achievedPerDevice = FlopsPerSecond(hardware.value / time / result.devices);
    run_metrics::fillPrice(result, timeline, cluster);
    return result;
}

} // namespace core
