#pragma once

#include "core/base/result.h"
#include "core/documents/cluster.h"
#include "core/documents/expansion.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// What the patterns of a scenario stand for.
namespace core {

/// Names to look up exactly, by range ("n[0-63]") and with wildcards ("wan-*"). A name may stand for several things.
class NameIndex
{
public:
    void add(std::string name, int thing);
    /// After the last `add`, before the first `match`.
    void sort();
    /// Things in ascending order, each once; none when nothing matches. The error is a malformed range.
    Result<std::vector<int>> match(std::string_view pattern) const;
    /// A pattern that is like this one and matches; else some names; "" where there are too many to look at.
    std::string suggestion(std::string_view pattern) const;

private:
    struct Entry
    {
        std::string name;
        std::vector<int> things;
    };
    std::string examples() const;
    void appendMatches(std::string_view pattern, std::vector<int>& things) const;

    std::vector<Entry> m_entries; ///< by name, once sorted
    std::unordered_map<std::string, std::size_t> m_byName; ///< look-up only
};

/// Hosts and links by their names, numbered as in ExpandedCluster.
class ScenarioNames
{
public:
    explicit ScenarioNames(const ExpandedCluster& cluster);
    /// Of a cluster that may have errors: what cannot be read is left out.
    explicit ScenarioNames(const Cluster& cluster);

    /// Hosts, or, where the pattern names devices ("n3:5", "n[0-3]:0-1"), ranks.
    struct Nodes
    {
        std::vector<int> hosts;
        std::vector<int> ranks;
    };

    /// "up:n3" is one link, "up" all those of an array, "*" any run of characters. Never empty: the error says that
    /// nothing matches and, if wanted, suggests what might (which takes a look at every name).
    Result<std::vector<int>> links(std::string_view pattern, bool suggest = true) const;
    Result<Nodes> nodes(std::string_view pattern, bool suggest = true) const;

    const std::string& linkName(int link) const { return m_links[static_cast<std::size_t>(link)]; }
    const std::string& hostName(int host) const { return m_hosts[static_cast<std::size_t>(host)].name; }
    int hostOf(int rank) const; ///< -1: there is no such rank

private:
    struct HostName
    {
        std::string name;
        int firstRank = 0;
        int devices = 0;
    };
    void addHost(std::string name, int devices);
    void addLink(const std::string& id, const std::string& name);

    std::vector<HostName> m_hosts;
    std::vector<std::string> m_links;
    NameIndex m_hostIndex;
    NameIndex m_linkIndex;
};

} // namespace core
