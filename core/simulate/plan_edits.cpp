#include "core/simulate/plan_edits.h"

#include "core/costs/operators.h"

#include <algorithm>
#include <numeric>

namespace core {
namespace plan_edits {

/// [pipeline][stage] of the stage that holds a rank, or nowhere.
struct Holder
{
    int pipeline = -1;
    int stage = -1;
};

PlacedStage& stageAt(Placement& placement, Holder at)
{
    return placement.pipelines[static_cast<std::size_t>(at.pipeline)].stages[static_cast<std::size_t>(at.stage)];
}

std::vector<Holder> holdersOf(const Placement& placement, int ranks)
{
    std::vector<Holder> holders(static_cast<std::size_t>(ranks));
    for (std::size_t p = 0; p < placement.pipelines.size(); ++p)
        for (std::size_t s = 0; s < placement.pipelines[p].stages.size(); ++s)
            for (const int rank : placement.pipelines[p].stages[s].ranks)
                holders[static_cast<std::size_t>(rank)] = {static_cast<int>(p), static_cast<int>(s)};
    return holders;
}

/// `wanted` ranks of a host for a stage: what it has there already, then free ones, then those of other stages.
std::vector<int> chosenRanks(const Host& host, const std::vector<Holder>& holders, Holder stage, std::size_t wanted)
{
    std::vector<int> ranks;
    for (int rank = host.firstRank; rank < host.firstRank + host.devices; ++rank)
        ranks.push_back(rank);
    const auto preference = [&](int rank) {
        const Holder& holder = holders[static_cast<std::size_t>(rank)];
        const bool own = holder.pipeline == stage.pipeline && holder.stage == stage.stage;
        return own ? 0 : holder.pipeline < 0 ? 1 : 2;
    };
    std::stable_sort(ranks.begin(), ranks.end(), [&](int a, int b) { return preference(a) < preference(b); });
    ranks.resize(wanted);
    std::sort(ranks.begin(), ranks.end());
    return ranks;
}

void replaceRank(std::vector<int>& ranks, int from, int to) { std::replace(ranks.begin(), ranks.end(), from, to); }

/// Puts `ranks` into a stage; those who had some of them get what the stage gives up.
void moveStage(Placement& placement, const std::vector<Holder>& holders, Holder at, const std::vector<int>& ranks)
{
    std::vector<int> givenUp;
    for (const int rank : stageAt(placement, at).ranks)
        if (!std::binary_search(ranks.begin(), ranks.end(), rank))
            givenUp.push_back(rank);
    for (const int rank : ranks) {
        const Holder& holder = holders[static_cast<std::size_t>(rank)];
        if (holder.pipeline < 0 || (holder.pipeline == at.pipeline && holder.stage == at.stage))
            continue;
        replaceRank(stageAt(placement, holder).ranks, rank, givenUp.back());
        givenUp.pop_back();
    }
    stageAt(placement, at).ranks = ranks;
    for (PlacedPipeline& pipeline : placement.pipelines)
        for (PlacedStage& stage : pipeline.stages)
            std::sort(stage.ranks.begin(), stage.ranks.end());
}

void setCuts(PipelinePlan& pipeline, const PlacedPipeline& placed, const std::vector<UnitRange>& cuts)
{
    for (std::size_t s = 0; s < placed.stages.size(); ++s) {
        StagePlan& stage = pipeline.stages[s];
        const std::vector<Chunk>& chunks = placed.stages[s].chunks;
        const bool several = !stage.chunks.empty();
        stage.chunks.clear();
        for (const Chunk& chunk : chunks)
            stage.chunks.push_back(cuts[static_cast<std::size_t>(chunk.position)]);
        if (!several && stage.chunks.size() == 1) {
            stage.layers = stage.chunks.front();
            stage.chunks.clear();
        }
    }
}

void forgetGrid(Plan& plan)
{
    for (std::optional<int>* degree : {&plan.tensor, &plan.pipeline, &plan.data, &plan.context, &plan.expert, &plan.microBatch, &plan.interleave})
        degree->reset();
    plan.order.reset();
    plan.stageLayers.clear();
    plan.chunkLayers.clear();
}

} // namespace plan_edits

std::vector<std::string> devicesNamed(const std::vector<int>& ranks, const ExpandedCluster& cluster)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < ranks.size();) {
        const Host& host = cluster.hostOf(ranks[i]);
        std::size_t end = i + 1;
        while (end < ranks.size() && ranks[end] == ranks[end - 1] + 1 && ranks[end] < host.firstRank + host.devices)
            ++end;
        const int first = ranks[i] - host.firstRank;
        const int last = ranks[end - 1] - host.firstRank;
        std::string name = host.name;
        if (first != 0 || last + 1 != host.devices)
            name += ":" + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
        names.push_back(std::move(name));
        i = end;
    }
    return names;
}

