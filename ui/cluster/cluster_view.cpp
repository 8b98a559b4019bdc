#include "ui/cluster/cluster_view.h"

#include "ui/cluster/cluster_items.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {

namespace cluster_view {

constexpr double wheelStep = 1.2; ///< for each notch of a wheel
constexpr int pickTolerance = 5;  ///< pixels
constexpr int arrowStep = 40;
constexpr double fitMargin = 48;
constexpr double mostFit = 1.4; ///< a small cluster is not blown up beyond this

} // namespace cluster_view

ClusterView::ClusterView(Session& session, QWidget* parent)
    : QGraphicsView(parent)
    , m_session(session)
    , m_scene(new ClusterScene(session, this))
{
    setScene(m_scene);
    setAccessibleName(tr("Canvas of the cluster; the outline lists the same"));
    setFrameShape(QFrame::NoFrame);
    setViewportUpdateMode(BoundingRectViewportUpdate); // smarter modes take 0.5 s when thousands of items change
    setOptimizationFlag(DontAdjustForAntialiasing);
    setTransformationAnchor(NoAnchor); // `zoomAt` keeps its own
    setResizeAnchor(NoAnchor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    addAction("canvasFit", tr("&Fit the cluster"), "zoom-fit-best", QKeySequence(tr("Ctrl+1")), [this] { fit(); });
    addAction("canvasActualSize", tr("&Actual size"), "zoom-original", QKeySequence(tr("Ctrl+0")), [this] { setZoom(1); });
    addAction("canvasZoomIn", tr("Zoom &in"), "zoom-in", QKeySequence(QKeySequence::ZoomIn), [this] { setZoom(zoom() * 1.25); });
    addAction("canvasZoomOut", tr("Zoom &out"), "zoom-out", QKeySequence(QKeySequence::ZoomOut), [this] { setZoom(zoom() / 1.25); });
    addAction("canvasHand", tr("&Hand"), "transform-browse", QKeySequence(tr("H")), [] {});
    m_actions.back()->setCheckable(true);
    connect(m_actions.back(), &QAction::toggled, this, [this](bool on) {
        m_hand = on;
        showCursor(m_lastAt);
    });
    connect(&session, &Session::projectReplaced, this, &ClusterView::fit);
    connect(&session.selection(), &Selection::changed, this, &ClusterView::revealSelection);
    connect(m_scene, &ClusterScene::rebuilt, viewport(), qOverload<>(&QWidget::update));
}

void ClusterView::addAction(const char* name, const QString& words, const char* iconName, const QKeySequence& keys,
    const std::function<void()>& run)
{
    auto* action = new QAction(icon(iconName), words, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, run);
    QWidget::addAction(action);
    m_actions.append(action);
}

void ClusterView::setZoom(double zoom) { zoomAt(zoom, viewport()->rect().center()); }

void ClusterView::zoomAt(double zoom, QPoint at)
{
    const double wanted = std::clamp(zoom, leastZoom, mostZoom);
    const QPointF anchor = mapToScene(at);
    m_fitOnShow = false;
    scale(wanted / this->zoom(), wanted / this->zoom());
    const QPoint moved = mapFromScene(anchor) - at;
    scrollBy(moved);
    emit zoomChanged(wanted);
}

void ClusterView::scrollBy(QPoint pixels)
{
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + pixels.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + pixels.y());
}

void ClusterView::fit()
{
    const double margin = cluster_view::fitMargin;
    const QRectF box = m_scene->picture().box;
    resetTransform();
    if (!box.isEmpty()) {
        const double across = (viewport()->width() - 2 * margin) / box.width();
        const double down = (viewport()->height() - 2 * margin) / box.height();
        const double wanted = std::clamp(std::min(across, down), leastZoom, cluster_view::mostFit);
        scale(wanted, wanted);
    }
    centerOn(box.center());
    m_fitOnShow = true;
    emit zoomChanged(zoom());
}

void ClusterView::wheelEvent(QWheelEvent* event)
{
    constexpr double notch = 120;
    const double turns = event->angleDelta().y() / notch;
    zoomAt(zoom() * std::pow(cluster_view::wheelStep, turns), event->position().toPoint());
    event->accept();
}

Element ClusterView::elementUnder(QPoint at) const
{
    return pick(m_scene->picture(), mapToScene(at), cluster_view::pickTolerance / zoom());
}

void ClusterView::mousePressEvent(QMouseEvent* event)
{
    m_pressedAt = m_lastAt = event->position().toPoint();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && (m_spaceHeld || m_hand))) {
        startPanning(m_pressedAt);
    } else if (event->button() == Qt::LeftButton) {
        m_pressedEmpty = isNothing(elementUnder(m_pressedAt));
        if (!m_pressedEmpty)
            takeClick(m_pressedAt, event->modifiers() & Qt::ControlModifier);
    }
    event->accept();
}

void ClusterView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (m_pressedEmpty && !m_panning && (at - m_pressedAt).manhattanLength() > 4)
        startPanning(m_pressedAt);
    if (m_panning)
        panTo(at);
    else
        showCursor(at);
    m_lastAt = at;
}

void ClusterView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_pressedEmpty && !m_panning)
        m_session.selection().clear();
    m_pressedEmpty = false;
    m_panning = false;
    showCursor(event->position().toPoint());
}

void ClusterView::startPanning(QPoint at)
{
    m_panning = true;
    m_fitOnShow = false;
    m_lastAt = at;
    viewport()->setCursor(Qt::ClosedHandCursor);
}

