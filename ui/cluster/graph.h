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
    };
    int nodes = 0;
    int switches = 0;
    std::vector<Edge> edges;                  ///< of links with two known ends, in their order
    std::vector<std::vector<int>> neighbours; ///< by vertex, in order of links

    int vertices() const { return nodes + switches; }
    bool isNode(int vertex) const { return vertex < nodes; }
};

Graph graphOf(const core::Cluster& cluster);

/// Hops from the nearest node: 0 for nodes, 1 for leaf switches, and so on. A switch that no node reaches is a leaf.
std::vector<int> layersOf(const Graph& graph);

/// How many like things the id stands for: "n[0-63]" 64, a plain id 1.
int membersOf(std::string_view id);

} // namespace ui
