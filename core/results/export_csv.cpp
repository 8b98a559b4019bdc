#include "core/results/export_csv.h"

#include "core/base/quantity.h"
#include "core/network/network.h"

#include <algorithm>

namespace core {
namespace export_csv {

std::string laneColumns(const Lane& lane)
{
    return "\"" + lane.title + "\"," + nameOf(lane.kind) + "," + std::to_string(lane.pipeline) + ","
        + std::to_string(lane.stage) + "," + std::to_string(lane.devices.size());
}

} // namespace export_csv

std::string spansCsv(const Timeline& timeline, const std::vector<Nanoseconds>& slack)
{
    std::string text = "devices,lane,pipeline,stage,copies,kind,micro_batch,first_unit,end_unit,start_ns,end_ns,bytes,algorithm,slack_ns\n";
    for (const Lane& lane : timeline.lanes) {
        const std::string columns = export_csv::laneColumns(lane);
        for (std::uint32_t i = lane.firstSpan; i < lane.firstSpan + lane.spanCount; ++i) {
            const Span& span = timeline.spans[i];
            text += columns + "," + nameOf(span.kind) + "," + std::to_string(span.microBatch) + ","
                + std::to_string(span.firstUnit) + "," + std::to_string(span.endUnit) + ","
                + std::to_string(span.start.count) + "," + std::to_string(span.end.count) + ","
                + shortestDecimal(span.bytes) + ","
                + (isCompute(span.kind) ? "" : nameOf(static_cast<Algorithm>(span.algorithm))) + "," + std::to_string(slack[i].count) + "\n";
        }
    }
    return text;
}

std::string memoryCsv(const Timeline& timeline)
{
    std::string text = "devices,lane,pipeline,stage,copies,at_ns,fixed_bytes,activation_bytes,limit_bytes\n";
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        const LaneMemory& memory = timeline.memory[i];
        for (const MemoryStep& step : memory.steps)
            text += export_csv::laneColumns(timeline.lanes[i]) + "," + std::to_string(step.at.count) + ","
                + shortestDecimal(memory.fixed().value) + "," + shortestDecimal(step.activations.value) + ","
                + shortestDecimal(memory.limit.value) + "\n";
    }
    return text;
}

std::string linksCsv(const std::vector<CapacityUse>& uses, const Network& network)
{
    std::string text = "link,at_ns,used_bytes_per_s,limit_bytes_per_s\n";
    for (const CapacityUse& use : uses) {
        const std::string name = "\"" + network.capacity(use.load.capacity).name + "\",";
        for (std::size_t i = 0, j = 0; i < use.used.size() || j < use.limit.size();) {
            const Nanoseconds nextUsed = i < use.used.size() ? use.used[i].at : Nanoseconds::never();
            const Nanoseconds nextLimit = j < use.limit.size() ? use.limit[j].at : Nanoseconds::never();
            const Nanoseconds at = std::min(nextUsed, nextLimit);
            i += nextUsed == at ? 1 : 0;
            j += nextLimit == at ? 1 : 0;
            text += name + std::to_string(at.count) + "," + shortestDecimal(use.used[i - 1].rate.value) + ","
                + shortestDecimal(use.limit[j - 1].rate.value) + "\n";
        }
    }
    return text;
}

} // namespace core
