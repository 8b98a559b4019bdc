#include "core/search/islands.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace core {
namespace islands {

constexpr Seconds longDistance {200e-6};

/// Union of vertices that links join.
class Parts
{
public:
    explicit Parts(int vertices) : m_parent(static_cast<std::size_t>(vertices)) { std::iota(m_parent.begin(), m_parent.end(), 0); }

    int of(int vertex)
    {
        int& parent = m_parent[static_cast<std::size_t>(vertex)];
        return parent == vertex ? vertex : parent = of(parent);
    }
    void join(int a, int b) { m_parent[static_cast<std::size_t>(std::max(of(a), of(b)))] = std::min(of(a), of(b)); }

private:
    std::vector<int> m_parent;
};

/// Numbers hosts by something of theirs, in the order in which it first appears.
template <typename Key>
int number(const std::vector<Key>& keys, std::vector<int>& numbers)
{
    std::map<Key, int> known;
    for (const Key& key : keys)
        numbers.push_back(known.emplace(key, static_cast<int>(known.size())).first->second);
    return static_cast<int>(known.size());
}

std::vector<int> componentsOf(const Cluster& cluster, const ExpandedCluster& expanded, bool longLinks)
{
    Parts parts(expanded.vertices());
    for (const ConcreteLink& link : expanded.links) {
        const auto& latency = cluster.links[static_cast<std::size_t>(link.link)].latency;
        if (longLinks || !latency || latency->value < longDistance)
            parts.join(link.ends[0], link.ends[1]);
    }
    std::vector<int> components;
    for (int vertex = 0; vertex < expanded.vertices(); ++vertex)
        components.push_back(parts.of(vertex));
    return components;
}

std::string fabricText(const Node& node)
{
    if (!node.fabric)
        return {};
    const auto text = [](const auto& quantity) { return quantity ? std::to_string(quantity->value.value) : std::string(); };
    return std::to_string(static_cast<int>(node.fabric->kind)) + "/" + text(node.fabric->bandwidth) + "/"
        + text(node.fabric->peerBandwidth) + "/" + text(node.fabric->shared) + "/" + text(node.fabric->latency) + "/"
        + std::to_string(node.nics);
}

} // namespace islands

Islands islandsOf(const Cluster& cluster, const ExpandedCluster& expanded)
{
    const int hosts = static_cast<int>(expanded.hosts.size());
    std::vector<std::set<int>> switches(expanded.hosts.size());
    for (const ConcreteLink& link : expanded.links)
        for (int end = 0; end < 2; ++end) {
            const int host = link.ends[static_cast<std::size_t>(end)];
            const int other = link.ends[static_cast<std::size_t>(1 - end)];
            if (host < hosts && other >= hosts)
                switches[static_cast<std::size_t>(host)].insert(other);
        }
    for (int host = 0; host < hosts; ++host)
        if (switches[static_cast<std::size_t>(host)].empty())
            switches[static_cast<std::size_t>(host)].insert(-1 - host);
    Islands result;
    result.racks = islands::number(switches, result.rackOf);
    islands::number(islands::componentsOf(cluster, expanded, false), result.siteOf);
    for (int host = 0; host < hosts; ++host)
        result.sites = std::max(result.sites, result.siteOf[static_cast<std::size_t>(host)] + 1);
    auto joined = islands::componentsOf(cluster, expanded, true);
    joined.resize(static_cast<std::size_t>(hosts));
    result.parts = islands::number(joined, result.partOf);
    return result;
}

std::vector<Pool> poolsOf(const Cluster& cluster, const ExpandedCluster& expanded, const Islands& islands, const std::vector<double>& speeds)
{
    std::map<std::tuple<int, int, int, std::string, double>, std::size_t> known;
    std::vector<Pool> pools;
    std::vector<int> nodes;
    for (std::size_t h = 0; h < expanded.hosts.size(); ++h) {
        const Host& host = expanded.hosts[h];
        const double speed = speeds.empty() ? 1 : speeds[h];
        if (host.devices < 1 || speed <= 0)
            continue;
        const std::string fabric = islands::fabricText(cluster.nodes[static_cast<std::size_t>(host.node)]);
        const auto [at, fresh] = known.emplace(std::tuple(islands.siteOf[h], host.kind, host.devices, fabric, speed), pools.size());
        if (fresh) {
            pools.push_back({host.kind, host.devices, {}, {}});
            nodes.push_back(0);
        }
        Pool& pool = pools[at->second];
        ++nodes[at->second];
        for (int device = 0; device < host.devices; ++device)
            pool.ranks.push_back(host.firstRank + device);
    }
    for (std::size_t p = 0; p < pools.size(); ++p)
        pools[p].title = std::to_string(pools[p].size()) + " x " + expanded.kinds[static_cast<std::size_t>(pools[p].kind)].id.text + " in "
            + std::to_string(nodes[p]) + (nodes[p] == 1 ? " node" : " nodes");
    return pools;
}

} // namespace core
