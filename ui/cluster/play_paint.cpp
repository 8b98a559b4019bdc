#include "ui/cluster/play_paint.h"

#include "ui/widgets/colours.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {
namespace play_paint {

using core::ColourRole;

QString tr(const char* words) { return QCoreApplication::translate("ui::PlayPaint", words); }

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

void paintPlayLegend(QPainter& painter, const QRect& canvas, bool hasUse)
{
    using namespace play_paint;
    const QFontMetrics metrics(painter.font());
    const int row = metrics.height() + 6;
    const QString use = tr("use, 0 to 100 %");
    const QString slow = tr("less than nominal"), down = tr("down");
    const int width = std::max({metrics.horizontalAdvance(use), metrics.horizontalAdvance(slow), metrics.horizontalAdvance(down)}) + 72;
    const QRectF box(canvas.left() + 16.5, canvas.top() + 16.5, width, (hasUse ? 3 : 2) * row + 12);
    QColor background = colour(ColourRole::Raised);
    background.setAlphaF(0.92F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour(ColourRole::Border));
    painter.setBrush(background);
    painter.drawRoundedRect(box, 6, 6);
    double y = box.top() + 6 + row / 2.0;
    const double left = box.left() + 10;
    const auto words = [&](const QString& text) {
        painter.setPen(colour(ColourRole::Text));
        painter.drawText(QRectF(left + 52, y - row / 2.0, width, row), Qt::AlignLeft | Qt::AlignVCenter, text);
        y += row;
    };
    if (hasUse) {
        for (int step = 0; step < 40; ++step)
            painter.fillRect(QRectF(left + step, y - 2.5, 1.5, 5), toneOf(step / 39.0));
        words(use);
    }
    painter.setPen(penOf({0.5, 0}, 4));
    painter.drawLine(QPointF(left, y), QPointF(left + 40, y));
    words(slow);
    painter.setPen(penOf({0, 0}, 4));
    painter.drawLine(QPointF(left, y), QPointF(left + 40, y));
    paintDown(painter, {left + 20, y});
    words(down);
}

} // namespace ui
