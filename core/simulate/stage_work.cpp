#include "core/simulate/stage_work.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace core {
namespace stage_work {

const char* precisionName(Precision precision)
{
    switch (precision) {
    case Precision::Fp32:
        return "fp32";
    case Precision::Tf32:
        return "tf32";
    case Precision::Fp16:
        return "fp16";
    case Precision::Bf16:
        return "bf16";
    case Precision::Fp8:
        return "fp8";
    case Precision::Fp4:
        return "fp4";
    }
    return "";
}

SpanKind spanKindOf(GroupKind group)
{
    switch (group) {
    case GroupKind::Tensor:
        return SpanKind::TensorCollective;
    case GroupKind::Context:
        return SpanKind::ContextCollective;
    case GroupKind::Expert:
        return SpanKind::ExpertCollective;
    case GroupKind::Data:
        break;
    }
    return SpanKind::ParameterGather;
}

/// Turns steps into segments: operators between two collectives add up to one.
class SegmentWriter
{
public:
    SegmentWriter(const Network& network, const std::vector<int>& ranks, const Device& device, Precision precision,
        std::vector<Activity>& activities)
        : m_network(network), m_ranks(ranks), m_device(device), m_precision(precision), m_activities(activities)
    {
    }

    Result<void> write(const std::vector<Step>& steps, SpanKind kind, int unit)
    {
        for (const Step& step : steps) {
            if (const auto* work = std::get_if<Operator>(&step)) {
                compute(operatorTime(*work, m_device, m_precision), kind, unit);
            } else if (auto done = collective(std::get<Collective>(step), unit); !done) {
                return done;
            }
        }
        return {};
    }

    std::vector<Segment> take()
    {
        flush();
        return std::exchange(m_segments, {});
    }

private:
    void compute(Seconds time, SpanKind kind, int unit)
    {
        if (m_pending.value > 0 && m_kind != kind)
            flush();
        m_units = m_pending.value > 0 ? UnitRange{std::min(m_units.first, unit), std::max(m_units.end, unit + 1)}
                                      : UnitRange{unit, unit + 1};
        m_kind = kind;
        m_pending += time;
    }

    void flush()
    {
        const Nanoseconds duration = rounded(m_pending);
        if (duration.count > 0)
            m_segments.push_back({m_kind, Algorithm::Direct, m_units, duration, 0, {}});
        m_pending = Seconds(0);
    }

    Result<void> collective(const Collective& step, int unit)
    {
        auto known = std::find_if(m_known.begin(), m_known.end(), [&](const auto& entry) { return entry.first == step; });
        if (known == m_known.end()) {
            const auto activity = m_network.collective(step.kind, m_ranks, step.bytes);
            if (!activity)
                return activity.error();
            const Nanoseconds duration = rounded(aloneTime(*activity, m_network));
            const int index = static_cast<int>(m_activities.size());
            m_known.push_back({step, {spanKindOf(step.group), activity->algorithm, {}, duration, step.bytes.value, {index}}});
            m_activities.push_back(*activity);
            known = m_known.end() - 1;
        }
        if (known->second.duration.count == 0)
            return {};
        flush();
        m_segments.push_back(known->second);
        m_segments.back().units = {unit, unit + 1};
        return {};
    }

    const Network& m_network;
    const std::vector<int>& m_ranks;
    const Device& m_device;
    Precision m_precision;
    std::vector<Activity>& m_activities;
    std::vector<std::pair<Collective, Segment>> m_known;
    std::vector<Segment> m_segments;
    Seconds m_pending {0};
    SpanKind m_kind = SpanKind::Forward;
    UnitRange m_units;
};

bool isOfWeights(const Step& step)
{
    const auto* work = std::get_if<Operator>(&step);
    return work && work->weightGradient;
}

/// One half of the backward steps; all-reduces and all else that is not the weights' own belong to the input's.
std::vector<Step> half(const WorkShape& shape, int unit, bool ofWeights)
{
    std::vector<Step> steps = backwardSteps(shape, unit);
    std::erase_if(steps, [ofWeights](const Step& step) { return isOfWeights(step) != ofWeights; });
    return steps;
}

Result<void> writeBackward(const WorkShape& shape, const PlacedStage& stage, const Chunk& chunk, bool separate, SegmentWriter& writer)
{
    for (int unit = chunk.units.end - 1; unit >= chunk.units.first; --unit) {
        if (auto done = writer.write(recomputeSteps(shape, unit, stage.recompute), SpanKind::Recompute, unit); !done)
            return done;
        auto done = separate ? writer.write(half(shape, unit, false), SpanKind::BackwardInput, unit)
                             : writer.write(backwardSteps(shape, unit), SpanKind::Backward, unit);
        if (!done)
            return done;
    }
    return {};
}

Result<ChunkWork> chunkWork(const WorkShape& shape, const PlacedStage& stage, const Chunk& chunk, bool separate, SegmentWriter& writer)
{
    ChunkWork work;
    work.position = chunk.position;
    for (int unit = chunk.units.first; unit < chunk.units.end; ++unit) {
        if (auto done = writer.write(forwardSteps(shape, unit), SpanKind::Forward, unit); !done)
            return done.error();
        work.activations += activationBytes(shape, unit, stage.recompute);
    }
    work.forward = writer.take();
    if (auto done = writeBackward(shape, stage, chunk, separate, writer); !done)
        return done.error();
    work.backward = writer.take();
    for (int unit = chunk.units.end - 1; separate && unit >= chunk.units.first; --unit) {
        if (auto done = writer.write(half(shape, unit, true), SpanKind::BackwardWeight, unit); !done)
            return done.error();
        work.weightOperands += weightOperandBytes(shape, unit);
    }
    work.backwardWeight = writer.take();
    return work;
}

std::vector<Segment> optimizerOf(const WorkShape& shape, const PlacedStage& stage, const Device& device)
{
    double parameters = 0;
    UnitRange units = stage.chunks.front().units;
    for (const Chunk& chunk : stage.chunks) {
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit)
            parameters += parametersPerDevice(shape, unit);
        units = {std::min(units.first, chunk.units.first), std::max(units.end, chunk.units.end)};
    }
    if (shape.split.zero > 0)
        parameters /= shape.split.data;
    const Nanoseconds time = rounded(operatorTime(optimizerStep(shape, parameters), device, Precision::Fp32));
    if (time.count == 0)
        return {};
    return {{SpanKind::Optimizer, Algorithm::Direct, units, time, 0, {}}};
}

