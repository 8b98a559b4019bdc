#include "ui/cluster/canvas_editing.h"

#include "core/documents/drawing.h"
#include "core/documents/groups.h"
#include "ui/cluster/gesture.h"
#include "ui/cluster/link_editor.h"
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

bool isEmpty(const core::ElementIds& ids) { return ids.nodes.empty() && ids.switches.empty() && ids.links.empty() && ids.groups.empty(); }

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
    addAction("canvasConnect", tr("&Link…"), "draw-connector", QKeySequence(tr("Ctrl+J")), [this] { connectSelected(); });
    addAction("canvasGroup", tr("&Group"), "object-group", QKeySequence(tr("Ctrl+G")), [this] { group(); });
    addAction("canvasUngroup", tr("&Ungroup"), "object-ungroup", QKeySequence(tr("Ctrl+Shift+G")), [this] { ungroup(); });
    addAction("canvasSelectAll", tr("Select &all"), "edit-select-all", QKeySequence::SelectAll, [this] {
        std::vector<Element> all;
        for (core::LinkId& link : linkIdsOf(m_scene.picture()))
            all.emplace_back(std::move(link));
        for (const DrawnGroup& group : m_scene.picture().groups)
            all.emplace_back(group.id);
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
    const core::ElementIds ids = selected();
    const bool any = !canvas_editing::isEmpty(ids);
    const bool isMember = std::holds_alternative<NodeMember>(m_session.selection().current());
    for (QAction* action : m_actions) {
        const QString name = action->objectName();
        if (name == QLatin1String("canvasSelectAll"))
            action->setEnabled(!m_scene.isEmpty());
        else if (name == QLatin1String("canvasConnect")) {
            const std::size_t vertices = ids.nodes.size() + ids.switches.size();
            action->setEnabled(vertices > 0);
            action->setText(vertices < 2 ? tr("&Link…") : ids.switches.size() == 1 ? tr("&Link selected to the switch") : tr("&Link selected to the last"));
        }
        else if (name == QLatin1String("canvasGroup"))
            action->setEnabled(!ids.nodes.empty() || !ids.switches.empty() || !ids.groups.empty());
        else if (name == QLatin1String("canvasUngroup"))
            action->setEnabled(!ids.groups.empty());
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
        else if (const auto* group = std::get_if<core::GroupId>(&element))
            ids.groups.push_back(*group);
    }
    return ids;
}

/// Groups in place of what is in them.
void CanvasEditing::select(const core::ElementIds& made)
{
    core::ElementIds elements = made;
    if (!made.groups.empty()) {
        elements = core::outermost(*m_session.project().cluster, made);
        elements.links.clear();
    }
    std::vector<Element> all(elements.links.begin(), elements.links.end());
    all.insert(all.end(), elements.switches.begin(), elements.switches.end());
    all.insert(all.end(), elements.nodes.begin(), elements.nodes.end());
    all.insert(all.end(), elements.groups.begin(), elements.groups.end());
    m_session.selection().select(std::move(all));
}

QPointF CanvasEditing::freePlace(QPointF wanted) const
{
    const auto taken = [&](QPointF at) {
        const QRectF box(at - QPointF(nodeSize.width() / 2, nodeSize.height() / 2), nodeSize);
        const auto covers = [&](const auto& drawn) { return !drawn.isHidden() && drawn.box.intersects(box); };
        const ClusterPicture& picture = m_scene.still();
        return std::any_of(picture.nodes.begin(), picture.nodes.end(), covers)
            || std::any_of(picture.switches.begin(), picture.switches.end(), covers) || std::any_of(picture.groups.begin(), picture.groups.end(), covers);
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
    if (beside)
        emit placed();
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
    std::vector<std::pair<Element, QPointF>> moves;
    for (const Element& element : m_session.selection().elements())
        moves.emplace_back(element, by);
    const std::vector<core::Centre> centres = m_scene.centresMoved(moves);
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
    emit placed();
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

void CanvasEditing::connectSelected()
{
    std::vector<std::string> vertices;
    for (const Element& element : m_session.selection().elements())
        if (std::string vertex = vertexOf(element); !vertex.empty())
            vertices.push_back(std::move(vertex));
    if (vertices.empty())
        return;
    if (vertices.size() == 1)
        return (new LinkEditor(m_session, vertices.front(), m_view))->begin(boxOf(m_scene.picture(), m_session.selection().current()));
    const std::vector<core::SwitchId> switches = selected().switches;
    const std::string target = switches.size() == 1 ? switches.front().text : vertices.back();
    std::erase(vertices, target);
    if (const auto linked = linkAll(m_session, vertices, target); !linked)
        emit refused(linked.error());
}

void CanvasEditing::group()
{
    auto drawn = core::grouped(m_session.project(), selected());
    if (!drawn)
        return emit refused(drawn.error());
    m_session.edit(tr("Group"), [&](core::Project& project) { project = drawn->project; });
    select(drawn->made);
}

void CanvasEditing::ungroup()
{
    const core::ElementIds ids = selected();
    if (ids.groups.empty())
        return;
    core::ElementIds inside = core::withMembers(*m_session.project().cluster, ids);
    const core::Project apart = core::ungrouped(m_session.project(), ids.groups);
    std::erase_if(inside.groups, [&](const core::GroupId& id) { return !exists(apart, id); });
    m_session.edit(tr("Ungroup"), [&](core::Project& project) { project = apart; });
    inside.links.clear();
    select(core::outermost(*apart.cluster, inside));
}

void CanvasEditing::toggleCollapsed(const std::vector<core::GroupId>& groups)
{
    if (groups.empty())
        return;
    const auto& all = m_session.project().cluster->groups;
    const auto first = std::find_if(all.begin(), all.end(), [&](const core::ClusterGroup& group) { return group.id == groups.front(); });
    const bool collapse = first != all.end() && !(*first).collapsed.value_or(false);
    m_session.edit(collapse ? tr("Collapse") : tr("Expand"),
        [&](core::Project& project) { project = core::withCollapsed(project, groups, collapse); });
}

void CanvasEditing::rename()
{
    const Element element = m_session.selection().current();
    const QRectF box = boxOf(m_scene.picture(), element);
    if (box.isNull() || std::holds_alternative<NodeMember>(element))
        return;
    (new RenameEditor(m_session, element, m_view))->begin(box);
}

} // namespace ui
