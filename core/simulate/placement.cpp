#include "core/simulate/placement.h"

#include "core/simulate/schedule.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace core {
namespace placement {

struct Grid
{
    int tensor, pipeline, data, context, expert, chunks;
};

Result<Grid> gridOf(const Plan& plan, const ExpandedCluster& cluster)
{
    const Grid grid {plan.tensor.value_or(1), plan.pipeline.value_or(1), plan.data.value_or(1), plan.context.value_or(1),
        plan.expert.value_or(1), chunksPerDevice(plan)};
    const std::array<std::pair<int, const char*>, 6> degrees {{{grid.tensor, "/tensor"}, {grid.pipeline, "/pipeline"},
        {grid.data, "/data"}, {grid.context, "/context"}, {grid.expert, "/expert"}, {grid.chunks, "/interleave"}}};
    for (const auto& [degree, where] : degrees)
        if (degree < 1 || degree > 1'000'000)
            return Error{"a degree of " + std::to_string(degree), where, "a whole number from 1", "1"};
    const double wanted = 1.0 * grid.tensor * grid.pipeline * grid.data * grid.context;
    if (wanted > cluster.ranks())
        return Error{"the grid needs " + std::to_string(static_cast<long long>(std::min(wanted, 9e18))) + (wanted == 1 ? " device" : " devices") + " and the cluster has "
                + std::to_string(cluster.ranks()),
            "", "tensor x pipeline x data x context of at most " + std::to_string(cluster.ranks()), ""};
    if (grid.chunks > 1 && plan.schedule != Schedule::Interleaved && plan.schedule != Schedule::ZeroBubbleV)
        return Error{"only the interleaved schedule and ZB-V run more than one chunk per device", "/interleave", "1", ""};
    if (1LL * grid.data * grid.context % grid.expert != 0)
        return Error{"an expert degree of " + std::to_string(grid.expert) + " does not divide data x context = "
                + std::to_string(1LL * grid.data * grid.context),
            "/expert", "expert groups inside the data-parallel ones", std::to_string(std::gcd(1LL * grid.data * grid.context, 1LL * grid.expert))};
    return grid;
}

struct Dimension
{
    const char* name;
    int degree;
    int stride = 0; ///< of its index in a rank; 0: not placed yet
};

/// Tensor, context, data and pipeline with their strides, from an order such as "tp-cp-ep-dp-pp". Expert groups lie inside
/// data x context.
Result<std::array<Dimension, 4>> dimensionsOf(const std::string& order, const Grid& grid)
{
    std::array<Dimension, 4> dimensions {{{"tp", grid.tensor}, {"cp", grid.context}, {"dp", grid.data}, {"pp", grid.pipeline}}};
    int stride = 1;
    std::size_t from = 0;
    while (from <= order.size()) {
        const std::size_t dash = std::min(order.find('-', from), order.size());
        const std::string name = order.substr(from, dash - from);
        from = dash + 1;
        const auto found = std::find_if(dimensions.begin(), dimensions.end(), [&](const Dimension& one) { return name == one.name; });
        if (found == dimensions.end() && name == "ep")
            continue;
        if (found == dimensions.end())
            return Error{"unknown dimension \"" + name + "\"", "/order", "tp, cp, ep, dp and pp joined by dashes", "\"tp-cp-dp-pp\""};
        if (found->stride != 0)
            return Error{"dimension \"" + name + "\" stands twice", "/order", "each dimension once", "\"tp-cp-dp-pp\""};
        found->stride = stride;
        stride *= found->degree;
    }
    for (const Dimension& dimension : dimensions)
        if (dimension.stride == 0 && dimension.degree > 1)
            return Error{std::string("dimension \"") + dimension.name + "\" is missing", "/order",
                "every dimension with a degree above 1", "\"tp-cp-dp-pp\""};
    return dimensions;
}

Result<std::vector<UnitRange>> cuts(const Plan& plan, const ModelShape& model, const Grid& grid)
{
    const int parts = grid.pipeline * grid.chunks;
    const std::vector<int>& given = plan.chunkLayers.empty() ? plan.stageLayers : plan.chunkLayers;
    const char* where = plan.chunkLayers.empty() ? "/stage_layers" : "/chunk_layers";
    if (given.empty()) {
        if (parts > model.layers)
            return Error{std::to_string(parts) + " chunks for " + std::to_string(model.layers) + " layers", "/pipeline",
                "at least one layer per stage and chunk", std::to_string(std::max(1, model.layers / grid.chunks))};
        return evenUnits(model.layers, parts);
    }
    if (static_cast<int>(given.size()) != parts || std::accumulate(given.begin(), given.end(), 0) != model.units())
        return Error{std::to_string(given.size()) + " parts of together "
                + std::to_string(std::accumulate(given.begin(), given.end(), 0)) + " units",
            where, std::to_string(parts) + " parts of together " + std::to_string(model.units()) + " units (layers + 2)", ""};
    std::vector<UnitRange> ranges;
    for (int first = 0; const int size : given) {
        if (size < 1)
            return Error{"a part without units", where, "at least 1 unit each", ""};
        ranges.push_back({first, first + size});
        first += size;
    }
    return ranges;
}

Result<int> microBatchesOf(const Plan& plan, const Training& training, const Grid& grid)
{
    const int microBatch = plan.microBatch.value_or(1);
    const long long together = 1LL * grid.data * microBatch;
    if (microBatch < 1)
        return Error{"a micro-batch of " + std::to_string(microBatch), "/micro_batch", "at least 1 sample", "1"};
    if (training.globalBatch < 1 || training.globalBatch % together != 0)
        return Error{"the global batch of " + std::to_string(training.globalBatch) + " does not divide by data x micro_batch = "
                + std::to_string(together),
            "/micro_batch", "a divisor of " + std::to_string(training.globalBatch / std::max(1, grid.data)), ""};
    return static_cast<int>(training.globalBatch / together);
}

Result<std::vector<PlacedPipeline>> grid(const Plan& plan, const ExpandedCluster& cluster, const ModelShape& model,
    const Training& training)
{
    const Result<Grid> shape = gridOf(plan, cluster);
    if (!shape)
        return shape.error();
    const auto dimensions = dimensionsOf(plan.order.value_or("tp-cp-ep-dp-pp"), *shape);
    if (!dimensions)
        return dimensions.error();
    const auto& [tensor, context, data, pipelines] = *dimensions;
    const auto ranges = cuts(plan, model, *shape);
    if (!ranges)
        return ranges.error();
    const auto microBatches = microBatchesOf(plan, training, *shape);
    if (!microBatches)
        return microBatches.error();

    std::vector<PlacedPipeline> all;
    for (int d = 0; d < shape->data; ++d) {
        PlacedPipeline pipeline {plan.microBatch.value_or(1), *microBatches, {}};
        for (int s = 0; s < shape->pipeline; ++s) {
            PlacedStage stage {{}, {}, plan.recompute.value_or(Recompute::None), shape->context};
            for (int c = 0; c < shape->context; ++c)
                for (int t = 0; t < shape->tensor; ++t)
                    stage.ranks.push_back(t * tensor.stride + c * context.stride + d * data.stride + s * pipelines.stride);
            for (int c = 0; c < shape->chunks; ++c) {
                const int position = positionOf(plan.schedule.value_or(Schedule::OneForwardOneBackward), shape->pipeline, s, c);
                stage.chunks.push_back({(*ranges)[static_cast<std::size_t>(position)], position});
            }
            pipeline.stages.push_back(std::move(stage));
        }
        all.push_back(std::move(pipeline));
    }
    return all;
}

Result<PlacedStage> explicitStage(const Plan& plan, const StagePlan& stage, const ExpandedCluster& cluster,
    const std::string& where)
{
    PlacedStage result {{}, {}, stage.recompute.value_or(plan.recompute.value_or(Recompute::None))};
    for (const std::string& text : stage.devices) {
        const auto ranks = ranksNamed(cluster, text);
        if (!ranks)
            return Error{ranks.error().message, where + "/devices", ranks.error().expected, ranks.error().fix};
        result.ranks.insert(result.ranks.end(), ranks->begin(), ranks->end());
    }
    if (result.ranks.empty())
        return Error{"a stage without devices", where + "/devices", "at least one device", ""};
    for (const UnitRange& range : stage.chunks)
        result.chunks.push_back({range, 0});
    if (result.chunks.empty() && stage.layers)
        result.chunks.push_back({*stage.layers, 0});
    if (result.chunks.empty())
        return Error{"a stage without layers", where, "\"layers\": [first, end]", ""};
    return result;
}

/// Chunks take their positions in the order of their units, which must cover the model without gap or overlap.
Result<void> order(PlacedPipeline& pipeline, const ModelShape& model, const std::string& where)
{
    std::vector<Chunk*> chunks;
    for (PlacedStage& stage : pipeline.stages)
        for (Chunk& chunk : stage.chunks)
            chunks.push_back(&chunk);
    std::sort(chunks.begin(), chunks.end(), [](const Chunk* a, const Chunk* b) { return a->units < b->units; });
    int reached = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (chunks[i]->units.first != reached || chunks[i]->units.size() < 1)
            return Error{"the stages do not cover the units one after the other at unit " + std::to_string(reached),
                where, "contiguous layers from 0 to " + std::to_string(model.units()), ""};
        reached = chunks[i]->units.end;
        chunks[i]->position = static_cast<int>(i);
    }
    if (reached != model.units())
        return Error{"the stages end at unit " + std::to_string(reached), where,
            "the last stage to end at " + std::to_string(model.units()) + " (layers + 2)", ""};
    return {};
}

