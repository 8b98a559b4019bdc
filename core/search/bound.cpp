#include "core/search/bound.h"

#include "core/search/as_index.h"
#include "core/search/partition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {
namespace bound {

constexpr double never = std::numeric_limits<double>::infinity();


/// Rounded down, with a nanosecond for each of `segments` and what sums of doubles lose.
Nanoseconds lowered(double seconds, double segments)
{
    const double nanoseconds = seconds * 1e9 * (1 - 1e-10) - segments - 2;
    return Nanoseconds(nanoseconds < 9e18 ? std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(nanoseconds))) : std::int64_t{9'000'000'000'000'000'000});
}

int perReplica(const PipelineGroup& group, const GroupBatch& batch) { return (batch.microBatches + group.replicas - 1) / group.replicas; }

bool overlapsIterations(Schedule schedule)
{
    return schedule == Schedule::ZeroBubbleH1 || schedule == Schedule::ZeroBubbleH2 || schedule == Schedule::ZeroBubbleV
        || schedule == Schedule::ZeroBubbleGreedy;
}

/// Segments on the longest path through a group, at most.
double segmentsOf(const StageCosts& costs, const Candidate& candidate, std::size_t group)
{
    const PipelineGroup& of = candidate.layout.groups[group];
    int most = 4;
    for (const StageRun& run : of.runs)
        most = std::max(most, costs.costs(run.pool, run.tensor, candidate.batches[group].microBatch, candidate.state.sequenceParallel)->segments);
    const double passes = 2.0 * (perReplica(of, candidate.batches[group]) + 2.0 * of.stages()) * candidate.passes.chunks;
    const double units = std::ceil(1.0 * costs.world().model().units() / (of.stages() * candidate.passes.chunks)) + 1;
    return passes * (units * most + 2) + 100;
}

/// Sum over the units of the least of forward and backward among the kinds of place, for one micro-batch.
double chainOf(const std::vector<PartitionPlace>& kinds, int units)
{
    double sum = 0;
    for (int unit = 0; unit < units; ++unit) {
        double least = never;
        for (const PartitionPlace& kind : kinds)
            least = std::min(least, kind.time({unit, unit + 1}));
        sum += least;
    }
    return sum;
}

/// The least time in which `stages` stages alike do `work` for each of the micro-batches: each waits for those before it
/// and then runs all micro-batches, so that in T they do at most the sum of (T - done before) / microBatches.
double leastUniform(double work, int stages, int microBatches)
{
    double share = 0;
    for (int s = 0; s < stages; ++s)
        share += std::max(0.0, (1 - share) / microBatches);
    return work / share;
}

/// One group with its micro-batches, whatever its passes.
struct GroupQuestion
{
    std::vector<PartitionPlace> kinds; ///< by run
    std::vector<int> counts;
    int units = 0;
    int stages = 0;
    int microBatches = 1;
    double forwardShare = 0; ///< of the whole group's forward passes, on its busiest stage

    /// By stage; with `crossing` (of a single group) what each must send after its last pass.
    std::vector<PartitionPlace> places(const PipelineGroup& group, const Crossing* crossing, double perParameter) const
    {
        std::vector<PartitionPlace> all;
        for (std::size_t k = 0; k < kinds.size(); ++k)
            for (int s = 0; s < counts[k]; ++s) {
                PartitionPlace place = kinds[k];
                place.repeats = microBatches;
                if (crossing && !crossing->byStage.empty())
                    place.perParameter = crossing->byStage[all.size()] * perParameter * group.runs[k].tensor;
                all.push_back(place);
            }
        return all;
    }
};

GroupQuestion questionOf(const StageCosts& costs, const PipelineGroup& group, const GroupBatch& batch, bool sequence)
{
    GroupQuestion question;
    question.units = costs.world().model().units();
    question.stages = group.stages();
    question.microBatches = perReplica(group, batch);
    for (const StageRun& run : group.runs) {
        const UnitCosts* table = costs.costs(run.pool, run.tensor, batch.microBatch, sequence);
        question.kinds.push_back({&table->forward, &table->backward[0], 1 << 30, 1, &table->parameters, 0});
        question.counts.push_back(run.stages);
    }
    std::vector<PartitionPlace> forward = question.kinds;
    for (std::size_t k = 0; k < forward.size(); ++k) {
        forward[k].backward = forward[k].forward; // twice the forward pass: halved below
        forward[k].repeats = question.microBatches / 2.0;
    }
    question.forwardShare = leastShare(forward, question.counts, question.units);
    return question;
}

