#pragma once

#include "core/documents/plan.h"

#include <algorithm>
#include <vector>

namespace core {

/// Sums over the units before an index (index 0 is 0): a range's share is the difference of two entries.
using Sums = std::vector<double>;

inline double rangeOf(const Sums& sums, UnitRange units)
{
    return sums[static_cast<std::size_t>(units.end)] - sums[static_cast<std::size_t>(units.first)];
}

/// Least seconds of one kind of pass through a range of units: what its operators and collectives take on the device, or what
/// the host takes to issue them where that is longer (see `paceByHost`).
struct PassSums
{
    Sums device;
    Sums host {}; ///< none: the host never holds up

    double of(UnitRange units) const
    {
        const double own = rangeOf(device, units);
        return host.empty() ? own : std::max(own, rangeOf(host, units));
    }
    /// The larger of the two over all units: it adds up over ranges.
    const Sums& larger() const { return of(isByHost()); }
    bool isByHost() const { return !host.empty() && device.back() < host.back(); }
    const Sums& of(bool byHost) const { return byHost ? host : device; }
};

} // namespace core