/// All pairs send at once; alone, the slowest of them counts.
Result<Segment> send(const Network& network, const PlacedStage& from, const PlacedStage& to, Bytes bytes, SpanKind kind,
    UnitRange units, std::vector<Activity>& activities)
{
    Segment segment {kind, Algorithm::Direct, units, Nanoseconds(0), bytes.value, {}};
    for (const auto& [source, target] : paired(from.ranks, to.ranks)) {
        const auto activity = network.send(source, target, bytes);
        if (!activity)
            return activity.error();
        segment.duration = std::max(segment.duration, rounded(aloneTime(*activity, network)));
        segment.activities.push_back(static_cast<int>(activities.size()));
        activities.push_back(*activity);
    }
    return segment;
}

} // namespace stage_work

Speeds speedsOf(const ScenarioChanges& changes, const ExpandedCluster& cluster, const std::vector<int>& ranks)
{
    std::vector<const ChangeProfile*> profiles;
    std::vector<Nanoseconds> instants;
    for (const int rank : ranks)
        if (const ChangeProfile* profile = changes.computeOf(cluster, rank)) {
            if (std::find(profiles.begin(), profiles.end(), profile) != profiles.end())
                continue;
            profiles.push_back(profile);
            for (const ChangeStep& step : profile->steps)
                instants.push_back(step.at);
        }
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    Speeds speeds;
    for (const Nanoseconds instant : instants) {
        double least = profiles.size() < ranks.size() ? 1 : std::numeric_limits<double>::infinity();
        for (const ChangeProfile* profile : profiles) {
            const ChangeStep* step = profile->at(instant);
            least = std::min(least, step ? step->value.of(1) : 1);
        }
        if (speeds.empty() || speeds.back().factor != least)
            speeds.push_back({instant, least});
    }
    return speeds;
}

namespace stage_work {

Nanoseconds durationOf(const std::vector<Segment>& segments)
{
    Nanoseconds duration;
    for (const Segment& segment : segments)
        duration += segment.duration;
    return duration;
}

/// Of all chunks together.
StageLoad loadOf(const StageWork& stage)
{
    StageLoad load;
    for (const ChunkWork& chunk : stage.chunks) {
        load.forward += durationOf(chunk.forward);
        load.backwardInput += durationOf(chunk.backward);
        load.backwardWeight += durationOf(chunk.backwardWeight);
        load.sendForward = std::max(load.sendForward, chunk.sendForward.duration);
        load.sendBackward = std::max(load.sendBackward, chunk.sendBackward.duration);
        load.activations += chunk.activations;
        load.weightOperands += chunk.weightOperands;
    }
    load.limit = stage.memory.limit - stage.memory.fixed();
    return load;
}

} // namespace stage_work

WorkShape workShapeOf(const WorkloadInput& input, int pipeline, int stage)
{
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    WorkShape shape;
    shape.model = input.model;
    shape.training = input.training;
    shape.microBatch = placed.microBatch;
    shape.split.tensor = static_cast<int>(placed.stages[static_cast<std::size_t>(stage)].ranks.size());
    shape.split.data = static_cast<int>(input.placement.pipelines.size());
    shape.split.sequenceParallel = input.placement.sequenceParallel && shape.split.tensor > 1;
    shape.split.zero = input.placement.zero;
    return shape;
}

