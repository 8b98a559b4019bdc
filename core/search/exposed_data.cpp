#include "core/search/exposed_data.h"

#include "core/costs/work_sizes.h"
#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/feasibility.h"

#include <algorithm>
#include <limits>
#include <ranges>

namespace core {
namespace exposed_data {

/// A run of stages alike with the least that its links take for a byte.
struct Run
{
    const UnitCosts* table = nullptr;
    int tensor = 1;
    int stages = 1;
    HidingPasses hiding {};
    double secondsPerByte = std::numeric_limits<double>::infinity();
};

/// By unit, all that a stage of the run does for it in an iteration, added up. What is exposed adds up over units too; where a
/// layer's is less than nothing, the passes alone count.
Sums withExposed(const Run& run, int microBatches, bool apart, const CrossingTail& tail)
{
    const Sums& both = apart ? run.table->bothApart : run.table->both;
    const Sums& forward = run.table->forward.larger();
    const Sums& backward = (apart ? run.table->apartBy[0] : run.table->backward[0]).larger();
    const double reduce = run.secondsPerByte * tail.perParameter * run.tensor, gather = run.secondsPerByte * tail.gathered * run.tensor;
    const double perLayer = run.table->parameters[2] - run.table->parameters[1];
    const bool reduces = reduce * perLayer > run.hiding.backwards * (backward[2] - backward[1]);
    const bool gathers = gather * perLayer > run.hiding.forwards * (forward[2] - forward[1]);
    Sums sums;
    for (std::size_t u = 0; u < both.size(); ++u)
        sums.push_back(microBatches * both[u] + (reduces ? reduce * run.table->parameters[u] - run.hiding.backwards * backward[u] : 0)
            + (gathers ? gather * run.table->parameters[u] - run.hiding.forwards * forward[u] : 0));
    return sums;
}

double leastOf(const std::vector<Run>& runs, const std::vector<Sums>& sums, int units)
{
    std::vector<SharedPlace> places;
    for (std::size_t r = 0; r < runs.size(); ++r)
        places.push_back({&sums[r], runs[r].stages});
    return leastStageTime(places, units);
}

int mostLayers(const UnitCosts& table, double limit, int layers, int zero, int pipelines)
{
    const auto hasRoom = [&](int count) {
        const UnitRange range {1, 1 + count};
        const auto bytes = [&](Recompute mode) { return table.state.bytes(zero, pipelines, {&range, 1}, mode); };
        return std::min({bytes(Recompute::None), bytes(Recompute::Selective), bytes(Recompute::Full)}) * (1 - 1e-12) <= limit;
    };
    const auto counts = std::views::iota(1, layers + 1);
    return static_cast<int>(std::ranges::partition_point(counts, hasRoom) - counts.begin());
}

} // namespace exposed_data

HidingPasses hidingPasses(const std::vector<Schedule>& schedules, int stages, int stage, int microBatches)
{
    HidingPasses most;
    const auto atMost = [&](int forwards, int backwards) { most = {std::max(most.forwards, forwards), std::max(most.backwards, backwards)}; };
    for (const Schedule schedule : schedules) {
        if (schedule == Schedule::Interleaved)
            atMost(2 * stages + 1, 2 * stages + 1);
        if (schedule == Schedule::ZeroBubbleV)
            atMost(2 * (stages - stage) + 1, stages - stage + 1);
    }
    return {std::min(most.forwards, microBatches), std::min(most.backwards, microBatches)};
}

double exposedSeconds(double secondsPerByte, const CrossingTail& tail, double parameters, double forward, double backward, const HidingPasses& hiding)
{
    return std::max(0.0, secondsPerByte * tail.perParameter * parameters - hiding.backwards * backward)
        + std::max(0.0, secondsPerByte * tail.gathered * parameters - hiding.forwards * forward);
}

double leastStageTimeWithData(const StageCosts& costs, const SpaceSettings& settings, const PipelineGroup& group, const GroupBatch& batch, bool sequence,
    bool apart, const std::vector<double>& crossing, const CrossingTail& tail)
{
    using namespace exposed_data;
    const int microBatches = mostMicroBatches(group, batch), units = costs.world().model().units();
    std::vector<Run> runs;
    std::size_t stage = 0;
    for (const StageRun& run : group.runs) {
        runs.push_back({costs.costs(run.pool, run.tensor, batch.microBatch, sequence), run.tensor, run.stages});
        runs.back().hiding = hidingPasses(settings.schedules, group.stages(), static_cast<int>(stage), microBatches); // on the first of them, which hides most
        for (int s = 0; s < run.stages; ++s)
            runs.back().secondsPerByte = std::min(runs.back().secondsPerByte, crossing[stage++]);
    }
    std::vector<Sums> sums;
    if (!tail.isEveryPass) {
        for (const Run& run : runs)
            sums.push_back(withExposed(run, microBatches, apart, tail));
        return leastOf(runs, sums, units);
    }
    for (const Run& run : runs) {
        if (run.secondsPerByte <= 0)
            return 0;
        sums.emplace_back();
        for (const double parameters : run.table->parameters)
            sums.back().push_back(batch.microBatches / group.replicas * run.secondsPerByte * tail.perParameter * run.tensor * parameters);
    }
    return leastOf(runs, sums, units);
}

std::vector<IntegerRange> zeroClasses(IntegerRange zero, int pipelines)
{
    if (pipelines < 2)
        return {{zero.least, zero.least}};
    std::vector<IntegerRange> classes;
    for (const IntegerRange all : {IntegerRange {0, 0}, IntegerRange {1, 1}, IntegerRange {2, 3}}) {
        const IntegerRange some {std::max(all.least, zero.least), std::min(all.most, zero.most)};
        if (some.least <= some.most)
            classes.push_back(some);
    }
    return classes;
}

bool hasRoomForState(const StageCosts& costs, const Layout& layout, const std::vector<GroupBatch>& batches, IntegerRange zero)
{
    const ModelShape& model = costs.world().model();
    if (!areLayersAlike(model))
        return true;
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
        std::int64_t layers = 0;
        for (const StageRun& run : layout.groups[g].runs) {
            int most = 0;
            for (int stage = zero.least; stage <= zero.most; ++stage)
                most = std::max(most, exposed_data::mostLayers(*costs.costs(run.pool, run.tensor, batches[g].microBatch, false),
                    costs.world().deviceOf(run.pool).memory.value, model.layers, stage, layout.pipelines()));
            layers += static_cast<std::int64_t>(most) * run.stages;
        }
        if (layers < model.layers)
            return false;
    }
    return true;
}

} // namespace core