/// Orders of several chunks a stage are made for chunks that go round, or down and back up.
Result<void> checkOrder(const Plan& plan, const PlacedPipeline& pipeline, const std::string& where)
{
    const int stages = static_cast<int>(pipeline.stages.size());
    for (int s = 0; s < stages; ++s) {
        const std::vector<Chunk>& chunks = pipeline.stages[static_cast<std::size_t>(s)].chunks;
        if (chunks.size() != pipeline.stages.front().chunks.size())
            return Error{"stages with unlike numbers of chunks", where, "as many chunks in each stage", ""};
        for (std::size_t c = 0; chunks.size() > 1 && c < chunks.size(); ++c)
            if (chunks[c].position != positionOf(plan.schedule.value_or(Schedule::OneForwardOneBackward), stages, s, static_cast<int>(c)))
                return Error{"chunk " + std::to_string(c) + " of stage " + std::to_string(s) + " is not where the schedule has it", where,
                    plan.schedule == Schedule::ZeroBubbleV ? "chunks that go down the stages and back up" : "chunks that go round the stages", ""};
    }
    return {};
}

Result<std::vector<PlacedPipeline>> written(const Plan& plan, const ExpandedCluster& cluster, const ModelShape& model)
{
    std::vector<PlacedPipeline> pipelines;
    std::vector<bool> used(static_cast<std::size_t>(cluster.ranks()), false);
    for (std::size_t p = 0; p < plan.pipelines.size(); ++p) {
        const PipelinePlan& given = plan.pipelines[p];
        const std::string where = "/pipelines/" + std::to_string(p);
        if (given.microBatch < 1 || given.microBatches < 1)
            return Error{"a pipeline without micro-batches", where, "micro_batch and micro_batches of at least 1", ""};
        PlacedPipeline pipeline {given.microBatch, given.microBatches, {}};
        for (std::size_t s = 0; s < given.stages.size(); ++s) {
            const std::string stageWhere = where + "/stages/" + std::to_string(s);
            auto stage = explicitStage(plan, given.stages[s], cluster, stageWhere);
            if (!stage)
                return stage.error();
            for (const int rank : stage->ranks) {
                if (used[static_cast<std::size_t>(rank)])
                    return Error{"device " + cluster.deviceName(rank) + " is used twice", stageWhere + "/devices",
                        "every device in one stage only", ""};
                used[static_cast<std::size_t>(rank)] = true;
            }
            pipeline.stages.push_back(std::move(*stage));
        }
        if (const auto ordered = order(pipeline, model, where + "/stages"); !ordered)
            return ordered.error();
        if (const auto ordered = checkOrder(plan, pipeline, where + "/stages"); !ordered)
            return ordered.error();
        pipelines.push_back(std::move(pipeline));
    }
    return pipelines;
}

} // namespace placement

