#include "ui/cluster/cluster_view.h"

#include "ui/cluster/canvas_arranging.h"
#include "ui/cluster/canvas_editing.h"
#include "ui/cluster/canvas_layers.h"
#include "ui/cluster/canvas_legend.h"
#include "ui/cluster/canvas_overlay.h"
#include "ui/cluster/minimap.h"
#include "ui/cluster/stage_drop.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/pane_action.h"

#include <QActionGroup>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {

namespace cluster_view {

constexpr double wheelStep = 1.2; ///< for each notch of a wheel
constexpr int pickTolerance = 5;  ///< pixels
constexpr int portReach = 7;      ///< pixels from the middle of a port
constexpr double fitMargin = 48;
constexpr double mostFit = 1.4; ///< a small cluster is not blown up beyond this

/// Where a legend may be: the minimap is at the lower right.
QRect legendRoom(const QRect& canvas, const QWidget& minimap)
{
    return minimap.isVisible() ? canvas.adjusted(0, 0, -minimap.width() - 16, 0) : canvas;
}

void popUpMenu(ClusterView& view, QPoint at)
{
    auto* menu = new QMenu(&view);
    menu->setObjectName(QStringLiteral("canvasMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(view.editActions());
    menu->addMenu(ClusterView::tr("Arran&ge"))->addActions(view.arrangeActions());
    menu->addSeparator();
    menu->addActions(view.canvasActions());
    menu->popup(at);
}

} // namespace cluster_view

ClusterView::ClusterView(Session& session, QWidget* parent)
    : QGraphicsView(parent)
    , m_session(session)
    , m_scene(new ClusterScene(session, this))
    , m_editing(new CanvasEditing(session, *this, *m_scene))
    , m_arranging(new CanvasArranging(session, *this, *m_scene))
    , m_minimap(new Minimap(*m_scene, *this))
    , m_layers(std::make_unique<CanvasLayers>(*m_scene, *this))
    , m_stageDrop(std::make_unique<StageDrop>(session, *m_scene))
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
    addTool(CanvasTool::Select, "canvasSelect", tr("&Select"), "edit-select", QKeySequence(tr("V")));
    addTool(CanvasTool::Link, "canvasLink", tr("&Link"), "draw-connector", QKeySequence(tr("L")));
    addTool(CanvasTool::Hand, "canvasHand", tr("&Hand"), "transform-browse", QKeySequence(tr("H")));
    m_toolActions.front()->setChecked(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        if (const Element under = elementUnder(at); !isNothing(under) && !m_session.selection().contains(under))
            takeClick(under, false);
        cluster_view::popUpMenu(*this, viewport()->mapToGlobal(at));
    });
    addAction("canvasFold", tr("Fold or &unfold"), "view-list-tree", QKeySequence(tr("U")), [this] {
        std::vector<core::GroupId> groups;
        for (const Element& element : m_session.selection().elements())
            if (const auto* node = std::get_if<core::NodeId>(&element))
                toggleFold(*node);
            else if (const auto* group = std::get_if<core::GroupId>(&element))
                groups.push_back(*group);
        m_editing->toggleCollapsed(groups);
    });
    addAction("canvasDevices", tr("Add &device…"), "list-add", QKeySequence(tr("Ins")), [this] { emit devicesWanted(); });
    addAction("canvasTemplates", tr("&Network template…"), "network-wired", QKeySequence(tr("T")), [this] { emit templatesWanted(); });
    connect(m_editing, &CanvasEditing::refused, this, &ClusterView::refused);
    connect(m_editing, &CanvasEditing::placed, this, &ClusterView::showSelected);
    connect(m_arranging, &CanvasArranging::refused, this, &ClusterView::refused);
    connect(m_arranging, &CanvasArranging::laidOut, this, &ClusterView::fit);
    connect(&session, &Session::projectReplaced, this, &ClusterView::fit);
    connect(&session.selection(), &Selection::changed, this, &ClusterView::revealSelection);
    connect(m_scene, &ClusterScene::looksDifferent, viewport(), qOverload<>(&QWidget::update)); // the scene's own way stops while layers paint
    connect(m_scene, &ClusterScene::rebuilt, this, [this] {
        m_gesture.reset(); // what it held is gone
        viewport()->update();
    });
}

ClusterView::~ClusterView() = default;

const QList<QAction*>& ClusterView::editActions() const { return m_editing->actions(); }

const QList<QAction*>& ClusterView::arrangeActions() const { return m_arranging->actions(); }

void ClusterView::addTool(CanvasTool tool, const char* name, const QString& words, const char* icon, const QKeySequence& keys)
{
    QAction* action = addAction(name, words, icon, keys, [this, tool] { setTool(tool); });
    m_actions.removeLast();
    action->setCheckable(true);
    if (m_toolActions.isEmpty())
        (new QActionGroup(this))->addAction(action);
    else
        m_toolActions.front()->actionGroup()->addAction(action);
    m_toolActions.append(action);
}

void ClusterView::setTool(CanvasTool tool)
{
    m_tool = tool;
    m_toolActions[static_cast<int>(tool)]->setChecked(true);
    endGesture(false);
    showCursor(m_lastAt);
}

QAction* ClusterView::addAction(const char* name, const QString& words, const char* iconName, const QKeySequence& keys,
    const std::function<void()>& run)
{
    QAction* action = addPaneAction(*this, *this, name, words, iconName, keys, run);
    m_actions.append(action);
    return action;
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
    m_minimap->follow();
    emit zoomChanged(wanted);
}

