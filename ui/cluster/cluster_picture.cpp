#include "ui/cluster/cluster_picture.h"

#include "core/documents/expansion.h"
#include "core/documents/groups.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/link_labels.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/words.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <map>
#include <ranges>

namespace ui {

namespace cluster_picture {

constexpr double parallelGap = 10;
constexpr int mostSideBySide = 3; ///< parallel links; more are drawn as one

QString tr(const char* words) { return QCoreApplication::translate("ui::ClusterPicture", words); }

/// 1 pixel up to 1 GB/s, then 0.6 more with each doubling, at most 7.
double widthFor(const std::optional<core::Quantity<core::BytesPerSecond>>& bandwidth)
{
    if (!bandwidth || bandwidth->value.value <= 1e9)
        return 1;
    return std::min(7.0, 1 + 0.6 * std::log2(bandwidth->value.value / 1e9));
}

int linksOf(const core::Link& link) { return std::max(membersOf(link.ends[0]), membersOf(link.ends[1])); }

QString labelOf(const core::Link& link, int links)
{
    return links > 1 ? tr("%1 × %2").arg(links).arg(text(link.bandwidth)) : text(link.bandwidth);
}

class Builder
{
public:
    Builder(const core::Cluster& cluster, const core::Catalogue& catalogue)
        : m_cluster(cluster)
        , m_catalogue(catalogue)
        , m_graph(graphOf(cluster))
        , m_placement(placementOf(cluster))
        , m_tree(cluster)
    {
        addNodes();
        addSwitches();
        addGroups();
        addLinks();
    }
    ClusterPicture picture() && { return std::move(m_picture); }

private:
    void addNodes()
    {
        std::size_t index = 0;
        for (const core::Node& node : m_cluster.nodes) {
            DrawnNode drawn;
            drawn.id = node.id;
            drawn.box = boxAround(m_placement.nodes[index++], nodeSize);
            drawn.devices = node.count;
            drawn.members = membersOf(node.id.text);
            drawn.kind = node.device ? text(node.device->text) : tr("no device kind");
            drawn.kindIndex = node.device ? kindIndex(drawn.kind, drawn.devices * drawn.members) : -1;
            drawn.detail = detailOf(node);
            drawn.group = m_tree.ofNode(static_cast<int>(m_picture.nodes.size()));
            drawn.card = m_tree.cardOf(drawn.group);
            if (!drawn.isHidden())
                m_picture.box |= drawn.box;
            m_picture.nodes.push_back(std::move(drawn));
        }
    }

    QString detailOf(const core::Node& node)
    {
        QStringList parts;
        if (node.device) {
            const auto [known, isNew] = m_memories.try_emplace(node.device->text);
            if (isNew) {
                const auto device = core::resolveDevice(m_cluster, m_catalogue, *node.device);
                known->second = device ? text(device->memory) : tr("unknown kind");
            }
            parts << known->second;
        }
        if (node.fabric && node.count > 1)
            parts << nameOf(node.fabric->kind);
        return parts.join(QStringLiteral(" · "));
    }

    int kindIndex(const QString& name, int devices)
    {
        auto& kinds = m_picture.kinds;
        auto found = std::find_if(kinds.begin(), kinds.end(), [&](const DrawnKind& kind) { return kind.name == name; });
        if (found == kinds.end())
            found = kinds.insert(kinds.end(), {name, 0});
        found->devices += devices;
        return static_cast<int>(found - kinds.begin());
    }

    void addSwitches()
    {
        std::size_t index = 0;
        for (const core::Switch& hub : m_cluster.switches) {
            const QRectF box = boxAround(m_placement.switches[index++], switchSize);
            const int group = m_tree.ofSwitch(static_cast<int>(m_picture.switches.size()));
            m_picture.switches.push_back({hub.id, box, group, m_tree.cardOf(group)});
            if (!m_picture.switches.back().isHidden())
                m_picture.box |= box;
        }
    }

    void addGroups()
    {
        for (const core::ClusterGroup& group : m_cluster.groups) {
            const int index = static_cast<int>(m_picture.groups.size());
            DrawnGroup drawn;
            drawn.id = group.id;
            drawn.collapsed = group.collapsed.value_or(false);
            drawn.around = m_tree.around(index);
            drawn.depth = m_tree.depth(index);
            drawn.card = m_tree.cardOf(drawn.around);
            drawn.devices.resize(m_picture.kinds.size());
            m_picture.groups.push_back(std::move(drawn));
        }
        const auto eachAround = [this](int group, const auto& change) {
            for (; group >= 0; group = m_tree.around(group))
                change(m_picture.groups[static_cast<std::size_t>(group)]);
        };
        for (const DrawnNode& node : m_picture.nodes)
            eachAround(node.group, [&](DrawnGroup& group) {
                group.nodes += node.members;
                if (node.kindIndex >= 0)
                    group.devices[static_cast<std::size_t>(node.kindIndex)] += node.members * node.devices;
            });
        for (const DrawnSwitch& hub : m_picture.switches)
            eachAround(hub.group, [](DrawnGroup& group) { ++group.switches; });
        placeGroups(m_picture);
        for (const DrawnGroup& group : m_picture.groups)
            if (!group.isHidden())
                m_picture.box |= group.box;
    }

