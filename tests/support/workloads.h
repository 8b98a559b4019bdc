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

/// A pipeline with one device a stage, each chunk of which takes the stage's times divided evenly; every micro-batch
/// keeps one byte of activations per chunk.
inline core::PipelineWork pipelineFrom(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches,
    int chunks = 1, int group = 1)
{
    using namespace core;
    PipelineWork pipeline {microBatches, {}};
    const int stages = static_cast<int>(times.size());
    for (int s = 0; s < stages; ++s) {
        const StageTimes& own = times[static_cast<std::size_t>(s)];
        StageWork stage;
        for (int c = 0; c < chunks; ++c) {
            ChunkWork chunk;
            chunk.position = c * stages + s;
            const UnitRange units {chunk.position, chunk.position + 1};
            chunk.activations = Bytes(1);
            chunk.forward = {{SpanKind::Forward, Algorithm::Direct, units, Nanoseconds(own.forward / chunks), 0, {}}};
            chunk.backward = {{SpanKind::Backward, Algorithm::Direct, units, Nanoseconds(own.backward / chunks), 0, {}}};
            const std::int64_t back = times[static_cast<std::size_t>(s > 0 ? s - 1 : stages - 1)].send;
            if (chunk.position + 1 < stages * chunks)
                chunk.sendForward = {SpanKind::SendActivation, Algorithm::Direct, units, Nanoseconds(own.send), 1, {}};
            if (chunk.position > 0)
                chunk.sendBackward = {SpanKind::SendGradient, Algorithm::Direct, units, Nanoseconds(back), 1, {}};
            stage.chunks.push_back(std::move(chunk));
        }
        stage.order = passOrder(schedule, {stages, s, microBatches, chunks, group}).value();
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

inline core::Workload onePipeline(core::Schedule schedule, const std::vector<StageTimes>& times, int microBatches,
    int chunks = 1, int group = 1)
{
    core::Workload workload;
    addPipeline(workload, pipelineFrom(schedule, times, microBatches, chunks, group));
    return workload;
}

} // namespace support
