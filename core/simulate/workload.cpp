#include "core/simulate/workload.h"

#include "core/simulate/data_joints.h"
#include "core/simulate/stage_sends.h"
#include "core/simulate/stage_work.h"

#include <algorithm>
#include <numeric>

namespace core {
namespace workload {

/// "n0:0-7", or "n0:0-7 +8" when the stage goes on in other nodes.
std::string titleOf(const ExpandedCluster& cluster, const std::vector<int>& ranks)
{
    const Host& host = cluster.hostOf(ranks.front());
    std::size_t count = 1;
    while (count < ranks.size() && ranks[count] == ranks[count - 1] + 1 && cluster.hostOfRank[static_cast<std::size_t>(ranks[count])]
            == cluster.hostOfRank[static_cast<std::size_t>(ranks.front())])
        ++count;
    std::string title = host.name + ":" + std::to_string(ranks.front() - host.firstRank);
    if (count > 1)
        title += "-" + std::to_string(ranks[count - 1] - host.firstRank);
    if (count < ranks.size())
        title += " +" + std::to_string(ranks.size() - count);
    return title;
}

Result<void> refuseBadDegrees(const WorkloadInput& input)
{
    const int heads = input.model.heads;
    for (const PlacedPipeline& pipeline : input.placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages) {
            if (stage.tensor() > heads || heads % stage.tensor() != 0)
                return Error{"a tensor degree of " + std::to_string(stage.tensor()) + " does not divide " + std::to_string(heads)
                        + " attention heads",
                    "/tensor", "a divisor of " + std::to_string(heads), ""};
            const int each = heads / stage.tensor();
            if (input.placement.contextMethod == ContextMethod::AllToAll && each % stage.context != 0)
                return Error{"all-to-alls cannot share " + std::to_string(each) + " attention heads evenly among "
                        + std::to_string(stage.context) + " devices",
                    "/context", "a divisor of " + std::to_string(each) + ", or \"context_method\": \"ring\"",
                    std::to_string(std::gcd(each, stage.context))};
        }
    return {};
}

bool haveLikeStages(const PlacedPipeline& a, const PlacedPipeline& b)
{
    return std::equal(a.stages.begin(), a.stages.end(), b.stages.begin(), b.stages.end(),
        [](const PlacedStage& c, const PlacedStage& d) { return c.chunks == d.chunks && c.tensor() == d.tensor(); });
}

/// Pipelines that meet in every micro-batch must all have the same ones, and under ZeRO 3 the same layers.
Result<void> refuseUnlikePipelines(const WorkloadInput& input)
{
    const Placement& placement = input.placement;
    if (!reducesEveryPass(placement.zero))
        return {};
    const PlacedPipeline& first = placement.pipelines.front();
    for (const PlacedPipeline& other : placement.pipelines) {
        if (other.microBatches != first.microBatches)
            return Error{"ZeRO " + std::to_string(placement.zero) + " reduces gradients in every micro-batch, and the pipelines differ in their number",
                "/zero", "pipelines with equally many micro-batches", "1"};
        if (placement.zero >= 3 && !haveLikeStages(first, other))
            return Error{"ZeRO 3 gathers parameters layer by layer, and the pipelines differ in their stages", "/zero",
                "pipelines with the same layers and tensor degrees", "1"};
    }
    return {};
}

} // namespace workload

Result<Workload> workloadOf(const WorkloadInput& input)
{
    if (auto allowed = workload::refuseBadDegrees(input); !allowed)
        return allowed.error();
    if (auto allowed = workload::refuseUnlikePipelines(input); !allowed)
        return allowed.error();
    Workload work;
    work.barrier = !separatesWeights(input.placement.schedule);
    work.blockingSends = !input.placement.overlap.sends;
    const auto joints = dataJoints(input, work);
    if (!joints)
        return joints.error();
    KnownOrders orders;
    for (std::size_t p = 0; p < input.placement.pipelines.size(); ++p) {
        const PlacedPipeline& placed = input.placement.pipelines[p];
        PipelineWork pipeline {placed.microBatches, {}};
        std::vector<StageDevices> devices;
        for (std::size_t s = 0; s < placed.stages.size(); ++s) {
            if (input.progress && !input.progress(0))
                return Error{"cancelled", {}, {}, {}};
            auto stage = stageWork(input, {static_cast<int>(p), static_cast<int>(s)}, *joints, work);
            if (!stage)
                return stage.error();
            pipeline.stages.push_back(std::move(*stage));
            devices.push_back({workload::titleOf(input.cluster, placed.stages[s].ranks), placed.stages[s].ranks});
        }
        if (auto filled = fillSends(input, static_cast<int>(p), pipeline, work); !filled)
            return filled.error();
        if (auto filled = fillOrders(input, static_cast<int>(p), pipeline, orders); !filled)
            return filled.error();
        work.pipelines.push_back(std::move(pipeline));
        work.devices.push_back(std::move(devices));
        work.replicas.push_back(1);
    }
    return work;
}

Nanoseconds endOfWork(const Speeds& speeds, Nanoseconds start, Nanoseconds work)
{
    if (speeds.empty())
        return start + work;
    auto next = std::upper_bound(speeds.begin(), speeds.end(), start, [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
    double factor = next == speeds.begin() ? 1 : std::prev(next)->factor;
    double left = static_cast<double>(work.count);
    double now = 0; // since the start: the same at any start
    for (; next != speeds.end(); ++next) {
        const double reach = static_cast<double>((next->from - start).count);
        if ((reach - now) * factor >= left)
            break;
        left -= (reach - now) * factor;
        now = reach;
        factor = next->factor;
    }
    if (left > 0 && factor <= 0)
        return Nanoseconds::never();
    return start + rounded(Seconds((left > 0 ? now + left / factor : now) * 1e-9));
}
double workDone(const Speeds& speeds, Nanoseconds from, Nanoseconds to)
{
    auto next = std::upper_bound(speeds.begin(), speeds.end(), from, [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
    double factor = next == speeds.begin() ? 1 : std::prev(next)->factor;
    double work = 0;
    for (Nanoseconds at = from; at < to;) {
        const Nanoseconds until = next == speeds.end() ? to : std::min(to, next->from);
        work += static_cast<double>((until - at).count) * factor;
        at = until;
        if (next != speeds.end())
            factor = next++->factor;
    }
    return work;
}

} // namespace core