std::vector<PipelinePlan> pipelinesOf(const Placement& placement, const ExpandedCluster& cluster)
{
    std::vector<PipelinePlan> pipelines;
    for (const PlacedPipeline& placed : placement.pipelines) {
        PipelinePlan pipeline {placed.microBatch, placed.microBatches, {}, {}};
        for (const PlacedStage& stage : placed.stages) {
            StagePlan written;
            written.devices = devicesNamed(stage.ranks, cluster);
            if (stage.chunks.size() == 1)
                written.layers = stage.chunks[0].units;
            else
                for (const Chunk& chunk : stage.chunks)
                    written.chunks.push_back(chunk.units);
            written.recompute = stage.recompute;
            pipeline.stages.push_back(std::move(written));
        }
        pipelines.push_back(std::move(pipeline));
    }
    return pipelines;
}

std::size_t indexOfPlan(const Project& project, const std::string& name)
{
    std::size_t index = 0;
    for (const Plan& plan : project.plans) {
        if (plan.name == name)
            break;
        ++index;
    }
    return index;
}

Result<Plan> writtenOut(const Plan& plan, const PlanGround& ground)
{
    if (plan.isExplicit())
        return plan;
    if (plan.context.value_or(1) > 1 || plan.expert.value_or(1) > 1)
        return Error {"only a grid has context and expert parallelism", {}, "degrees of 1", {}};
    const auto placement = placed(plan, ground.cluster, ground.model, ground.training);
    if (!placement)
        return placement.error();
    Plan written = plan;
    plan_edits::forgetGrid(written);
    written.pipelines = pipelinesOf(*placement, ground.cluster);
    return written;
}

Plan firstGrid(const Project& project, const Catalogue& catalogue)
{
    Plan plan;
    plan.schedule = Schedule::OneForwardOneBackward;
    plan.microBatch = 1;
    plan.tensor = plan.pipeline = plan.data = 1;
    const auto cluster = project.cluster ? expand(*project.cluster, catalogue) : Result<ExpandedCluster>(Error {});
    const auto model = project.model ? resolveModel(*project.model, catalogue) : Result<ModelShape>(Error {});
    if (!cluster || cluster->hosts.empty() || !model)
        return plan;
    const auto smallest = std::min_element(cluster->hosts.begin(), cluster->hosts.end(), [](const Host& a, const Host& b) { return a.devices < b.devices; });
    plan.tensor = std::gcd(smallest->devices, model->heads);
    const Training training = project.training.value_or(Training());
    double parameters = 0;
    for (int unit = 0; unit < model->units(); ++unit)
        parameters += parameterCount(*model, training, unit);
    double memory = cluster->kinds.front().memory.value;
    for (const Device& kind : cluster->kinds)
        memory = std::min(memory, kind.memory.value);
    const double state = 18 * parameters; // bytes, the most that Adam in mixed precision keeps
    const int groups = cluster->ranks() / *plan.tensor;
    while (*plan.pipeline * 2 <= std::min(groups, model->layers) && state / (*plan.tensor * *plan.pipeline) > memory / 2)
        *plan.pipeline *= 2;
    plan.data = std::gcd(groups / *plan.pipeline, std::max(1, training.globalBatch));
    return plan;
}

