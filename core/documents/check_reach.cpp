#include "core/documents/check_parts.h"
#include "core/documents/edit_names.h"
#include "core/documents/json_text.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>

namespace core::check_parts {
namespace check_reach {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// The drawn graph with arrays written out; `isWhole` if all of it can be read, as only then anything is missing.
struct Net
{
    struct Edge
    {
        int link = 0; ///< index into Cluster::links
        int from = 0; ///< vertex of VertexNames
        int to = 0;
    };
    explicit Net(const Cluster& cluster) : names(cluster)
    {
        int first = 0;
        for (const Node& node : cluster.nodes) {
            const Result<NamePattern> pattern = parseNamePattern(node.id.text);
            firstHost.push_back(first);
            first += pattern ? pattern->size() : 0;
            isWhole = isWhole && pattern.ok();
        }
        firstHost.push_back(first);
        for (int vertex = 0; vertex < names.size() && isWhole; ++vertex)
            isWhole = names.find(names.name(vertex)) == vertex; // no name twice
        int index = 0;
        for (const Link& link : cluster.links) {
            const std::vector<int> from = names.named(link.ends[0]), to = names.named(link.ends[1]);
            const std::size_t members = from.empty() || to.empty() ? 0 : std::max(from.size(), to.size());
            const bool fits = members > 0 && (std::min(from.size(), to.size()) == 1 || from.size() == to.size());
            for (std::size_t i = 0; i < members && fits; ++i) {
                edges.push_back({index, from[from.size() == 1 ? 0 : i], to[to.size() == 1 ? 0 : i]});
                isWhole = isWhole && edges.back().from != edges.back().to;
            }
            isWhole = isWhole && fits;
            ++index;
        }
    }
    int hosts() const { return firstHost.back(); }

    VertexNames names;
    std::vector<int> firstHost; ///< by node, and the end: its vertices
    std::vector<Edge> edges;
    bool isWhole = true;
};

/// More than can be checked is an error of its own.
bool isTooLarge(const Cluster& cluster)
{
    constexpr long long mostHosts = 100'000, mostLinks = 400'000;
    const auto members = [](const std::string& name) {
        const Result<NamePattern> pattern = parseNamePattern(name);
        return pattern ? pattern->size() : 1;
    };
    long long hosts = 0, links = 0;
    for (const Node& node : cluster.nodes)
        hosts += members(node.id.text);
    for (const Link& link : cluster.links)
        links += std::max(members(link.ends[0]), members(link.ends[1]));
    return hosts > mostHosts || links > mostLinks;
}

/// Which hosts nothing joins to the others.
class Islands
{
public:
    Islands(const Cluster& cluster, const Net& net, Findings& findings) : m_cluster(cluster), m_net(net), m_findings(findings), m_parent(at(net.names.size()))
    {
        std::iota(m_parent.begin(), m_parent.end(), 0);
        for (const Net::Edge& edge : net.edges)
            m_parent[at(root(edge.from))] = root(edge.to);
    }

    void run()
    {
        if (m_net.hosts() < 2)
            return;
        std::vector<std::pair<int, int>> sizes(m_parent.size()); // hosts, then all
        for (int vertex = 0; vertex < m_net.names.size(); ++vertex) {
            sizes[at(root(vertex))].first += vertex < m_net.hosts();
            ++sizes[at(root(vertex))].second;
        }
        m_main = root(0);
        for (int host = 0; host < m_net.hosts(); ++host)
            if (sizes[at(root(host))] > sizes[at(m_main)])
                m_main = root(host);
        if (sizes[at(m_main)].second == 1)
            m_main = -1; // nothing is joined to anything
        int index = 0;
        for (const Node& node : m_cluster.nodes) {
            look(node, index);
            ++index;
        }
    }

private:
    int root(int vertex)
    {
        while (m_parent[at(vertex)] != vertex)
            vertex = m_parent[at(vertex)] = m_parent[at(m_parent[at(vertex)])];
        return vertex;
    }

