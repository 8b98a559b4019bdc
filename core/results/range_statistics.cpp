#include "core/results/range_statistics.h"

#include <algorithm>
#include <array>

namespace core {
namespace range_statistics {

std::int64_t overlap(Nanoseconds aStart, Nanoseconds aEnd, Nanoseconds bStart, Nanoseconds bEnd)
{
    return std::max<std::int64_t>(0, (std::min(aEnd, bEnd) - std::max(aStart, bStart)).count);
}

} // namespace range_statistics

double RangeStatistics::busyShare() const
{
    const double whole = static_cast<double>((busy + idle).count);
    return whole > 0 ? static_cast<double>(busy.count) / whole : 0;
}

RangeStatistics statistics(const PhasePyramid& pyramid, const Timeline& timeline, Nanoseconds start, Nanoseconds end)
{
    RangeStatistics result;
    std::array<std::int64_t, colourRoles> times {};
    for (std::size_t i = 0; i < pyramid.rows().size(); ++i) {
        const TrackRow& row = pyramid.rows()[i];
        const Lane& lane = timeline.lanes[row.lane];
        const auto devices = static_cast<std::int64_t>(lane.devices.size());
        const auto ofRow = pyramid.times(i, start, end);
        std::int64_t busy = 0;
        for (std::size_t role = 0; role < ofRow.size(); ++role) {
            times[static_cast<std::size_t>(row.roles[role])] += ofRow[role] * devices;
            busy += ofRow[role];
        }
        if (lane.kind == LaneKind::Compute) {
            result.busy += Nanoseconds(busy * devices);
            result.idle += Nanoseconds((range_statistics::overlap(start, end, lane.window, lane.window + timeline.period) - busy) * devices);
        }
    }
    for (std::size_t role = 0; role < times.size(); ++role)
        if (times[role] > 0)
            result.times.emplace_back(static_cast<ColourRole>(role), Nanoseconds(times[role]));
    return result;
}

CauseTimes causeTimes(const Bubbles& bubbles, const Timeline& timeline, Nanoseconds start, Nanoseconds end)
{
    CauseTimes times {};
    for (const Bubble& bubble : bubbles.list)
        times[static_cast<std::size_t>(bubble.cause)] += range_statistics::overlap(start, end, bubble.start, bubble.end)
            * static_cast<std::int64_t>(timeline.lanes[bubble.lane].devices.size());
    return times;
}

} // namespace core
