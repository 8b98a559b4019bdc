#pragma once

#include "core/documents/cluster.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace core {

/// The vertices of a cluster that may have errors: hosts in node order, arrays written out (not those whose id cannot be
/// read), then switches.
class VertexNames
{
public:
    explicit VertexNames(const Cluster& cluster);

    int size() const { return static_cast<int>(m_vertices.size()); }
    const std::string& name(int vertex) const { return m_vertices[static_cast<std::size_t>(vertex)].name; }
    /// -1: there is none of that name.
    int find(std::string_view name) const;
    /// "n0", "n[0-63]" or a switch; empty when any of it is unknown.
    std::vector<int> named(std::string_view pattern) const;

    /// Whether `second` comes right after `first` in one array, so that a range can hold both.
    bool follows(int first, int second) const;
    /// The shortest patterns for these vertices, in their order: "n[0-4]", "x".
    std::vector<std::string> spelled(const std::vector<int>& vertices) const;
    /// A run of vertices that follow one another, as one pattern.
    std::string run(int first, int last) const;

private:
    struct Vertex
    {
        std::string name;
        std::string prefix, suffix; ///< of an array
        int number = 0;             ///< in the brackets
        int node = -1;              ///< index into Cluster::nodes of an array, else -1
    };
    void add(Vertex vertex);

    std::vector<Vertex> m_vertices;
    std::unordered_map<std::string, int> m_byName; ///< look-up only
};

} // namespace core