void ClusterView::panTo(QPoint at)
{
    scrollBy(m_lastAt - at);
}

void ClusterView::takeClick(QPoint at, bool adding)
{
    const Element element = elementUnder(at);
    if (!adding) {
        m_session.selection().select(element);
        return;
    }
    auto elements = m_session.selection().elements();
    if (std::erase(elements, element) == 0)
        elements.push_back(element);
    m_session.selection().select(std::move(elements));
}

void ClusterView::showCursor(QPoint at)
{
    const Element element = m_hand || m_spaceHeld ? Element() : elementUnder(at);
    m_scene->setHovered(element);
    if (m_hand || m_spaceHeld)
        viewport()->setCursor(Qt::OpenHandCursor);
    else
        viewport()->setCursor(isNothing(element) ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void ClusterView::leaveEvent(QEvent* event)
{
    QGraphicsView::leaveEvent(event);
    m_scene->setHovered({});
}

bool ClusterView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), m_scene->toolTipOf(elementUnder(help->pos())), viewport());
        return true;
    }
    return QGraphicsView::viewportEvent(event);
}

void ClusterView::keyPressEvent(QKeyEvent* event)
{
    const int step = cluster_view::arrowStep * (event->modifiers() & Qt::ShiftModifier ? 10 : 1);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        scrollBy({event->key() == Qt::Key_Left ? -step : step, 0});
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        scrollBy({0, event->key() == Qt::Key_Up ? -step : step});
        return;
    case Qt::Key_Escape:
        m_session.selection().clear();
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

/// Tab walks the elements; with none, or past the last, it leaves the canvas.
bool ClusterView::focusNextPrevChild(bool forward)
{
    const Element current = m_session.selection().current();
    const Element next = m_scene->next(current, forward);
    const Element start = m_scene->next({}, forward);
    if (isNothing(next) || (!isNothing(current) && next == start)) {
        m_session.selection().clear();
        return QGraphicsView::focusNextPrevChild(forward);
    }
    m_session.selection().select(next);
    return true;
}

/// Scrolls only when the current element is out of sight.
void ClusterView::revealSelection()
{
    const QRectF box = boxOf(m_scene->picture(), m_session.selection().current());
    const QRectF seen = mapToScene(viewport()->rect()).boundingRect();
    if (!box.isNull() && !seen.intersects(box))
        centerOn(box.center());
}

void ClusterView::drawBackground(QPainter* painter, const QRectF& rect)
{
    painter->fillRect(rect, colour(core::ColourRole::Panel));
    constexpr double step = 24;
    constexpr double dotsFrom = 0.6;
    if (zoom() < dotsFrom || m_scene->isEmpty())
        return;
    QVector<QPointF> dots;
    for (double x = std::floor(rect.left() / step) * step; x < rect.right(); x += step) {
        for (double y = std::floor(rect.top() / step) * step; y < rect.bottom(); y += step)
            dots.append({x, y});
    }
    painter->setPen(QPen(colour(core::ColourRole::Grid), 1.5 / zoom(), Qt::SolidLine, Qt::RoundCap));
    painter->drawPoints(dots.data(), static_cast<int>(dots.size()));
}

void ClusterView::paintEvent(QPaintEvent* event)
{
    QGraphicsView::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_scene->isEmpty())
        paintEmptyText(painter);
    else
        paintLegend(painter);
}

void ClusterView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fitOnShow)
        fit();
    viewport()->update();
}

/// The legend stands still while the cluster moves beneath it: scrolled pixels would take it along.
void ClusterView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    viewport()->update();
}

void ClusterView::paintEmptyText(QPainter& painter) const
{
    QRect box = viewport()->rect().adjusted(24, 0, -24, 0);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    painter.setFont(large);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(box.adjusted(0, 0, 0, -28), Qt::AlignCenter, tr("No cluster yet"));
    painter.setFont(font());
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.drawText(box.adjusted(0, 28, 0, 0), Qt::AlignCenter, tr("Open a project with Ctrl+O, or drop a .loom file here"));
}

/// Shape, hue, name and number of each device kind, at the lower left.
void ClusterView::paintLegend(QPainter& painter) const
{
    painter.setFont(font());
    const QFontMetrics metrics(font());
    const int row = metrics.height() + 6;
    const auto& kinds = m_scene->picture().kinds;
    int width = 0;
    QStringList lines;
    for (const DrawnKind& kind : kinds) {
        lines << tr("%1 × %2").arg(count(kind.devices), kind.name);
        width = std::max(width, metrics.horizontalAdvance(lines.back()));
    }
    if (kinds.empty())
        return;
    const int height = static_cast<int>(kinds.size()) * row + 12;
    const QRect box(16, viewport()->height() - 16 - height, width + 52, height);
    QColor background = colour(core::ColourRole::Raised);
    background.setAlphaF(0.9F);
    painter.setPen(colour(core::ColourRole::Border));
    painter.setBrush(background);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    for (int i = 0; i < lines.size(); ++i) {
        const QRect line(box.left() + 36, box.top() + 6 + i * row, width + 8, row);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(core::hueRole(i)));
        paintKind(painter, i, QPointF(box.left() + 20, line.center().y() + 0.5), 11);
        painter.setPen(colour(core::ColourRole::Text));
        painter.drawText(line, Qt::AlignVCenter, lines[i]);
    }
}

} // namespace ui
