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

QRect playLegendBox(const QFontMetrics& metrics, const QRect& beside, bool hasUse)
{
    using namespace play_paint;
    int width = 0;
    for (const QString& words : {tr("use, 0 to 100 %"), tr("less than nominal"), tr("down")})
        width = std::max(width, metrics.horizontalAdvance(words));
    const int height = (hasUse ? 3 : 2) * (metrics.height() + 6) + 12;
    return {beside.right() + 9, beside.bottom() + 1 - height, width + 72, height};
}

void paintPlayLegend(QPainter& painter, const QRect& beside, bool hasUse)
{
    using namespace play_paint;
    const QRectF box = QRectF(playLegendBox(painter.fontMetrics(), beside, hasUse)).adjusted(0.5, 0.5, -0.5, -0.5);
    const int row = painter.fontMetrics().height() + 6;
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
        painter.drawText(QRectF(left + 52, y - row / 2.0, box.width() - 62, row), Qt::AlignLeft | Qt::AlignVCenter, text);
        y += row;
    };
    if (hasUse) {
        for (int step = 0; step < 40; ++step)
            painter.fillRect(QRectF(left + step, y - 2.5, 1.5, 5), toneOf(step / 39.0));
        words(tr("use, 0 to 100 %"));
    }
    painter.setPen(penOf({0.5, 0}, 4));
    painter.drawLine(QPointF(left, y), QPointF(left + 40, y));
    words(tr("less than nominal"));
    painter.setPen(penOf({0, 0}, 4));
    painter.drawLine(QPointF(left, y), QPointF(left + 40, y));
    paintDown(painter, {left + 20, y});
    words(tr("down"));
}

} // namespace ui
