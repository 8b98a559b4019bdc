#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/exposed_data.h"
#include "core/search/feasibility.h"
#include "core/search/group_question.h"
#include "core/search/layout_network.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace core {
namespace bound {

constexpr double never = std::numeric_limits<double>::infinity();

/// The least time in which `stages` stages alike do `work` for each of the micro-batches: each waits for those before it
/// and then runs all micro-batches, so that in T they do at most the sum of (T - done before) / microBatches.
double leastUniform(double work, int stages, int microBatches)
{
    double share = 0;
    for (int s = 0; s < stages; ++s)
        share += std::max(0.0, (1 - share) / microBatches);
    return work / share;
}

/// Where not every stage has room for its even share as it is, what it must do again to hold more. Only of schedules with one chunk.
void askMemory(GroupQuestion& question, const StageCosts& costs, const SpaceSettings& settings, const Candidate& shape, std::size_t group)
{
    question.ways.clear();
    const ModelShape& model = costs.world().model();
    if (!areLayersAlike(model))
        return;
    const std::vector<StageRun> stages = stagesOf(shape.layout.groups[group]);
    const auto most = mostLayersOf(costs, shape, group, settings.zero);
    const int share = (model.layers + question.stages - 1) / question.stages + 2;
    if (std::all_of(most.begin(), most.end(), [&](const auto& modes) { return modes[0] >= share; }))
        return;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        const UnitCosts* table = costs.costs(stages[s].pool, stages[s].tensor, shape.batches[group].microBatch, shape.state.sequenceParallel);
        const auto& backward = separatesWeights(shape.passes.schedule) ? table->apartBy : table->backward;
        question.ways.emplace_back();
        for (std::size_t m = 0; m < backward.size(); ++m)
            question.ways.back().push_back({&backward[m], most[s][m]});
    }
}

/// Time of the group's passes, infinite where it is above a ceiling, and from when all its gradients can be reduced.
struct GroupTimes
{
    double passes = 0;
    double reducible = 0;
};

GroupTimes timesOf(const GroupQuestion& question, const PipelineGroup& group, const PassChoice& passes, const std::vector<double>& crossing, double everyUnit,
    const CrossingTail& tail, double ceiling)
{
    GroupTimes times {question.work, question.forwardShare};
    const bool crosses = *std::max_element(crossing.begin(), crossing.end()) > 0;
    times.passes = std::max(times.passes, leastBottleneck(question.places(group, crosses ? &crossing : nullptr, tail), question.units, times.passes, ceiling));
    if (!isBarred(passes.schedule))
        return times;
    const double chain = leastChain(question.shares, question.units);
    times.passes = std::max(times.passes, chain);
    if (question.kinds.size() == 1)
        times.passes = std::max(times.passes, leastUniform(chain, question.stages, question.microBatches));
    if (passes.schedule == Schedule::OneForwardOneBackward && question.microBatches > question.stages && everyUnit > 0) {
        std::vector<PartitionPlace> places = question.places(group, nullptr, tail);
        for (PartitionPlace& place : places)
            place.fill = nullptr;
        times.reducible = std::max(times.reducible, leastBottleneck(places, question.units) * (question.microBatches - question.stages) / question.microBatches);
    }
    return times;
}

/// A stage's passes of one micro-batch over all its chunks, and the parameters of its tensor group.
struct StageSums
{
    double forward = 0, backward = 0, parameters = 0;

    void add(const UnitCosts& table, UnitRange units, bool apart, int tensor)
    {
        forward += table.forward.of(units);
        backward += (apart ? table.apartBy : table.backward)[0].of(units);
        parameters += tensor * rangeOf(table.parameters, units);
    }
};

/// The least of a cut of several chunks that fits in memory, whatever it does again; nothing: none does.
std::optional<Nanoseconds> leastThatFits(const StageCosts& costs, const SpaceSettings& settings, const LayoutNetwork& network, Candidate candidate)
{
    std::optional<Nanoseconds> least;
    std::vector<std::vector<Recompute>> known;
    candidate.state.recompute = RecomputeChoice::AsNeeded;
    for (int zero = settings.zero.least; zero <= std::min(settings.zero.most, 3); ++zero) {
        candidate.state.zero = zero;
        if (!complete(costs, candidate).fits() || (least && candidate.recomputes == known))
            continue;
        known = candidate.recomputes;
        const Nanoseconds time = quickBound(costs, network, candidate);
        least = least ? std::min(*least, time) : time;
    }
    return least;
}

