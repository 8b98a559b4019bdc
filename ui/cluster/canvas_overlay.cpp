#include "ui/cluster/canvas_overlay.h"

#include "ui/cluster/item_paint.h"
#include "ui/widgets/colours.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {
namespace canvas_overlay {

QString tr(const char* words) { return QCoreApplication::translate("ui::CanvasOverlay", words); }

} // namespace canvas_overlay

void paintEmptyCanvas(QPainter& painter, const QRect& canvas)
{
    const QRect box = canvas.adjusted(24, 0, -24, 0);
    const QFont plain = painter.font();
    QFont large = plain;
    large.setPointSizeF(large.pointSizeF() * 1.4);
    painter.setFont(large);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(box.adjusted(0, 0, 0, -28), Qt::AlignCenter, canvas_overlay::tr("No cluster yet"));
    painter.setFont(plain);
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.drawText(box.adjusted(0, 28, 0, 0), Qt::AlignCenter, canvas_overlay::tr("Drag a device from the palette or press Ins; T draws a whole network; Ctrl+O opens a project"));
}

void paintNotice(QPainter& painter, const QRect& canvas, const QString& words)
{
    QRectF box(painter.fontMetrics().boundingRect(words).adjusted(-14, -7, 14, 7));
    box.moveCenter({canvas.width() / 2.0, 16 + box.height() / 2});
    painter.setPen(colour(core::ColourRole::Border));
    painter.setBrush(colour(core::ColourRole::Raised));
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(box, Qt::AlignCenter, words);
}

std::array<QPointF, 4> portsOf(const QRectF& box)
{
    const QPointF middle = box.center();
    return {QPointF(middle.x(), box.top()), QPointF(box.right(), middle.y()), QPointF(middle.x(), box.bottom()), QPointF(box.left(), middle.y())};
}

void paintPorts(QPainter& painter, const QRectF& box, double pixel)
{
    painter.setPen(QPen(colour(core::ColourRole::Accent), 1.5 * pixel));
    painter.setBrush(colour(core::ColourRole::Raised));
    for (const QPointF& port : portsOf(box))
        painter.drawEllipse(port, 5 * pixel, 5 * pixel);
}

std::array<QPointF, 2> endsOf(const ClusterPicture& picture, const DrawnLink& link)
{
    std::array<QPointF, 2> ends {link.line.p1(), link.line.p2()};
    for (std::size_t end = 0; end < 2; ++end) {
        const QRectF box = boxOfVertex(picture, link.vertices[end]);
        const std::array<QPointF, 4> corners {box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()};
        QPointF crossing;
        for (std::size_t side = 0; side < 4; ++side)
            if (link.line.intersects(QLineF(corners[side], corners[(side + 1) % 4]), &crossing) == QLineF::BoundedIntersection)
                ends[end] = crossing;
    }
    return ends;
}

void paintEnds(QPainter& painter, const std::array<QPointF, 2>& ends, double pixel)
{
    painter.setPen(QPen(colour(core::ColourRole::Accent), 2 * pixel));
    painter.setBrush(colour(core::ColourRole::Raised));
    for (const QPointF& end : ends)
        painter.drawEllipse(end, 6 * pixel, 6 * pixel);
}

} // namespace ui
