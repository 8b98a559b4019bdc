#pragma once

#include "core/documents/cluster.h"

#include <optional>
#include <string_view>
#include <vector>

namespace ui {

/// The drawn cluster as a graph: vertices are the nodes, then the switches; an array of nodes is one vertex.
struct Graph
{
    struct Edge
    {
        int link = 0; ///< index into Cluster::links
        int from = 0; ///< vertex of ends[0]
        int to = 0;   ///< vertex of ends[1]
        int members = 1; ///< single links that it stands for
    };
    int nodes = 0;
    int switches = 0;
    std::vector<Edge> edges;                  ///< of links with two known ends, in their order; see `graphOf`
    std::vector<std::vector<int>> neighbours; ///< by vertex, in order of links

    int vertices() const { return nodes + switches; }
    bool isNode(int vertex) const { return vertex < nodes; }
};

/// An end such as "n[0-63]" may span several nodes ("n[0-4]", "n5", "n[6-63]"): the link then has an edge for each pair of
/// vertices that it joins.
Graph graphOf(const core::Cluster& cluster);

/// Hops from the nearest node: 0 for nodes, 1 for leaf switches, and so on. A switch that no node reaches is a leaf.
std::vector<int> layersOf(const Graph& graph);

/// How many like things the id stands for: "n[0-63]" 64, a plain id 1.
int membersOf(std::string_view id);

} // namespace ui
