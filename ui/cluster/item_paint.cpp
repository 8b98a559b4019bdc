#include "ui/cluster/item_paint.h"

#include "ui/widgets/colours.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPixmapCache>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ui {
namespace item_paint {

using core::ColourRole;

double detailOf(const QPainter& painter)
{
    return QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter.worldTransform());
}

QFont font(double pixels, bool strong)
{
    QFont result;
    result.setPixelSize(static_cast<int>(pixels));
    result.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    return result;
}

void write(QPainter& painter, const QRectF& box, const QString& words, Qt::Alignment alignment)
{
    const QString shown = QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, box.width());
    painter.drawText(box, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

QColor hueOf(int kindIndex)
{
    return kindIndex < 0 ? colour(ColourRole::MutedText) : colour(core::hueRole(kindIndex));
}

QPen outline(bool selected, bool hovered)
{
    const QColor tone = selected || hovered ? colour(ColourRole::Accent) : colour(ColourRole::Border);
    return QPen(tone, selected ? 2 : 1);
}

double badgeSize(double detail) { return std::clamp(0.7 / detail, 1.0, 8.0); }

/// Around the origin.
void drawBadge(QPainter& painter, core::Severity severity, double scale)
{
    const bool isError = severity == core::Severity::Error;
    const ColourRole role = isError ? ColourRole::Error : ColourRole::Warning;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(ColourRole::Panel), 2 * scale));
    painter.setBrush(colour(role));
    const double size = 9 * scale;
    if (isError)
        painter.drawEllipse(QPointF(), size, size);
    else
        painter.drawPolygon(QPolygonF {QPointF(0, -size - scale), QPointF(size + scale, size - scale), QPointF(-size - scale, size - scale)});
    painter.setPen(colour(Colours::instance().palette().textOn(role)));
    painter.setFont(font(12 * scale, true));
    painter.drawText(QRectF(-size, -size, 2 * size, 2 * size), Qt::AlignCenter, QStringLiteral("!"));
}

/// Drawn once for a size on the screen: a thousand nodes may have one each.
void paintBadge(QPainter& painter, QPointF centre, core::Severity severity, double scale)
{
    const double size = scale * detailOf(painter), ratio = painter.device()->devicePixelRatioF();
    const QString key = QStringLiteral("badge %1 %2 %3 %4").arg(static_cast<int>(severity)).arg(size).arg(ratio).arg(colour(ColourRole::Panel).rgba());
    const double side = 2 * std::ceil(13 * size);
    QPixmap badge;
    if (!QPixmapCache::find(key, &badge)) {
        badge = QPixmap(QSize(1, 1) * std::ceil(side * ratio));
        badge.setDevicePixelRatio(ratio);
        badge.fill(Qt::transparent);
        QPainter once(&badge);
        once.translate(side / 2, side / 2);
        drawBadge(once, severity, size);
        QPixmapCache::insert(key, badge);
    }
    const QTransform transform = painter.worldTransform();
    const QPointF at = transform.map(centre) - QPointF(side / 2, side / 2);
    painter.setWorldTransform(QTransform());
    painter.drawPixmap(QPointF(std::round(at.x() * ratio), std::round(at.y() * ratio)) / ratio, badge);
    painter.setWorldTransform(transform);
}

void paintFoldMark(QPainter& painter, QPointF centre, bool unfolded)
{
    const double y = unfolded ? -2 : 2;
    painter.setPen(QPen(colour(ColourRole::Text), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF {centre + QPointF(-4, -y), centre + QPointF(0, y), centre + QPointF(4, -y)});
}

void paintRemark(QPainter& painter, QPointF at, const QString& words, ColourRole edge, double pixel)
{
    QFont small = painter.font();
    small.setPixelSize(std::max(1, static_cast<int>(12 * pixel)));
    painter.setFont(small);
    QRectF box = QFontMetricsF(small).boundingRect(words);
    box.adjust(-8 * pixel, -4 * pixel, 8 * pixel, 4 * pixel);
    box.moveTopLeft(at + QPointF(14, 14) * pixel);
    painter.setPen(QPen(colour(edge), pixel));
    painter.setBrush(colour(ColourRole::Raised));
    painter.drawRoundedRect(box, 4 * pixel, 4 * pixel);
    painter.setPen(colour(ColourRole::Text));
    painter.drawText(box, Qt::AlignCenter, words);
}

} // namespace item_paint

void paintKind(QPainter& painter, int kindIndex, QPointF centre, double size)
{
    constexpr std::array<int, 6> corners {0, 4, 3, 4, 5, 6};
    constexpr std::array<double, 6> turns {0, 0.125, 0.25, 0.25, 0.25, 0.25}; ///< of the first corner; a quarter: up
    const auto shape = static_cast<std::size_t>(std::max(0, kindIndex)) % corners.size();
    if (corners[shape] == 0) {
        painter.drawEllipse(centre, size / 2, size / 2);
        return;
    }
    QPolygonF polygon;
    for (int i = 0; i < corners[shape]; ++i) {
        const double angle = 2 * std::numbers::pi * (turns[shape] + static_cast<double>(i) / corners[shape]);
        polygon << centre + QPointF(std::cos(angle), -std::sin(angle)) * size * 0.6;
    }
    painter.drawPolygon(polygon);
}

} // namespace ui
