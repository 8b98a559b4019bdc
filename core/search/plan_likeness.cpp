#include "core/search/plan_likeness.h"

#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/feasibility.h"
#include "core/search/layout_network.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace core {
namespace plan_likeness {

/// The pool that all of these devices are of; -1: of several.
int poolOf(const std::vector<int>& ranks, const std::vector<Pool>& pools)
{
    for (std::size_t p = 0; p < pools.size(); ++p) {
        const std::vector<int>& all = pools[p].ranks;
        if (std::all_of(ranks.begin(), ranks.end(), [&](int rank) { return std::find(all.begin(), all.end(), rank) != all.end(); }))
            return static_cast<int>(p);
    }
    return -1;
}

/// Empty: some stage has devices of several pools, or a pool comes twice.
std::vector<StageRun> runsOf(const PlacedPipeline& pipeline, const std::vector<Pool>& pools)
{
    std::vector<StageRun> runs;
    for (const PlacedStage& stage : pipeline.stages) {
        const StageRun run {poolOf(stage.ranks, pools), static_cast<int>(stage.ranks.size()), 1};
        if (!runs.empty() && runs.back().pool == run.pool && runs.back().tensor == run.tensor)
            ++runs.back().stages;
        else if (run.pool < 0 || std::any_of(runs.begin(), runs.end(), [&](const StageRun& other) { return other.pool == run.pool; }))
            return {};
        else
            runs.push_back(run);
    }
    return runs;
}

struct Shape
{
    Layout layout;
    Batches batches;
};

/// Pipelines alike together, in the order of their first.
std::optional<Shape> shapeOf(const Placement& placement, const std::vector<Pool>& pools)
{
    Shape shape;
    for (const PlacedPipeline& pipeline : placement.pipelines) {
        const std::vector<StageRun> runs = runsOf(pipeline, pools);
        if (runs.empty())
            return std::nullopt;
        std::size_t g = 0;
        while (g < shape.batches.size() && (shape.layout.groups[g].runs != runs || shape.batches[g].microBatch != pipeline.microBatch))
            ++g;
        if (g == shape.batches.size()) {
            shape.layout.groups.push_back({0, runs});
            shape.batches.push_back({pipeline.microBatch, 0});
        }
        ++shape.layout.groups[g].replicas;
        shape.batches[g].microBatches += pipeline.microBatches;
    }
    return shape;
}

/// Whether so many pipelines may use so much of their pool: all of it that they can, whole nodes or whole fractions of one, where that is locked.
bool mayUse(const SpaceSettings& settings, const Pool& pool, int replicas, const StageRun& run)
{
    const int share = run.stages * run.tensor, used = replicas * share;
    if (!settings.mayIdle && run.stages != pool.size() / (replicas * run.tensor))
        return false;
    const bool isWhole = (settings.mayIdle ? used % pool.perHost == 0 : used == pool.size()) && (share % pool.perHost == 0 || pool.perHost % share == 0);
    return !settings.aligned || isWhole;
}

/// Whether the space may have the layout.
bool admits(const Space& space, const std::vector<Pool>& pools, const Layout& layout)
{
    const SpaceSettings& settings = space.settings();
    if ((settings.alike && layout.groups.size() > 1) || !settings.data.holds(layout.pipelines()))
        return false;
    return std::all_of(layout.groups.begin(), layout.groups.end(), [&](const PipelineGroup& group) {
        return settings.pipeline.holds(group.stages()) && std::all_of(group.runs.begin(), group.runs.end(), [&](const StageRun& run) {
            const std::vector<int>& tensors = space.tree().tensorsOf(run.pool);
            return std::find(tensors.begin(), tensors.end(), run.tensor) != tensors.end() && mayUse(settings, pools[asIndex(run.pool)], group.replicas, run);
        });
    });
}

/// The choices of the space that are the plan's where it says so.
std::vector<Candidate> choicesOf(const Shape& shape, const Placement& placement, const Space& space)
{
    std::vector<Candidate> choices;
    for (const PassChoice& passes : space.passesOf(shape.layout))
        for (const StateChoice& state : space.statesOf(shape.layout, passes))
            if (passes.schedule == placement.schedule && passes.chunks == placement.chunksPerPipeline()
                && state.zero == placement.zero && state.sequenceParallel == placement.sequenceParallel)
                choices.push_back({shape.layout, shape.batches, passes, state, {}, {}});
    return choices;
}

} // namespace plan_likeness

std::optional<Candidate> candidateLike(const Plan& plan, const Judge& judge, const Space& space)
{
    const PlanningWorld& world = judge.world();
    const auto placement = placed(plan, world.cluster(), world.model(), world.training());
    if (!placement)
        return std::nullopt;
    auto shape = plan_likeness::shapeOf(*placement, world.pools());
    if (!shape || !plan_likeness::admits(space, world.pools(), shape->layout))
        return std::nullopt;
    std::optional<Candidate> best;
    Nanoseconds least;
    for (const DeviceOrder order : space.settings().orders) {
        shape->layout.order = order;
        const LayoutNetwork network(world, shape->layout);
        Funnel ignored;
        const std::vector<Batches> allowed = space.batchesOf(shape->layout, ignored);
        if (!network.joined() || std::find(allowed.begin(), allowed.end(), shape->batches) == allowed.end())
            continue;
        for (Candidate& candidate : plan_likeness::choicesOf(*shape, *placement, space)) {
            const MemoryNeed need = complete(judge.costs(), candidate);
            if (candidate.units.empty() || !need.fits() || !unlikePipelines(candidate).empty())
                continue;
            if (placementOf(candidate, world.pools()) == *placement)
                return candidate;
            const Nanoseconds time = candidateBound(judge.costs(), network, candidate, false);
            if (!best || time < least) {
                least = time;
                best = std::move(candidate);
            }
        }
    }
    return best;
}

} // namespace core
