#include "core/results/time_axis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace core {
namespace time_axis {

struct TimeUnit
{
    std::int64_t nanoseconds;
    const char* name;
};
constexpr std::array<TimeUnit, 4> units {{{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "\u00b5s"}, {1, "ns"}}};

/// The smallest of 1, 2, 5, 10, 20, ... that is not below `least`.
std::int64_t niceStep(double least)
{
    for (std::int64_t power = 1; power <= 1'000'000'000'000'000'000; power *= 10)
        for (const std::int64_t factor : {1, 2, 5})
            if (static_cast<double>(power) * static_cast<double>(factor) >= least)
                return power * factor;
    return 1'000'000'000'000'000'000;
}

/// Digits after the point that multiples of `step` need in a unit of `unit` nanoseconds.
int decimals(std::int64_t step, std::int64_t unit)
{
    int digits = 0;
    for (std::int64_t part = unit; part > 1 && step % part != 0; part /= 10)
        ++digits;
    return digits;
}

std::string label(std::int64_t at, const TimeUnit& unit, int digits)
{
    std::array<char, 64> text {};
    const double value = static_cast<double>(at) / static_cast<double>(unit.nanoseconds);
    const auto end
        = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr;
    return std::string(text.data(), end) + " " + unit.name;
}

} // namespace time_axis

Nanoseconds TimeScale::at(double x) const
{
    return start + Nanoseconds(std::llround((x - left) / pixelsPerNanosecond()));
}

std::vector<TimeTick> timeTicks(Nanoseconds start, Nanoseconds end, int most)
{
    const double length = static_cast<double>((end - start).count);
    const std::int64_t step = time_axis::niceStep(length / std::max(1, most - 1));
    const std::int64_t largest = std::max(std::abs(start.count), std::abs(end.count));
    const auto unit = std::find_if(time_axis::units.begin(), time_axis::units.end() - 1,
        [&](const time_axis::TimeUnit& u) { return largest >= u.nanoseconds; });
    const int digits = time_axis::decimals(step, unit->nanoseconds);
    std::vector<TimeTick> ticks;
    std::int64_t at = start.count / step * step;
    if (at < start.count)
        at += step;
    for (; at <= end.count; at += step)
        ticks.push_back({Nanoseconds(at), time_axis::label(at, *unit, digits)});
    return ticks;
}

} // namespace core
