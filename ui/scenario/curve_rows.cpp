#include "ui/scenario/curve_rows.h"

#include "core/results/palette.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <span>

namespace ui {
namespace curve_rows {

using core::ColourRole;
using core::Nanoseconds;

constexpr int mostLanes = 8;

QFont small(bool strong = false)
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(11);
    font.setBold(strong);
    return font;
}

QColor translucent(ColourRole role, int alpha)
{
    QColor result = colour(role);
    result.setAlpha(alpha);
    return result;
}

/// Two to five round values in (0, top).
std::vector<double> valueTicks(double top)
{
    const double rough = top / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double share = rough / power;
    const double step = power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
    std::vector<double> ticks;
    for (double value = step; value < top; value += step)
        ticks.push_back(value);
    return ticks;
}

/// Rates tick in bit/s, as links are named.
std::vector<double> ticksOf(const Curve& curve, double top)
{
    if (curve.subject.kind == core::TargetKind::Node)
        return valueTicks(top);
    std::vector<double> ticks = valueTicks(top * 8);
    for (double& tick : ticks)
        tick /= 8;
    return ticks;
}

/// One row of pixels in which the spans mix their colours by their time in each, so that none vanishes.
QImage mixedSpans(std::span<const core::Span> spans, const core::TimeScale& scale, Nanoseconds start, const QRect& area)
{
    struct Column
    {
        double red = 0, green = 0, blue = 0, share = 0;
    };
    std::vector<Column> columns(static_cast<std::size_t>(std::max(0, area.width())));
    for (const core::Span& span : spans) {
        const double from = std::max(0.0, scale.x(start + span.start) - area.left());
        const double to = std::min<double>(static_cast<double>(columns.size()), scale.x(start + span.end) - area.left());
        const QColor colours = colour(core::roleOf(span.kind));
        for (auto x = static_cast<std::size_t>(from); static_cast<double>(x) < to; ++x) {
            const double share = std::min(to, static_cast<double>(x) + 1) - std::max(from, static_cast<double>(x));
            columns[x].red += share * colours.redF();
            columns[x].green += share * colours.greenF();
            columns[x].blue += share * colours.blueF();
            columns[x].share += share;
        }
    }
    QImage image(area.width(), 1, QImage::Format_ARGB32_Premultiplied);
    auto* pixels = reinterpret_cast<QRgb*>(image.scanLine(0));
    const auto byte = [](double share) { return static_cast<int>(std::lround(255 * std::clamp(share, 0.0, 1.0))); };
    for (std::size_t x = 0; x < columns.size(); ++x)
        pixels[x] = qRgba(byte(columns[x].red), byte(columns[x].green), byte(columns[x].blue), byte(columns[x].share));
    return image;
}

void drawPlayhead(QPainter& painter, const PlotMapping& mapping, Nanoseconds playhead)
{
    painter.fillRect(QRectF(std::round(mapping.scale.x(playhead)), mapping.area.top(), 1, mapping.area.height()), colour(ColourRole::Critical));
}

} // namespace curve_rows

/// Columns of pixels with several steps show all values between the least and the greatest.
QPainterPath CurvePlot::CurveRow::path(const PlotMapping& mapping) const
{
    const Curve& curve = m_plot.m_curve;
    const auto first = std::upper_bound(curve.steps.begin(), curve.steps.end(), mapping.scale.start,
        [](core::Nanoseconds t, const Curve::Step& step) { return t < step.at; });
    QPainterPath path(QPointF(mapping.area.left(), m_plot.yOf(curve.at(mapping.scale.start), mapping)));
    double lastX = mapping.area.left(), least = path.currentPosition().y(), greatest = least;
    for (auto step = first; step != curve.steps.end() && step->at < mapping.scale.end; ++step) {
        const double x = mapping.scale.x(step->at), y = m_plot.yOf(step->value, mapping);
        if (x - lastX < 0.5 && step != first) {
            least = std::min(least, y);
            greatest = std::max(greatest, y);
            path.lineTo(lastX, least);
            path.lineTo(lastX, greatest);
            path.lineTo(lastX, y);
            continue;
        }
        path.lineTo(x, path.currentPosition().y());
        path.lineTo(x, y);
        lastX = x;
        least = greatest = y;
    }
    path.lineTo(mapping.area.right() + 1, path.currentPosition().y());
    return path;
}

