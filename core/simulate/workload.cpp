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

void mergeInto(std::vector<StageRef>& members, const std::vector<int>& entryOf)
{
    for (StageRef& member : members)
        member.pipeline = entryOf[static_cast<std::size_t>(member.pipeline)];
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
}

void mergeEqual(std::vector<Reduction>& reductions, const std::vector<int>& entryOf)
{
    for (Reduction& reduction : reductions)
        mergeInto(reduction.members, entryOf);
    std::vector<Reduction> kept;
    for (Reduction& reduction : reductions)
        if (std::find(kept.begin(), kept.end(), reduction) == kept.end())
            kept.push_back(std::move(reduction));
    reductions = std::move(kept);
}

/// Whether folding pipelines a and b leaves every reduction as it is: each treats them alike.
bool reducedAlike(const std::vector<Reduction>& reductions, int a, int b)
{
    const auto of = [&](int pipeline) {
        std::vector<std::pair<Segment, std::vector<int>>> own; // segment, and the pipeline's stages in it
        for (const Reduction& reduction : reductions) {
            std::vector<int> stages;
            for (const StageRef& member : reduction.members)
                if (member.pipeline == pipeline)
                    stages.push_back(member.stage);
            if (!stages.empty())
                own.emplace_back(reduction.segment, std::move(stages));
        }
        return own;
    };
    return of(a) == of(b);
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
            auto stage = stageWork(input, static_cast<int>(p), static_cast<int>(s));
            if (!stage)
                return stage.error();
            pipeline.stages.push_back(std::move(*stage));
            devices.push_back({workload::titleOf(input.cluster, placed.stages[s].ranks), placed.stages[s].ranks});
        }
        if (auto filled = fillSends(input, static_cast<int>(p), pipeline); !filled)
            return filled.error();
        work.pipelines.push_back(std::move(pipeline));
        work.devices.push_back(std::move(devices));
        work.replicas.push_back(1);
    }
    auto reductions = gradientReductions(input);
    if (!reductions)
        return reductions.error();
    auto gathers = parameterGathers(input);
    if (!gathers)
        return gathers.error();
    work.reductions = std::move(*reductions);
    work.gathers = std::move(*gathers);
    return work;
}

Workload folded(Workload work)
{
    Workload result;
    std::vector<int> entryOf;
    std::vector<int> firstOf; // an entry's first pipeline
    for (std::size_t p = 0; p < work.pipelines.size(); ++p) {
        std::size_t entry = 0;
        while (entry < firstOf.size()
            && !(result.pipelines[entry] == work.pipelines[p]
                && workload::reducedAlike(work.reductions, firstOf[entry], static_cast<int>(p))))
            ++entry;
        entryOf.push_back(static_cast<int>(entry));
        if (entry == firstOf.size()) {
            firstOf.push_back(static_cast<int>(p));
            result.pipelines.push_back(std::move(work.pipelines[p]));
            result.devices.push_back(std::move(work.devices[p]));
            result.replicas.push_back(work.replicas[p]);
            continue;
        }
        result.replicas[entry] += work.replicas[p];
        for (std::size_t s = 0; s < work.devices[p].size(); ++s) {
            auto& ranks = result.devices[entry][s].ranks;
            ranks.insert(ranks.end(), work.devices[p][s].ranks.begin(), work.devices[p][s].ranks.end());
        }
    }
    result.reductions = std::move(work.reductions);
    result.gathers = std::move(work.gathers);
    workload::mergeEqual(result.reductions, entryOf);
    workload::mergeEqual(result.gathers, entryOf);
    return result;
}

} // namespace core
