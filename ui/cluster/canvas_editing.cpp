#include "ui/cluster/canvas_editing.h"

#include "core/documents/drawing.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/rename_editor.h"
#include "ui/cluster/snapping.h"
#include "ui/widgets/pane_action.h"

#include <QClipboard>
#include <QGraphicsView>
#include <QGuiApplication>

#include <algorithm>
#include <cmath>

namespace ui {
namespace canvas_editing {

constexpr double pasteStep = 2 * snapGrid;

bool isEmpty(const core::ElementIds& ids) { return ids.nodes.empty() && ids.switches.empty() && ids.links.empty(); }

} // namespace canvas_editing

CanvasEditing::CanvasEditing(Session& session, QGraphicsView& view, ClusterScene& scene)
    : QObject(&view), m_session(session), m_view(view), m_scene(scene)
{
    addAction("canvasCut", tr("Cu&t"), "edit-cut", QKeySequence::Cut, [this] {
        copy();
        remove(tr("Cut"));
    });
    addAction("canvasCopy", tr("&Copy"), "edit-copy", QKeySequence::Copy, [this] { copy(); });
    addAction("canvasPaste", tr("&Paste"), "edit-paste", QKeySequence::Paste, [this] { paste(); });
    addAction("canvasDuplicate", tr("&Duplicate"), "window-duplicate", QKeySequence(tr("Ctrl+D")), [this] { duplicate(); });
    addAction("canvasDelete", tr("D&elete"), "edit-delete", QKeySequence::Delete, [this] { remove(tr("Delete")); });
    addAction("canvasRename", tr("&Rename…"), "edit-rename", QKeySequence(tr("F2")), [this] { rename(); });
    addAction("canvasSelectAll", tr("Select &all"), "edit-select-all", QKeySequence::SelectAll, [this] {
        std::vector<Element> all;
        for (const DrawnLink& link : m_scene.picture().links)
            all.emplace_back(link.id);
        for (const DrawnSwitch& hub : m_scene.picture().switches)
            all.emplace_back(hub.id);
        for (const DrawnNode& node : m_scene.picture().nodes)
            all.emplace_back(node.id);
        m_session.selection().select(std::move(all));
    });
    connect(&session.selection(), &Selection::changed, this, &CanvasEditing::enable);
    connect(&session, &Session::projectChanged, this, &CanvasEditing::enable);
    enable();
}

void CanvasEditing::addAction(const char* name, const QString& words, const char* iconName, const QKeySequence& keys,
    const std::function<void()>& run)
{
    QAction* action = addPaneAction(m_view, *this, name, words, iconName, keys, run);
    m_actions.append(action);
}

void CanvasEditing::enable()
{
    const bool any = !canvas_editing::isEmpty(selected());
    const bool isMember = std::holds_alternative<NodeMember>(m_session.selection().current());
    for (QAction* action : m_actions) {
        const QString name = action->objectName();
        if (name == QLatin1String("canvasSelectAll"))
            action->setEnabled(!m_scene.isEmpty());
        else if (name != QLatin1String("canvasPaste"))
            action->setEnabled(any || (isMember && name == QLatin1String("canvasDelete")));
    }
}

core::ElementIds CanvasEditing::selected() const
{
    core::ElementIds ids;
    for (const Element& element : m_session.selection().elements()) {
        if (const auto* node = std::get_if<core::NodeId>(&element))
            ids.nodes.push_back(*node);
        else if (const auto* hub = std::get_if<core::SwitchId>(&element))
            ids.switches.push_back(*hub);
        else if (const auto* link = std::get_if<core::LinkId>(&element))
            ids.links.push_back(*link);
    }
    return ids;
}

void CanvasEditing::select(const core::ElementIds& elements)
{
    std::vector<Element> all(elements.links.begin(), elements.links.end());
    all.insert(all.end(), elements.switches.begin(), elements.switches.end());
    all.insert(all.end(), elements.nodes.begin(), elements.nodes.end());
    m_session.selection().select(std::move(all));
}

QPointF CanvasEditing::freePlace(QPointF wanted) const
{
    const auto taken = [&](QPointF at) {
        const QRectF box(at - QPointF(nodeSize.width() / 2, nodeSize.height() / 2), nodeSize);
        const auto covers = [&](const auto& drawn) { return drawn.box.intersects(box); };
        const ClusterPicture& picture = m_scene.still();
        return std::any_of(picture.nodes.begin(), picture.nodes.end(), covers)
            || std::any_of(picture.switches.begin(), picture.switches.end(), covers);
    };
    while (taken(wanted))
        wanted.rx() += nodeSize.width() + 2 * snapGrid;
    return wanted;
}

void CanvasEditing::add(const std::string& kind, QPointF at, bool beside)
{
    const QPointF place = beside ? freePlace(at) : at;
    const core::Position position {place.x(), place.y()};
    core::ElementIds made;
    m_session.edit(kind.empty() ? tr("Add switch") : tr("Add node"), [&](core::Project& project) {
        core::Drawn drawn = kind.empty() ? core::withSwitch(project, position)
                                         : core::withNode(project, m_session.catalogue(), core::DeviceKindId {kind}, position);
        project = std::move(drawn.project);
        made = std::move(drawn.made);
    });
    select(made);
}

void CanvasEditing::addTemplate(const core::TemplateSpec& spec, QPointF at)
{
    const auto alone = core::withTemplate(core::Project {m_session.project()}, m_session.catalogue(), spec, {});
    if (!alone)
        return emit refused(alone.error());
    QRectF box;
    const ClusterPicture picture = pictureOf(*alone->project.cluster, m_session.catalogue());
    for (const core::NodeId& node : alone->made.nodes)
        box |= boxOf(picture, node);
    for (const core::SwitchId& hub : alone->made.switches)
        box |= boxOf(picture, hub);
    const QRectF taken = m_scene.still().box.adjusted(-snapGrid, -snapGrid, snapGrid, snapGrid);
    if (!m_scene.isEmpty() && box.translated(at).intersects(taken))
        at.setX(std::ceil((taken.right() - box.left() + 4 * snapGrid) / snapGrid) * snapGrid);
    core::ElementIds made;
    m_session.edit(tr("Add network"), [&](core::Project& project) {
        if (auto drawn = core::withTemplate(project, m_session.catalogue(), spec, {at.x(), at.y()})) {
            project = std::move(drawn->project);
            made = std::move(drawn->made);
        }
    });
    select(made);
}

bool CanvasEditing::nudge(QPointF by)
{
    std::vector<core::Centre> centres;
    for (const Element& element : m_session.selection().elements())
        if (!std::holds_alternative<core::LinkId>(element))
            if (const QRectF box = boxOf(m_scene.still(), element); !box.isNull()) {
                const auto* node = std::get_if<core::NodeId>(&element);
                centres.push_back({node ? node->text : std::get<core::SwitchId>(element).text, {box.center().x() + by.x(), box.center().y() + by.y()}});
            }
    if (centres.empty())
        return false;
    m_session.edit(tr("Move"), [&](core::Project& project) { project = core::withCentres(project, centres); }, QStringLiteral("nudge"));
    return true;
}

void CanvasEditing::copy() const
{
    const core::ElementIds ids = selected();
    if (!canvas_editing::isEmpty(ids))
        QGuiApplication::clipboard()->setText(QString::fromStdString(core::copied(m_session.project(), ids)));
}

void CanvasEditing::paste()
{
    const QString text = QGuiApplication::clipboard()->text();
    m_pastes = text == m_lastPasted ? m_pastes + 1 : 1;
    m_lastPasted = text;
    const double step = canvas_editing::pasteStep * m_pastes;
    const auto drawn = core::pasted(m_session.project(), text.toStdString(), {step, step});
    if (!drawn)
        return emit refused({"the clipboard holds nothing to paste: " + drawn.error().message, {}, "nodes and switches copied here, or the text of a project", {}});
    m_session.edit(tr("Paste"), [&](core::Project& project) { project = drawn->project; });
    select(drawn->made);
}

void CanvasEditing::remove(const QString& words)
{
    core::ElementIds ids = selected();
    core::Project apart = m_session.project();
    for (const Element& element : m_session.selection().elements())
        if (const auto* member = std::get_if<NodeMember>(&element))
            if (const auto array = core::arrayWith(*apart.cluster, member->name))
                if (auto split = core::withMemberApart(apart, *array, member->name)) {
                    apart = std::move(*split);
                    ids.nodes.push_back({member->name});
                }
    if (!canvas_editing::isEmpty(ids))
        m_session.edit(words, [&](core::Project& project) { project = core::without(apart, ids).project; });
}

void CanvasEditing::duplicate()
{
    const double step = canvas_editing::pasteStep;
    core::ElementIds made;
    m_session.edit(tr("Duplicate"), [&](core::Project& project) {
        core::Drawn drawn = core::duplicated(project, selected(), {step, step});
        project = std::move(drawn.project);
        made = std::move(drawn.made);
    });
    select(made);
}

void CanvasEditing::rename()
{
    const Element element = m_session.selection().current();
    const QRectF box = boxOf(m_scene.picture(), element);
    if (box.isNull() || std::holds_alternative<NodeMember>(element))
        return;
    auto* editor = new RenameEditor(m_session, element, m_view.viewport());
    QPoint at = m_view.mapFromScene(box.center()) - QPoint(editor->sizeHint().width() / 2, editor->sizeHint().height() / 2);
    at.setX(std::clamp(at.x(), 4, std::max(4, m_view.viewport()->width() - editor->sizeHint().width() - 4)));
    at.setY(std::clamp(at.y(), 4, std::max(4, m_view.viewport()->height() - editor->sizeHint().height() - 4)));
    editor->move(at);
    editor->begin();
}

} // namespace ui
