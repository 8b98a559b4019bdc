#include "ui/cluster/canvas_arranging.h"

#include "ui/cluster/gesture.h"
#include "ui/widgets/pane_action.h"

#include <QGraphicsView>

#include <algorithm>

namespace ui {

CanvasArranging::CanvasArranging(Session& session, QGraphicsView& view, ClusterScene& scene)
    : QObject(&view), m_session(session), m_view(view), m_scene(scene)
{
    addAction("canvasLayoutLayered", tr("Lay out in la&yers"), "distribute-graph", QKeySequence(tr("Ctrl+L")), [this] { layOut(LayoutStyle::Layered); });
    addAction("canvasLayoutForce", tr("Lay out by &forces"), "distribute-randomize", QKeySequence(tr("Ctrl+Shift+L")), [this] { layOut(LayoutStyle::Force); });
    addAction("canvasAlignLeft", tr("Align &left"), "align-horizontal-left", {}, [this] { align(Alignment::Left); });
    addAction("canvasAlignCentre", tr("Align &centres"), "align-horizontal-center", {}, [this] { align(Alignment::Centre); });
    addAction("canvasAlignRight", tr("Align &right"), "align-horizontal-right", {}, [this] { align(Alignment::Right); });
    addAction("canvasAlignTop", tr("Align &top"), "align-vertical-top", {}, [this] { align(Alignment::Top); });
    addAction("canvasAlignMiddle", tr("Align &middles"), "align-vertical-center", {}, [this] { align(Alignment::Middle); });
    addAction("canvasAlignBottom", tr("Align &bottom"), "align-vertical-bottom", {}, [this] { align(Alignment::Bottom); });
    addAction("canvasDistributeAcross", tr("Distribute &across"), "distribute-horizontal", {}, [this] { distribute(Axis::Across); });
    addAction("canvasDistributeDown", tr("Distribute &down"), "distribute-vertical", {}, [this] { distribute(Axis::Down); });
    connect(&m_program, &LayoutProgram::failed, this, &CanvasArranging::refused);
    connect(&m_program, &LayoutProgram::runningChanged, &m_view, [this] { m_view.viewport()->update(); });
    connect(&m_program, &LayoutProgram::finished, this, [this](const std::vector<core::Centre>& centres) {
        m_session.edit(tr("Lay out"), [&](core::Project& project) { project = core::withCentres(project, centres); });
        emit laidOut();
    });
    connect(&session.selection(), &Selection::changed, this, &CanvasArranging::enable);
    connect(&session, &Session::projectChanged, this, &CanvasArranging::enable);
    enable();
}

QAction* CanvasArranging::addAction(const char* name, const QString& words, const char* iconName, const QKeySequence& keys, const std::function<void()>& run)
{
    QAction* action = addPaneAction(m_view, *this, name, words, iconName, keys, run);
    m_actions.append(action);
    return action;
}

void CanvasArranging::enable()
{
    const auto& elements = m_session.selection().elements();
    const auto placed = std::count_if(elements.begin(), elements.end(), [](const Element& element) {
        return !vertexOf(element).empty() || std::holds_alternative<core::GroupId>(element);
    });
    for (QAction* action : m_actions) {
        const QString name = action->objectName();
        if (name.startsWith(QLatin1String("canvasLayout")))
            action->setEnabled(!m_scene.isEmpty());
        else
            action->setEnabled(placed >= (name.startsWith(QLatin1String("canvasAlign")) ? 2 : 3));
    }
}

void CanvasArranging::layOut(LayoutStyle style)
{
    if (m_session.project().cluster)
        m_program.start(*m_session.project().cluster, style);
}

bool CanvasArranging::cancel()
{
    const bool running = m_program.isRunning();
    m_program.cancel();
    return running;
}

void CanvasArranging::align(Alignment alignment)
{
    move(tr("Align"), [alignment](const std::vector<QRectF>& boxes) { return aligned(boxes, alignment); });
}

void CanvasArranging::distribute(Axis axis)
{
    move(tr("Distribute"), [axis](const std::vector<QRectF>& boxes) { return distributed(boxes, axis); });
}

void CanvasArranging::move(const QString& words, const std::function<std::vector<QPointF>(const std::vector<QRectF>&)>& moves)
{
    std::vector<std::pair<Element, QPointF>> moved;
    std::vector<QRectF> boxes;
    for (const Element& element : m_session.selection().elements())
        if (!vertexOf(element).empty() || std::holds_alternative<core::GroupId>(element)) {
            moved.emplace_back(element, QPointF());
            boxes.push_back(boxOf(m_scene.still(), element));
        }
    const std::vector<QPointF> by = moves(boxes);
    for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i].second = by[i];
    const std::vector<core::Centre> centres = m_scene.centresMoved(moved);
    m_session.edit(words, [&](core::Project& project) { project = core::withCentres(project, centres); });
}

} // namespace ui
