#include "core/network/cut.h"

#include "core/network/capacities.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace core {
namespace {

/// A flow network whose edges come in pairs: 2i and its reverse 2i + 1.
class FlowGraph
{
public:
    explicit FlowGraph(int vertices) : m_out(index(vertices)) { }

    void addEdge(int from, int to, double forward, double back)
    {
        for (const auto& [a, b, room] : {Edge {from, to, forward}, Edge {to, from, back}}) {
            m_out[index(a)].push_back(static_cast<int>(m_edges.size()));
            m_edges.push_back({a, b, room});
            m_most = std::max(m_most, room < infinite ? room : 0);
        }
    }

    double maximumFlow(int source, int sink)
    {
        double flow = 0;
        while (findLevels(source, sink)) {
            m_next.assign(m_out.size(), 0);
            while (const double pushed = push(source, sink, infinite))
                flow += pushed;
        }
        return flow;
    }

    static constexpr double infinite = std::numeric_limits<double>::infinity();

private:
    struct Edge
    {
        int from = 0, to = 0;
        double room = 0;
    };
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    bool isOpen(const Edge& edge) const { return edge.room > 1e-12 * m_most; } // what rounding leaves is nothing

    bool findLevels(int source, int sink)
    {
        m_levels.assign(m_out.size(), -1);
        m_levels[index(source)] = 0;
        std::vector<int> queue {source};
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (const int edge : m_out[index(queue[at])])
                if (const Edge& one = m_edges[index(edge)]; isOpen(one) && m_levels[index(one.to)] < 0) {
                    m_levels[index(one.to)] = m_levels[index(queue[at])] + 1;
                    queue.push_back(one.to);
                }
        return m_levels[index(sink)] >= 0;
    }

    /// Along one shortest path; 0 when there is none left. As deep as the path is long.
    double push(int from, int sink, double limit)
    {
        if (from == sink)
            return limit;
        for (std::size_t& next = m_next[index(from)]; next < m_out[index(from)].size(); ++next) {
            const std::size_t edge = index(m_out[index(from)][next]);
            const int to = m_edges[edge].to;
            if (!isOpen(m_edges[edge]) || m_levels[index(to)] != m_levels[index(from)] + 1)
                continue;
            if (const double pushed = push(to, sink, std::min(limit, m_edges[edge].room)); pushed > 0) {
                m_edges[edge].room -= pushed;
                m_edges[edge ^ 1].room += pushed;
                return pushed;
            }
        }
        return 0;
    }

    std::vector<Edge> m_edges;
    std::vector<std::vector<int>> m_out; ///< edges by vertex
    std::vector<int> m_levels;
    std::vector<std::size_t> m_next;
    double m_most = 0;
};

} // namespace

BytesPerSecond cutBetween(const Cluster& cluster, const ExpandedCluster& expanded, const std::vector<int>& fromHosts, const std::vector<int>& toHosts)
{
    for (const int host : fromHosts)
        if (std::find(toHosts.begin(), toHosts.end(), host) != toHosts.end())
            return BytesPerSecond(FlowGraph::infinite);
    const Capacities capacities(cluster, expanded);
    const int vertices = expanded.vertices(), hosts = static_cast<int>(expanded.hosts.size());
    FlowGraph graph(2 * vertices + 2); // a vertex is entered at 2v and left at 2v + 1
    for (int vertex = 0; vertex < vertices; ++vertex)
        graph.addEdge(2 * vertex, 2 * vertex + 1, vertex < hosts ? FlowGraph::infinite : capacities.backplane(vertex).value, 0);
    for (std::size_t i = 0; i < expanded.links.size(); ++i) {
        const auto& [a, b] = expanded.links[i].ends;
        graph.addEdge(2 * a + 1, 2 * b, capacities.linkBandwidth(static_cast<int>(i), 0).value, 0);
        graph.addEdge(2 * b + 1, 2 * a, capacities.linkBandwidth(static_cast<int>(i), 1).value, 0);
    }
    for (const int host : fromHosts)
        graph.addEdge(2 * vertices, 2 * host, FlowGraph::infinite, 0);
    for (const int host : toHosts)
        graph.addEdge(2 * host + 1, 2 * vertices + 1, FlowGraph::infinite, 0);
    return BytesPerSecond(graph.maximumFlow(2 * vertices, 2 * vertices + 1));
}

BytesPerSecond cutInHalves(const Cluster& cluster, const ExpandedCluster& expanded)
{
    std::vector<int> first(expanded.hosts.size() / 2), second(expanded.hosts.size() - first.size());
    std::iota(first.begin(), first.end(), 0);
    std::iota(second.begin(), second.end(), static_cast<int>(first.size()));
    return cutBetween(cluster, expanded, first, second);
}

} // namespace core
