#include "core/results/memory_curves.h"

#include <algorithm>
#include <map>
#include <set>

namespace core {
namespace memory_curves {

StepCurve curveOf(const Lane& lane, const LaneMemory& memory)
{
    StepCurve curve;
    curve.name = "stage " + std::to_string(lane.stage) + " (" + lane.title + ")";
    curve.role = hueRole(lane.stage);
    const double fixed = memory.fixed().value;
    if (memory.steps.empty() || memory.steps.front().at > Nanoseconds(0))
        curve.steps.push_back({Nanoseconds(0), fixed});
    for (const MemoryStep& step : memory.steps)
        curve.steps.push_back({step.at, fixed + step.activations.value});
    return curve;
}

void notePeak(MemoryCurves& all, const StepCurve& curve, Bytes limit)
{
    for (const StepCurve::Step& step : curve.steps)
        if (step.value > all.peak.value) {
            all.peak = Bytes(step.value);
            all.peakAt = step.at;
            all.peakName = curve.name;
            all.peakLimit = limit;
        }
}

/// By limit: the stages whose devices have it.
using StagesOfLimit = std::map<double, std::set<int>>;

std::string limitName(const StagesOfLimit& all, const std::set<int>& stages)
{
    const int first = *stages.begin(), last = *stages.rbegin();
    if (all.size() == 1)
        return "limit";
    if (first == last)
        return "limit of stage " + std::to_string(first);
    if (last - first + 1 == static_cast<int>(stages.size()))
        return "limit of stages " + std::to_string(first) + " to " + std::to_string(last);
    return "limit of " + std::to_string(stages.size()) + " stages";
}

} // namespace memory_curves

MemoryCurves memoryCurves(const Timeline& timeline)
{
    MemoryCurves all;
    memory_curves::StagesOfLimit limits;
    std::vector<const LaneMemory*> drawn;
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        const LaneMemory& memory = timeline.memory[i];
        if (timeline.lanes[i].kind != LaneKind::Compute
            || std::any_of(drawn.begin(), drawn.end(), [&](const LaneMemory* known) { return *known == memory; }))
            continue;
        drawn.push_back(&memory);
        limits[memory.limit.value].insert(timeline.lanes[i].stage);
        all.curves.push_back(memory_curves::curveOf(timeline.lanes[i], memory));
        memory_curves::notePeak(all, all.curves.back(), memory.limit);
    }
    constexpr double farAway = 2; // a limit so many times the peak would press the curves flat
    all.top = all.peak.value;
    for (const auto& [limit, stages] : limits)
        if (limit > 0 && limit <= farAway * all.peak.value) {
            all.curves.push_back({memory_curves::limitName(limits, stages), ColourRole::Error, true, {{Nanoseconds(0), limit}}});
            all.top = std::max(all.top, limit);
        }
    all.top *= 1.06;
    return all;
}

} // namespace core
