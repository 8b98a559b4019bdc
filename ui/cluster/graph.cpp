#include "ui/cluster/graph.h"

#include "core/documents/expansion.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <string>
#include <unordered_map>

namespace ui {

namespace graph {

/// Some of what an end of a link names, in one vertex.
struct Run
{
    int vertex = 0;
    int members = 1;
};

/// Finds vertices by id, or by the names of members of arrays of nodes.
class Names
{
public:
    explicit Names(const core::Cluster& cluster)
    {
        int vertex = 0;
        for (const core::Node& node : cluster.nodes) {
            const auto pattern = core::parseNamePattern(node.id.text);
            m_vertices.emplace(node.id.text, Run {vertex, pattern ? pattern->size() : 1});
            if (pattern && pattern->isRange)
                m_arrays.push_back({*pattern, vertex});
            ++vertex;
        }
        for (const core::Switch& hub : cluster.switches)
            m_vertices.emplace(hub.id.text, Run {vertex++, 1});
    }

    /// What `end` names, in its order; empty when any of it is unknown.
    std::vector<Run> runs(const std::string& end) const
    {
        if (const auto found = m_vertices.find(end); found != m_vertices.end())
            return {found->second};
        if (const auto pattern = core::parseNamePattern(end); pattern && pattern->isRange)
            return runsOf(*pattern);
        const auto array = std::find_if(m_arrays.begin(), m_arrays.end(), [&](const Array& one) { return isMember(one.pattern, end); });
        return array == m_arrays.end() ? std::vector<Run>() : std::vector<Run> {{array->vertex, 1}};
    }

private:
    struct Array
    {
        core::NamePattern pattern;
        int vertex = 0;
    };

    /// A range that is no array: parts of arrays, and single nodes, that follow one another.
    std::vector<Run> runsOf(const core::NamePattern& range) const
    {
        std::vector<Run> runs;
        for (int number = range.first; number <= range.last;) {
            const auto array = std::find_if(m_arrays.begin(), m_arrays.end(), [&](const Array& one) {
                return one.pattern.prefix == range.prefix && one.pattern.suffix == range.suffix && one.pattern.first <= number && number <= one.pattern.last;
            });
            const auto single = array == m_arrays.end() ? m_vertices.find(range.member(number)) : m_vertices.end();
            if (array == m_arrays.end() && single == m_vertices.end())
                return {};
            runs.push_back(array == m_arrays.end() ? single->second : Run {array->vertex, std::min(range.last, array->pattern.last) - number + 1});
            number += runs.back().members;
        }
        return runs;
    }

    static bool isMember(const core::NamePattern& array, const std::string& name)
    {
        if (!name.starts_with(array.prefix) || !name.ends_with(array.suffix))
            return false;
        const std::size_t affixes = array.prefix.size() + array.suffix.size();
        if (name.size() <= affixes || name.size() - affixes > 6)
            return false;
        const std::string digits = name.substr(array.prefix.size(), name.size() - affixes);
        if (digits.find_first_not_of("0123456789") != std::string::npos)
            return false;
        const int index = std::stoi(digits);
        return index >= array.first && index <= array.last;
    }

    std::unordered_map<std::string, Run> m_vertices;
    std::vector<Array> m_arrays;
};

int membersOf(const std::vector<Run>& runs)
{
    return std::accumulate(runs.begin(), runs.end(), 0, [](int sum, const Run& run) { return sum + run.members; });
}

/// Member by member, or one with all of the other end. Ends that do not fit are joined at their first: the link is seen, and
/// the check tells of it.
std::vector<Graph::Edge> edgesOf(int link, std::vector<Run> from, std::vector<Run> to)
{
    const int fromMembers = membersOf(from), toMembers = membersOf(to), all = std::max(fromMembers, toMembers);
    if (fromMembers != toMembers && std::min(fromMembers, toMembers) != 1)
        return {{link, from.front().vertex, to.front().vertex, all}};
    for (std::vector<Run>* end : {&from, &to})
        if (membersOf(*end) == 1)
            end->front().members = all;
    std::vector<Graph::Edge> edges;
    for (auto a = from.begin(), b = to.begin(); a != from.end();) {
        const int joined = std::min(a->members, b->members);
        edges.push_back({link, a->vertex, b->vertex, joined});
        a += (a->members -= joined) == 0;
        b += (b->members -= joined) == 0;
    }
    return edges;
}

} // namespace graph

Graph graphOf(const core::Cluster& cluster)
{
    const graph::Names names(cluster);
    Graph result;
    result.nodes = static_cast<int>(cluster.nodes.size());
    result.switches = static_cast<int>(cluster.switches.size());
    result.neighbours.resize(static_cast<std::size_t>(result.vertices()));
    int index = 0;
    for (const core::Link& link : cluster.links) {
        const std::vector<graph::Run> from = names.runs(link.ends[0]), to = names.runs(link.ends[1]);
        if (!from.empty() && !to.empty())
            for (const Graph::Edge& edge : graph::edgesOf(index, from, to)) {
                result.edges.push_back(edge);
                result.neighbours[static_cast<std::size_t>(edge.from)].push_back(edge.to);
                result.neighbours[static_cast<std::size_t>(edge.to)].push_back(edge.from);
            }
        ++index;
    }
    return result;
}

std::vector<int> layersOf(const Graph& graph)
{
    std::vector<int> layers(static_cast<std::size_t>(graph.vertices()), -1);
    std::deque<int> queue;
    for (int node = 0; node < graph.nodes; ++node) {
        layers[static_cast<std::size_t>(node)] = 0;
        queue.push_back(node);
    }
    while (!queue.empty()) {
        const auto vertex = static_cast<std::size_t>(queue.front());
        queue.pop_front();
        for (const int next : graph.neighbours[vertex]) {
            int& layer = layers[static_cast<std::size_t>(next)];
            if (layer < 0) {
                layer = layers[vertex] + 1;
                queue.push_back(next);
            }
        }
    }
    std::replace(layers.begin(), layers.end(), -1, 1);
    return layers;
}

int membersOf(std::string_view id)
{
    const auto pattern = core::parseNamePattern(id);
    return pattern ? pattern->size() : 1;
}

} // namespace ui