    void look(const Node& node, int index)
    {
        std::vector<int> apart;
        for (int host = m_net.firstHost[at(index)]; host < m_net.firstHost[at(index) + 1]; ++host)
            if (root(host) != m_main)
                apart.push_back(host);
        if (apart.empty())
            return;
        const bool whole = static_cast<int>(apart.size()) == m_net.firstHost[at(index) + 1] - m_net.firstHost[at(index)];
        const std::string who = whole ? node.id.text : m_net.names.spelled(apart).front();
        const std::string to = neighbourFor(index);
        m_findings.warning("/cluster/nodes/" + std::to_string(index), "nothing joins " + quotedJson(who) + " to the other nodes", "a link to a switch or node of theirs",
            to.empty() ? std::string() : "link " + quotedJson(who) + " to " + quotedJson(to));
    }

    /// The switch with the most links, of those that the other nodes can reach; else the first other node.
    std::string neighbourFor(int node)
    {
        if (m_links.empty()) {
            m_links.resize(m_parent.size());
            for (const Net::Edge& edge : m_net.edges) {
                ++m_links[at(edge.from)];
                ++m_links[at(edge.to)];
            }
        }
        int best = -1;
        for (int hub = m_net.hosts(); hub < m_net.names.size(); ++hub)
            if ((m_main < 0 || root(hub) == m_main) && (best < 0 || m_links[at(hub)] > m_links[at(best)]))
                best = hub;
        for (int host = 0; best < 0 && host < m_net.hosts(); ++host)
            if ((host < m_net.firstHost[at(node)] || host >= m_net.firstHost[at(node) + 1]) && (m_main < 0 || root(host) == m_main))
                best = host;
        return best < 0 ? std::string() : m_net.names.name(best);
    }

    const Cluster& m_cluster;
    const Net& m_net;
    Findings& m_findings;
    std::vector<int> m_parent;
    std::vector<int> m_links; ///< by vertex
    int m_main = -1;          ///< the root of the part with the most hosts, of those the largest; -1: all are alone
};

/// Which switches get more from below than their uplinks carry on.
class Uplinks
{
public:
    Uplinks(const Cluster& cluster, const Net& net, Findings& findings) : m_cluster(cluster), m_net(net), m_findings(findings), m_switches(at(net.names.size()))
    {
        for (const Switch& hub : cluster.switches)
            m_sites.push_back(siteOf(hub.group));
        for (const Node& node : cluster.nodes)
            m_populated.insert(siteOf(node.group));
        m_populated.erase(std::string());
        std::vector<std::vector<int>> neighbours(at(net.names.size()));
        for (const Net::Edge& edge : net.edges) {
            neighbours[at(edge.from)].push_back(edge.to);
            neighbours[at(edge.to)].push_back(edge.from);
        }
        m_layer.assign(neighbours.size(), -1);
        std::vector<int> queue;
        for (int host = 0; host < net.hosts(); ++host) {
            m_layer[at(host)] = 0;
            queue.push_back(host);
        }
        for (std::size_t next = 0; next < queue.size(); ++next)
            for (const int vertex : neighbours[at(queue[next])])
                if (m_layer[at(vertex)] < 0) {
                    m_layer[at(vertex)] = m_layer[at(queue[next])] + 1;
                    queue.push_back(vertex);
                }
    }

    void run()
    {
        for (const Net::Edge& edge : m_net.edges) {
            const Link& link = m_cluster.links[at(edge.link)];
            if (!link.bandwidth || joinsSites(edge))
                continue;
            const double forward = link.bandwidth->value.value, back = link.bandwidthBack.value_or(*link.bandwidth).value.value;
            take(edge.to, edge.from, edge.link, forward, back);
            take(edge.from, edge.to, edge.link, back, forward);
        }
        for (int hub = m_net.hosts(); hub < m_net.names.size(); ++hub)
            judge(hub);
        for (const auto& [link, worst] : m_lone)
            m_findings.warning("/cluster/links/" + std::to_string(link) + "/bandwidth", worst.message, expected, quotedJson(gigabits(worst.below)));
    }

private:
    struct Sides
    {
        double below = 0; ///< bytes per second towards it
        double above = 0; ///< bytes per second from it
        std::vector<int> uplinks;
    };
    struct Worst
    {
        double ratio = 0;
        double below = 0;
        std::string message;
    };