double perParameterOf(const StageCosts& costs, const SpaceSettings& settings)
{
    return leastCrossingPerParameter(costs.world(), settings.zero.most > 0, settings.zero.least > 0);
}

/// Seconds that reducing all units takes where they all cross some host's links.
double crossingSeconds(const StageCosts& costs, const SpaceSettings& settings, const Crossing& crossing)
{
    return crossing.everyUnit * perParameterOf(costs, settings) * parameterCount(costs.world().model(), costs.world().training());
}

double sharedWork(const GroupQuestion& question) { return question.microBatches * leastShare(question.kinds, question.counts, question.units); }

/// Time of the group's passes, and from when all its gradients can be reduced.
struct GroupTimes
{
    double passes = 0;
    double reducible = 0;
};

GroupTimes timesOf(const GroupQuestion& question, const PipelineGroup& group, const PassChoice& passes, const Crossing& crossing, double perParameter)
{
    GroupTimes times {sharedWork(question), question.forwardShare};
    if (overlapsIterations(passes.schedule))
        return times;
    const double chain = chainOf(question.kinds, question.units);
    const double bottleneck = leastBottleneck(question.places(group, nullptr, 0), question.units);
    if (!crossing.byStage.empty() && *std::max_element(crossing.byStage.begin(), crossing.byStage.end()) > 0)
        times.passes = std::max(times.passes, leastBottleneck(question.places(group, &crossing, perParameter), question.units));
    times.passes = std::max({times.passes, bottleneck, chain});
    if (question.kinds.size() == 1)
        times.passes = std::max(times.passes, leastUniform(chain, question.stages, question.microBatches));
    if (passes.schedule == Schedule::OneForwardOneBackward && question.microBatches > question.stages)
        times.reducible = std::max(times.reducible, bottleneck * (question.microBatches - question.stages) / question.microBatches);
    return times;
}

} // namespace bound

Nanoseconds layoutBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Crossing& crossing)
{
    double both = 0, forward = 0;
    for (const PipelineGroup& group : layout.groups)
        for (const StageRun& run : group.runs) {
            const StageCosts::PerSample least = costs.leastPerSample(run.pool, run.tensor, settings);
            both += group.replicas * run.stages / least.both;
            forward += group.replicas * run.stages / least.forward;
        }
    const double batch = costs.world().training().globalBatch;
    const double reduced = batch / forward + bound::crossingSeconds(costs, settings, crossing);
    const bool barred = std::none_of(settings.schedules.begin(), settings.schedules.end(), bound::overlapsIterations);
    return bound::lowered(std::max(batch / both, barred ? reduced : 0) * (1 - 1e-6), 1000);
}

Nanoseconds batchesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const Crossing& crossing)
{
    const bool barred = std::none_of(settings.schedules.begin(), settings.schedules.end(), bound::overlapsIterations);
    double least = bound::never;
    for (const bool sequence : settings.sequenceParallel) {
        double longest = 0, reducible = 0;
        for (std::size_t g = 0; g < layout.groups.size(); ++g) {
            const bound::GroupQuestion question = bound::questionOf(costs, layout.groups[g], batches[g], sequence);
            longest = std::max(longest, bound::sharedWork(question));
            reducible = std::max(reducible, question.forwardShare);
        }
        least = std::min(least, std::max(longest, barred ? reducible + bound::crossingSeconds(costs, settings, crossing) : 0));
    }
    return bound::lowered(least * (1 - 1e-6), 1000);
}

