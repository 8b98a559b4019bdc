#include "ui/timeline/swatch.h"

#include "ui/widgets/colours.h"

#include <QPainter>

namespace ui {

void paintSwatch(QPainter& painter, const QRect& box, const core::LegendEntry& entry)
{
    if (!entry.isIdle) {
        painter.fillRect(box, colour(entry.role));
        return;
    }
    QColor tint = colour(entry.role);
    tint.setAlpha(70);
    painter.fillRect(box, tint);
    painter.save();
    painter.setClipRect(box);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(entry.role), 1.2));
    for (int x = box.left() - box.height(); x < box.right(); x += 4)
        painter.drawLine(QPointF(x, box.bottom() + 1), QPointF(x + box.height(), box.top()));
    painter.restore();
}

} // namespace ui