    /// A node or switch, or the card that hides it.
    int drawnVertex(int vertex) const
    {
        const auto index = static_cast<std::size_t>(vertex);
        const int card = m_graph.isNode(vertex) ? m_picture.nodes[index].card : m_picture.switches[index - m_picture.nodes.size()].card;
        return card < 0 ? vertex : m_graph.vertices() + card;
    }

    void addLinks()
    {
        struct Together
        {
            int total = 0;
            int drawn = 0;
            core::BytesPerSecond bandwidth {0};
        };
        std::map<std::pair<int, int>, Together> pairs;
        const auto pairOf = [this](const Graph::Edge& edge) { return std::pair<int, int>(std::minmax(drawnVertex(edge.from), drawnVertex(edge.to))); };
        for (const Graph::Edge& edge : m_graph.edges) {
            const core::Link& link = m_cluster.links[static_cast<std::size_t>(edge.link)];
            Together& together = pairs[pairOf(edge)];
            ++together.total;
            if (link.bandwidth)
                together.bandwidth = together.bandwidth + link.bandwidth->value * static_cast<double>(edge.members);
        }
        for (const Graph::Edge& edge : m_graph.edges) {
            const std::pair<int, int> pair = pairOf(edge);
            if (pair.first == pair.second) // within a card
                continue;
            Together& together = pairs.at(pair);
            const int number = together.drawn++;
            const bool atCard = pair.second >= m_graph.vertices();
            const bool isBundled = together.total > (atCard ? 1 : mostSideBySide);
            m_picture.links.push_back(linkFor(edge, isBundled ? 0 : (number - (together.total - 1) / 2.0) * parallelGap));
            if (isBundled)
                bundle(m_picture.links.back(), together.total, together.bandwidth, number == 0);
        }
        placeLabels(m_picture);
    }

    DrawnLink linkFor(const Graph::Edge& edge, double offset) const
    {
        const core::Link& link = m_cluster.links[static_cast<std::size_t>(edge.link)];
        DrawnLink drawn;
        drawn.id = link.id;
        drawn.index = edge.link;
        drawn.vertices = {drawnVertex(edge.from), drawnVertex(edge.to)};
        drawn.line = QLineF(centre(drawn.vertices[0]), centre(drawn.vertices[1]));
        if (offset != 0 && drawn.line.length() > 0) {
            const QLineF normal = drawn.line.normalVector().unitVector();
            const double sign = drawn.vertices[0] < drawn.vertices[1] ? 1 : -1;
            drawn.line.translate(QPointF(normal.dx(), normal.dy()) * offset * sign);
        }
        drawn.width = widthFor(link.bandwidth);
        drawn.label = labelOf(link, edge.members);
        return drawn;
    }

    /// One line for all; the first carries the words.
    static void bundle(DrawnLink& link, int links, core::BytesPerSecond bandwidth, bool isFirst)
    {
        link.bundle = links;
        link.label = !isFirst ? QString() : bandwidth.value > 0 ? tr("%1 links, %2").arg(links).arg(text(bandwidth)) : tr("%1 links").arg(links);
        link.width = widthFor(core::Quantity<core::BytesPerSecond> {bandwidth, {}});
    }

    QPointF centre(int vertex) const { return boxOfVertex(m_picture, vertex).center(); }

    static QRectF boxAround(QPointF centre, QSizeF size)
    {
        return {centre - QPointF(size.width() / 2, size.height() / 2), size};
    }

