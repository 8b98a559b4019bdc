#include "ui/cluster/graph.h"

#include "core/documents/expansion.h"

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>

namespace ui {

namespace graph {

/// Finds vertices by id, or by the name of one member of an array of nodes.
class Names
{
public:
    explicit Names(const core::Cluster& cluster)
    {
        int vertex = 0;
        for (const core::Node& node : cluster.nodes) {
            m_vertices.emplace(node.id.text, vertex);
            if (const auto pattern = core::parseNamePattern(node.id.text); pattern && pattern->isRange)
                m_arrays.push_back({*pattern, vertex});
            ++vertex;
        }
        for (const core::Switch& hub : cluster.switches)
            m_vertices.emplace(hub.id.text, vertex++);
    }

    std::optional<int> vertex(const std::string& name) const
    {
        if (const auto found = m_vertices.find(name); found != m_vertices.end())
            return found->second;
        for (const Array& array : m_arrays) {
            if (isMember(array.pattern, name))
                return array.vertex;
        }
        return {};
    }

private:
    struct Array
    {
        core::NamePattern pattern;
        int vertex = 0;
    };

    /// Also whether `name`, as "n[0-3]", is a part of the array.
    static bool isMember(const core::NamePattern& array, const std::string& name)
    {
        const auto part = core::parseNamePattern(name);
        if (part && part->isRange)
            return part->prefix == array.prefix && part->suffix == array.suffix && part->first >= array.first
                && part->last <= array.last;
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

    std::unordered_map<std::string, int> m_vertices;
    std::vector<Array> m_arrays;
};

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
        const auto from = names.vertex(link.ends[0]);
        const auto to = names.vertex(link.ends[1]);
        if (from && to) {
            result.edges.push_back({index, *from, *to});
            result.neighbours[static_cast<std::size_t>(*from)].push_back(*to);
            result.neighbours[static_cast<std::size_t>(*to)].push_back(*from);
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
