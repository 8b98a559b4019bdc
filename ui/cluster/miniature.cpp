#include "ui/cluster/miniature.h"

#include "ui/widgets/colours.h"

#include <algorithm>

namespace ui {

QTransform miniatureTransform(const QRectF& box, const QRectF& target)
{
    const double scale = box.isEmpty() ? 1 : std::min({1.0, target.width() / box.width(), target.height() / box.height()});
    const QPointF middle = target.center() - box.center() * scale;
    return QTransform(scale, 0, 0, scale, middle.x(), middle.y());
}

void paintMiniature(QPainter& painter, const ClusterPicture& picture, const QTransform& transform)
{
    using core::ColourRole;
    painter.setRenderHint(QPainter::Antialiasing, picture.links.size() < 500);
    QColor area = colour(ColourRole::MutedText);
    area.setAlphaF(0.10F);
    painter.setPen(QPen(colour(ColourRole::Border), 1));
    for (const DrawnGroup& group : picture.groups)
        if (!group.isHidden() && !group.collapsed) {
            painter.setBrush(area);
            painter.drawRoundedRect(transform.mapRect(group.box), 3, 3);
        }
    painter.setPen(QPen(colour(ColourRole::Link), 1));
    QVector<QLineF> lines;
    for (const DrawnLink& link : picture.links)
        lines.append(transform.map(link.line));
    painter.drawLines(lines);
    painter.setPen(QPen(colour(ColourRole::Panel), 0.5));
    for (const DrawnNode& node : picture.nodes) {
        if (node.isHidden())
            continue;
        const QRectF box = transform.mapRect(node.box);
        painter.setBrush(node.kindIndex < 0 ? colour(ColourRole::MutedText) : colour(core::hueRole(node.kindIndex)));
        const double step = std::clamp(0.08 * box.height(), 1.0, 3.0); // within the inset of a minimap
        if (node.members > 1)
            for (const double behind : {2 * step, step})
                painter.drawRoundedRect(box.translated(behind, behind), 2, 2);
        painter.drawRoundedRect(box, 2, 2);
    }
    painter.setBrush(colour(ColourRole::MutedText));
    for (const DrawnSwitch& hub : picture.switches) {
        if (hub.isHidden())
            continue;
        const QRectF box = transform.mapRect(hub.box);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    }
    for (const DrawnGroup& group : picture.groups)
        if (!group.isHidden() && group.collapsed)
            painter.drawRoundedRect(transform.mapRect(group.box), 3, 3);
}

} // namespace ui