int Placement::chunksPerPipeline() const
{
    int most = 1;
    for (const PlacedPipeline& pipeline : pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            most = std::max(most, static_cast<int>(stage.chunks.size()));
    return most;
}

std::vector<UnitRange> evenUnits(int layers, int parts)
{
    std::vector<UnitRange> ranges;
    int first = 1;
    for (int i = 0; i < parts; ++i) {
        const int size = layers / parts + (i < layers % parts ? 1 : 0);
        ranges.push_back({first, first + size});
        first += size;
    }
    ranges.front().first = 0;
    ranges.back().end = layers + 2;
    return ranges;
}

Result<Placement> placed(const Plan& plan, const ExpandedCluster& cluster, const ModelShape& model, const Training& training)
{
    auto pipelines = plan.isExplicit() ? placement::written(plan, cluster, model)
                                       : placement::grid(plan, cluster, model, training);
    if (!pipelines)
        return pipelines.error();
    Placement result;
    result.schedule = plan.schedule.value_or(Schedule::OneForwardOneBackward);
    result.group = plan.group.value_or(1);
    result.activationLimit = plan.activationLimit.value_or(0);
    result.sequenceParallel = plan.sequenceParallel.value_or(false);
    result.zero = plan.zero.value_or(0);
    result.contextMethod = plan.contextMethod.value_or(ContextMethod::Ring);
    result.expert = plan.isExplicit() ? 1 : plan.expert.value_or(1);
    result.overlap = overlapOf(plan, training);
    result.pipelines = std::move(*pipelines);
    return result;
}

} // namespace core
