#include "core/documents/drawing.h"
#include "ui/cluster/canvas_arranging.h"
#include "ui/cluster/canvas_editing.h"
#include "ui/cluster/canvas_overlay.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/palette.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/snapping.h"
#include "ui/cluster/stage_drop.h"
#include "ui/cluster/template_panel.h"
#include "ui/widgets/colours.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

/// Mouse, keys and drops of the canvas.
namespace ui {
namespace cluster_mouse {

constexpr int dragFrom = 4;   ///< pixels
constexpr int handle = 8;     ///< pixels around a port or an end
constexpr int arrowStep = 40; ///< pixels
constexpr Qt::KeyboardModifiers addKeys = Qt::ControlModifier | Qt::ShiftModifier; ///< add to what is selected

bool near(QPointF a, QPointF b, double reach) { return QLineF(a, b).length() <= reach; }

} // namespace cluster_mouse

void ClusterView::mousePressEvent(QMouseEvent* event)
{
    m_pressedAt = m_lastAt = event->position().toPoint();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && pans())) {
        startPanning(m_pressedAt);
    } else if (event->button() == Qt::LeftButton) {
        if (const auto array = m_scene->foldMarkAt(mapToScene(m_pressedAt))) {
            toggleFold(*array);
            return event->accept();
        }
        if (const auto group = m_scene->collapseMarkAt(mapToScene(m_pressedAt))) {
            m_editing->toggleCollapsed({*group});
            return event->accept();
        }
        m_pressing = true;
        m_pressed = elementUnder(m_pressedAt);
        const bool adding = event->modifiers() & cluster_mouse::addKeys;
        m_gesture = pullFrom(m_pressedAt);
        if (!m_gesture && !isNothing(m_pressed) && (adding || !m_session.selection().contains(m_pressed)))
            takeClick(m_pressed, adding);
    }
    event->accept();
}

void ClusterView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (m_pressing && !m_panning && (at - m_pressedAt).manhattanLength() > cluster_mouse::dragFrom)
        startDrag(m_pressedAt, event->modifiers());
    if (m_panning) {
        scrollBy(m_lastAt - at);
    } else if (m_gesture && !m_pressing) {
        m_gesture->move(mapToScene(at), event->modifiers());
        viewport()->update();
    } else {
        showCursor(at);
    }
    makeLegendWay(at);
    m_lastAt = at;
}

void ClusterView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_pressing && !m_panning) {
        const bool adding = event->modifiers() & cluster_mouse::addKeys;
        if (isNothing(m_pressed))
            m_session.selection().clear();
        else if (!adding && m_session.selection().elements().size() > 1)
            takeClick(m_pressed, false);
    }
    endGesture(!m_pressing);
    m_pressing = false;
    m_panning = false;
    showCursor(event->position().toPoint());
}

void ClusterView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !isNothing(elementUnder(event->position().toPoint())))
        emit propertiesWanted();
    else
        mousePressEvent(event);
}

void ClusterView::startPanning(QPoint at)
{
    m_panning = true;
    m_fitOnShow = false;
    m_lastAt = at;
    viewport()->setCursor(Qt::ClosedHandCursor);
}

/// The press has become a drag: of a port or an end, of what is selected, or around elements.
void ClusterView::startDrag(QPoint at, Qt::KeyboardModifiers keys)
{
    m_pressing = false;
    if (m_gesture)
        return;
    const bool moves = !vertexOf(m_pressed).empty() || std::holds_alternative<core::GroupId>(m_pressed);
    if (isNothing(m_pressed) && m_tool == CanvasTool::Select)
        m_gesture = rubberBand(m_session, *m_scene, mapToScene(at), keys & cluster_mouse::addKeys);
    else if (moves && m_tool == CanvasTool::Select)
        m_gesture = moveGesture(m_session, *m_scene, m_pressed, mapToScene(at));
    m_fitOnShow = false;
}

