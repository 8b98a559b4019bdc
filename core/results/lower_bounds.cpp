#include "core/results/lower_bounds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace core {
namespace lower_bounds {

/// Rounded down, but for the error of a floating sum.
Nanoseconds whole(double nanoseconds) { return Nanoseconds(static_cast<std::int64_t>(std::floor(std::max(0.0, nanoseconds + 1e-6)))); }

/// Work of a lane in nanoseconds at the best speed it ever has.
double leastTime(const Played& played, const Lane& lane)
{
    const Speeds& speeds = played.workload.pipelines[static_cast<std::size_t>(lane.pipeline)].stages[static_cast<std::size_t>(lane.stage)].speeds;
    double best = 1;
    for (const SpeedStep& step : speeds)
        best = std::max(best, step.factor);
    double work = 0;
    for (const Span& span : played.timeline.spansOf(lane))
        work += speeds.empty() ? static_cast<double>((span.end - span.start).count)
                               : workDone(speeds, played.timeline.start + span.start, played.timeline.start + span.end);
    return work / best;
}

double mostBandwidth(const Waterways& waterways, int capacity)
{
    const BytesPerSecond nominal = waterways.nominal(capacity);
    double most = nominal.value;
    if (waterways.changes(capacity))
        for (const ProfileStep& step : waterways.profiles->at(capacity).steps())
            most = std::max(most, step.absolute.value_or(nominal).value * step.factor);
    return most;
}

/// Seconds that each capacity needs for all that was charged to it.
double busiestCapacity(const Played& played)
{
    std::map<int, double> bytes;
    std::set<std::pair<Nanoseconds, std::uint32_t>> seen; // a collective has a span on each member's lane
    for (const Span& span : played.timeline.spans)
        if (played.timeline.sharesNetwork(span) && seen.emplace(span.start, span.traffic).second)
            for (const int index : played.timeline.traffic[span.traffic].activities) {
                const Activity& activity = played.workload.activities[static_cast<std::size_t>(index)];
                for (const Charge& charge : activity.charges)
                    bytes[charge.capacity] += charge.weight * activity.amount.value;
            }
    double most = 0;
    for (const auto& [capacity, amount] : bytes)
        most = std::max(most, amount / mostBandwidth(played.waterways, capacity));
    return most;
}

/// Communication that takes its time alone: of one kind on one lane it goes over the same capacities one after the other.
std::int64_t busiestStream(const Timeline& timeline)
{
    std::int64_t most = 0;
    for (const Lane& lane : timeline.lanes) {
        std::array<std::int64_t, spanKinds> times {};
        for (const Span& span : timeline.spansOf(lane))
            if (!isCompute(span.kind) && !timeline.sharesNetwork(span))
                times[static_cast<std::size_t>(span.kind)] += (span.end - span.start).count;
        most = std::max(most, *std::max_element(times.begin(), times.end()));
    }
    return most;
}

} // namespace lower_bounds

LowerBounds lowerBounds(const Played& played)
{
    LowerBounds bounds;
    for (const Lane& lane : played.timeline.lanes)
        if (lane.kind == LaneKind::Compute)
            bounds.compute = std::max(bounds.compute, lower_bounds::whole(lower_bounds::leastTime(played, lane)));
    // The last transfer may end half a nanosecond early: ends are rounded.
    bounds.link = std::max(lower_bounds::whole(lower_bounds::busiestCapacity(played) * 1e9 - 0.5),
        Nanoseconds(lower_bounds::busiestStream(played.timeline)));
    return bounds;
}

} // namespace core
