#include "ui/timeline/memory_series.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace ui {
namespace memory_series {

QString tr(const char* words) { return QCoreApplication::translate("ui::MemorySeries", words); }

StepSeries curveOf(const core::Lane& lane, const core::LaneMemory& memory)
{
    StepSeries series;
    series.name = tr("stage %1 (%2)").arg(lane.stage).arg(text(lane.title));
    series.role = core::hueRole(lane.stage);
    const double fixed = memory.fixed().value;
    if (memory.steps.empty() || memory.steps.front().at > core::Nanoseconds(0))
        series.steps.push_back({core::Nanoseconds(0), fixed});
    for (const core::MemoryStep& step : memory.steps)
        series.steps.push_back({step.at, fixed + step.activations.value});
    return series;
}

} // namespace memory_series

MemorySeries memorySeries(const core::Timeline& timeline)
{
    MemorySeries result;
    std::set<double> limits;
    std::vector<const core::LaneMemory*> drawn;
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        const core::Lane& lane = timeline.lanes[i];
        const core::LaneMemory& memory = timeline.memory[i];
        if (lane.kind != core::LaneKind::Compute
            || std::any_of(drawn.begin(), drawn.end(), [&](const core::LaneMemory* known) { return *known == memory; }))
            continue;
        drawn.push_back(&memory);
        limits.insert(memory.limit.value);
        result.series.push_back(memory_series::curveOf(lane, memory));
        for (const StepSeries::Step& step : result.series.back().steps)
            if (step.value > result.peak) {
                result.peak = step.value;
                result.peakAt = step.at;
                result.peakName = result.series.back().name;
                result.peakLimit = memory.limit.value;
            }
    }
    constexpr double farAway = 2; // a limit so many times the peak would press the curves flat
    result.top = result.peak;
    for (const double limit : limits)
        if (limit > 0 && limit <= farAway * result.peak) {
            StepSeries ceiling {memory_series::tr("limit"), core::ColourRole::Error, true, {{core::Nanoseconds(0), limit}}};
            result.series.push_back(std::move(ceiling));
            result.top = std::max(result.top, limit);
        }
    result.top *= 1.06;
    return result;
}

} // namespace ui
