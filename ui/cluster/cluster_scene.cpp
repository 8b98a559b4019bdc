#include "ui/cluster/cluster_scene.h"

#include "core/documents/groups.h"
#include "ui/cluster/cluster_items.h"
#include "ui/cluster/group_item.h"
#include "ui/cluster/unfolded_array.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QStringList>

#include <algorithm>

namespace ui {

namespace cluster_scene {

constexpr int stillAfter = 90; ///< milliseconds
constexpr double margin = 2000; ///< free canvas around the cluster, to pan into

QRectF withRoom(const QRectF& box) { return box.adjusted(-margin, -margin, margin, margin); }

template <typename T, typename Identifier>
const T* find(const std::vector<T>& things, const Identifier& id)
{
    const auto found = std::find_if(things.begin(), things.end(), [&](const T& thing) { return thing.id == id; });
    return found == things.end() ? nullptr : &*found;
}

} // namespace cluster_scene

ClusterScene::ClusterScene(Session& session, QObject* parent) : QGraphicsScene(parent), m_session(session)
{
    connect(&session, &Session::projectChanged, this, &ClusterScene::rebuild);
    connect(&session, &Session::issuesChanged, this, &ClusterScene::takeIssues);
    connect(&session.selection(), &Selection::changed, this, [this] {
        m_selected.clear();
        for (const Element& element : m_session.selection().elements())
            m_selected.insert(keyOf(element));
        redraw();
    });
    m_stillness.setSingleShot(true);
    m_stillness.setInterval(cluster_scene::stillAfter);
    connect(&m_stillness, &QTimer::timeout, this, &ClusterScene::redraw);
    connect(&Colours::instance(), &Colours::changed, this, &ClusterScene::redraw);
    connect(&session.scenarioPlayer(), &ScenarioPlayer::changed, this, &ClusterScene::takePlayed);
    connect(&session, &Session::resultsChanged, this, &ClusterScene::takePlayed);
    connect(&session.playhead(), &Playhead::moved, this, &ClusterScene::takePlayhead);
    connect(&session.playhead(), &Playhead::stateChanged, this, &ClusterScene::takePlayhead);
    setSceneRect(cluster_scene::withRoom({})); // the first element does not move what is seen
    rebuild();
    takeIssues();
    takePlayed();
}

void ClusterScene::rebuild()
{
    if (m_session.project().cluster == m_cluster)
        return;
    m_cluster = m_session.project().cluster;
    m_hovered = {};
    clear(); // the items refer to the picture
    m_nodeItems.clear();
    m_switchItems.clear();
    m_groupItems.clear();
    m_groupTitles.clear();
    m_lifted = {};
    ++m_version;
    m_unfoldedItems.clear();
    m_linksItem = nullptr;
    m_linkLabels = nullptr;
    m_still = m_cluster ? pictureOf(*m_cluster, m_session.catalogue()) : ClusterPicture();
    m_picture = m_still;
    setSceneRect(cluster_scene::withRoom(m_picture.box));
    if (!isEmpty()) {
        addItem(m_linksItem = new LinksItem(*this));
        const auto show = [this]<typename Item>(const auto& drawn, std::vector<Item*>& items, std::size_t vertex) {
            for (const auto& one : drawn) {
                items.push_back(one.isHidden() ? nullptr : new Item(one, static_cast<int>(vertex), *this));
                if (items.back())
                    addItem(items.back());
                ++vertex;
            }
        };
        const std::size_t nodes = m_picture.nodes.size();
        show(m_picture.groups, m_groupItems, nodes + m_picture.switches.size());
        showTitles(nodes + m_picture.switches.size());
        show(m_picture.nodes, m_nodeItems, 0);
        show(m_picture.switches, m_switchItems, nodes);
        addItem(m_linkLabels = new LinkLabels(*this));
    }
    showUnfolded();
    emit rebuilt();
}

void ClusterScene::showTitles(std::size_t firstVertex)
{
    for (std::size_t i = 0; i < m_picture.groups.size(); ++i) {
        const DrawnGroup& group = m_picture.groups[i];
        m_groupTitles.push_back(group.isHidden() || group.collapsed ? nullptr : new GroupTitle(group, static_cast<int>(firstVertex + i), *this));
        if (m_groupTitles.back())
            addItem(m_groupTitles.back());
    }
}

void ClusterScene::showUnfolded()
{
    for (UnfoldedItem* item : m_unfoldedItems) {
        removeItem(item);
        delete item;
    }
    m_unfoldedItems.clear();
    for (const DrawnNode& node : m_picture.nodes)
        if (isUnfolded(node.id) && node.members > 1 && !node.isHidden())
            addItem(m_unfoldedItems.emplace_back(new UnfoldedItem(unfoldedArray(node), *this)));
}

QRectF ClusterScene::toggleFold(const core::NodeId& array)
{
    if (m_unfolded.erase(array.text) == 0)
        m_unfolded.insert(array.text);
    showUnfolded();
    redraw();
    for (const UnfoldedItem* item : m_unfoldedItems)
        if (item->array().array == array)
            return item->array().box;
    return {};
}

QRectF ClusterScene::shownBox() const
{
    QRectF box = m_picture.box;
    for (const UnfoldedItem* item : m_unfoldedItems)
        box |= item->array().box;
    return box;
}

Element ClusterScene::elementAt(QPointF at, double tolerance) const
{
    for (const UnfoldedItem* item : m_unfoldedItems) {
        if (!item->array().box.contains(at))
            continue;
        for (const UnfoldedArray::Chip& chip : item->array().chips)
            if (chip.box.contains(at))
                return NodeMember {chip.name};
        return item->array().array;
    }
    return pick(m_picture, at, tolerance);
}

std::optional<core::NodeId> ClusterScene::foldMarkAt(QPointF at) const
{
    const Element under = pick(m_picture, at, 0); // a mark that something covers is not to be had
    const auto* id = std::get_if<core::NodeId>(&under);
    const DrawnNode* node = id ? cluster_scene::find(m_picture.nodes, *id) : nullptr;
    return node && foldBadgeOf(*node).contains(at) ? std::optional(*id) : std::nullopt;
}

std::optional<core::GroupId> ClusterScene::collapseMarkAt(QPointF at) const
{
    for (const DrawnGroup& group : m_picture.groups)
        if (!group.isHidden() && collapseMarkOf(group).contains(at))
            return group.id;
    return std::nullopt;
}

/// What a collapsed group hides is told on its card.
std::string ClusterScene::badgeKeyOf(const Element& element) const
{
    const auto cardOf = [](const auto& drawn, const auto& id) {
        const auto* found = cluster_scene::find(drawn, id);
        return found ? found->card : -1;
    };
    int card = -1;
    if (const auto* node = std::get_if<core::NodeId>(&element))
        card = cardOf(m_still.nodes, *node);
    else if (const auto* hub = std::get_if<core::SwitchId>(&element))
        card = cardOf(m_still.switches, *hub);
    else if (const auto* group = std::get_if<core::GroupId>(&element))
        card = cardOf(m_still.groups, *group);
    return keyOf(card < 0 ? element : Element(m_still.groups[static_cast<std::size_t>(card)].id));
}

void ClusterScene::takeIssues()
{
    m_badges.clear();
    for (const core::Issue& issue : m_session.issues()) {
        const Element element = ui::elementAt(m_session.project(), issue.pointer);
        if (isNothing(element))
            continue;
        Badge& badge = m_badges[badgeKeyOf(element)];
        if (issue.severity == core::Severity::Error)
            badge.severity = core::Severity::Error;
        badge.message += (badge.message.isEmpty() ? QString() : QStringLiteral("\n")) + text(issue.message);
    }
    redraw();
}

void ClusterScene::redraw()
{
    ++m_version;
    emit looksDifferent();
}

void ClusterScene::moves() { m_stillness.start(); }

void ClusterScene::takePlayed()
{
    const auto result = m_session.result();
    m_linkLooks = LinkLooks(m_session.scenarioPlayer().played(), result && m_cluster ? usesOf(*result, *m_cluster) : std::vector<DrawnUse>());
    takePlayhead();
}

void ClusterScene::takePlayhead()
{
    const Playhead& playhead = m_session.playhead();
    const bool resting = !playhead.isPlaying() && playhead.time() == playhead.bounds().start;
    std::vector<LinkLook> looks = resting ? std::vector<LinkLook>() : m_linkLooks.at(playhead.time());
    if (looks == m_looks)
        return;
    if (isLifting() || looks.empty() != m_looks.empty()) // those that stand are drawn once
        ++m_version;
    m_looks = std::move(looks);
    emit looksDifferent();
}

const LinkLook* ClusterScene::lookOf(const DrawnLink& link) const
{
    const auto index = static_cast<std::size_t>(link.index);
    return index < m_looks.size() ? &m_looks[index] : nullptr;
}

void ClusterScene::setHovered(const Element& element)
{
    if (element == m_hovered)
        return;
    m_hovered = element;
    redraw();
}

const ClusterScene::Badge* ClusterScene::badgeOf(const Element& element) const
{
    if (m_badges.empty())
        return nullptr;
    const auto found = m_badges.find(keyOf(element));
    return found == m_badges.end() ? nullptr : &found->second;
}

QString ClusterScene::toolTipOf(const Element& element) const
{
    QStringList lines;
    if (const auto* id = std::get_if<core::NodeId>(&element)) {
        if (const auto* node = cluster_scene::find(m_picture.nodes, *id))
            lines << tr("%1: %2 × %3, %4").arg(text(node->id.text)).arg(node->devices).arg(node->kind, node->detail);
    } else if (const auto* member = std::get_if<NodeMember>(&element)) {
        lines << text(member->name);
    } else if (const auto* hub = std::get_if<core::SwitchId>(&element)) {
        lines << text(hub->text);
    } else if (const auto* groupId = std::get_if<core::GroupId>(&element)) {
        if (const auto* group = cluster_scene::find(m_picture.groups, *groupId))
            lines << tr("%1: %2").arg(text(groupId->text), contentOf(*group));
    } else if (const auto* linkId = std::get_if<core::LinkId>(&element)) {
        if (const auto* link = cluster_scene::find(m_picture.links, *linkId))
            lines << linkWords(*link);
    }
    if (const Badge* badge = badgeOf(element))
        lines << badge->message;
    return lines.join(QLatin1Char('\n'));
}

Element ClusterScene::next(const Element& element, bool forward) const
{
    std::vector<Element> order;
    const auto add = [&order](const auto& drawn) {
        for (const auto& one : drawn)
            if (!one.isHidden())
                order.emplace_back(one.id);
    };
    add(m_picture.groups);
    add(m_picture.nodes);
    add(m_picture.switches);
    for (core::LinkId& link : linkIdsOf(m_picture))
        order.emplace_back(std::move(link));
    if (order.empty())
        return {};
    const auto found = std::find(order.begin(), order.end(), element);
    if (found == order.end())
        return forward ? order.front() : order.back();
    const auto index = static_cast<std::size_t>(found - order.begin());
    return order[(index + (forward ? 1 : order.size() - 1)) % order.size()];
}

} // namespace ui