/// A link to be drawn from here, or one of the ends of the selected link.
std::unique_ptr<Gesture> ClusterView::pullFrom(QPoint at) const
{
    const QPointF point = mapToScene(at);
    const double reach = cluster_mouse::handle / zoom();
    const Element current = m_session.selection().current();
    if (const auto* link = std::get_if<core::LinkId>(&current))
        for (const DrawnLink& drawn : m_scene->picture().links)
            if (drawn.id == *link) {
                const std::array<QPointF, 2> ends = endsOf(m_scene->picture(), drawn);
                for (int end = 0; end < 2; ++end)
                    if (cluster_mouse::near(ends[static_cast<std::size_t>(end)], point, reach))
                        return reattachGesture(m_session, *m_scene, *link, end);
            }
    const Element under = isNothing(m_scene->hovered()) ? pick(m_scene->picture(), point, reach) : m_scene->hovered();
    const std::string vertex = vertexOf(under);
    if (vertex.empty())
        return nullptr;
    const auto ports = portsOf(boxOf(m_scene->picture(), under));
    const bool onPort = std::any_of(ports.begin(), ports.end(), [&](QPointF port) { return cluster_mouse::near(port, point, reach); });
    if (!onPort && m_tool != CanvasTool::Link)
        return nullptr;
    std::vector<std::string> sources;
    if (m_session.selection().contains(under))
        for (const Element& element : m_session.selection().elements())
            if (std::string one = vertexOf(element); !one.empty())
                sources.push_back(std::move(one));
    if (sources.empty())
        sources.push_back(vertex);
    return linkGesture(m_session, *m_scene, std::move(sources), point);
}

void ClusterView::endGesture(bool finished)
{
    if (!m_gesture)
        return;
    const std::unique_ptr<Gesture> gesture = std::move(m_gesture);
    if (finished)
        gesture->finish();
    else
        gesture->cancel();
    viewport()->update();
}

void ClusterView::takeClick(const Element& element, bool adding)
{
    if (!adding) {
        if (const auto* link = std::get_if<core::LinkId>(&element)) {
            const std::vector<core::LinkId> bundle = bundleOf(m_scene->still(), *link);
            return m_session.selection().select(std::vector<Element>(bundle.begin(), bundle.end()));
        }
        return m_session.selection().select(element);
    }
    auto elements = m_session.selection().elements();
    if (std::erase(elements, element) == 0)
        elements.push_back(element);
    m_session.selection().select(std::move(elements));
}