void CurvePlot::CurveRow::drawGrid(QPainter& painter, const PlotMapping& mapping) const
{
    using namespace curve_rows;
    const Curve& curve = m_plot.m_curve;
    painter.fillRect(mapping.area, colour(ColourRole::Panel));
    for (const core::TimeTick& tick : core::timeTicks(mapping.scale.start, mapping.scale.end, std::max(2, mapping.area.width() / 100)))
        painter.fillRect(QRectF(std::round(mapping.scale.x(tick.at)), mapping.area.top(), 1, mapping.area.height()), colour(ColourRole::Grid));
    painter.setFont(small());
    for (const double value : ticksOf(curve, m_plot.m_top)) {
        const double y = std::round(m_plot.yOf(value, mapping));
        painter.fillRect(QRectF(mapping.area.left(), y, mapping.area.width(), 1), colour(ColourRole::Grid));
        painter.setPen(colour(ColourRole::MutedText));
        painter.drawText(QPointF(mapping.area.left() + 8, y - 3), curve.words(value));
    }
}

void CurvePlot::CurveRow::draw(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_rows;
    const Curve& curve = m_plot.m_curve;
    drawGrid(painter, mapping);
    if (curve.steps.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const double nominal = m_plot.yOf(curve.nominal, mapping);
    painter.setPen(QPen(colour(ColourRole::MutedText), 1, Qt::DashLine));
    painter.drawLine(QPointF(mapping.area.left(), nominal), QPointF(mapping.area.right(), nominal));
    const QPainterPath line = path(mapping);
    QPainterPath below = line;
    below.lineTo(mapping.area.right() + 1, mapping.area.bottom() + 1);
    below.lineTo(mapping.area.left(), mapping.area.bottom() + 1);
    painter.fillPath(below, translucent(ColourRole::Accent, 30));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(ColourRole::Accent), 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPath(line);
    drawHandles(painter, mapping);
}

void CurvePlot::CurveRow::drawHandles(QPainter& painter, const PlotMapping& mapping) const
{
    using namespace curve_rows;
    for (const CurveHandle& handle : m_plot.m_curve.handles) {
        const QPointF at(mapping.scale.x(handle.at), m_plot.yOf(handle.value, mapping));
        const bool selected = m_plot.m_selected == handle.line;
        const bool hovered = m_plot.m_hovered == handle;
        painter.setPen(QPen(colour(ColourRole::Accent), 2));
        painter.setBrush(colour(selected || hovered ? ColourRole::Accent : ColourRole::Raised));
        const double size = hovered ? 6 : 5;
        switch (handle.kind) {
        case CurveHandle::Kind::Ramp:
            painter.drawPolygon(QPolygonF {at + QPointF(0, -size), at + QPointF(size, 0), at + QPointF(0, size), at + QPointF(-size, 0)});
            break;
        case CurveHandle::Kind::Start:
            painter.drawEllipse(at, size, size);
            break;
        case CurveHandle::Kind::End:
            painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8));
            break;
        }
    }
}

void CurvePlot::CurveRow::drawOverlay(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_rows;
    const Curve& curve = m_plot.m_curve;
    drawPlayhead(painter, mapping, m_plot.m_script.session().playhead().time());
    if (!m_plot.m_mouse || curve.steps.empty() || !mapping.area.contains(m_plot.m_mouse->toPoint()))
        return;
    const Nanoseconds at = mapping.scale.at(m_plot.m_mouse->x());
    const bool dragging = m_plot.m_gesture == Gesture::Point;
    const QString words = QStringLiteral("%1  %2").arg(text(at), curve.words(dragging ? m_plot.valueAt(m_plot.m_mouse->y()) : curve.at(at)));
    painter.setFont(small(true));
    const QFontMetrics metrics(painter.font(), painter.device());
    QRectF box(m_plot.m_mouse->x() + 14, m_plot.m_mouse->y() - 30, metrics.horizontalAdvance(words) + 16, metrics.height() + 8);
    if (box.right() > mapping.area.right() - 4)
        box.moveRight(m_plot.m_mouse->x() - 14);
    box.moveTop(std::max<double>(box.top(), mapping.area.top() + 4));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(ColourRole::Border), 1));
    painter.setBrush(colour(ColourRole::Raised));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colour(ColourRole::Text));
    painter.drawText(box, Qt::AlignCenter, words);
}

