#include "ui/timeline/bright_marks.h"

#include "core/results/gantt_picture.h"
#include "ui/widgets/colours.h"

#include <QPainter>

#include <algorithm>
#include <iterator>
#include <vector>

namespace ui {
namespace bright_marks {

constexpr double least = 0.5; ///< pixels; narrower spans share one

void paintSpan(QPainter& painter, const TimelineScene& scene, std::uint32_t index, const QRectF& box)
{
    const core::Span& span = scene.span(index);
    const core::ColourRole role = core::barRole(*scene.timeline, span, scene.colourBy);
    const double gap = box.width() >= 4 ? 1 : 0;
    painter.fillRect(box.adjusted(0, 0, -gap, 0), colour(role));
    const std::string label = core::barLabel(span);
    if (!core::labelFits(label, box.width(), box.height()))
        return;
    painter.setPen(colour(Colours::instance().palette().textOn(role)));
    painter.drawText(box, Qt::AlignCenter, QString::fromStdString(label));
}

/// Bright spans of a row, by start. Lanes are stretches of the list of bright spans, which may be long.
std::vector<std::uint32_t> brightOf(const TimelineScene& scene, std::size_t row)
{
    const auto& bright = *scene.bright();
    const auto spans = scene.arrangement.spansOf(row);
    std::vector<std::uint32_t> found;
    if (spans.empty())
        return found;
    if (scene.arrangement.laneOf(row)) {
        found.assign(std::lower_bound(bright.begin(), bright.end(), spans.front()), std::upper_bound(bright.begin(), bright.end(), spans.back()));
        return found;
    }
    std::copy_if(spans.begin(), spans.end(), std::back_inserter(found),
        [&](std::uint32_t span) { return std::binary_search(bright.begin(), bright.end(), span); });
    return found;
}

void paintRow(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, const Lanes& lanes, std::size_t row)
{
    double done = -1e9; // the right edge of what is painted
    for (const std::uint32_t next : brightOf(scene, row)) {
        const core::Span& span = scene.span(next);
        if (span.start >= mapping.scale.end)
            break;
        if (span.end <= mapping.scale.start || core::contains(scene.hidden, core::barRole(*scene.timeline, span, scene.colourBy)))
            continue;
        const double right = mapping.scale.x(span.end);
        if (right - done < bright_marks::least && right - mapping.scale.x(span.start) < least)
            continue;
        QRectF box = lanes.boxOf(mapping, next);
        box.setLeft(std::max(box.left(), mapping.area.left() - 8.0)); // labels stay in sight
        box.setRight(std::min(box.right(), mapping.area.right() + 8.0));
        paintSpan(painter, scene, next, box);
        done = right;
    }
}

} // namespace bright_marks

void paintBright(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, const Lanes& lanes)
{
    if (!scene.bright())
        return;
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(static_cast<int>(core::barLabelSize));
    painter.setFont(font);
    for (const std::size_t lane : scene.layout.between(scene.scroll, scene.scroll + mapping.area.height()))
        bright_marks::paintRow(painter, mapping, scene, lanes, lane);
}

void paintPath(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, const Lanes& lanes)
{
    if (!scene.pathShown || !scene.explanation)
        return;
    const auto& pieces = scene.explanation->path.pieces;
    auto piece = std::lower_bound(pieces.begin(), pieces.end(), mapping.scale.start,
        [](const core::PathPiece& p, core::Nanoseconds start) { return p.end <= start; });
    if (piece != pieces.begin())
        --piece; // so that the line enters from the left
    QPolygonF line;
    for (; piece != pieces.end(); ++piece) {
        if (piece->span == core::noSpan)
            continue;
        const double left = mapping.scale.x(piece->start), right = mapping.scale.x(piece->end);
        const bool narrow = right - left < bright_marks::least;
        if (narrow && !line.isEmpty() && right - line.last().x() < 1)
            continue;
        const double y = lanes.boxOf(mapping, piece->span).bottom() - core::pathInset;
        line << QPointF(left, y) << QPointF(right, y);
        if (piece->start >= mapping.scale.end)
            break;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(core::ColourRole::Panel), 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(QPen(colour(core::ColourRole::Critical), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.restore();
}

} // namespace ui
