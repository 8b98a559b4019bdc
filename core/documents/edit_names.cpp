#include "core/documents/edit_names.h"

#include "core/documents/expansion.h"

namespace core {

VertexNames::VertexNames(const Cluster& cluster)
{
    int index = 0;
    for (const Node& node : cluster.nodes) {
        const Result<NamePattern> pattern = parseNamePattern(node.id.text);
        if (pattern && !pattern->isRange)
            add({node.id.text, {}, {}, 0, -1});
        else if (pattern)
            for (int number = pattern->first; number <= pattern->last; ++number)
                add({pattern->member(number), pattern->prefix, pattern->suffix, number, index});
        ++index;
    }
    for (const Switch& one : cluster.switches)
        add({one.id.text, {}, {}, 0, -1});
}

void VertexNames::add(Vertex vertex)
{
    m_byName.emplace(vertex.name, size());
    m_vertices.push_back(std::move(vertex));
}

int VertexNames::find(std::string_view name) const
{
    const auto found = m_byName.find(std::string(name));
    return found == m_byName.end() ? -1 : found->second;
}

std::vector<int> VertexNames::named(std::string_view pattern) const
{
    if (const int exact = find(pattern); exact >= 0)
        return {exact};
    const Result<NamePattern> range = parseNamePattern(pattern);
    if (!range || !range->isRange)
        return {};
    std::vector<int> vertices;
    for (int number = range->first; number <= range->last; ++number) {
        vertices.push_back(find(range->member(number)));
        if (vertices.back() < 0)
            return {};
    }
    return vertices;
}

bool VertexNames::follows(int first, int second) const
{
    const Vertex& a = m_vertices[static_cast<std::size_t>(first)];
    const Vertex& b = m_vertices[static_cast<std::size_t>(second)];
    return a.node >= 0 && a.node == b.node && b.number == a.number + 1;
}

std::string VertexNames::run(int first, int last) const
{
    const Vertex& a = m_vertices[static_cast<std::size_t>(first)];
    if (first == last)
        return a.name;
    const Vertex& b = m_vertices[static_cast<std::size_t>(last)];
    return a.prefix + "[" + std::to_string(a.number) + "-" + std::to_string(b.number) + "]" + a.suffix;
}

std::vector<std::string> VertexNames::spelled(const std::vector<int>& vertices) const
{
    std::vector<std::string> patterns;
    for (std::size_t i = 0; i < vertices.size();) {
        std::size_t end = i + 1;
        while (end < vertices.size() && follows(vertices[end - 1], vertices[end]))
            ++end;
        patterns.push_back(run(vertices[i], vertices[end - 1]));
        i = end;
    }
    return patterns;
}

} // namespace core
