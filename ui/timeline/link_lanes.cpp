#include "ui/timeline/link_lanes.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ui {
namespace link_lanes {

constexpr double headroom = 1.12; ///< above the highest capacity
constexpr double reach = 5;       ///< pixels around a mark

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkLanes", words); }

QColor faint(core::ColourRole role, int alpha)
{
    QColor tone = colour(role);
    tone.setAlpha(alpha);
    return tone;
}

double topOf(const LinkLane& lane)
{
    double top = lane.nominal;
    for (const core::StepCurve::Step& step : lane.limit.steps)
        top = std::max(top, step.value);
    return top > 0 ? top * headroom : 1;
}

/// Steps drawn as they are, at most four points in a column.
QPolygonF outlineOf(const core::StepCurve& curve, const PlotMapping& mapping, const std::function<double(double)>& y)
{
    QPolygonF outline;
    const auto columns = core::columnsOf(curve, mapping.scale, mapping.area.width());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double x = mapping.area.left() + static_cast<double>(i);
        outline << QPointF(x, y(columns[i].greatest)) << QPointF(x + 1, y(columns[i].least));
    }
    return outline;
}

} // namespace link_lanes

void LinkLanes::setLanes(std::vector<LinkLane> lanes)
{
    m_lanes = std::move(lanes);
    m_first = 0;
}

int LinkLanes::shown() const { return std::min(m_room, static_cast<int>(m_lanes.size())); }

void LinkLanes::setRoom(int lanes)
{
    m_room = std::clamp(lanes, 1, most);
    scrollBy(0);
}

void LinkLanes::scrollBy(int lanes)
{
    m_first = std::clamp(m_first + lanes, 0, static_cast<int>(m_lanes.size()) - shown());
}

void LinkLanes::select(const std::string& link)
{
    int found = -1;
    for (std::size_t i = m_lanes.size(); i-- > 0;) {
        m_lanes[i].isSelected = !link.empty() && m_lanes[i].link == link;
        if (m_lanes[i].isSelected)
            found = static_cast<int>(i);
    }
    if (found >= 0 && (found < m_first || found >= m_first + shown()))
        scrollBy(found - m_first);
}

PlotMapping LinkLanes::mappingOf(const PlotMapping& all, int place) const
{
    PlotMapping mapping = all;
    mapping.area.setTop(all.area.top() + place * laneHeight);
    mapping.area.setHeight(laneHeight - 1);
    return mapping;
}

void LinkLanes::draw(QPainter& painter, const PlotMapping& mapping)
{
    painter.fillRect(mapping.area, colour(core::ColourRole::Panel));
    for (const core::TimeTick& tick : core::timeTicks(mapping.scale.start, mapping.scale.end, std::max(2, mapping.area.width() / 100)))
        painter.fillRect(QRectF(std::round(mapping.scale.x(tick.at)), mapping.area.top(), 1, mapping.area.height()), colour(core::ColourRole::Grid));
    for (int place = 0; place < shown(); ++place)
        drawLane(painter, mappingOf(mapping, place), m_lanes[static_cast<std::size_t>(m_first + place)]);
}

void LinkLanes::drawLane(QPainter& painter, const PlotMapping& mapping, const LinkLane& lane) const
{
    using namespace link_lanes;
    const QRect area = mapping.area;
    const double top = topOf(lane);
    const auto y = [&](double value) { return area.bottom() + 1 - value / top * area.height(); };
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto use = core::columnsOf(lane.use, mapping.scale, area.width());
    const auto limit = core::columnsOf(lane.limit, mapping.scale, area.width());
    const QColor solid = faint(lane.use.role, 190), highest = faint(lane.use.role, 70), lost = faint(core::ColourRole::Warning, 38);
    const auto fill = [&](int x, double from, double to, const QColor& tone) {
        if (to > from)
            painter.fillRect(QRectF(x, y(to), 1, y(from) - y(to)), tone);
    };
    for (int i = 0; i < area.width(); ++i) {
        const core::ColumnSpan& used = use[static_cast<std::size_t>(i)];
        fill(area.left() + i, 0, used.mean, solid);
        fill(area.left() + i, used.mean, used.greatest, highest);
        fill(area.left() + i, limit[static_cast<std::size_t>(i)].mean, lane.nominal, lost);
    }
    painter.setPen(QPen(colour(core::ColourRole::Text), 1));
    painter.drawPolyline(outlineOf(lane.limit, mapping, y));
    for (const LinkMark& mark : lane.marks) {
        const double x = std::round(mapping.scale.x(mark.at));
        if (x < area.left() - 4 || x > area.right() + 4)
            continue;
        painter.fillRect(QRectF(x, area.top(), 1, area.height()), colour(core::ColourRole::Warning));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(core::ColourRole::Warning));
        painter.drawPolygon(QPolygonF({QPointF(x - 4, area.top()), QPointF(x + 5, area.top()), QPointF(x + 0.5, area.top() + 6)}));
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    painter.fillRect(QRect(area.left(), area.bottom() + 1, area.width(), 1), colour(core::ColourRole::Border));
}

QStringList LinkLanes::wordsAt(const PlotMapping& mapping, QPointF point) const
{
    using namespace link_lanes;
    const int place = static_cast<int>(point.y() - mapping.area.top()) / laneHeight;
    if (!mapping.area.contains(point.toPoint()) || place < 0 || place >= shown())
        return {};
    const LinkLane& lane = m_lanes[static_cast<std::size_t>(m_first + place)];
    const core::Nanoseconds time = mapping.scale.at(point.x());
    const double used = lane.use.at(time), limit = lane.limit.at(time);
    const auto rate = [](double value) { return text(core::BytesPerSecond(value)); };
    QStringList words {lane.name};
    words << (limit > 0 ? tr("%1 of %2 (%3)").arg(rate(used), rate(limit), percent(used / limit)) : tr("down"));
    if (limit < lane.nominal * (1 - 1e-9))
        words << tr("nominal %1").arg(rate(lane.nominal));
    for (const LinkMark& mark : lane.marks)
        if (std::abs(mapping.scale.x(mark.at) - point.x()) <= reach)
            words << tr("at %1: %2").arg(text(mark.at), mark.words);
    return words;
}

void LinkLanes::drawOverlay(QPainter& painter, const PlotMapping& mapping)
{
    if (m_playhead)
        drawPlayhead(painter, mapping, *m_playhead);
    if (!m_mouse || m_lanes.empty() || m_mouse->x() < mapping.area.left() || m_mouse->x() > mapping.area.right())
        return;
    painter.fillRect(QRectF(std::floor(m_mouse->x()), mapping.area.top(), 1, mapping.area.height()), link_lanes::faint(core::ColourRole::Accent, 120));
    if (const QStringList words = wordsAt(mapping, *m_mouse); !words.isEmpty())
        drawTextCard(painter, mapping.area, *m_mouse, words);
}

} // namespace ui
