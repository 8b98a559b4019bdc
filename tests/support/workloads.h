#pragma once

#include "core/simulate/workload.h"

#include <algorithm>
#include <string>
#include <vector>

namespace support {

/// Durations in nanoseconds of one stage; every stage of a pipeline may differ.
struct StageTimes
{
    std::int64_t forward = 1;
    std::int64_t backward = 2; ///< of zero-bubble schedules the input's half
    std::int64_t send = 0; ///< to the next stage, and back from it
    std::int64_t weight = 1; ///< the weights' half of zero-bubble schedules
};

/// A pipeline with one device a stage, each chunk of which takes the stage's times divided evenly; every micro-batch
/// keeps one byte of activations per chunk.
inline core::PipelineWork pipelineFrom(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches,
    int chunks = 1, int group = 1, int activationLimit = 0)
{
    using namespace core;
    PipelineWork pipeline {microBatches, {}};
    const int stages = static_cast<int>(times.size());
    const bool separate = separatesWeights(schedule);
    ScheduleShape shape {stages, 0, microBatches, chunks, group, activationLimit, {}};
    for (int s = 0; s < stages; ++s) {
        const StageTimes& own = times[static_cast<std::size_t>(s)];
        StageWork stage;
        for (int c = 0; c < chunks; ++c) {
            ChunkWork chunk;
            chunk.position = positionOf(schedule, stages, s, c);
            const UnitRange units {chunk.position, chunk.position + 1};
            chunk.activations = Bytes(1);
            chunk.forward = {{SpanKind::Forward, Algorithm::Direct, units, Nanoseconds(own.forward / chunks), 0, {}}};
            chunk.backward = {{separate ? SpanKind::BackwardInput : SpanKind::Backward, Algorithm::Direct, units, Nanoseconds(own.backward / chunks), 0, {}}};
            if (separate) {
                chunk.backwardWeight = {{SpanKind::BackwardWeight, Algorithm::Direct, units, Nanoseconds(own.weight / chunks), 0, {}}};
                chunk.weightOperands = Bytes(1);
            }
            const bool vee = schedule == Schedule::ZeroBubbleV; // chunks go back up, and turn within the last stage
            const int before = vee && c > 0 ? std::min(s + 1, stages - 1) : s > 0 ? s - 1 : stages - 1;
            const std::int64_t back = times[static_cast<std::size_t>(before)].send;
            if (chunk.position + 1 < stages * chunks && !(vee && chunk.position + 1 == stages))
                chunk.sendForward = {SpanKind::SendActivation, Algorithm::Direct, units, Nanoseconds(own.send), 1, {}};
            if (chunk.position > 0 && !(vee && chunk.position == stages))
                chunk.sendBackward = {SpanKind::SendGradient, Algorithm::Direct, units, Nanoseconds(back), 1, {}};
            stage.chunks.push_back(std::move(chunk));
        }
        const std::int64_t back = s > 0 ? times[static_cast<std::size_t>(s - 1)].send : 0;
        shape.loads.push_back({Nanoseconds(own.forward), Nanoseconds(own.backward), Nanoseconds(own.weight), Nanoseconds(own.send), Nanoseconds(back),
            Bytes(1), Bytes(1), Bytes(stages)});
        pipeline.stages.push_back(std::move(stage));
    }
    const PassOrders orders = passOrders(schedule, shape).value();
    for (std::size_t s = 0; s < orders.size(); ++s)
        pipeline.stages[s].order = orders[s];
    return pipeline;
}

/// Adds a collective that its members join once all their passes are done.
inline void addReduction(core::Workload& workload, core::Segment segment, std::vector<core::StageRef> members)
{
    for (const core::StageRef& member : members)
        workload.pipelines[static_cast<std::size_t>(member.pipeline)].stages[static_cast<std::size_t>(member.stage)].jointsThrough.push_back(
            static_cast<int>(workload.joints.size()));
    workload.joints.push_back({std::move(segment), std::move(members), true});
}

/// Adds a pipeline whose stages take the next free ranks.
inline void addPipeline(core::Workload& workload, core::PipelineWork pipeline)
{
    int rank = 0;
    for (const auto& devices : workload.devices)
        rank += static_cast<int>(devices.size());
    std::vector<core::StageDevices> devices;
    for (std::size_t s = 0; s < pipeline.stages.size(); ++s) {
        devices.push_back({"d" + std::to_string(rank), {rank}});
        ++rank;
    }
    workload.pipelines.push_back(std::move(pipeline));
    workload.devices.push_back(std::move(devices));
    workload.replicas.push_back(1);
}

inline core::Workload onePipeline(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches,
    int chunks = 1, int group = 1, int activationLimit = 0)
{
    core::Workload workload;
    workload.barrier = !separatesWeights(schedule);
    addPipeline(workload, pipelineFrom(schedule, times, microBatches, chunks, group, activationLimit));
    return workload;
}

} // namespace support