PipelineTimes pipelineTimes(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, std::size_t group)
{
    const PipelineGroup& of = candidate.layout.groups[group];
    const std::vector<StageRun> stages = stagesOf(of);
    PipelineTimes times {of.stages(), candidate.passes.chunks, bound::perReplica(of, candidate.batches[group]), stageAtPosition(candidate.passes, of.stages()), {}, {}, {}, {}};
    std::vector<const UnitCosts*> tables;
    for (const StageRun& run : stages)
        tables.push_back(costs.costs(run.pool, run.tensor, candidate.batches[group].microBatch, candidate.state.sequenceParallel));
    const int positions = times.stages * times.chunks;
    for (int position = 0; position < positions; ++position) {
        const std::size_t s = asIndex(times.stageAt[asIndex(position)]);
        const UnitRange units = candidate.units[group][asIndex(position)];
        const auto mode = static_cast<std::size_t>(candidate.recomputes[group][s]);
        times.forward.push_back(UnitCosts::of(tables[s]->forward, units));
        times.backward.push_back(UnitCosts::of(tables[s]->backward[mode], units));
        if (times.stages == 1) {
            times.sendForward.push_back(0);
            times.sendBackward.push_back(0);
            continue;
        }
        // The sender's share of the activations goes both ways.
        const EdgeCost& there = network.forward(group)[s];
        const EdgeCost& back = network.backward(group)[s];
        times.sendForward.push_back(there.latency + there.secondsPerByte * tables[s]->boundary);
        times.sendBackward.push_back(back.latency + back.secondsPerByte * tables[s]->boundary);
    }
    return times;
}

namespace bound {

/// What follows the passes of all pipelines: reductions, optimizer, gathers.
struct Tail
{
    ReductionTimes reduce, gather;
    std::vector<std::vector<double>> optimizer; ///< [group][stage]
};

Tail tailOf(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
{
    Tail tail {network.reductions(candidate, false), network.reductions(candidate, true), {}};
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const std::vector<StageRun> stages = stagesOf(candidate.layout.groups[g]);
        tail.optimizer.emplace_back();
        for (std::size_t s = 0; s < stages.size(); ++s) {
            const UnitCosts* table = costs.costs(stages[s].pool, stages[s].tensor, candidate.batches[g].microBatch, candidate.state.sequenceParallel);
            double parameters = 0;
            const std::vector<int> stageAt = stageAtPosition(candidate.passes, static_cast<int>(stages.size()));
            for (std::size_t position = 0; position < stageAt.size(); ++position)
                if (stageAt[position] == static_cast<int>(s))
                    parameters += UnitCosts::of(table->parameters, candidate.units[g][position]);
            if (candidate.state.zero > 0)
                parameters /= candidate.layout.pipelines();
            tail.optimizer.back().push_back(costs.optimizerSeconds(stages[s].pool, parameters));
        }
    }
    return tail;
}

/// From the ends of the passes to the end of the iteration.
double finished(const Candidate& candidate, const Tail& tail, const std::vector<std::vector<double>>& through, double busiest)
{
    double reduced = busiest, first = never, least = never, after = 0;
    std::size_t pipeline = 0;
    for (std::size_t g = 0; g < through.size(); ++g) {
        const PipelineGroup& group = candidate.layout.groups[g];
        const bool even = candidate.batches[g].microBatches % group.replicas == 0;
        for (std::size_t s = 0; s < through[g].size(); ++s) {
            reduced = std::max(reduced, through[g][s] + tail.reduce.byStage[pipeline][s]);
            first = std::min(first, even ? through[g][s] : 0);
            least = std::min(least, tail.optimizer[g][s]);
            after = std::max(after, tail.optimizer[g][s] + tail.gather.byStage[pipeline][s]);
        }
        pipeline += asIndex(group.replicas);
    }
    reduced = std::max(reduced, first + tail.reduce.byCapacity);
    return reduced + std::max(after, least + tail.gather.byCapacity);
}

std::vector<double> throughOf(const PipelineTimes& times, Schedule schedule, bool played)
{
    if (!played || overlapsIterations(schedule))
        return leastThrough(times, schedule);
    ScheduleShape shape;
    shape.stages = times.stages;
    shape.microBatches = times.microBatches;
    shape.chunks = times.chunks;
    const auto orders = passOrders(schedule, shape);
    if (!orders)
        return leastThrough(times, schedule);
    std::vector<double> through = playedThrough(times, *orders);
    return through.empty() ? leastThrough(times, schedule) : through;
}

} // namespace bound

