#include "core/search/adapt/break_even.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace core {
namespace break_even {

double rate(Nanoseconds time) { return time == Nanoseconds::never() ? 0 : 1 / static_cast<double>(time.count); }

/// Iterations in [from, to) where the rate changes at `length`.
double work(Nanoseconds from, Nanoseconds to, Nanoseconds length, Nanoseconds during, Nanoseconds after)
{
    const Nanoseconds middle = std::clamp(length, from, std::max(from, to));
    return static_cast<double>((middle - from).count) * rate(during) + static_cast<double>(std::max<std::int64_t>(0, (to - middle).count)) * rate(after);
}

Nanoseconds firstPass(const DropTimes& times, const AdaptCosts& costs)
{
    return costs.detection + costs.planning + times.there + costs.restart;
}

bool isPossible(const DropTimes& times) { return times.there != Nanoseconds::never() && times.back != Nanoseconds::never(); }

} // namespace break_even

double gainOfDrop(const DropTimes& times, const AdaptCosts& costs, Nanoseconds length)
{
    if (length <= costs.detection || !break_even::isPossible(times))
        return 0;
    const Nanoseconds stop = costs.detection + costs.planning;
    const Nanoseconds resumed = break_even::firstPass(times, costs);
    const Nanoseconds known = std::max(length + costs.detection, stop) + costs.planning; // that it is over
    const Nanoseconds stopAgain = std::max(known, resumed);
    const Nanoseconds end = stopAgain + times.back + costs.restart;
    const Nanoseconds fallen = times.isOutage ? length + costs.restart : length;
    const double other = break_even::work(Nanoseconds(0), stop, fallen, times.stayDuring, times.stayBefore)
        + break_even::work(resumed, stopAgain, length, times.otherDuring, times.otherBefore);
    return other - break_even::work(Nanoseconds(0), end, fallen, times.stayDuring, times.stayBefore);
}

std::optional<Nanoseconds> breakEven(const DropTimes& times, const AdaptCosts& costs)
{
    if (!break_even::isPossible(times))
        return std::nullopt;
    const Nanoseconds first = break_even::firstPass(times, costs);
    const double gain = gainOfDrop(times, costs, first);
    const double slope = break_even::rate(times.otherDuring) - break_even::rate(times.stayDuring);
    if (gain >= 0)
        return first;
    const double more = -gain / slope;
    if (slope <= 0 || more > 1e18)
        return std::nullopt;
    return first + Nanoseconds(static_cast<std::int64_t>(std::ceil(more)));
}

std::vector<BreakEvenPoint> breakEvenCurve(const DropTimes& times, const AdaptCosts& costs, Nanoseconds most)
{
    constexpr std::int64_t steps = 48;
    std::set<Nanoseconds> lengths;
    for (std::int64_t i = 0; i < steps; ++i)
        lengths.insert(Nanoseconds(most.count / steps * i));
    lengths.insert(most);
    const auto add = [&](Nanoseconds length) {
        if (length <= most)
            lengths.insert(length);
    };
    add(costs.detection);
    add(costs.detection + Nanoseconds(1)); // from here on it is noticed
    if (break_even::isPossible(times)) {
        add(costs.detection + costs.planning);
        add(break_even::firstPass(times, costs));
    }
    if (const auto zero = breakEven(times, costs))
        add(*zero);
    std::vector<BreakEvenPoint> curve;
    for (const Nanoseconds length : lengths)
        curve.push_back({length, gainOfDrop(times, costs, length)});
    return curve;
}

} // namespace core
