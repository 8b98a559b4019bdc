#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/cluster.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace core {

/// "n[0-63]" taken apart: prefix "n", 0, 63, suffix "". Without brackets: just the prefix, one member.
struct NamePattern
{
    std::string prefix, suffix;
    int first = 0;
    int last = 0;
    bool isRange = false;

    int size() const { return isRange ? last - first + 1 : 1; }
    std::string member(int index) const; ///< "n7" for index 7 of n[0-63]
    bool operator==(const NamePattern&) const = default;
};
/// At most 100,000 members; the brackets hold `first-last` with first <= last.
Result<NamePattern> parseNamePattern(std::string_view text);

/// Devices are numbered in node order, then device index: a rank. Ids of things here are dense indices.
struct Host
{
    std::string name;     ///< "n7"
    int node = 0;         ///< index into Cluster::nodes
    int member = 0;       ///< which of the array, 0-based
    int firstRank = 0;
    int devices = 0;
    int kind = 0;         ///< index into ExpandedCluster::kinds
};

struct ConcreteLink
{
    std::string name;         ///< "up:n7" of an array, else the link's id
    int link = 0;             ///< index into Cluster::links
    std::array<int, 2> ends {}; ///< vertices: hosts first, then switches
};

/// A cluster with arrays written out and kinds resolved. Built only from a cluster without errors.
struct ExpandedCluster
{
    std::vector<Device> kinds;
    std::vector<Host> hosts;
    std::vector<std::string> switches;
    std::vector<ConcreteLink> links;
    std::vector<int> hostOfRank;
    std::unordered_map<std::string, int> hostByName; ///< for look-up only, never iterated

    int ranks() const { return static_cast<int>(hostOfRank.size()); }
    int vertices() const { return static_cast<int>(hosts.size() + switches.size()); }
    const Host& hostOf(int rank) const { return hosts[static_cast<std::size_t>(hostOfRank[static_cast<std::size_t>(rank)])]; }
    const Device& deviceOf(int rank) const { return kinds[static_cast<std::size_t>(hostOf(rank).kind)]; }
    std::string deviceName(int rank) const; ///< "n7:3"
};

/// At most 1,000,000 devices. The error names the first thing that is wrong; `check` names all.
Result<ExpandedCluster> expand(const Cluster& cluster, const Catalogue& catalogue);

/// Ranks named by "n0:0-3", "n0:5", "n0" or "n[0-3]:0-7" (all of n0, then n1, ...), in that order.
Result<std::vector<int>> ranksNamed(const ExpandedCluster& cluster, std::string_view text);

} // namespace core
