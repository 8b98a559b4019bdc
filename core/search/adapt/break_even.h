#pragma once

#include "core/search/adapt/policies.h"

#include <optional>
#include <vector>

namespace core {

/// What decides whether it pays to go from plan A to plan B and back when something falls. Iteration times; never(): stands still.
struct DropTimes
{
    Nanoseconds stayBefore;  ///< A, as long as nothing has fallen
    Nanoseconds stayDuring;  ///< A, after the fall
    Nanoseconds otherBefore; ///< B
    Nanoseconds otherDuring;
    Nanoseconds there;       ///< moving the state from A to B, after the fall
    Nanoseconds back;        ///< from B to A, when it is over
    bool isOutage = false;   ///< A stops with the fall, and restarts when it is over
};

/// Iterations that re-planning gains over staying by a drop of this length, until it is back on plan A: both at their mean rates, the
/// migration there as if the drop lasted so long. A drop that is over when it would be noticed changes nothing. From the
/// first pass of plan B on, every further second of drop gains 1 / otherDuring - 1 / stayDuring.
double gainOfDrop(const DropTimes& times, const AdaptCosts& costs, Nanoseconds length);

/// The shortest drop that is long enough for plan B to run and for which re-planning is no loss; none: it never pays.
std::optional<Nanoseconds> breakEven(const DropTimes& times, const AdaptCosts& costs);

struct BreakEvenPoint
{
    Nanoseconds drop;
    double gain = 0; ///< iterations
    bool operator==(const BreakEvenPoint&) const = default;
};
/// The curve up to `most`, with its kinks and its zero.
std::vector<BreakEvenPoint> breakEvenCurve(const DropTimes& times, const AdaptCosts& costs, Nanoseconds most);

} // namespace core
