#pragma once

#include "core/documents/expansion.h"
#include "core/results/network_use.h"
#include "core/simulate/simulate.h"

#include <string>
#include <vector>

namespace core {

/// From an instant on these lines of the scenario make a link's bandwidth; none: it is nominal again.
struct LinkChange
{
    Nanoseconds at; ///< of the timeline
    std::vector<int> lines;
    bool operator==(const LinkChange&) const = default;
};

/// One direction of a link in one iteration.
struct LinkUse
{
    std::string link; ///< its id in the cluster; all links of an array share one
    std::string name; ///< "wan forward"
    BytesPerSecond nominal;
    CapacityUse use;
    std::vector<LinkChange> changes; ///< in the time of the timeline, and what holds when it begins
};

/// Links that carry something, 64 directions at most: in turn one that the scenario changes meanwhile and another one, of either
/// the busiest first.
Result<std::vector<LinkUse>> linkUseOf(const Timeline& timeline, const PreparedRun& run, const ExpandedCluster& cluster,
    const Cluster& drawn, const Progress& progress);

} // namespace core
