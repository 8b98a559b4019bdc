#include "core/results/prediction.h"

#include "core/costs/device_time.h"
#include "core/costs/profiled_steps.h"
#include "core/documents/check.h"
#include "core/simulate/resolved_plan.h"
#include "core/simulate/simulate.h"
#include "core/simulate/stage_work.h"

#include <algorithm>
#include <map>

namespace core {
namespace prediction {

/// Pure kernel time of one stage in an iteration, by the kind of operator.
struct KernelTime
{
    Seconds gemm, attention, elementWise;

    void add(const std::vector<Step>& steps, const Device& device, Precision precision)
    {
        for (const Step& step : steps)
            if (const auto* work = std::get_if<Operator>(&step)) {
                const Seconds time = kernelTime(*work, device, precision);
                switch (work->kind) {
                case OperatorKind::MatrixProduct:
                case OperatorKind::Measured:
                    gemm += time;
                    break;
                case OperatorKind::Attention:
                    attention += time;
                    break;
                case OperatorKind::ElementWise:
                    elementWise += time;
                    break;
                }
            }
    }
    Seconds total() const { return gemm + attention + elementWise; }
};

KernelTime kernelTimeOf(const ResolvedPlan& plan, const Training& training, const WorkShape& shape, const Lane& lane)
{
    const PlacedPipeline& pipeline = plan.placement.pipelines[static_cast<std::size_t>(lane.pipeline)];
    const PlacedStage& stage = pipeline.stages[static_cast<std::size_t>(lane.stage)];
    const Device device = deviceFor(plan.cluster.deviceOf(stage.ranks.front()), training);
    const auto profiled = profiledDevice(plan.cluster, training, stage);
    const Device* measured = profiled ? &*profiled : nullptr;
    KernelTime time;
    for (const Chunk& chunk : stage.chunks)
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit) {
            time.add(forwardSteps(shape, unit, measured), device, training.precision);
            time.add(recomputeSteps(shape, unit, stage.recompute, measured), device, training.precision);
            time.add(backwardSteps(shape, unit, measured), device, training.precision);
        }
    const double passes = pipeline.microBatches;
    return {time.gemm * passes, time.attention * passes, time.elementWise * passes};
}

using Intervals = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// Sorted and apart.
Intervals united(Intervals intervals)
{
    std::sort(intervals.begin(), intervals.end());
    Intervals result;
    for (const auto& [start, end] : intervals)
        if (!result.empty() && start <= result.back().second)
            result.back().second = std::max(result.back().second, end);
        else if (start < end)
            result.emplace_back(start, end);
    return result;
}

std::int64_t lengthOf(const Intervals& intervals)
{
    std::int64_t length = 0;
    for (const auto& [start, end] : intervals)
        length += end - start;
    return length;
}

/// Of the window, what is in `more` and not in `taken`; `taken` grows by it.
Seconds claimed(Intervals& taken, const Intervals& more)
{
    const std::int64_t before = lengthOf(taken);
    taken.insert(taken.end(), more.begin(), more.end());
    taken = united(std::move(taken));
    return seconds(Nanoseconds(lengthOf(taken) - before));
}

/// Spans of one stage over all its lanes, cut at the end of the window.
struct StageSpans
{
    Intervals compute, optimizer, inside, gradients;

