#include "ui/cluster/cluster_picture.h"
#include "ui/cluster/placement.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <numeric>

/// Areas and cards of groups.
namespace ui {
namespace group_picture {

constexpr double padding = 20;
constexpr double titleHeight = 20; ///< more above

QString tr(const char* words) { return QCoreApplication::translate("ui::GroupPicture", words); }

} // namespace group_picture

QRectF groupArea(const QRectF& content)
{
    using namespace group_picture;
    return content.adjusted(-padding, -padding - titleHeight, padding, padding);
}

void placeGroups(ClusterPicture& picture)
{
    using namespace group_picture;
    std::vector<QRectF> content(picture.groups.size());
    std::vector<int> order(picture.groups.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return picture.groups[static_cast<std::size_t>(a)].depth > picture.groups[static_cast<std::size_t>(b)].depth;
    });
    const auto hold = [&](int group, const QRectF& box) {
        if (group >= 0)
            content[static_cast<std::size_t>(group)] |= box;
    };
    for (const DrawnNode& node : picture.nodes)
        hold(node.group, node.members > 1 ? node.box.adjusted(0, 0, stackDepth, stackDepth) : node.box);
    for (const DrawnSwitch& hub : picture.switches)
        hold(hub.group, hub.box);
    for (const int index : order) { // the inner ones first
        DrawnGroup& group = picture.groups[static_cast<std::size_t>(index)];
        if (group.isEmpty())
            continue;
        const QRectF inside = content[static_cast<std::size_t>(index)];
        group.box = groupArea(inside);
        if (group.collapsed)
            group.box = QRectF(inside.center() - QPointF(nodeSize.width() / 2, nodeSize.height() / 2), nodeSize);
        hold(group.around, group.box);
    }
}

const QRectF& boxOfVertex(const ClusterPicture& picture, int vertex)
{
    auto index = static_cast<std::size_t>(vertex);
    if (index < picture.nodes.size())
        return picture.nodes[index].box;
    index -= picture.nodes.size();
    return index < picture.switches.size() ? picture.switches[index].box : picture.groups[index - picture.switches.size()].box;
}

QRectF collapseMarkOf(const DrawnGroup& group) { return {group.box.left() + 10, group.box.top() + (group.collapsed ? 8 : 10), 18, 20}; }

QRectF titleBoxOf(const DrawnGroup& group)
{
    if (group.collapsed)
        return group.box;
    QFont font;
    font.setPixelSize(13);
    font.setWeight(QFont::DemiBold);
    const double name = QFontMetricsF(font).horizontalAdvance(text(group.id.text));
    font.setPixelSize(11);
    const double words = QFontMetricsF(font).horizontalAdvance(contentOf(group));
    return {group.box.left() + 8, group.box.top() + 8, std::min(group.box.width() - 16, 22 + name + 10 + words + 8), 24};
}

QString contentOf(const DrawnGroup& group)
{
    using group_picture::tr;
    QStringList parts;
    if (group.nodes > 0) {
        const int devices = std::accumulate(group.devices.begin(), group.devices.end(), 0);
        parts << counted(group.nodes, tr("node"), tr("nodes"));
        if (devices > 0)
            parts << counted(devices, tr("device"), tr("devices"));
    } else {
        parts << counted(group.switches, tr("switch"), tr("switches"));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace ui
