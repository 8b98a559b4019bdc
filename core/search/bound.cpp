#include "core/search/bound.h"

#include "core/search/exposed_data.h"
#include "core/search/group_question.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {

Nanoseconds lowered(double seconds, double segments)
{
    const double nanoseconds = seconds * 1e9 * (1 - 1e-10) - segments - 2;
    return Nanoseconds(nanoseconds < 9e18 ? std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(nanoseconds))) : std::int64_t{9'000'000'000'000'000'000});
}

int mostMicroBatches(const PipelineGroup& group, const GroupBatch& batch) { return (batch.microBatches + group.replicas - 1) / group.replicas; }

double segmentsOfAll(const StageCosts& costs, const Candidate& candidate)
{
    double segments = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g)
        segments = std::max(segments, segmentsOf(costs, candidate, g));
    return segments;
}

double segmentsOf(const StageCosts& costs, const Candidate& candidate, std::size_t group)
{
    const PipelineGroup& of = candidate.layout.groups[group];
    int most = 4;
    for (const StageRun& run : of.runs)
        most = std::max(most, costs.costs(run.pool, run.tensor, candidate.batches[group].microBatch, candidate.state.sequenceParallel)->segments);
    const double passes = 3.0 * (mostMicroBatches(of, candidate.batches[group]) + 2.0 * of.stages()) * candidate.passes.chunks;
    const double units = std::ceil(1.0 * costs.world().model().units() / (of.stages() * candidate.passes.chunks)) + 1;
    return passes * (units * most + 2) + 100;
}

Nanoseconds sharedBound(const StageCosts& costs, const SpaceSettings& settings, double both, double forward, double crossing)
{
    const double crossed = bound::crossingSeconds(costs, settings, crossing);
    return lowered(bound::withCrossing(costs, both, forward, crossed, bound::areBarred(settings.schedules)) * (1 - 1e-6), 1000);
}

Nanoseconds layoutBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Crossing& crossing)
{
    double forward = 0;
    for (const PipelineGroup& group : layout.groups)
        for (const StageRun& run : group.runs)
            forward += group.replicas * run.stages / costs.leastPerSample(run.pool, run.tensor, settings).forward;
    const double batch = costs.world().training().globalBatch;
    return sharedBound(costs, settings, leastBatchSeconds(costs, settings, layout.groups, 0), batch / forward, crossing.everyUnit);
}

double leastBatchSeconds(const StageCosts& costs, const SpaceSettings& settings, const std::vector<PipelineGroup>& groups, double others)
{
    const double batch = costs.world().training().globalBatch;
    const auto samplesIn = [&](double seconds) {
        double samples = seconds * others;
        for (const PipelineGroup& group : groups) {
            double most = 0; // of one pipeline
            for (const StageCosts::PipelinePace& pace : costs.paces(group.runs, settings))
                if (pace.chain <= seconds)
                    most = std::max(most, seconds / pace.perSample);
            samples += group.replicas * most;
        }
        return samples;
    };
    double low = 0, high = 1e-3;
    while (samplesIn(high) < batch && high < 1e15) {
        low = high;
        high *= 2;
    }
    while (high - low > 1e-7 * high) {
        const double middle = (low + high) / 2;
        (samplesIn(middle) < batch ? low : high) = middle;
    }
    return low;
}

namespace bound {

double leastOfBatches(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches, const Crossing& crossing)
{
    const CrossingTail tail = crossingTailOf(costs.world(), settings.zero);
    const double crossed = crossingSeconds(costs, settings, crossing.everyUnit);
    const bool apart = std::all_of(settings.schedules.begin(), settings.schedules.end(), separatesWeights);
    double least = std::numeric_limits<double>::infinity();
    for (const bool sequence : settings.sequenceParallel) {
        double longest = 0, reducible = 0;
        for (std::size_t g = 0; g < layout.groups.size(); ++g) {
            const GroupQuestion question = questionOf(costs, layout.groups[g], batches[g], sequence, apart);
            const double withData = crossing.byStage.empty() ? 0 : leastStageTimeWithData(costs, settings, layout.groups[g], batches[g], sequence, apart, crossing.byStage[g], tail);
            longest = std::max({longest, question.work, question.chain, withData});
            reducible = std::max(reducible, question.forwardShare);
        }
        least = std::min(least, withCrossing(costs, longest, reducible, crossed, areBarred(settings.schedules)));
    }
    return least;
}

} // namespace bound

Nanoseconds batchesBound(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches,
    const Crossing& crossing, bool mindsMemory)
{
    double least = std::numeric_limits<double>::infinity();
    for (const SpaceSettings& some : bound::byZeroClass(costs, settings, layout, batches, mindsMemory))
        least = std::min(least, bound::leastOfBatches(costs, some, layout, batches, crossing));
    return lowered(least * (1 - 1e-6), 1000);
}

} // namespace core