void ClusterView::showCursor(QPoint at)
{
    const Element element = pans() ? Element() : elementUnder(at);
    m_scene->setHovered(element);
    if (pans())
        viewport()->setCursor(Qt::OpenHandCursor);
    else if (m_tool == CanvasTool::Link)
        viewport()->setCursor(Qt::CrossCursor);
    else
        viewport()->setCursor(isNothing(element) ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void ClusterView::paintHandles(QPainter& painter, double pixel) const
{
    if (m_dropPreview) {
        painter.setPen(QPen(colour(core::ColourRole::Accent), pixel, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(*m_dropPreview, 8, 8);
    }
    if (m_stageDrop->isActive())
        return m_stageDrop->paint(painter, pixel);
    if (m_gesture)
        return m_gesture->paint(painter, pixel);
    const std::string under = vertexOf(m_scene->hovered());
    if (!under.empty() && !pans())
        paintPorts(painter, boxOf(m_scene->picture(), m_scene->hovered()), pixel);
    if (const Element current = m_session.selection().current(); std::holds_alternative<core::LinkId>(current))
        for (const DrawnLink& link : m_scene->picture().links)
            if (current == Element(link.id))
                paintEnds(painter, endsOf(m_scene->picture(), link), pixel);
}

void ClusterView::keyPressEvent(QKeyEvent* event)
{
    const bool far = event->modifiers() & Qt::ShiftModifier;
    const auto arrow = [&](int x, int y) {
        const QPointF step(x * snapGrid / 2 * (far ? 10 : 1), y * snapGrid / 2 * (far ? 10 : 1));
        if (!m_editing->nudge(step))
            scrollBy(QPoint(x, y) * cluster_mouse::arrowStep * (far ? 10 : 1));
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return arrow(-1, 0);
    case Qt::Key_Right:
        return arrow(1, 0);
    case Qt::Key_Up:
        return arrow(0, -1);
    case Qt::Key_Down:
        return arrow(0, 1);
    case Qt::Key_Escape:
        if (m_gesture)
            endGesture(false);
        else if (!m_arranging->cancel())
            m_session.selection().clear();
        m_pressing = false;
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit propertiesWanted();
        return;
    case Qt::Key_Space:
        m_spaceHeld = true;
        showCursor(m_lastAt);
        return;
    default:
        event->ignore();
    }
}

void ClusterView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceHeld = false;
        showCursor(m_lastAt);
    }
}

void ClusterView::addElement(const std::string& kind, std::optional<QPointF> at)
{
    QPointF centre = at.value_or(mapToScene(viewport()->rect().center()));
    centre = {std::round(centre.x() / snapGrid) * snapGrid, std::round(centre.y() / snapGrid) * snapGrid};
    if (at)
        m_fitOnShow = false; // it stays where it was put
    m_editing->add(kind, centre, !at);
}

void ClusterView::addTemplate(const core::TemplateSpec& spec, std::optional<QPointF> at)
{
    QPointF centre = at.value_or(mapToScene(viewport()->rect().center()));
    centre = {std::round(centre.x() / snapGrid) * snapGrid, std::round(centre.y() / snapGrid) * snapGrid};
    m_editing->addTemplate(spec, centre);
    fit();
}

void ClusterView::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_stageDrop->begin(*event->mimeData()) || event->mimeData()->hasFormat(QLatin1String(paletteMimeType)) || event->mimeData()->hasFormat(QLatin1String(templateMimeType)))
        event->acceptProposedAction();
    else
        event->ignore(); // the window takes files
}

void ClusterView::dragMoveEvent(QDragMoveEvent* event)
{
    if (m_stageDrop->isActive()) {
        m_stageDrop->move(mapToScene(event->position().toPoint()));
        viewport()->update();
        return event->setAccepted(m_stageDrop->isAllowed());
    }
    const bool isTemplate = event->mimeData()->hasFormat(QLatin1String(templateMimeType));
    const bool isSwitch = event->mimeData()->data(QLatin1String(paletteMimeType)).isEmpty();
    const QSizeF size = isTemplate ? nodeSize * 2 : isSwitch ? switchSize : nodeSize;
    const QPointF at = mapToScene(event->position().toPoint());
    m_dropPreview = QRectF(at - QPointF(size.width() / 2, size.height() / 2), size);
    viewport()->update();
    event->acceptProposedAction();
}

void ClusterView::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropPreview.reset();
    m_stageDrop->end();
    viewport()->update();
}

void ClusterView::dropEvent(QDropEvent* event)
{
    m_dropPreview.reset();
    if (m_stageDrop->isActive()) {
        m_stageDrop->drop();
        viewport()->update();
        return event->acceptProposedAction();
    }
    if (const QByteArray line = event->mimeData()->data(QLatin1String(templateMimeType)); !line.isEmpty()) {
        if (const auto spec = core::parseTemplate(line.toStdString(), core::deviceKindsOf(m_session.project(), m_session.catalogue())))
            addTemplate(*spec, mapToScene(event->position().toPoint()));
        setFocus();
        return event->acceptProposedAction();
    }
    addElement(event->mimeData()->data(QLatin1String(paletteMimeType)).toStdString(), mapToScene(event->position().toPoint()));
    setFocus();
    event->acceptProposedAction();
}

} // namespace ui
