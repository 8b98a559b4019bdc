#include "ui/cluster/play_paint.h"

#include "ui/widgets/colours.h"

#include <algorithm>

namespace ui {
namespace play_paint {

using core::ColourRole;

QColor mixed(const QColor& a, const QColor& b, double shareOfB)
{
    const auto mix = [&](float from, float to) { return static_cast<float>(from + (to - from) * shareOfB); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

/// Grey when idle, over the accent at one half, to the colour of what is critical when full.
QColor toneOf(double use)
{
    const double share = std::clamp(use, 0.0, 1.0);
    const QColor idle = colour(ColourRole::Link), half = colour(ColourRole::Accent), full = colour(ColourRole::Critical);
    return share < 0.5 ? mixed(idle, half, share * 2) : mixed(half, full, share * 2 - 1);
}

} // namespace play_paint

QPen penOf(const LinkLook& look, double width)
{
    const QColor tone = look.isDown() ? colour(core::ColourRole::Critical) : play_paint::toneOf(look.use);
    QPen pen(tone, look.isDown() ? 1.5 : std::max(1.5, width * std::min(1.0, std::max(0.3, look.share))));
    pen.setCapStyle(Qt::FlatCap);
    if (look.isDown())
        pen.setDashPattern({2, 4});
    else if (look.isDegraded())
        pen.setDashPattern({10 / pen.widthF(), 6 / pen.widthF()});
    return pen;
}

void paintDown(QPainter& painter, QPointF centre)
{
    painter.setPen(QPen(colour(core::ColourRole::Panel), 2));
    painter.setBrush(colour(core::ColourRole::Critical));
    painter.drawEllipse(centre, 9, 9);
    painter.setPen(QPen(colour(core::ColourRole::Panel), 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre + QPointF(-3.5, -3.5), centre + QPointF(3.5, 3.5));
    painter.drawLine(centre + QPointF(-3.5, 3.5), centre + QPointF(3.5, -3.5));
}

} // namespace ui