    /// The outermost group around something in `group`; empty if that is in none.
    std::string siteOf(std::optional<GroupId> group) const
    {
        std::string site;
        for (std::size_t depth = 0; group && depth <= m_cluster.groups.size(); ++depth) {
            site = group->text;
            const auto found = std::find_if(m_cluster.groups.begin(), m_cluster.groups.end(), [&](const ClusterGroup& other) { return other.id == *group; });
            group = found == m_cluster.groups.end() ? std::nullopt : found->group;
        }
        return site;
    }

    /// A link from switch to switch, between two outermost groups with hosts of their own, is meant to be narrow.
    bool joinsSites(const Net::Edge& edge) const
    {
        if (edge.from < m_net.hosts() || edge.to < m_net.hosts())
            return false;
        const std::string &from = m_sites[at(edge.from - m_net.hosts())], &to = m_sites[at(edge.to - m_net.hosts())];
        return from != to && m_populated.contains(from) && m_populated.contains(to);
    }

    /// The end of a link at `hub`, whose other end is `other`; rates towards and from the hub.
    void take(int hub, int other, int link, double in, double out)
    {
        if (hub < m_net.hosts())
            return;
        Sides& sides = m_switches[at(hub)];
        if (m_layer[at(other)] < m_layer[at(hub)]) {
            sides.below += in;
        } else {
            sides.above += out;
            sides.uplinks.push_back(link);
        }
    }

    void judge(int hub)
    {
        const Sides& sides = m_switches[at(hub)];
        const double ratio = sides.above > 0 ? sides.below / sides.above : 0;
        if (ratio < 1.01)
            return;
        const bool one = sides.uplinks.size() == 1;
        const std::string message = std::string(one ? "the uplink of " : "the uplinks of ") + quotedJson(m_net.names.name(hub)) + (one ? " is" : " are") + " oversubscribed "
            + ratioText(ratio) + ": " + gigabits(sides.below) + " from below, " + gigabits(sides.above) + " on";
        if (!one)
            return m_findings.warning("/cluster/switches/" + std::to_string(hub - m_net.hosts()), message, expected);
        if (Worst& worst = m_lone[sides.uplinks.front()]; ratio > worst.ratio)
            worst = {ratio, sides.below, message};
    }

    static std::string gigabits(double bytesPerSecond) { return shortestDecimal(bytesPerSecond * 8 / 1e9) + " Gbit/s"; }

    /// "4:1", "2.7:1".
    static std::string ratioText(double ratio)
    {
        char digits[32];
        std::snprintf(digits, sizeof digits, ratio < 9.95 ? "%.1f" : "%.0f", ratio);
        std::string words = digits;
        if (words.ends_with(".0"))
            words.resize(words.size() - 2);
        return words + ":1";
    }

    static constexpr const char* expected = "as much as comes from below, unless it is meant so";
    const Cluster& m_cluster;
    const Net& m_net;
    Findings& m_findings;
    std::vector<std::string> m_sites;  ///< by switch: the outermost group, empty = none
    std::set<std::string> m_populated; ///< outermost groups with hosts
    std::vector<int> m_layer;      ///< by vertex: hops from the nearest host, -1 = none
    std::vector<Sides> m_switches; ///< by vertex
    std::map<int, Worst> m_lone;   ///< by link, where a switch has no other uplink
};

} // namespace check_reach

void checkReach(const Cluster& cluster, Findings& findings)
{
    if (check_reach::isTooLarge(cluster))
        return;
    const check_reach::Net net(cluster);
    if (!net.isWhole)
        return;
    check_reach::Islands(cluster, net, findings).run();
    check_reach::Uplinks(cluster, net, findings).run();
}

} // namespace core::check_parts
