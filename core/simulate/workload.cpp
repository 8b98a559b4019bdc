#include "core/simulate/workload.h"

#include "core/simulate/reductions.h"
#include "core/simulate/stage_work.h"

#include <algorithm>

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

Result<void> refuseWhatIsMissing(const WorkloadInput& input)
{
    if (input.placement.zero >= 3)
        return Error{"ZeRO 3 is not simulated yet", "/zero", "0, 1 or 2", "1"};
    for (const PlacedPipeline& pipeline : input.placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            if (static_cast<int>(stage.ranks.size()) > input.model.heads || input.model.heads % static_cast<int>(stage.ranks.size()) != 0)
                return Error{"a tensor degree of " + std::to_string(stage.ranks.size()) + " does not divide "
                        + std::to_string(input.model.heads) + " attention heads",
                    "/tensor", "a divisor of " + std::to_string(input.model.heads), ""};
    return {};
}

} // namespace workload

Result<Workload> workloadOf(const WorkloadInput& input)
{
    if (auto allowed = workload::refuseWhatIsMissing(input); !allowed)
        return allowed.error();
    Workload work;
    for (std::size_t p = 0; p < input.placement.pipelines.size(); ++p) {
        const PlacedPipeline& placed = input.placement.pipelines[p];
        PipelineWork pipeline {placed.microBatches, {}};
        std::vector<StageDevices> devices;
        for (std::size_t s = 0; s < placed.stages.size(); ++s) {
            auto stage = stageWork(input, static_cast<int>(p), static_cast<int>(s), work.activities);
            if (!stage)
                return stage.error();
            pipeline.stages.push_back(std::move(*stage));
            devices.push_back({workload::titleOf(input.cluster, placed.stages[s].ranks), placed.stages[s].ranks});
        }
        if (auto filled = fillSends(input, static_cast<int>(p), pipeline, work.activities); !filled)
            return filled.error();
        if (auto filled = fillOrders(input, static_cast<int>(p), pipeline); !filled)
            return filled.error();
        work.pipelines.push_back(std::move(pipeline));
        work.devices.push_back(std::move(devices));
        work.replicas.push_back(1);
    }
    auto reductions = gradientReductions(input, work.activities);
    if (!reductions)
        return reductions.error();
    auto gathers = parameterGathers(input, work.activities);
    if (!gathers)
        return gathers.error();
    work.reductions = std::move(*reductions);
    work.gathers = std::move(*gathers);
    return work;
}

Nanoseconds endOfWork(const Speeds& speeds, Nanoseconds start, Nanoseconds work)
{
    if (speeds.empty())
        return start + work;
    auto next = std::upper_bound(speeds.begin(), speeds.end(), start, [](Nanoseconds t, const SpeedStep& step) { return t < step.from; });
    double factor = next == speeds.begin() ? 1 : std::prev(next)->factor;
    double left = static_cast<double>(work.count);
    double now = static_cast<double>(start.count);
    for (; next != speeds.end(); ++next) {
        const double reach = static_cast<double>(next->from.count);
        if ((reach - now) * factor >= left)
            break;
        left -= (reach - now) * factor;
        now = reach;
        factor = next->factor;
    }
    if (left > 0 && factor <= 0)
        return Nanoseconds::never();
    return rounded(Seconds((left > 0 ? now + left / factor : now) * 1e-9));
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