void CurvePlot::StripRow::draw(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_rows;
    painter.fillRect(mapping.area, colour(ColourRole::LaneStripe));
    painter.setFont(small());
    painter.setPen(colour(ColourRole::MutedText));
    const auto result = m_plot.m_script.session().result();
    const QRectF words = QRectF(mapping.area).adjusted(8, 0, -8, 0);
    if (!result) {
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, CurvePlot::tr("Simulate (F5) to see which iteration an event hits"));
        return;
    }
    const double left = mapping.scale.x(result->input.start);
    const double right = mapping.scale.x(result->input.start + result->timeline.period);
    drawLanes(painter, mapping, *result);
    painter.setPen(QPen(colour(ColourRole::Accent), 1));
    painter.setBrush(translucent(ColourRole::Accent, right - left < 40 ? 90 : 0));
    painter.drawRect(QRectF(left, mapping.area.top() + 4, std::max(2.0, right - left), mapping.area.height() - 9));
    const QString name = CurvePlot::tr("iteration of %1, %2").arg(text(result->input.plan), text(result->timeline.period));
    const double room = QFontMetrics(painter.font(), painter.device()).horizontalAdvance(name) + 8;
    painter.setPen(colour(ColourRole::MutedText));
    if (right > mapping.area.left() && right + room < mapping.area.right())
        painter.drawText(QRectF(right + 8, mapping.area.top(), room, mapping.area.height()), Qt::AlignLeft | Qt::AlignVCenter, name);
    else if (right <= mapping.area.left() || left - room > mapping.area.left())
        painter.drawText(QRectF(std::min<double>(left, mapping.area.right()) - room - 4, mapping.area.top(), room, mapping.area.height()), Qt::AlignRight | Qt::AlignVCenter, name);
}

void CurvePlot::StripRow::drawLanes(QPainter& painter, const PlotMapping& mapping, const SimulationResult& result) const
{
    using namespace curve_rows;
    const core::Timeline& timeline = result.timeline;
    if (mapping.scale.x(result.input.start + timeline.period) - mapping.scale.x(result.input.start) < 40)
        return;
    std::vector<const core::Lane*> lanes;
    for (const core::Lane& lane : timeline.lanes)
        if (lane.kind == core::LaneKind::Compute && static_cast<int>(lanes.size()) < mostLanes)
            lanes.push_back(&lane);
    const double height = (mapping.area.height() - 11.0) / std::max<double>(1, static_cast<double>(lanes.size()));
    double y = mapping.area.top() + 5;
    for (const core::Lane* lane : lanes) {
        const auto spans = timeline.spansOf(*lane);
        const auto first = std::partition_point(spans.begin(), spans.end(),
            [&](const core::Span& span) { return result.input.start + span.end < mapping.scale.start; });
        const auto last = std::partition_point(first, spans.end(),
            [&](const core::Span& span) { return result.input.start + span.start < mapping.scale.end; });
        const QImage image = mixedSpans(std::span(first, last), mapping.scale, result.input.start, mapping.area);
        painter.drawImage(QRectF(mapping.area.left(), y, mapping.area.width(), std::max(1.0, height - 1)), image, QRectF(image.rect()));
        y += height;
    }
}

void CurvePlot::StripRow::drawOverlay(QPainter& painter, const PlotMapping& mapping)
{
    curve_rows::drawPlayhead(painter, mapping, m_plot.m_script.session().playhead().time());
}

} // namespace ui
