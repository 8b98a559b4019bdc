#include "ui/timeline/timeline_canvas.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ui {
namespace timeline_canvas {

constexpr double zoomPerNotch = 0.8;
constexpr int pixelsPerNotch = 60;
constexpr double linksShare = 0.25; ///< of the height, at most

} // namespace timeline_canvas

TimelineCanvas::TimelineCanvas(TimelineScene& scene, VisibleRange& range, QWidget* parent)
    : Plot(parent), m_scene(scene), m_range(range), m_row(scene)
{
    setObjectName(QStringLiteral("timelineCanvas"));
    setAccessibleName(tr("Lanes"));
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    addRow(m_row);
}

int TimelineCanvas::lanesHeight() const { return std::max(0, height() - rulerHeight - m_scene.chartsHeight()); }

void TimelineCanvas::addChart(const QString& title)
{
    m_charts.push_back(std::make_unique<StepChart>());
    m_scene.charts.push_back({title, {}, true});
    addRow(*m_charts.back(), m_scene.charts.back().height);
}

void TimelineCanvas::setLinks(std::vector<LinkLane> links)
{
    if (!m_scene.links.lanes)
        addRow(m_links, LinkLanes::laneHeight);
    m_scene.links.lanes = &m_links;
    m_links.setLanes(std::move(links));
    updateLinks();
    emit resized();
}

void TimelineCanvas::setLinksVisible(bool visible)
{
    m_scene.links.visible = visible;
    updateLinks();
    emit resized();
}

void TimelineCanvas::updateLinks()
{
    if (!m_scene.links.lanes)
        return;
    m_links.setRoom(static_cast<int>(timeline_canvas::linksShare * height()) / LinkLanes::laneHeight);
    setRowVisible(linksRow(), m_scene.links.isShown());
    if (m_scene.links.isShown())
        setRowHeight(linksRow(), m_links.height());
}

void TimelineCanvas::scrollLinks(int lanes)
{
    m_links.scrollBy(lanes);
    emit linksScrolled();
    replot();
}

void TimelineCanvas::setChartVisible(std::size_t index, bool visible)
{
    m_scene.charts[index].visible = visible;
    setRowVisible(static_cast<int>(index) + 1, visible);
}

void TimelineCanvas::setMouse(std::optional<QPointF> mouse)
{
    overlay().setMouse(mouse);
    for (const auto& chart : m_charts)
        chart->setMouse(mouse);
    m_links.setMouse(mouse);
}

void TimelineCanvas::setSpaceHeld(bool held)
{
    m_spaceHeld = held;
    updateShape();
}

void TimelineCanvas::updateShape()
{
    if (m_gesture == Gesture::Pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_spaceHeld)
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

TimeRange TimelineCanvas::rangeTo(QPointF point) const
{
    const core::Nanoseconds at = mapping().scale.at(point.x());
    const auto [first, last] = std::minmax(m_pressedAt, at);
    return {std::max(first, m_range.bounds().start), std::min(last, m_range.bounds().end)};
}

void TimelineCanvas::mousePressEvent(QMouseEvent* event)
{
    if (m_scene.isEmpty())
        return;
    const bool left = event->button() == Qt::LeftButton;
    if (event->button() == Qt::MiddleButton || (left && m_spaceHeld))
        m_gesture = Gesture::Pan;
    else if (left)
        m_gesture = isOnRuler(event->pos()) ? Gesture::Zoom : Gesture::Select;
    else
        return;
    m_pressed = m_last = event->position();
    m_pressedAt = mapping().scale.at(m_pressed.x());
    m_moved = false;
    if (m_gesture == Gesture::Pan)
        m_range.remember();
    updateShape();
}

void TimelineCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF point = event->position();
    const QPointF by = point - m_last;
    m_last = point;
    m_moved = m_moved || (point - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    setMouse(m_gesture == Gesture::Pan ? std::nullopt : std::optional(point));
    if (m_gesture == Gesture::None) {
        setHovered(mapping().area.contains(point.toPoint()) ? lanes().pick(mapping(), point) : std::nullopt);
        m_scene.hoveredBubble = m_scene.hovered ? std::nullopt : bubbleAt(m_scene, mapping(), point);
    } else if (m_gesture == Gesture::Pan) {
        pan(by);
    } else if (m_moved) {
        setHovered(std::nullopt);
        if (m_gesture == Gesture::Zoom)
            overlay().setZoomBand(rangeTo(point));
        else
            emit rangeDragged(rangeTo(point));
    }
    replot();
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const Gesture gesture = m_gesture;
    m_gesture = Gesture::None;
    updateShape();
    overlay().setZoomBand(std::nullopt);
    if (gesture == Gesture::Zoom && m_moved) {
        m_range.remember();
        m_range.setRange(rangeTo(event->position()));
    } else if (gesture == Gesture::Zoom) {
        emit instantClicked(mapping().scale.at(event->position().x()));
    } else if (gesture == Gesture::Select && !m_moved) {
        const bool onLanes = mapping().area.contains(event->position().toPoint());
        emit clicked(onLanes ? lanes().pick(mapping(), event->position()).value_or(core::noSpan) : core::noSpan);
    }
    replot();
}

void TimelineCanvas::setPlayhead(std::optional<core::Nanoseconds> at)
{
    if (at == m_scene.playhead)
        return;
    m_scene.playhead = at;
    for (const auto& one : m_charts)
        one->setPlayhead(at);
    m_links.setPlayhead(at);
    replot();
}

void TimelineCanvas::pan(QPointF by)
{
    m_range.pan(core::Nanoseconds(-std::llround(by.x() / mapping().scale.pixelsPerNanosecond())));
    if (by.y() != 0)
        emit wheelScrolled(-static_cast<int>(std::lround(by.y())));
}

void TimelineCanvas::wheelEvent(QWheelEvent* event)
{
    if (m_scene.isEmpty())
        return;
    const QPoint delta = event->angleDelta();
    const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / 120.0; // Alt and Shift may turn the wheel sideways
    const double length = static_cast<double>(m_range.range().length().count);
    if (event->modifiers() & Qt::ControlModifier) {
        m_range.zoom(std::pow(timeline_canvas::zoomPerNotch, notches), mapping().scale.at(event->position().x()));
    } else if (event->modifiers() & Qt::ShiftModifier || delta.y() == 0) {
        m_range.pan(core::Nanoseconds(std::llround(-notches * length / 8)));
    } else if (m_scene.links.isShown() && mapping(linksRow()).area.contains(event->position().toPoint())) {
        scrollLinks(notches > 0 ? -1 : 1);
    } else {
        emit wheelScrolled(-static_cast<int>(std::lround(notches * timeline_canvas::pixelsPerNotch)));
    }
    event->accept();
}

void TimelineCanvas::leaveEvent(QEvent*)
{
    setMouse(std::nullopt);
    m_scene.hoveredBubble.reset();
    setHovered(std::nullopt);
    replot();
}

void TimelineCanvas::resizeEvent(QResizeEvent* event)
{
    Plot::resizeEvent(event);
    updateLinks();
    emit resized();
}

void TimelineCanvas::setHovered(std::optional<std::uint32_t> span)
{
    if (span == m_scene.hovered)
        return;
    m_scene.hovered = span;
    emit hovered(span.value_or(core::noSpan));
}

} // namespace ui
