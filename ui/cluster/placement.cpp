#include "ui/cluster/placement.h"

#include "ui/cluster/graph.h"

#include <QRectF>

#include <algorithm>
#include <cmath>
#include <map>

namespace ui {

namespace placement {

constexpr double gap = 24;
constexpr double groupGap = 56;
constexpr double layerGap = 104;

/// The first switch that a node is linked to, or -1.
int homeOf(const Graph& graph, int node)
{
    for (const int next : graph.neighbours[static_cast<std::size_t>(node)]) {
        if (!graph.isNode(next))
            return next;
    }
    return -1;
}

/// Lays out one cluster as if nothing had a position.
class Layers
{
public:
    explicit Layers(const Graph& graph)
        : m_graph(graph)
        , m_layers(layersOf(graph))
        , m_centres(static_cast<std::size_t>(graph.vertices()))
    {
        const int top = m_layers.empty() ? 0 : *std::max_element(m_layers.begin(), m_layers.end());
        placeNodes();
        for (int layer = 1; layer <= top; ++layer)
            placeSwitches(layer);
    }
    const std::vector<QPointF>& centres() const { return m_centres; }

private:
    /// Nodes of one leaf switch stand together in a block, at most eight abreast; blocks stand side by side.
    void placeNodes()
    {
        double left = 0;
        for (const auto& [home, members] : nodesByHome())
            left = placeBlock(members, left) + groupGap;
    }

    std::map<int, std::vector<int>> nodesByHome() const
    {
        std::map<int, std::vector<int>> groups; // without a switch: last
        for (int node = 0; node < m_graph.nodes; ++node) {
            const int home = homeOf(m_graph, node);
            groups[home < 0 ? m_graph.vertices() : home].push_back(node);
        }
        return groups;
    }

    double placeBlock(const std::vector<int>& members, double left)
    {
        const auto size = static_cast<int>(members.size());
        const int columns = size <= 4 ? size : std::min(8, static_cast<int>(std::ceil(std::sqrt(1.6 * size))));
        for (int i = 0; i < size; ++i) {
            const double x = left + nodeSize.width() / 2 + (i % columns) * (nodeSize.width() + gap);
            const double y = (i / columns) * (nodeSize.height() + gap);
            at(members[static_cast<std::size_t>(i)]) = QPointF(x, y);
        }
        return left + columns * (nodeSize.width() + gap) - gap;
    }

    /// Each stands over the middle of what it joins below, then they are pushed apart from left to right.
    void placeSwitches(int layer)
    {
        std::vector<int> members;
        for (int vertex = m_graph.nodes; vertex < m_graph.vertices(); ++vertex) {
            if (m_layers[static_cast<std::size_t>(vertex)] == layer)
                members.push_back(vertex);
        }
        for (const int vertex : members)
            at(vertex) = QPointF(middleBelow(vertex, layer), -layer * (layerGap + switchSize.height()));
        std::stable_sort(members.begin(), members.end(), [&](int a, int b) { return at(a).x() < at(b).x(); });
        pushApart(members);
    }

    double middleBelow(int vertex, int layer)
    {
        double least = 0;
        double most = 0;
        bool any = false;
        for (const int next : m_graph.neighbours[static_cast<std::size_t>(vertex)]) {
            if (m_layers[static_cast<std::size_t>(next)] >= layer)
                continue;
            least = any ? std::min(least, at(next).x()) : at(next).x();
            most = any ? std::max(most, at(next).x()) : at(next).x();
            any = true;
        }
        return (least + most) / 2;
    }

    void pushApart(const std::vector<int>& members)
    {
        const double distance = switchSize.width() + gap;
        double shift = 0;
        double wanted = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            wanted += at(members[i]).x();
            if (i > 0)
                at(members[i]).rx() = std::max(at(members[i]).x(), at(members[i - 1]).x() + distance);
            shift += at(members[i]).x();
        }
        const double back = members.empty() ? 0 : (shift - wanted) / static_cast<double>(members.size());
        for (const int vertex : members)
            at(vertex).rx() -= back;
    }

    QPointF& at(int vertex) { return m_centres[static_cast<std::size_t>(vertex)]; }

    const Graph& m_graph;
    std::vector<int> m_layers;
    std::vector<QPointF> m_centres;
};

QRectF boxAround(QPointF centre, QSizeF size)
{
    return {centre - QPointF(size.width() / 2, size.height() / 2), size};
}

/// Splits the vertices into those with a position, which are put into `centres`, and the rest.
QRectF takeFixed(const core::Cluster& cluster, std::vector<QPointF>& centres, std::vector<bool>& fixed)
{
    QRectF taken;
    std::size_t vertex = 0;
    const auto take = [&](const std::optional<core::Position>& position, QSizeF size) {
        fixed.push_back(position.has_value());
        if (position) {
            centres[vertex] = QPointF(position->x, position->y);
            taken |= boxAround(centres[vertex], size);
        }
        ++vertex;
    };
    for (const core::Node& node : cluster.nodes)
        take(node.at, nodeSize);
    for (const core::Switch& hub : cluster.switches)
        take(hub.at, switchSize);
    return taken;
}

} // namespace placement

Placement placementOf(const core::Cluster& cluster)
{
    const Graph graph = graphOf(cluster);
    const auto isPlaced = [](const auto& element) { return element.at.has_value(); };
    const bool allPlaced = std::all_of(cluster.nodes.begin(), cluster.nodes.end(), isPlaced) && std::all_of(cluster.switches.begin(), cluster.switches.end(), isPlaced);
    std::vector<QPointF> centres = allPlaced ? std::vector<QPointF>(static_cast<std::size_t>(graph.vertices())) : placement::Layers(graph).centres();
    const auto sizeOf = [&](std::size_t vertex) {
        return graph.isNode(static_cast<int>(vertex)) ? nodeSize : switchSize;
    };
    std::vector<bool> fixed;
    const std::vector<QPointF> free = centres;
    const QRectF taken = placement::takeFixed(cluster, centres, fixed);
    QRectF laidOut;
    for (std::size_t i = 0; i < free.size(); ++i) {
        if (!fixed[i])
            laidOut |= placement::boxAround(free[i], sizeOf(i));
    }
    if (!taken.isNull() && !laidOut.isNull()) {
        const QPointF down(taken.left() - laidOut.left(), taken.bottom() + placement::layerGap - laidOut.top());
        for (std::size_t i = 0; i < free.size(); ++i) {
            if (!fixed[i])
                centres[i] += down;
        }
    }
    const auto middle = centres.begin() + graph.nodes;
    return {{centres.begin(), middle}, {middle, centres.end()}};
}

} // namespace ui
