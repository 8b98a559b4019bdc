#pragma once

#include "core/results/bubbles.h"
#include "core/results/phase_pyramid.h"

#include <utility>
#include <vector>

namespace core {

/// Of a stretch of time, over all lanes; a lane counts as many times as it has devices.
struct RangeStatistics
{
    Nanoseconds busy; ///< of compute lanes
    Nanoseconds idle; ///< of compute lanes inside their windows, see `Timeline`
    std::vector<std::pair<ColourRole, Nanoseconds>> times; ///< by role
    double busyShare() const;
};
RangeStatistics statistics(const PhasePyramid& pyramid, const Timeline& timeline, Nanoseconds start, Nanoseconds end);

/// Idle time in [start, end) by cause, in device-nanoseconds: adds up to `RangeStatistics::idle`.
CauseTimes causeTimes(const Bubbles& bubbles, const Timeline& timeline, Nanoseconds start, Nanoseconds end);

} // namespace core
