#pragma once

#include "core/simulate/workload.h"

#include <string>
#include <vector>

namespace support {

/// Durations in nanoseconds of one stage; every stage of a pipeline may differ.
struct StageTimes
{
    std::int64_t forward = 1;
    std::int64_t backward = 2;
    std::int64_t send = 0; ///< to the next stage, and back from it
};

/// A pipeline with one device and one chunk a stage, every micro-batch keeping one byte of activations.
inline core::PipelineWork pipelineFrom(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches)
{
    using namespace core;
    PipelineWork pipeline {microBatches, {}};
    for (std::size_t s = 0; s < times.size(); ++s) {
        const UnitRange units {static_cast<int>(s), static_cast<int>(s) + 1};
        ChunkWork chunk;
        chunk.position = static_cast<int>(s);
        chunk.activations = Bytes(1);
        chunk.forward = {{SpanKind::Forward, Algorithm::Direct, units, Nanoseconds(times[s].forward), 0}};
        chunk.backward = {{SpanKind::Backward, Algorithm::Direct, units, Nanoseconds(times[s].backward), 0}};
        if (s + 1 < times.size())
            chunk.sendForward = {SpanKind::SendActivation, Algorithm::Direct, units, Nanoseconds(times[s].send), 1};
        if (s > 0)
            chunk.sendBackward = {SpanKind::SendGradient, Algorithm::Direct, units, Nanoseconds(times[s - 1].send), 1};
        StageWork stage;
        stage.chunks.push_back(std::move(chunk));
        const ScheduleShape shape {static_cast<int>(times.size()), static_cast<int>(s), microBatches, 1, 1};
        stage.order = passOrder(schedule, shape).value();
        pipeline.stages.push_back(std::move(stage));
    }
    return pipeline;
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

inline core::Workload onePipeline(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches)
{
    core::Workload workload;
    addPipeline(workload, pipelineFrom(schedule, times, microBatches));
    return workload;
}

} // namespace support