/// Seconds of the busiest stage of a completed candidate with several chunks a stage: its passes, and what they cannot hide.
double chunkedStageSeconds(const StageCosts& costs, const Candidate& candidate, const Crossing& crossing, const CrossingTail& tail)
{
    double longest = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const GroupBatch& batch = candidate.batches[g];
        const int microBatches = mostMicroBatches(candidate.layout.groups[g], batch);
        const std::vector<StageRun> stages = stagesOf(candidate.layout.groups[g]);
        const std::vector<int> stageAt = stageAtPosition(candidate.passes, static_cast<int>(stages.size()));
        std::vector<StageSums> sums(stages.size());
        for (std::size_t position = 0; position < stageAt.size(); ++position) {
            const StageRun& run = stages[asIndex(stageAt[position])];
            sums[asIndex(stageAt[position])].add(*costs.costs(run.pool, run.tensor, batch.microBatch, candidate.state.sequenceParallel), candidate.units[g][position],
                separatesWeights(candidate.passes.schedule), run.tensor);
        }
        for (std::size_t s = 0; s < stages.size(); ++s) {
            const HidingPasses hiding = hidingPasses({candidate.passes.schedule}, static_cast<int>(stages.size()), static_cast<int>(s), microBatches);
            const double passes = microBatches * (sums[s].forward + sums[s].backward);
            const double reduced = crossing.byStage[g][s] * tail.perParameter * sums[s].parameters;
            longest = std::max(longest, tail.isEveryPass ? std::max(passes, batch.microBatches / candidate.layout.groups[g].replicas * reduced)
                : passes + exposedSeconds(crossing.byStage[g][s], tail, sums[s].parameters, sums[s].forward, sums[s].backward, hiding));
        }
    }
    return longest;
}

/// Several chunks are cut before recompute is chosen: the least of all cuts; the largest number where none fits.
Nanoseconds chunkedBound(const StageCosts& costs, const SpaceSettings& settings, const LayoutNetwork& network, Candidate candidate, const Crossing& crossing,
    bool mindsMemory)
{
    const CrossingTail tail = crossingTailOf(costs.world(), settings.zero);
    Nanoseconds least(std::numeric_limits<std::int64_t>::max());
    for (const bool sequence : settings.sequenceParallel)
        for (const Cuts cuts : settings.cuts) {
            candidate.state = {RecomputeChoice::None, 0, sequence, cuts};
            complete(costs, candidate);
            if (candidate.units.empty())
                continue;
            Nanoseconds time = std::max(quickBound(costs, network, candidate), lowered(chunkedStageSeconds(costs, candidate, crossing, tail), 1000 + segmentsOfAll(costs, candidate)));
            if (const auto fitting = mindsMemory ? leastThatFits(costs, settings, network, candidate) : time)
                time = std::max(time, *fitting);
            else
                continue;
            double reducible = 0;
            for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g)
                reducible = std::max(reducible, questionOf(costs, candidate.layout.groups[g], candidate.batches[g], sequence, false).forwardShare);
            const double crossed = crossingSeconds(costs, settings, crossing.everyUnit);
            time = std::max(time, lowered(withCrossing(costs, 0, reducible, crossed, isBarred(candidate.passes.schedule)), 1000));
            least = std::min(least, time);
        }
    return least;
}

/// Of all classes of ZeRO stages the least.
Nanoseconds oneChunkBound(const StageCosts& costs, const std::vector<SpaceSettings>& classes, const Layout& layout, const Batches& batches,
    const PassChoice& passes, const LayoutNetwork& network, const Crossing& crossing, bool mindsMemory)
{
    double least = never, segments = 0;
    for (const bool sequence : classes.front().sequenceParallel) {
        const Candidate shape {layout, batches, passes, {RecomputeChoice::None, 0, sequence, Cuts::Even}, {}, {}};
        std::vector<GroupQuestion> questions;
        for (std::size_t g = 0; g < layout.groups.size(); ++g) {
            questions.push_back(questionOf(costs, layout.groups[g], batches[g], sequence, separatesWeights(passes.schedule)));
            questions.back().fill = pipelineFillOf(costs, network, shape, g);
            segments = std::max(segments, segmentsOf(costs, shape, g));
        }
        for (const SpaceSettings& settings : classes) {
            const CrossingTail tail = crossingTailOf(costs.world(), settings.zero);
            double longest = 0, reducible = 0;
            for (std::size_t g = 0; g < layout.groups.size(); ++g) {
                if (mindsMemory)
                    askMemory(questions[g], costs, settings, shape, g);
                const auto times = timesOf(questions[g], layout.groups[g], passes, crossing.byStage[g], crossing.everyUnit, tail, least);
                longest = std::max(longest, times.passes);
                reducible = std::max(reducible, times.reducible);
            }
            const double crossed = crossingSeconds(costs, settings, crossing.everyUnit);
            least = std::min(least, withCrossing(costs, longest, reducible, crossed, isBarred(passes.schedule)));
        }
    }
    return lowered(least, segments);
}

} // namespace bound

Nanoseconds passesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const PassChoice& passes, const LayoutNetwork& network, const Crossing& crossing, bool mindsMemory)
{
    const auto classes = mindsMemory ? bound::byZeroClass(costs, settings, layout, batches, true) : std::vector {settings};
    if (passes.chunks == 1)
        return bound::oneChunkBound(costs, classes, layout, batches, passes, network, crossing, mindsMemory);
    Nanoseconds least(std::numeric_limits<std::int64_t>::max());
    for (const SpaceSettings& some : classes)
        least = std::min(least, bound::chunkedBound(costs, some, network, {layout, batches, passes, {}, {}, {}}, crossing, mindsMemory));
    const bool noneFits = mindsMemory && least.count == std::numeric_limits<std::int64_t>::max();
    return noneFits ? Nanoseconds(0) : least; // the rule of memory counts them
}

} // namespace core