std::vector<UnitRange> cutsOf(const PlacedPipeline& pipeline)
{
    std::vector<Chunk> chunks;
    for (const PlacedStage& stage : pipeline.stages)
        chunks.insert(chunks.end(), stage.chunks.begin(), stage.chunks.end());
    std::sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) { return a.position < b.position; });
    std::vector<UnitRange> cuts;
    for (const Chunk& chunk : chunks)
        cuts.push_back(chunk.units);
    return cuts;
}

Result<Plan> withBoundary(const Plan& plan, const PlanGround& ground, int pipeline, int position, int unit)
{
    const auto placement = placed(plan, ground.cluster, ground.model, ground.training);
    if (!placement)
        return placement.error();
    const std::vector<UnitRange> before = cutsOf(placement->pipelines[static_cast<std::size_t>(pipeline)]);
    std::vector<UnitRange> cuts = before;
    UnitRange& left = cuts[static_cast<std::size_t>(position)];
    UnitRange& right = cuts[static_cast<std::size_t>(position) + 1];
    if (unit <= left.first || unit >= right.end)
        return Error {"a stage would be left without units", {}, "a boundary from unit " + std::to_string(left.first + 1) + " to "
                + std::to_string(right.end - 1), {}};
    left.end = right.first = unit;
    Plan cut = plan;
    if (plan.isExplicit()) {
        for (std::size_t p = 0; p < cut.pipelines.size(); ++p)
            if (cutsOf(placement->pipelines[p]) == before)
                plan_edits::setCuts(cut.pipelines[p], placement->pipelines[p], cuts);
        return cut;
    }
    std::vector<int>& sizes = chunksPerDevice(plan) > 1 ? cut.chunkLayers : cut.stageLayers;
    sizes.clear();
    if (cuts != evenUnits(ground.model.layers, static_cast<int>(cuts.size())))
        for (const UnitRange& range : cuts)
            sizes.push_back(range.size());
    return cut;
}

Result<Plan> withStageOn(const Plan& plan, const PlanGround& ground, int pipeline, int stage, const std::string& host)
{
    auto written = writtenOut(plan, ground);
    if (!written)
        return written.error();
    auto placement = placed(*written, ground.cluster, ground.model, ground.training);
    if (!placement)
        return placement.error();
    const auto found = ground.cluster.hostByName.find(host);
    if (found == ground.cluster.hostByName.end())
        return Error {"no node is called \"" + host + "\"", {}, "a node of the cluster", {}};
    const Host& node = ground.cluster.hosts[static_cast<std::size_t>(found->second)];
    const plan_edits::Holder at {pipeline, stage};
    const std::size_t wanted = plan_edits::stageAt(*placement, at).ranks.size();
    if (static_cast<int>(wanted) > node.devices)
        return Error {"the stage has " + std::to_string(wanted) + (wanted == 1 ? " device" : " devices") + " and " + host + " only " + std::to_string(node.devices), {},
            "a node with at least " + std::to_string(wanted) + (wanted == 1 ? " device" : " devices"), {}};
    const auto holders = plan_edits::holdersOf(*placement, ground.cluster.ranks());
    plan_edits::moveStage(*placement, holders, at, plan_edits::chosenRanks(node, holders, at, wanted));
    const std::vector<PipelinePlan> moved = pipelinesOf(*placement, ground.cluster);
    for (std::size_t p = 0; p < moved.size(); ++p)
        for (std::size_t s = 0; s < moved[p].stages.size(); ++s)
            written->pipelines[p].stages[s].devices = moved[p].stages[s].devices;
    return written;
}

} // namespace core
