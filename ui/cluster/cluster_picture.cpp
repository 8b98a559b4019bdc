#include "ui/cluster/cluster_picture.h"

#include "core/documents/expansion.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/words.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <map>

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

class Builder
{
public:
    Builder(const core::Cluster& cluster, const core::Catalogue& catalogue)
        : m_cluster(cluster)
        , m_catalogue(catalogue)
        , m_graph(graphOf(cluster))
        , m_placement(placementOf(cluster))
    {
        addNodes();
        addSwitches();
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
            m_picture.box |= box;
            m_picture.switches.push_back({hub.id, box});
        }
    }

    void addLinks()
    {
        std::map<std::pair<int, int>, int> total;
        for (const Graph::Edge& edge : m_graph.edges)
            ++total[std::minmax(edge.from, edge.to)];
        std::map<std::pair<int, int>, int> drawn;
        for (const Graph::Edge& edge : m_graph.edges) {
            const std::pair<int, int> pair = std::minmax(edge.from, edge.to);
            const int number = drawn[pair]++;
            const bool isBundled = total[pair] > mostSideBySide;
            m_picture.links.push_back(linkFor(edge, isBundled ? 0 : (number - (total[pair] - 1) / 2.0) * parallelGap));
            if (isBundled)
                bundle(m_picture.links.back(), total[pair], number == 0);
        }
    }

    DrawnLink linkFor(const Graph::Edge& edge, double offset) const
    {
        const core::Link& link = m_cluster.links[static_cast<std::size_t>(edge.link)];
        DrawnLink drawn;
        drawn.id = link.id;
        drawn.index = edge.link;
        drawn.line = QLineF(centre(edge.from), centre(edge.to));
        if (offset != 0 && drawn.line.length() > 0) {
            const QLineF normal = drawn.line.normalVector().unitVector();
            const double sign = edge.from < edge.to ? 1 : -1;
            drawn.line.translate(QPointF(normal.dx(), normal.dy()) * offset * sign);
        }
        drawn.width = widthFor(link.bandwidth);
        const int members = std::max(membersOf(link.ends[0]), membersOf(link.ends[1]));
        drawn.label = members > 1 ? tr("%1 × %2").arg(members).arg(text(link.bandwidth)) : text(link.bandwidth);
        drawn.detail = tr("%1: %2").arg(text(link.id.text), drawn.label);
        if (link.latency)
            drawn.detail += tr(", %1").arg(text(link.latency));
        drawn.labelAt = labelPlace(edge, drawn.line);
        drawn.vertices = {edge.from, edge.to};
        return drawn;
    }

    /// One line for all; the first carries the words.
    static void bundle(DrawnLink& link, int links, bool isFirst)
    {
        link.bundle = links;
        link.label = isFirst ? tr("%1 links").arg(links) : QString();
    }

    /// Nearer to a node than to a switch, where a fan of links has spread.
    QPointF labelPlace(const Graph::Edge& edge, const QLineF& line) const
    {
        if (m_graph.isNode(edge.from) == m_graph.isNode(edge.to))
            return line.center();
        return line.pointAt(m_graph.isNode(edge.to) ? 0.58 : 0.42);
    }

    QPointF centre(int vertex) const
    {
        const auto index = static_cast<std::size_t>(vertex);
        return m_graph.isNode(vertex) ? m_placement.nodes[index]
                                      : m_placement.switches[index - m_placement.nodes.size()];
    }

    static QRectF boxAround(QPointF centre, QSizeF size)
    {
        return {centre - QPointF(size.width() / 2, size.height() / 2), size};
    }

    const core::Cluster& m_cluster;
    const core::Catalogue& m_catalogue;
    Graph m_graph;
    Placement m_placement;
    ClusterPicture m_picture;
    std::map<std::string, QString> m_memories; ///< by kind of device, as words
};

} // namespace cluster_picture

ClusterPicture pictureOf(const core::Cluster& cluster, const core::Catalogue& catalogue)
{
    return cluster_picture::Builder(cluster, catalogue).picture();
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
    for (const DrawnSwitch& hub : picture.switches) {
        if (hub.box.contains(at))
            return hub.id;
    }
    for (const DrawnNode& node : picture.nodes) {
        if (node.box.contains(at))
            return node.id;
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
    return nearest;
}

QRectF boxOf(const ClusterPicture& picture, const Element& element)
{
    if (const auto* member = std::get_if<NodeMember>(&element)) {
        for (const DrawnNode& node : picture.nodes) {
            if (isMember(node, member->name))
                return node.box;
        }
    } else if (const auto* id = std::get_if<core::NodeId>(&element)) {
        for (const DrawnNode& node : picture.nodes) {
            if (node.id == *id)
                return node.box;
        }
    } else if (const auto* hubId = std::get_if<core::SwitchId>(&element)) {
        for (const DrawnSwitch& hub : picture.switches) {
            if (hub.id == *hubId)
                return hub.box;
        }
    } else if (const auto* linkId = std::get_if<core::LinkId>(&element)) {
        for (const DrawnLink& link : picture.links) {
            if (link.id == *linkId)
                return QRectF(link.line.p1(), link.line.p2()).normalized().adjusted(-8, -8, 8, 8);
        }
    }
    return {};
}

} // namespace ui
