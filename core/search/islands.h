#pragma once

#include "core/documents/cluster.h"
#include "core/documents/expansion.h"

#include <string>
#include <vector>

namespace core {

/// Where hosts stand in the topology. Rack: hosts on the same switches (a host without switch is one of its own).
/// Site: what stays joined without the links of long distance, those of at least 200 us one way.
struct Islands
{
    std::vector<int> rackOf; ///< by host
    std::vector<int> siteOf; ///< by vertex: hosts, then switches; those of no host's site are of further ones
    int racks = 0;
    int sites = 0;
    std::vector<int> partOf; ///< by host: connected part of the whole graph
    int parts = 0;
};

Islands islandsOf(const Cluster& cluster, const ExpandedCluster& expanded);

/// Devices that the planner takes for the same: of one kind, in like nodes of one site.
struct Pool
{
    int kind = 0;           ///< index into ExpandedCluster::kinds
    int perHost = 1;        ///< devices of each of its hosts
    std::vector<int> ranks; ///< in node order
    std::string title;      ///< "16 x A100-80G-SXM in 2 nodes"

    int size() const { return static_cast<int>(ranks.size()); }
};

/// By first rank. Every device of the cluster is in one pool. With `speeds`, of each host's slowest device: hosts of unlike speed are in
/// unlike pools, and those of speed 0 in none.
std::vector<Pool> poolsOf(const Cluster& cluster, const ExpandedCluster& expanded, const Islands& islands, const std::vector<double>& speeds = {});

} // namespace core
