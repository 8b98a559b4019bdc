#include "core/simulate/stage_work.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/costs/profiled_steps.h"
#include "core/simulate/data_joints.h"
#include "core/simulate/segment_writer.h"

#include <algorithm>
#include <limits>
#include <numeric>
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

bool isOfWeights(const Step& step)
{
    const auto* work = std::get_if<Operator>(&step);
    return work && work->weightGradient;
}

/// One half of the backward steps; all-reduces and all else that is not the weights' own belong to the input's.
std::vector<Step> half(const WorkShape& shape, int unit, bool ofWeights, const Device* profiled)
{
    std::vector<Step> steps = backwardSteps(shape, unit, profiled);
    std::erase_if(steps, [ofWeights](const Step& step) { return isOfWeights(step) != ofWeights; });
    return steps;
}

/// Writes the passes of one chunk, and where they meet the joints over data x context.
class ChunkWriter
{
public:
    ChunkWriter(const WorkloadInput& input, const WorkShape& shape, const PlacedStage& stage, const DataJoints& joints, SegmentWriter& writer)
        : m_placement(input.placement), m_shape(shape), m_stage(stage), m_profiled(profiledDevice(input.cluster, input.training, stage)), m_joints(joints), m_writer(writer)
    {
    }

    Result<ChunkWork> write(const Chunk& chunk)
    {
        const bool separate = separatesWeights(m_placement.schedule);
        std::vector<int> units(static_cast<std::size_t>(chunk.units.size()));
        std::iota(units.begin(), units.end(), chunk.units.first);
        ChunkWork work;
        work.position = chunk.position;
        for (std::size_t i = 0; i < units.size(); ++i) {
            gather(units, i, true);
            if (auto done = m_writer.write(forwardSteps(m_shape, units[i], profiled()), SpanKind::Forward, units[i]); !done)
                return done.error();
            work.activations += activationBytes(m_shape, units[i], m_stage.recompute);
        }
        work.forward = m_writer.take();
        std::reverse(units.begin(), units.end());
        for (std::size_t i = 0; i < units.size(); ++i) {
            gather(units, i, false);
            if (auto done = writeBackward(units[i], separate); !done)
                return done.error();
        }
        work.backward = m_writer.take();
        for (std::size_t i = 0; separate && i < units.size(); ++i) {
            if (auto done = m_writer.write(half(m_shape, units[i], true, profiled()), SpanKind::BackwardWeight, units[i]); !done)
                return done.error();
            reduce(units[i]);
            work.weightOperands += weightOperandBytes(m_shape, units[i]);
        }
        work.backwardWeight = m_writer.take();
        return work;
    }

private:
    const Device* profiled() const { return m_profiled ? &*m_profiled : nullptr; }

    Result<void> writeBackward(int unit, bool separate)
    {
        if (auto done = m_writer.write(recomputeSteps(m_shape, unit, m_stage.recompute, profiled()), SpanKind::Recompute, unit); !done)
            return done;
        if (separate)
            return m_writer.write(half(m_shape, unit, false, profiled()), SpanKind::BackwardInput, unit);
        if (auto done = m_writer.write(backwardSteps(m_shape, unit, profiled()), SpanKind::Backward, unit); !done)
            return done;
        reduce(unit);
        return {};
    }

    const std::vector<int>& gatherOf(int unit) const { return m_joints.gather[static_cast<std::size_t>(unit)]; }

    /// Before a unit. ZeRO 3: waits for its parameters and sets out for the next unit's; ZeRO 1 and 2: waits for those of
    /// the last iteration, where they arrive beside the first forward passes.
    void gather(const std::vector<int>& units, std::size_t index, bool isForward)
    {
        const int unit = units[index];
        const bool isAhead = m_placement.overlap.parameterGather;
        if (m_placement.zero < 3) {
            if (isForward && isAhead)
                m_writer.meet(gatherOf(unit), Role::Await, Occasion::FirstPass, unit);
            return;
        }
        if (index == 0 || !isAhead)
            m_writer.meet(gatherOf(unit), Role::Post, Occasion::EveryPass, unit);
        m_writer.meet(gatherOf(unit), Role::Await, Occasion::EveryPass, unit);
        if (isAhead && index + 1 < units.size())
            m_writer.meet(gatherOf(units[index + 1]), Role::Post, Occasion::EveryPass, units[index + 1]);
    }

