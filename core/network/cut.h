#pragma once

#include "core/documents/expansion.h"

#include <vector>

namespace core {

/// The most that some hosts can send to others at once over the links and switches that are drawn, at nominal bandwidth:
/// a maximum flow (Dinic 1970), which is the narrowest cut between them. Hosts pass traffic on; their NICs are not
/// counted, being as wide as their links together. Infinite when a host is on both sides, 0 when nothing joins them.
BytesPerSecond cutBetween(const Cluster& cluster, const ExpandedCluster& expanded, const std::vector<int>& fromHosts, const std::vector<int>& toHosts);

/// `cutBetween` the first half of the hosts and the others, in their order: of a regular network its bisection bandwidth.
BytesPerSecond cutInHalves(const Cluster& cluster, const ExpandedCluster& expanded);

} // namespace core
