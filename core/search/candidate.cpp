#include "core/search/candidate.h"

#include "core/documents/names.h"
#include "core/search/as_index.h"
#include "core/simulate/plan_edits.h"
#include "core/simulate/schedule.h"

#include <algorithm>
#include <numeric>

namespace core {
namespace candidate {

bool isGrid(const Candidate& candidate, const std::vector<Pool>& pools)
{
    const Layout& layout = candidate.layout;
    if (layout.groups.size() != 1 || layout.groups[0].runs.size() != 1)
        return false;
    const PipelineGroup& group = layout.groups[0];
    const std::vector<int>& ranks = pools[asIndex(group.runs[0].pool)].ranks;
    for (int i = 0; i < layout.devices(); ++i)
        if (ranks[asIndex(i)] != i)
            return false;
    const auto& recomputes = candidate.recomputes[0];
    return candidate.batches[0].microBatches % group.replicas == 0
        && std::all_of(recomputes.begin(), recomputes.end(), [&](Recompute r) { return r == recomputes.front(); });
}

void fillGrid(Plan& plan, const Candidate& candidate, const ModelShape& model)
{
    const PipelineGroup& group = candidate.layout.groups[0];
    plan.tensor = group.runs[0].tensor;
    plan.pipeline = group.runs[0].stages;
    plan.data = group.replicas;
    plan.microBatch = candidate.batches[0].microBatch;
    if (candidate.passes.chunks > 1 && candidate.passes.schedule == Schedule::Interleaved)
        plan.interleave = candidate.passes.chunks;
    plan.recompute = candidate.recomputes[0].front();
    plan.order = nameOf(candidate.layout.order);
    const std::vector<UnitRange>& units = candidate.units[0];
    if (static_cast<int>(units.size()) <= model.layers && units == evenUnits(model.layers, static_cast<int>(units.size())))
        return;
    std::vector<int>& sizes = candidate.passes.chunks > 1 ? plan.chunkLayers : plan.stageLayers;
    for (const UnitRange& range : units)
        sizes.push_back(range.size());
}

/// As project files have it, of each pipeline: "1 x 8", "1 x 8 or 9".
std::string batchInWords(const GroupBatch& batch, int replicas, const char* before)
{
    const int each = batch.microBatches / replicas;
    return before + std::to_string(batch.microBatch) + " x " + std::to_string(each)
        + (batch.microBatches % replicas == 0 ? "" : " or " + std::to_string(each + 1));
}

/// Units of each position, embedding and head counted: "13, 6 x 12, 13".
std::string cutsInWords(const std::vector<UnitRange>& units)
{
    std::string text;
    for (std::size_t from = 0; from < units.size();) {
        std::size_t to = from;
        while (to < units.size() && units[to].size() == units[from].size())
            ++to;
        text += (from == 0 ? "" : ", ") + (to - from > 1 ? std::to_string(to - from) + " x " : std::string()) + std::to_string(units[from].size());
        from = to;
    }
    return text;
}

} // namespace candidate


int PipelineGroup::stages() const
{
    return std::accumulate(runs.begin(), runs.end(), 0, [](int sum, const StageRun& run) { return sum + run.stages; });
}

int Layout::pipelines() const
{
    return std::accumulate(groups.begin(), groups.end(), 0, [](int sum, const PipelineGroup& group) { return sum + group.replicas; });
}

int Layout::devices() const
{
    int sum = 0;
    for (const PipelineGroup& group : groups)
        for (const StageRun& run : group.runs)
            sum += group.replicas * run.stages * run.tensor;
    return sum;
}

Dealing::Dealing(const Layout& layout, const std::vector<Pool>& pools)
{
    std::vector<int> taken(pools.size(), 0);
    for (const PipelineGroup& group : layout.groups) {
        Group dealt {group.replicas, {}};
        for (const StageRun& run : group.runs) {
            int& from = taken[asIndex(run.pool)];
            const int* ranks = pools[asIndex(run.pool)].ranks.data() + from;
            const bool isDataInside = layout.order == DeviceOrder::DataInside;
            for (int s = 0; s < run.stages; ++s)
                dealt.stages.push_back({ranks + s * run.tensor * (isDataInside ? group.replicas : 1), run.tensor, run.tensor * (isDataInside ? 1 : run.stages)});
            from += group.replicas * run.stages * run.tensor;
        }
        m_groups.push_back(std::move(dealt));
    }
}

std::span<const int> Dealing::ranks(std::size_t group, int replica, int stage) const
{
    const Stage& of = m_groups[group].stages[asIndex(stage)];
    return {of.first + replica * of.step, asIndex(of.tensor)};
}

std::vector<std::vector<std::vector<std::vector<int>>>> devicesOf(const Layout& layout, const std::vector<Pool>& pools)
{
    const Dealing dealing(layout, pools);
    std::vector<std::vector<std::vector<std::vector<int>>>> all(layout.groups.size());
    for (std::size_t g = 0; g < all.size(); ++g) {
        all[g].resize(asIndex(dealing.replicas(g)));
        for (int r = 0; r < dealing.replicas(g); ++r)
            for (int s = 0; s < dealing.stages(g); ++s) {
                const auto ranks = dealing.ranks(g, r, s);
                all[g][asIndex(r)].emplace_back(ranks.begin(), ranks.end());
            }
    }
    return all;
}

Placement placementOf(const Candidate& candidate, const std::vector<Pool>& pools)
{
    Placement placement;
    placement.schedule = candidate.passes.schedule;
    placement.sequenceParallel = candidate.state.sequenceParallel;
    placement.zero = candidate.state.zero;
    placement.overlap = candidate.overlap;
    auto devices = devicesOf(candidate.layout, pools);
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const int replicas = candidate.layout.groups[g].replicas;
        const int stages = candidate.layout.groups[g].stages();
        for (int r = 0; r < replicas; ++r) {
            const int together = candidate.batches[g].microBatches;
            PlacedPipeline pipeline {candidate.batches[g].microBatch, together / replicas + (r < together % replicas ? 1 : 0), {}};
            for (int s = 0; s < stages; ++s) {
                PlacedStage stage {std::move(devices[g][asIndex(r)][asIndex(s)]), {}, candidate.recomputes[g][asIndex(s)]};
                for (int chunk = 0; chunk < candidate.passes.chunks; ++chunk) {
                    const int position = positionOf(candidate.passes.schedule, stages, s, chunk);
                    stage.chunks.push_back({candidate.units[g][asIndex(position)], position});
                }
                pipeline.stages.push_back(std::move(stage));
            }
            placement.pipelines.push_back(std::move(pipeline));
        }
    }
    return placement;
}