Nanoseconds quickBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
{
    double longest = 0, segments = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const std::vector<double> through = leastThrough(pipelineTimes(costs, network, candidate, g), candidate.passes.schedule);
        longest = std::max(longest, *std::max_element(through.begin(), through.end()));
        segments = std::max(segments, bound::segmentsOf(costs, candidate, g));
    }
    return bound::lowered(longest, segments);
}

Nanoseconds candidateBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, bool played)
{
    std::vector<std::vector<double>> through;
    std::vector<double> bytes;
    std::vector<int> microBatches;
    double segments = 0, firstForward = bound::never, work = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const PipelineTimes times = pipelineTimes(costs, network, candidate, g);
        through.push_back(bound::throughOf(times, candidate.passes.schedule, played));
        const PipelineGroup& group = candidate.layout.groups[g];
        double least = bound::never;
        for (const StageRun& run : group.runs)
            least = std::min(least, costs.costs(run.pool, run.tensor, candidate.batches[g].microBatch, candidate.state.sequenceParallel)->boundary);
        bytes.push_back(least);
        microBatches.push_back(candidate.batches[g].microBatches / group.replicas);
        firstForward = std::min(firstForward, times.forward[0]);
        segments = std::max(segments, bound::segmentsOf(costs, candidate, g));
        work = std::max(work, *std::max_element(through.back().begin(), through.back().end()));
    }
    // ZB-V turns round at the ends: what goes over which link is not counted here.
    const bool goesRound = candidate.passes.schedule != Schedule::ZeroBubbleV;
    const double busiest = goesRound ? network.busiest(bytes, microBatches, candidate.passes.chunks) : 0;
    if (bound::overlapsIterations(candidate.passes.schedule))
        return bound::lowered(std::max(work, busiest), segments);
    return bound::lowered(bound::finished(candidate, bound::tailOf(costs, network, candidate), through, busiest + firstForward), segments);
}

namespace bound {

/// Several chunks are cut before recompute is chosen: the least of all cuts, nothing done again.
Nanoseconds chunkedBound(const StageCosts& costs, const SpaceSettings& settings, const LayoutNetwork& network, Candidate candidate, const Crossing& crossing)
{
    Nanoseconds least(std::numeric_limits<std::int64_t>::max());
    for (const bool sequence : settings.sequenceParallel)
        for (const Cuts cuts : settings.cuts) {
            candidate.state = {RecomputeChoice::None, 0, sequence, cuts};
            complete(costs, candidate);
            if (candidate.units.empty())
                continue;
            Nanoseconds time = quickBound(costs, network, candidate);
            double reducible = 0;
            for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g)
                reducible = std::max(reducible, questionOf(costs, candidate.layout.groups[g], candidate.batches[g], sequence).forwardShare);
            if (!overlapsIterations(candidate.passes.schedule))
                time = std::max(time, lowered(reducible + crossingSeconds(costs, settings, crossing), 1000));
            least = std::min(least, time);
        }
    return least;
}

} // namespace bound

Nanoseconds passesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const PassChoice& passes, const LayoutNetwork& network, const Crossing& crossing)
{
    double least = bound::never;
    double segments = 0;
    const double perParameter = bound::perParameterOf(costs, settings);
    if (passes.chunks > 1)
        return bound::chunkedBound(costs, settings, network, {layout, batches, passes, {}, {}, {}}, crossing);
    for (const bool sequence : settings.sequenceParallel) {
        double longest = 0, reducible = 0;
        const Candidate shape {layout, batches, passes, {RecomputeChoice::None, 0, sequence, Cuts::Even}, {}, {}};
        for (std::size_t g = 0; g < layout.groups.size(); ++g) {
            const auto question = bound::questionOf(costs, layout.groups[g], batches[g], sequence);
            const auto times = bound::timesOf(question, layout.groups[g], passes, crossing, perParameter);
            longest = std::max(longest, times.passes);
            reducible = std::max(reducible, times.reducible);
            segments = std::max(segments, bound::segmentsOf(costs, shape, g));
        }
        if (!bound::overlapsIterations(passes.schedule))
            longest = std::max(longest, reducible + bound::crossingSeconds(costs, settings, crossing));
        least = std::min(least, longest);
    }
    return bound::lowered(least, segments);
}

} // namespace core