void ClusterView::scrollBy(QPoint pixels)
{
    m_scene->moves();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + pixels.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + pixels.y());
}

void ClusterView::fit()
{
    const double margin = cluster_view::fitMargin;
    const QRectF box = m_scene->shownBox();
    resetTransform();
    const double legends = legendBox().height(); // which the cluster is not to lie under
    const double below = std::max(margin, legends + 28);
    if (!box.isEmpty()) {
        const double across = (viewport()->width() - 2 * margin) / box.width();
        const double down = (viewport()->height() - margin - below) / box.height();
        const double wanted = std::clamp(std::min(across, down), leastZoom, cluster_view::mostFit);
        scale(wanted, wanted);
    }
    centerOn(box.center() + QPointF(0, (below - margin) / 2 / zoom()));
    m_fitOnShow = true;
    m_minimap->follow();
    emit zoomChanged(zoom());
}

QRect ClusterView::legendBox() const
{
    const auto& scenario = m_session.project().scenario;
    const bool plays = m_scene->isPlayed() || (scenario && !scenario->events.empty());
    return ui::legendBox(fontMetrics(), cluster_view::legendRoom(viewport()->rect(), *m_minimap), {m_scene->picture().kinds, plays, plays});
}

/// What lies under the legend can be seen and reached.
void ClusterView::makeLegendWay(QPoint at)
{
    const bool inWay = legendBox().contains(at);
    if (inWay == m_legendHidden)
        return;
    m_legendHidden = inWay;
    viewport()->update();
}

void ClusterView::wheelEvent(QWheelEvent* event)
{
    constexpr double notch = 120;
    const double turns = event->angleDelta().y() / notch;
    zoomAt(zoom() * std::pow(cluster_view::wheelStep, turns), event->position().toPoint());
    event->accept();
}

/// The ports that are shown reach out of what they belong to.
Element ClusterView::elementUnder(QPoint at) const
{
    const QPointF point = mapToScene(at);
    const Element under = m_scene->elementAt(point, cluster_view::pickTolerance / zoom());
    const Element hovered = m_scene->hovered();
    if (!vertexOf(under).empty() || vertexOf(hovered).empty())
        return under;
    const auto ports = portsOf(boxOf(m_scene->picture(), hovered));
    const bool onPort = std::any_of(ports.begin(), ports.end(), [&](QPointF port) { return QLineF(port, point).length() * zoom() <= cluster_view::portReach; });
    return onPort ? hovered : under;
}

void ClusterView::selectLinkAt(QPoint at)
{
    if (const Element link = elementUnder(at); viewport()->rect().contains(at) && std::holds_alternative<core::LinkId>(link))
        m_session.selection().select(link);
}

void ClusterView::leaveEvent(QEvent* event)
{
    QGraphicsView::leaveEvent(event);
    m_scene->setHovered({});
    makeLegendWay({-1, -1});
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

void ClusterView::toggleFold(const core::NodeId& array)
{
    const QRectF box = m_scene->toggleFold(array);
    if (!box.isNull())
        showWhole(box.adjusted(0, -96, 0, 0)); // with its card
}

/// Scrolls, and zooms out as far as is needed; what lies under the legend is not seen.
void ClusterView::showWhole(const QRectF& box)
{
    const double border = 24, legends = legendBox().height();
    const double room = std::min(viewport()->width() / (box.width() + 2 * border), (viewport()->height() - legends) / (box.height() + 2 * border));
    if (room < zoom())
        setZoom(std::max(room, leastZoom));
    ensureVisible(box.adjusted(-border, -border, border, border + legends / zoom()), 0, 0);
}

void ClusterView::showSelected()
{
    QRectF box;
    for (const Element& element : m_session.selection().elements())
        box |= boxOf(m_scene->picture(), element);
    if (!box.isNull())
        showWhole(box);
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
    if (m_scene->layer() == ClusterScene::Layer::Over)
        return;
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
    const bool painted = [this] {
        QPainter painter(viewport());
        return m_layers->paint(painter);
    }();
    if (!painted) {
        std::vector<QRectF> exposed;
        for (const QRect& part : event->region())
            exposed.push_back(mapToScene(part).boundingRect());
        m_scene->setExposed(std::move(exposed));
        QGraphicsView::paintEvent(event);
        m_scene->setExposed({});
    }
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    if (m_scene->isEmpty())
        paintEmptyCanvas(painter, viewport()->rect());
    else if (!m_legendHidden)
        paintLegend(painter, cluster_view::legendRoom(viewport()->rect(), *m_minimap), {m_scene->picture().kinds, m_scene->isPlayed(), m_scene->knowsUse()});
    if (m_arranging->layoutProgram().isRunning())
        paintNotice(painter, viewport()->rect(), tr("Laying out… Esc cancels"));
    painter.setTransform(viewportTransform());
    paintHandles(painter, 1 / zoom());
}

void ClusterView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fitOnShow)
        fit();
    viewport()->update();
    m_minimap->follow();
}

/// What was painted is moved, and only the strip that comes into sight is drawn. Legends stand still meanwhile: the moved
/// pixels take them along.
void ClusterView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    if (m_scene->isEmpty() || m_scene->isPlayed() || m_arranging->layoutProgram().isRunning()) {
        viewport()->update();
    } else {
        const QRect legend = legendBox().adjusted(-2, -2, 2, 2);
        viewport()->update(legend);
        viewport()->update(legend.translated(dx, dy));
    }
    m_minimap->follow();
}

} // namespace ui
