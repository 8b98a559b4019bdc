#pragma once

#include "core/simulate/run.h"
#include "tests/support/workloads.h"

#include <memory>
#include <string>

namespace support {

/// Every capacity carries 1 byte a nanosecond.
inline core::Waterways oneBytePerNanosecond(std::shared_ptr<const core::Profiles> profiles = {})
{
    return {[](int) { return core::BytesPerSecond(1e9); }, std::move(profiles),
        [](int capacity) { return "link " + std::to_string(capacity); }};
}

/// Makes each send of a pipeline a flow of its duration in bytes over one capacity: `first` + stage, and back likewise
/// from `firstBack`.
inline void flowSends(core::Workload& workload, core::PipelineWork& pipeline, int first, int firstBack)
{
    using namespace core;
    const auto flow = [&](Segment& send, int capacity) {
        if (send.duration.count == 0)
            return;
        send.activities = {static_cast<int>(workload.activities.size())};
        workload.activities.push_back({Bytes(static_cast<double>(send.duration.count)), Seconds(0), {{capacity, 1}}, Algorithm::Direct});
    };
    for (std::size_t s = 0; s < pipeline.stages.size(); ++s)
        for (ChunkWork& chunk : pipeline.stages[s].chunks) {
            flow(chunk.sendForward, first + static_cast<int>(s));
            flow(chunk.sendBackward, firstBack + static_cast<int>(s));
        }
}

/// From `at` on, one capacity has `factor` of its bandwidth, by line 3 of the scenario.
inline std::shared_ptr<const core::Profiles> dropOf(int capacity, std::int64_t at, double factor)
{
    core::ProfileStep step;
    step.from = core::Nanoseconds(at);
    step.factor = factor;
    step.event = 3;
    auto profiles = std::make_shared<core::Profiles>();
    profiles->emplace(capacity, core::Profile::fromSteps({step}).value());
    return profiles;
}

inline core::Timeline playedOn(const core::Workload& workload, const core::Waterways& waterways, core::Nanoseconds start = {})
{
    core::RunOptions options;
    options.waterways = waterways;
    options.start = start;
    return core::run(workload, options).value();
}

} // namespace support