Plan planOf(const Candidate& candidate, const std::vector<Pool>& pools, const ExpandedCluster& cluster, const ModelShape& model,
    const std::string& name)
{
    Plan plan;
    plan.name = name;
    plan.schedule = candidate.passes.schedule;
    plan.zero = candidate.state.zero;
    plan.sequenceParallel = candidate.state.sequenceParallel;
    if (candidate::isGrid(candidate, pools))
        candidate::fillGrid(plan, candidate, model);
    else
        plan.pipelines = pipelinesOf(placementOf(candidate, pools), cluster);
    return plan;
}

std::string describe(const Layout& layout, const std::vector<Pool>& pools, const ExpandedCluster& cluster)
{
    std::string text;
    for (const PipelineGroup& group : layout.groups) {
        text += (text.empty() ? "" : " + ") + std::to_string(group.replicas) + " x (";
        for (const StageRun& run : group.runs)
            text += (run == group.runs.front() ? "" : ", ") + std::to_string(run.stages) + " x "
                + cluster.kinds[asIndex(pools[asIndex(run.pool)].kind)].id.text + " TP " + std::to_string(run.tensor);
        text += ")";
    }
    return text + ", " + nameOf(layout.order);
}

std::string describe(const Candidate& candidate, const std::vector<Pool>& pools, const ExpandedCluster& cluster)
{
    std::string text = describe(candidate.layout, pools, cluster);
    for (std::size_t g = 0; g < candidate.batches.size(); ++g)
        text += candidate::batchInWords(candidate.batches[g], candidate.layout.groups[g].replicas, g == 0 ? ", micro-batch " : " + ");
    text += std::string(", ") + nameOf(candidate.passes.schedule);
    if (candidate.passes.chunks > 1)
        text += " with " + std::to_string(candidate.passes.chunks) + " chunks";
    text += std::string(", recompute ") + nameOf(candidate.state.recompute) + ", ZeRO " + std::to_string(candidate.state.zero);
    if (candidate.state.sequenceParallel)
        text += ", SP";
    if (candidate.units.empty())
        return text + ", " + nameOf(candidate.state.cuts) + " cuts";
    for (std::size_t g = 0; g < candidate.units.size(); ++g)
        text += (g == 0 ? ", cuts " : " + ") + candidate::cutsInWords(candidate.units[g]);
    return text;
}

} // namespace core
