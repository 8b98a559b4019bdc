#include "core/results/export_csv.h"

#include "core/base/quantity.h"
#include "core/network/network.h"

namespace core {
namespace export_csv {

std::string laneColumns(const Lane& lane)
{
    return "\"" + lane.title + "\"," + nameOf(lane.kind) + "," + std::to_string(lane.pipeline) + ","
        + std::to_string(lane.stage) + "," + std::to_string(lane.devices.size());
}

} // namespace export_csv

std::string spansCsv(const Timeline& timeline)
{
    std::string text = "devices,lane,pipeline,stage,copies,kind,micro_batch,first_unit,end_unit,start_ns,end_ns,bytes,algorithm\n";
    for (const Lane& lane : timeline.lanes) {
        const std::string columns = export_csv::laneColumns(lane);
        for (const Span& span : timeline.spansOf(lane))
            text += columns + "," + nameOf(span.kind) + "," + std::to_string(span.microBatch) + ","
                + std::to_string(span.firstUnit) + "," + std::to_string(span.endUnit) + ","
                + std::to_string(span.start.count) + "," + std::to_string(span.end.count) + ","
                + shortestDecimal(span.bytes) + ","
                + (isCompute(span.kind) ? "" : nameOf(static_cast<Algorithm>(span.algorithm))) + "\n";
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

} // namespace core