    const core::Cluster& m_cluster;
    const core::Catalogue& m_catalogue;
    Graph m_graph;
    Placement m_placement;
    core::GroupTree m_tree;
    ClusterPicture m_picture;
    std::map<std::string, QString> m_memories; ///< by kind of device, as words
};

} // namespace cluster_picture

ClusterPicture pictureOf(const core::Cluster& cluster, const core::Catalogue& catalogue)
{
    return cluster_picture::Builder(cluster, catalogue).picture();
}

QString linkWords(const core::Link& link)
{
    using namespace cluster_picture;
    const QString facts = tr("%1: %2").arg(text(link.id.text), labelOf(link, linksOf(link)));
    return link.latency ? facts + tr(", %1").arg(text(link.latency)) : facts;
}

std::vector<core::LinkId> bundleOf(const ClusterPicture& picture, const core::LinkId& link)
{
    const auto found = std::find_if(picture.links.begin(), picture.links.end(), [&](const DrawnLink& one) { return one.id == link; });
    if (found == picture.links.end() || found->bundle < 2)
        return {link};
    std::vector<core::LinkId> all;
    const std::pair<int, int> pair = std::minmax(found->vertices[0], found->vertices[1]);
    for (const DrawnLink& one : picture.links)
        if (std::pair<int, int>(std::minmax(one.vertices[0], one.vertices[1])) == pair)
            all.push_back(one.id);
    return all;
}

std::vector<core::LinkId> linkIdsOf(const ClusterPicture& picture)
{
    std::vector<core::LinkId> ids;
    for (const DrawnLink& link : picture.links)
        if (ids.empty() || ids.back() != link.id)
            ids.push_back(link.id);
    return ids;
}

bool isMember(const DrawnNode& node, const std::string& name)
{
    const auto pattern = core::parseNamePattern(node.id.text);
    if (!pattern || !pattern->isRange || !name.starts_with(pattern->prefix))
        return false;
    for (int number = pattern->first; number <= pattern->last; ++number)
        if (pattern->member(number) == name)
            return true;
    return false;
}

double distance(const QLineF& line, QPointF at)
{
    const QPointF along = line.p2() - line.p1();
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? QPointF::dotProduct(at - line.p1(), along) / length : 0;
    return QLineF(line.pointAt(std::clamp(share, 0.0, 1.0)), at).length();
}

Element pick(const ClusterPicture& picture, QPointF at, double tolerance)
{
    using std::views::reverse; // the last is painted over the others
    for (const DrawnSwitch& hub : picture.switches | reverse) {
        if (!hub.isHidden() && hub.box.contains(at))
            return hub.id;
    }
    for (const DrawnNode& node : picture.nodes | reverse) {
        if (!node.isHidden() && node.box.contains(at))
            return node.id;
    }
    for (const DrawnGroup& group : picture.groups | reverse) {
        if (!group.isHidden() && titleBoxOf(group).contains(at))
            return group.id;
    }
    Element nearest;
    double least = tolerance;
    for (const DrawnLink& link : picture.links) {
        const double gap = distance(link.line, at) - link.width / 2;
        if (gap <= least) {
            least = gap;
            nearest = link.id;
        }
    }
    if (isNothing(nearest))
        for (const DrawnGroup& group : picture.groups) {
            const QRectF outer = group.box.adjusted(-tolerance, -tolerance, tolerance, tolerance);
            if (!group.isHidden() && outer.contains(at) && !group.box.adjusted(tolerance, tolerance, -tolerance, -tolerance).contains(at))
                nearest = group.id;
        }
    return nearest;
}

namespace cluster_picture {

template <typename Drawn, typename Is>
QRectF boxOrCard(const ClusterPicture& picture, const std::vector<Drawn>& drawn, const Is& is)
{
    const auto found = std::find_if(drawn.begin(), drawn.end(), is);
    if (found == drawn.end())
        return {};
    return found->card < 0 ? found->box : picture.groups[static_cast<std::size_t>(found->card)].box;
}

} // namespace cluster_picture

QRectF boxOf(const ClusterPicture& picture, const Element& element)
{
    using cluster_picture::boxOrCard;
    const auto called = [](const auto& id) { return [&id](const auto& drawn) { return drawn.id == id; }; };
    if (const auto* member = std::get_if<NodeMember>(&element))
        return boxOrCard(picture, picture.nodes, [&](const DrawnNode& node) { return isMember(node, member->name); });
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return boxOrCard(picture, picture.nodes, called(*node));
    if (const auto* hub = std::get_if<core::SwitchId>(&element))
        return boxOrCard(picture, picture.switches, called(*hub));
    if (const auto* group = std::get_if<core::GroupId>(&element))
        return boxOrCard(picture, picture.groups, called(*group));
    if (const auto* id = std::get_if<core::LinkId>(&element)) {
        const auto found = std::find_if(picture.links.begin(), picture.links.end(), called(*id));
        if (found != picture.links.end())
            return QRectF(found->line.p1(), found->line.p2()).normalized().adjusted(-8, -8, 8, 8);
    }
    return {};
}

} // namespace ui