std::vector<std::pair<int, int>> paired(const std::vector<int>& from, const std::vector<int>& to)
{
    const std::size_t most = std::max(from.size(), to.size());
    std::vector<std::pair<int, int>> pairs;
    for (std::size_t i = 0; i < most; ++i)
        pairs.emplace_back(from[i * from.size() / most], to[i * to.size() / most]);
    return pairs;
}

LaneMemory stateMemoryOf(const WorkShape& shape, const std::vector<Chunk>& chunks, Recompute recompute, const Device& device)
{
    LaneMemory memory;
    Bytes working;
    for (const Chunk& chunk : chunks) {
        const StateMemory state = stateMemory(shape, chunk.units, device);
        memory.weights += state.weights;
        memory.gradients += state.gradients;
        memory.optimizer += state.optimizer;
        memory.buffers = std::max(memory.buffers, state.buffers);
        memory.framework = state.framework;
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit)
            working = std::max(working, workingBytes(shape, unit, recompute));
    }
    memory.buffers = std::max(memory.buffers, working);
    memory.limit = device.memory;
    return memory;
}

Result<StageWork> stageWork(const WorkloadInput& input, int pipeline, int stage, std::vector<Activity>& activities)
{
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    const PlacedStage& here = placed.stages[static_cast<std::size_t>(stage)];
    const Device& nominal = input.cluster.deviceOf(here.ranks.front());
    for (const int rank : here.ranks)
        if (input.cluster.hostOf(rank).kind != input.cluster.hostOf(here.ranks.front()).kind)
            return Error{"stage " + std::to_string(stage) + " of pipeline " + std::to_string(pipeline)
                    + " joins unlike devices in one tensor-parallel group",
                "/pipelines", "devices of one kind in a stage", ""};
    if (nominal.peak(input.training.precision).value <= 0)
        return Error{nominal.id.text + " cannot compute in " + stage_work::precisionName(input.training.precision), "/training/precision",
            "a precision that every device of the plan can do", nominal.fp16.value > 0 ? "\"fp16\"" : "\"fp32\""};

    const WorkShape shape = workShapeOf(input, pipeline, stage);
    const Device device = deviceFor(nominal, input.training);
    StageWork work;
    stage_work::SegmentWriter writer(input.network, here.ranks, device, input.training.precision, activities);
    for (const Chunk& chunk : here.chunks) {
        auto one = stage_work::chunkWork(shape, here, chunk, separatesWeights(input.placement.schedule), writer);
        if (!one)
            return one.error();
        work.chunks.push_back(std::move(*one));
    }
    work.optimizer = stage_work::optimizerOf(shape, here, device);
    work.memory = stateMemoryOf(shape, here.chunks, here.recompute, device);
    if (input.changes)
        work.speeds = speedsOf(*input.changes, input.cluster, here.ranks);
    return work;
}

Result<void> fillSends(const WorkloadInput& input, int pipeline, PipelineWork& work, std::vector<Activity>& activities)
{
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    std::vector<std::pair<std::size_t, std::size_t>> at; // stage and chunk by position
    for (std::size_t s = 0; s < placed.stages.size(); ++s)
        for (std::size_t c = 0; c < placed.stages[s].chunks.size(); ++c) {
            const auto position = static_cast<std::size_t>(placed.stages[s].chunks[c].position);
            at.resize(std::max(at.size(), position + 1));
            at[position] = {s, c};
        }
    for (std::size_t v = 0; v + 1 < at.size(); ++v) {
        const auto [stage, chunk] = at[v];
        const auto [next, nextChunk] = at[v + 1];
        if (stage == next)
            continue;
        const Bytes bytes = boundaryBytes(workShapeOf(input, pipeline, static_cast<int>(stage)));
        const int cut = placed.stages[stage].chunks[chunk].units.end;
        auto forward = stage_work::send(input.network, placed.stages[stage], placed.stages[next], bytes,
            SpanKind::SendActivation, {cut - 1, cut}, activities);
        if (!forward)
            return forward.error();
        auto backward = stage_work::send(input.network, placed.stages[next], placed.stages[stage], bytes,
            SpanKind::SendGradient, {cut, cut + 1}, activities);
        if (!backward)
            return backward.error();
        work.stages[stage].chunks[chunk].sendForward = *forward;
        work.stages[next].chunks[nextChunk].sendBackward = *backward;
    }
    return {};
}

Result<void> fillOrders(const WorkloadInput& input, int pipeline, PipelineWork& work)
{
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    ScheduleShape shape;
    shape.stages = static_cast<int>(placed.stages.size());
    shape.microBatches = placed.microBatches;
    shape.chunks = static_cast<int>(placed.stages.front().chunks.size());
    shape.group = input.placement.group;
    shape.activationLimit = input.placement.activationLimit;
    for (const StageWork& stage : work.stages)
        shape.loads.push_back(stage_work::loadOf(stage));
    auto orders = passOrders(input.placement.schedule, shape);
    if (!orders)
        return orders.error();
    for (std::size_t s = 0; s < work.stages.size(); ++s)
        work.stages[s].order = std::move((*orders)[s]);
    return {};
}

} // namespace core
