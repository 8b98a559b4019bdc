#include "ui/cluster/cluster_items.h"
#include "ui/cluster/cluster_scene.h"
#include "ui/cluster/group_item.h"
#include "ui/cluster/unfolded_array.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>

/// What moves on the canvas while the project stays.
namespace ui {

/// By vertex, groups among them: whether it is one of the elements or in one.
std::vector<bool> ClusterScene::heldBy(const std::vector<Element>& elements) const
{
    std::unordered_set<std::string> moving;
    for (const Element& element : elements)
        moving.insert(keyOf(element));
    std::vector<bool> groups;
    for (const DrawnGroup& group : m_still.groups)
        groups.push_back(moving.contains(keyOf(group.id)));
    const auto isHeld = [&](int group) {
        while (group >= 0 && !groups[static_cast<std::size_t>(group)])
            group = m_still.groups[static_cast<std::size_t>(group)].around;
        return group >= 0;
    };
    std::vector<bool> held;
    held.reserve(m_still.nodes.size() + m_still.switches.size() + m_still.groups.size());
    for (const DrawnNode& node : m_still.nodes)
        held.push_back(isHeld(node.group) || moving.contains(keyOf(node.id)));
    for (const DrawnSwitch& hub : m_still.switches)
        held.push_back(isHeld(hub.group) || moving.contains(keyOf(hub.id)));
    for (int group = 0; group < static_cast<int>(groups.size()); ++group)
        held.push_back(isHeld(group));
    return held;
}

void ClusterScene::lift(const std::vector<Element>& elements)
{
    const std::vector<bool> held = heldBy(elements);
    m_lifted = {};
    for (const bool whole : held)
        m_lifted.vertices.push_back(whole ? Lift::Whole : Lift::No);
    const std::size_t nodes = m_still.nodes.size(), hubs = m_still.switches.size();
    const auto touch = [&](int group) { // what is around something lifted changes its shape
        for (; group >= 0; group = m_still.groups[static_cast<std::size_t>(group)].around)
            if (Lift& lift = m_lifted.vertices[nodes + hubs + static_cast<std::size_t>(group)]; lift == Lift::No)
                lift = Lift::Part;
    };
    for (std::size_t i = 0; i < nodes; ++i)
        if (held[i])
            touch(m_still.nodes[i].group);
    for (std::size_t i = 0; i < hubs; ++i)
        if (held[nodes + i])
            touch(m_still.switches[i].group);
    for (std::size_t i = 0; i < m_still.links.size(); ++i)
        if (isLifted(m_still.links[i].vertices[0]) || isLifted(m_still.links[i].vertices[1]))
            m_lifted.links.push_back(static_cast<int>(i));
    for (const int link : m_lifted.links)
        for (const int vertex : m_still.links[static_cast<std::size_t>(link)].vertices)
            if (!isLifted(vertex))
                m_lifted.beside.push_back(vertex);
    std::sort(m_lifted.beside.begin(), m_lifted.beside.end());
    m_lifted.beside.erase(std::unique(m_lifted.beside.begin(), m_lifted.beside.end()), m_lifted.beside.end());
    redraw();
}

void ClusterScene::shift(QPointF by)
{
    if (!isLifting())
        return;
    const std::size_t nodes = m_picture.nodes.size(), hubs = m_picture.switches.size();
    const auto place = [&](const auto& still, auto& shown, const auto& items, std::size_t first) {
        for (std::size_t i = 0; i < shown.size(); ++i) {
            if (m_lifted.vertices[first + i] == Lift::No)
                continue;
            if (items[i])
                items[i]->boxChanges();
            shown[i].box = still[i].box.translated(by);
        }
    };
    place(m_still.nodes, m_picture.nodes, m_nodeItems, 0);
    place(m_still.switches, m_picture.switches, m_switchItems, nodes);
    place(m_still.groups, m_picture.groups, m_groupItems, nodes + hubs);
    for (std::size_t i = 0; i < m_groupTitles.size(); ++i)
        if (m_groupTitles[i] && m_lifted.vertices[nodes + hubs + i] != Lift::No)
            m_groupTitles[i]->boxChanges();
    if (!m_picture.groups.empty())
        placeGroups(m_picture);
    for (const int index : m_lifted.links) {
        const DrawnLink& still = m_still.links[static_cast<std::size_t>(index)];
        DrawnLink& shown = m_picture.links[static_cast<std::size_t>(index)];
        const auto moved = [&](int vertex) { return boxOfVertex(m_picture, vertex).center() - boxOfVertex(m_still, vertex).center(); };
        const QPointF first = moved(still.vertices[0]), second = moved(still.vertices[1]);
        shown.line = QLineF(still.line.p1() + first, still.line.p2() + second);
        shown.labelAt = still.labelAt + (first + second) / 2;
    }
    if (!m_unfoldedItems.empty())
        showUnfolded();
    emit looksDifferent();
}

void ClusterScene::settle()
{
    shift({});
    m_lifted = {};
    redraw();
}

std::vector<core::Centre> ClusterScene::centresMoved(const std::vector<std::pair<Element, QPointF>>& moves) const
{
    std::vector<core::Centre> centres;
    const auto move = [&](const std::string& id, const QRectF& box, QPointF by) {
        centres.push_back({id, {box.center().x() + by.x(), box.center().y() + by.y()}});
    };
    for (const auto& [element, by] : moves) {
        const std::vector<bool> held = heldBy({element});
        for (std::size_t i = 0; i < m_still.nodes.size(); ++i)
            if (held[i])
                move(m_still.nodes[i].id.text, m_still.nodes[i].box, by);
        for (std::size_t i = 0; i < m_still.switches.size(); ++i)
            if (held[m_still.nodes.size() + i])
                move(m_still.switches[i].id.text, m_still.switches[i].box, by);
    }
    return centres;
}

bool ClusterScene::shows(int vertex) const
{
    switch (m_layer) {
    case Layer::All:
        return true;
    case Layer::Under:
        return isLifting() ? !isLifted(vertex) : false;
    case Layer::Moving:
        return isLifted(vertex);
    case Layer::Over:
        return !isLifting();
    }
    return true;
}

bool ClusterScene::shows(const DrawnLink& link) const
{
    if (m_layer == Layer::All)
        return true;
    if (!isLifting())
        return m_layer == Layer::Moving;
    const bool moves = isLifted(link.vertices[0]) || isLifted(link.vertices[1]);
    return m_layer == (moves ? Layer::Moving : Layer::Under);
}

void ClusterScene::paintMoving(QPainter& painter, const QRectF& exposed)
{
    QStyleOptionGraphicsItem option;
    option.exposedRect = exposed;
    const auto paint = [&](auto* item) {
        if (!item || !item->boundingRect().intersects(exposed))
            return;
        painter.save();
        item->paint(&painter, &option, nullptr);
        painter.restore();
    };
    m_layer = Layer::Moving;
    const std::size_t nodes = m_nodeItems.size(), hubs = m_switchItems.size();
    const auto paintLifted = [&](const auto& items, std::size_t first) {
        for (std::size_t i = 0; i < items.size(); ++i)
            if (isLifted(static_cast<int>(first + i)))
                paint(items[i]);
    };
    if (isLifting())
        paintLifted(m_groupItems, nodes + hubs);
    paint(m_linksItem);
    m_layer = Layer::All; // links end under what they join, though that stands
    for (const int vertex : m_lifted.beside) {
        const auto index = static_cast<std::size_t>(vertex);
        if (index < nodes)
            paint(m_nodeItems[index]);
        else if (index < nodes + hubs)
            paint(m_switchItems[index - nodes]);
        else
            paint(m_groupItems[index - nodes - hubs]);
    }
    m_layer = Layer::Moving;
    if (isLifting()) {
        paintLifted(m_groupTitles, nodes + hubs);
        paintLifted(m_nodeItems, 0);
        paintLifted(m_switchItems, nodes);
        paint(m_linkLabels);
        for (UnfoldedItem* item : m_unfoldedItems)
            paint(item);
    }
    m_layer = Layer::All;
}

} // namespace ui
