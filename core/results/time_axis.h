#pragma once

#include "core/base/units.h"

#include <string>
#include <vector>

namespace core {

/// Where an instant lies in pixels.
struct TimeScale
{
    Nanoseconds start;
    Nanoseconds end; ///< later than start
    double left = 0; ///< of `start`
    double width = 1;

    double pixelsPerNanosecond() const { return width / static_cast<double>((end - start).count); }
    double x(Nanoseconds at) const { return left + static_cast<double>((at - start).count) * pixelsPerNanosecond(); }
    Nanoseconds at(double x) const; ///< nearest
};

struct TimeTick
{
    Nanoseconds at;
    std::string label; ///< "2.5 ms"; as many decimals as neighbours need to differ, all in one unit
    bool operator==(const TimeTick&) const = default;
};

/// Instants in [start, end] at distances of 1, 2 or 5 times a power of ten nanoseconds, at most `most`, at least 2.
std::vector<TimeTick> timeTicks(Nanoseconds start, Nanoseconds end, int most);

} // namespace core