    void add(const Span& span, Nanoseconds period)
    {
        const std::pair<std::int64_t, std::int64_t> interval {std::min(span.start, period).count, std::min(span.end, period).count};
        switch (span.kind) {
        case SpanKind::Forward:
        case SpanKind::Backward:
        case SpanKind::BackwardInput:
        case SpanKind::BackwardWeight:
        case SpanKind::Recompute:
            return compute.push_back(interval);
        case SpanKind::Optimizer:
            return optimizer.push_back(interval);
        case SpanKind::TensorCollective:
        case SpanKind::ContextCollective:
        case SpanKind::ExpertCollective:
            return inside.push_back(interval);
        case SpanKind::GradientReduce:
        case SpanKind::ParameterGather:
            return gradients.push_back(interval);
        case SpanKind::SendActivation:
        case SpanKind::SendGradient:
            return;
        }
    }
};

TimeParts partsOf(const StageSpans& spans, const KernelTime& kernels, Nanoseconds period)
{
    TimeParts parts;
    Intervals taken;
    const Seconds computing = claimed(taken, spans.compute);
    parts.gemm = kernels.gemm;
    parts.attention = kernels.attention;
    parts.elementWise = kernels.elementWise;
    parts.launch = computing - kernels.total();
    parts.optimizer = claimed(taken, spans.optimizer);
    parts.inside = claimed(taken, spans.inside);
    parts.gradients = claimed(taken, spans.gradients);
    parts.waiting = seconds(period) - seconds(Nanoseconds(lengthOf(taken)));
    return parts;
}

void addShare(TimeParts& sum, const TimeParts& parts, double share)
{
    for (Seconds TimeParts::*part : {&TimeParts::gemm, &TimeParts::attention, &TimeParts::elementWise, &TimeParts::launch,
             &TimeParts::optimizer, &TimeParts::inside, &TimeParts::gradients, &TimeParts::waiting})
        sum.*part += parts.*part * share;
}

TimeParts averageParts(const Timeline& timeline, const ResolvedPlan& plan, const Project& project)
{
    std::map<std::pair<int, int>, StageSpans> spans;
    double devices = 0;
    for (const Lane& lane : timeline.lanes) {
        for (const Span& span : timeline.spansOf(lane))
            spans[{lane.pipeline, lane.stage}].add(span, timeline.period);
        devices += lane.kind == LaneKind::Compute ? static_cast<double>(lane.devices.size()) : 0;
    }
    TimeParts sum;
    for (const Lane& lane : timeline.lanes) {
        if (lane.kind != LaneKind::Compute)
            continue;
        const WorkShape shape = workShapeOf(plan.model, *project.training, plan.placement, lane.pipeline, lane.stage);
        const KernelTime kernels = kernelTimeOf(plan, *project.training, shape, lane);
        const double share = static_cast<double>(lane.devices.size()) / devices;
        addShare(sum, partsOf(spans[{lane.pipeline, lane.stage}], kernels, timeline.period), share);
    }
    return sum;
}

void fillMemory(Prediction& result, const Timeline& timeline)
{
    std::vector<std::pair<int, Bytes>> byRank;
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        if (timeline.lanes[i].kind != LaneKind::Compute)
            continue;
        const LaneMemory& memory = timeline.memory[i];
        result.fits = result.fits && memory.peak() <= memory.limit;
        if (memory.peak() > result.peakMemory)
            result.framework = memory.framework;
        result.peakMemory = std::max(result.peakMemory, memory.peak());
        for (const int rank : timeline.lanes[i].devices)
            byRank.emplace_back(rank, memory.peak());
    }
    std::sort(byRank.begin(), byRank.end());
    for (const auto& [rank, bytes] : byRank)
        result.memory.push_back(bytes);
}

std::optional<Error> refusal(const Project& project, const Catalogue& catalogue)
{
    for (const Issue& issue : check(project, catalogue))
        if (issue.severity == Severity::Error)
            return Error{issue.message, issue.pointer, issue.expected, issue.fix};
    return std::nullopt;
}

} // namespace prediction

Result<Seconds> predictedTime(const Project& project, const Catalogue& catalogue)
{
    const auto ready = prepared(project, catalogue);
    if (!ready)
        return ready.error();
    const auto period = periodOf(ready->workload, ready->options);
    if (!period)
        return period.error();
    return seconds(*period);
}

Result<Prediction> predicted(const Project& project, const Catalogue& catalogue, bool withParts)
{
    if (auto error = prediction::refusal(project, catalogue))
        return *error;
    const auto timeline = simulate(project, catalogue);
    if (!timeline)
        return timeline.error();
    Prediction result;
    result.iteration = seconds(timeline->period);
    prediction::fillMemory(result, *timeline);
    if (!withParts)
        return result;
    const auto plan = resolved(project, catalogue, {});
    if (!plan)
        return plan.error();
    result.parts = prediction::averageParts(*timeline, *plan, project);
    return result;
}

} // namespace core