    /// After a unit.
    void reduce(int unit)
    {
        const std::vector<int>& joints = m_joints.reduce[static_cast<std::size_t>(unit)];
        if (!reducesInPasses(m_placement.zero, m_placement.overlap))
            return;
        m_writer.meet(joints, Role::Post, reducesEveryPass(m_placement.zero) ? Occasion::EveryPass : Occasion::LastPass, unit);
        if (!m_placement.overlap.gradientReduce)
            m_writer.meet(joints, Role::Await, Occasion::EveryPass, unit);
    }

    const Placement& m_placement;
    const WorkShape& m_shape;
    const PlacedStage& m_stage;
    std::optional<Device> m_profiled;
    const DataJoints& m_joints;
    SegmentWriter& m_writer;
};

/// Those joints over data x context that no pass meets.
void postOutsidePasses(const WorkloadInput& input, int pipeline, const PlacedStage& stage, const DataJoints& joints, StageWork& work)
{
    const Placement& placement = input.placement;
    for (const Chunk& chunk : stage.chunks)
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit) {
            const auto& reduce = joints.reduce[static_cast<std::size_t>(unit)];
            const auto& gather = joints.gather[static_cast<std::size_t>(unit)];
            if (!reducesInPasses(placement.zero, placement.overlap))
                work.jointsThrough.insert(work.jointsThrough.end(), reduce.begin(), reduce.end());
            auto& gathers = placement.overlap.parameterGather ? work.jointsFirst : work.jointsUpdated;
            if (placement.zero < 3)
                gathers.insert(gathers.end(), gather.begin(), gather.end());
        }
    const auto holds = [&](int unit) {
        return std::any_of(stage.chunks.begin(), stage.chunks.end(),
            [&](const Chunk& chunk) { return unit >= chunk.units.first && unit < chunk.units.end; });
    };
    const int ends = joints.ends[static_cast<std::size_t>(pipeline)];
    if (ends >= 0 && (holds(0) || holds(input.model.units() - 1)))
        work.jointsThrough.push_back(ends);
}

std::optional<Seconds> measuredUpdateOf(const WorkShape& shape, const PlacedStage& stage, const std::optional<Device>& profiled)
{
    Seconds total;
    for (const Chunk& chunk : stage.chunks) {
        const auto time = measuredUpdate(shape, chunk.units, profiled ? &*profiled : nullptr);
        if (!time)
            return std::nullopt;
        total += *time;
    }
    return total;
}

std::vector<Segment> optimizerOf(const WorkShape& shape, const PlacedStage& stage, const Device& device, const std::optional<Device>& profiled)
{
    double parameters = 0;
    UnitRange units = stage.chunks.front().units;
    for (const Chunk& chunk : stage.chunks) {
        parameters += parametersUpdated(shape, chunk.units);
        units = {std::min(units.first, chunk.units.first), std::max(units.end, chunk.units.end)};
    }
    const Nanoseconds time = rounded(measuredUpdateOf(shape, stage, profiled).value_or(operatorTime(optimizerStep(shape, parameters), device, Precision::Fp32)));
    if (time.count == 0)
        return {};
    return {{SpanKind::Optimizer, Algorithm::Direct, units, time, 0, {}}};
}

/// The update of the slowest device; memory of the one with the least room left.
void addDevices(const WorkloadInput& input, const WorkShape& shape, const PlacedStage& stage, StageWork& work)
{
    for (std::size_t i = 0; i < stage.ranks.size(); ++i) {
        const bool isKnown = i > 0 && input.cluster.hostOf(stage.ranks[i]).kind == input.cluster.hostOf(stage.ranks[i - 1]).kind;
        if (isKnown)
            continue;
        const Device device = deviceFor(input.cluster.deviceOf(stage.ranks[i]), input.training);
        const auto optimizer = optimizerOf(shape, stage, device, profiledDevice(input.cluster, input.training, stage));
        const LaneMemory memory = stateMemoryOf(shape, stage.chunks, stage.recompute, device);
        if (work.optimizer.empty() || (!optimizer.empty() && optimizer.front().duration > work.optimizer.front().duration))
            work.optimizer = optimizer;
        if (i == 0 || memory.limit - memory.fixed() < work.memory.limit - work.memory.fixed())
            work.memory = memory;
    }
}

} // namespace stage_work

