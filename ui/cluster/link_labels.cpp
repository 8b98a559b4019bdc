#include "ui/cluster/link_labels.h"

#include "ui/cluster/item_paint.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace ui {
namespace link_labels {

/// How much of a line from the middle of a box the box covers, at most 1.
double coveredBy(const QRectF& box, const QLineF& line)
{
    const auto share = [](double half, double way) { return way == 0 ? 1 : half / std::abs(way); };
    return std::min({share(box.width() / 2, line.dx()), share(box.height() / 2, line.dy()), 1.0});
}

QLineF betweenEnds(const ClusterPicture& picture, const DrawnLink& link)
{
    const double from = coveredBy(boxOfVertex(picture, link.vertices[0]), link.line);
    const double to = 1 - coveredBy(boxOfVertex(picture, link.vertices[1]), link.line);
    return from < to ? QLineF(link.line.pointAt(from), link.line.pointAt(to)) : link.line;
}

double wantedShare(const ClusterPicture& picture, const DrawnLink& link)
{
    const auto isSwitch = [&](int vertex) {
        const auto index = static_cast<std::size_t>(vertex);
        return index >= picture.nodes.size() && index < picture.nodes.size() + picture.switches.size();
    };
    if (isSwitch(link.vertices[0]) == isSwitch(link.vertices[1]))
        return 0.5;
    return isSwitch(link.vertices[0]) ? 0.58 : 0.42;
}

QPointF placeOf(const ClusterPicture& picture, const DrawnLink& link, const std::vector<QRectF>& titles)
{
    const QLineF seen = betweenEnds(picture, link);
    const double wanted = wantedShare(picture, link);
    if (!link.label.isEmpty() && !titles.empty())
        for (const double aside : {0.0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.32, -0.32}) {
            const QRectF box = linkLabelBox(seen.pointAt(wanted + aside), link.label);
            if (std::none_of(titles.begin(), titles.end(), [&](const QRectF& title) { return title.intersects(box); }))
                return seen.pointAt(wanted + aside);
        }
    return seen.pointAt(wanted);
}

} // namespace link_labels

QRectF linkLabelBox(QPointF centre, const QString& words, bool strong)
{
    const QFontMetricsF metrics(item_paint::font(11, strong));
    QRectF box(0, 0, metrics.horizontalAdvance(words) + 12, metrics.height() + 4);
    box.moveCenter(centre);
    return box;
}

void placeLabels(ClusterPicture& picture)
{
    std::vector<QRectF> titles;
    for (const DrawnGroup& group : picture.groups)
        if (!group.isHidden() && !group.collapsed)
            titles.push_back(titleBoxOf(group));
    for (DrawnLink& link : picture.links)
        link.labelAt = link_labels::placeOf(picture, link, titles);
}

} // namespace ui
