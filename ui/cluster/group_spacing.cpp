#include "ui/cluster/group_spacing.h"

#include "core/documents/groups.h"
#include "ui/cluster/cluster_picture.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/snapping.h"

#include <QLineF>

#include <algorithm>
#include <limits>

namespace ui {
namespace group_spacing {

constexpr double apart = 3 * snapGrid; ///< at least, before places go to the grid

/// What moves as one: a vertex, or a group with all that is in it.
struct Unit
{
    QRectF box;
    std::vector<int> vertices;
};

/// How far to go that way until `box` has left `other`; they overlap, and `way` is not null.
double wayOut(const QRectF& box, const QRectF& other, QPointF way)
{
    double far = std::numeric_limits<double>::infinity();
    if (way.x() != 0)
        far = std::min(far, (way.x() > 0 ? other.right() - box.left() : other.left() - box.right()) / way.x());
    if (way.y() != 0)
        far = std::min(far, (way.y() > 0 ? other.bottom() - box.top() : other.top() - box.bottom()) / way.y());
    return far;
}

/// The first place that way where `box` is clear of all others.
QPointF clearance(const QRectF& box, const std::vector<QRectF>& others, QPointF way)
{
    double gone = 0;
    for (bool clear = false; !clear;) {
        clear = true;
        for (const QRectF& other : others)
            if (const QRectF moved = box.translated(way * gone); moved.intersects(other)) {
                gone += wayOut(moved, other, way) + 1; // a whole pixel, so that it ends
                clear = false;
            }
    }
    return way * gone;
}

class Spacing
{
public:
    Spacing(const core::Cluster& cluster, std::vector<QPointF> centres)
        : m_tree(cluster), m_nodes(static_cast<int>(cluster.nodes.size())), m_centres(std::move(centres))
    {
    }

    std::vector<QPointF> run()
    {
        if (m_tree.size() > 0)
            settled(-1);
        return std::move(m_centres);
    }

private:
    /// What is in a group, apart; -1: the whole cluster.
    Unit settled(int group)
    {
        std::vector<Unit> units;
        for (int inner = 0; inner < m_tree.size(); ++inner)
            if (m_tree.around(inner) == group)
                if (Unit unit = settled(inner); !unit.vertices.empty())
                    units.push_back(std::move(unit));
        const bool hasGroups = !units.empty();
        for (int vertex = 0; vertex < static_cast<int>(m_centres.size()); ++vertex)
            if ((vertex < m_nodes ? m_tree.ofNode(vertex) : m_tree.ofSwitch(vertex - m_nodes)) == group)
                units.push_back({boxOf(vertex), {vertex}});
        if (hasGroups)
            moveApart(units);
        Unit whole;
        for (const Unit& unit : units) {
            whole.box |= unit.box;
            whole.vertices.insert(whole.vertices.end(), unit.vertices.begin(), unit.vertices.end());
        }
        if (!whole.vertices.empty())
            whole.box = groupArea(whole.box);
        return whole;
    }

    QRectF boxOf(int vertex) const
    {
        QRectF box(QPointF(), vertex < m_nodes ? nodeSize : switchSize);
        box.moveCenter(m_centres[static_cast<std::size_t>(vertex)]);
        return vertex < m_nodes ? box.adjusted(0, 0, stackDepth, stackDepth) : box;
    }

    void moveApart(std::vector<Unit>& units)
    {
        QPointF middle;
        for (const Unit& unit : units)
            middle += unit.box.center() / static_cast<double>(units.size());
        const auto distance = [&](const Unit& unit) { return QLineF(middle, unit.box.center()).length(); };
        std::stable_sort(units.begin(), units.end(), [&](const Unit& a, const Unit& b) { return distance(a) < distance(b); });
        std::vector<QRectF> placed;
        for (Unit& unit : units) {
            const double far = distance(unit);
            const QPointF way = far > 0 ? (unit.box.center() - middle) / far : QPointF(1, 0);
            const QPointF by = clearance(unit.box, placed, way);
            unit.box.translate(by);
            for (const int vertex : unit.vertices)
                m_centres[static_cast<std::size_t>(vertex)] += by;
            placed.push_back(unit.box.adjusted(-apart, -apart, apart, apart));
        }
    }

    core::GroupTree m_tree;
    int m_nodes;
    std::vector<QPointF> m_centres;
};

} // namespace group_spacing

std::vector<QPointF> groupsApart(const core::Cluster& cluster, std::vector<QPointF> centres)
{
    return group_spacing::Spacing(cluster, std::move(centres)).run();
}

} // namespace ui