std::optional<Device> profiledDevice(const ExpandedCluster& cluster, const Training& training, const PlacedStage& stage)
{
    const Device& device = cluster.deviceOf(stage.ranks.front());
    const Host& host = cluster.hostOf(stage.ranks.front());
    const bool isInside = std::all_of(stage.ranks.begin(), stage.ranks.end(), [&](int rank) { return &cluster.hostOf(rank) == &host; });
    return !device.profiles.empty() && isInside ? std::optional(deviceFor(device, training)) : std::nullopt;
}

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
        SpeedStep least {instant, profiles.size() < ranks.size() ? 1 : std::numeric_limits<double>::infinity(), -1};
        for (const ChangeProfile* profile : profiles) {
            const ChangeStep* step = profile->at(instant);
            if (const double factor = step ? step->value.of(1) : 1; factor < least.factor)
                least = {instant, factor, step && step->lineCount > 0 ? profile->linesOf(*step).front() : -1};
        }
        if (speeds.empty() || speeds.back().factor != least.factor)
            speeds.push_back(least);
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
    return workShapeOf(input.model, input.training, input.placement, pipeline, stage);
}

WorkShape workShapeOf(const ModelShape& model, const Training& training, const Placement& placement, int pipeline, int stage)
{
    const PlacedPipeline& placed = placement.pipelines[static_cast<std::size_t>(pipeline)];
    WorkShape shape;
    shape.model = model;
    shape.training = training;
    shape.microBatch = placed.microBatch;
    const PlacedStage& here = placed.stages[static_cast<std::size_t>(stage)];
    shape.split.tensor = here.tensor();
    shape.split.context = here.context;
    shape.split.contextMethod = placement.contextMethod;
    shape.split.expert = placement.expert;
    shape.split.data = static_cast<int>(placement.pipelines.size());
    shape.split.sequenceParallel = placement.sequenceParallel && shape.split.tensor > 1;
    shape.split.zero = placement.zero;
    return shape;
}

LaneMemory stateMemoryOf(const WorkShape& shape, const std::vector<Chunk>& chunks, Recompute recompute, const Device& device)
{
    LaneMemory memory;
    Bytes working, whole;
    for (const Chunk& chunk : chunks) {
        const StateMemory state = stateMemory(shape, chunk.units, device);
        memory.weights += state.weights;
        memory.gradients += state.gradients;
        memory.optimizer += state.optimizer;
        memory.buffers = std::max(memory.buffers, state.buffers);
        whole = std::max(whole, state.whole);
        memory.framework = state.framework;
        for (int unit = chunk.units.first; unit < chunk.units.end; ++unit)
            working = std::max(working, workingBytes(shape, unit, recompute));
    }
    memory.buffers = std::max(memory.buffers, working) + whole;
    memory.limit = device.memory;
    return memory;
}

Result<StageWork> stageWork(const WorkloadInput& input, StageRef ref, const DataJoints& joints, Workload& workload)
{
    const auto& [pipeline, stage] = ref;
    const PlacedPipeline& placed = input.placement.pipelines[static_cast<std::size_t>(pipeline)];
    const PlacedStage& here = placed.stages[static_cast<std::size_t>(stage)];
    for (const int rank : here.ranks)
        if (const Device& device = input.cluster.deviceOf(rank); device.peak(input.training.precision).value <= 0)
            return Error{device.id.text + " cannot compute in " + stage_work::precisionName(input.training.precision), "/training/precision",
                "a precision that every device of the plan can do", device.fp16.value > 0 ? "\"fp16\"" : "\"fp32\""};

    const WorkShape shape = workShapeOf(input, pipeline, stage);
    StageWork work;
    SegmentWriter writer(input, ref, workload);
    for (const Chunk& chunk : here.chunks) {
        auto one = stage_work::ChunkWriter(input, shape, here, joints, writer).write(chunk);
        if (!one)
            return one.error();
        work.chunks.push_back(std::move(*one));
    }
    stage_work::postOutsidePasses(input, pipeline, here, joints, work);
    stage_work::addDevices(input, shape, here, work);
    if (input.changes)
        work.speeds = speedsOf(*input.changes, input.cluster, here.ranks);
    return work;
}

Result<void> fillOrders(const WorkloadInput& input, int pipeline, PipelineWork& work, KnownOrders& known)
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
    auto same = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == shape; });
    if (same == known.end()) {
        auto orders = passOrders(input.placement.schedule, shape);
        if (!orders)
            return orders.error();
        same = known.insert(known.end(), {std::move(shape), std::move(*orders)});
    }
    for (std::size_t s = 0; s < work.stages.size(); ++s)
        work.stages[s].order = same->second[s];
    return {};
}

} // namespace core
