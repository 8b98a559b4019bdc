#include "ui/cluster/rename_editor.h"

#include "core/documents/edits.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLineEdit>

namespace ui {
namespace rename_editor {

QString tr(const char* words) { return QCoreApplication::translate("ui::RenameEditor", words); }

QString idOf(const Element& element)
{
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return text(node->text);
    if (const auto* hub = std::get_if<core::SwitchId>(&element))
        return text(hub->text);
    if (const auto* group = std::get_if<core::GroupId>(&element))
        return text(group->text);
    const auto* link = std::get_if<core::LinkId>(&element);
    return link ? text(link->text) : QString();
}

Element named(const Element& element, const std::string& name)
{
    if (std::holds_alternative<core::NodeId>(element))
        return core::NodeId {name};
    if (std::holds_alternative<core::SwitchId>(element))
        return core::SwitchId {name};
    if (std::holds_alternative<core::GroupId>(element))
        return core::GroupId {name};
    return core::LinkId {name};
}

} // namespace rename_editor

RenameEditor::RenameEditor(Session& session, const Element& element, QGraphicsView& view) : NameEditor(view), m_session(session), m_element(element)
{
    setObjectName(QStringLiteral("renameEditor"));
    line().setText(rename_editor::idOf(element));
    line().setObjectName(QStringLiteral("renameLine"));
    line().setAccessibleName(rename_editor::tr("New name"));
}

core::Result<core::EditedProject> RenameEditor::attempt() const
{
    if (const auto* node = std::get_if<core::NodeId>(&m_element))
        return core::renamed(m_session.project(), *node, name());
    if (const auto* hub = std::get_if<core::SwitchId>(&m_element))
        return core::renamed(m_session.project(), *hub, name());
    if (const auto* group = std::get_if<core::GroupId>(&m_element))
        return core::renamed(m_session.project(), *group, name());
    return core::renamed(m_session.project(), std::get<core::LinkId>(m_element), name());
}

void RenameEditor::judge()
{
    m_warned = false;
    showVerdict();
}

void RenameEditor::showVerdict()
{
    const auto edited = attempt();
    QString note;
    if (!edited)
        note = text(edited.error().message);
    else if (m_warned)
        for (const core::PatternChange& change : edited->patterns)
            note += rename_editor::tr("Line %1: %2 would stand for %3 instead of %4 things.\n").arg(change.line + 1).arg(text(change.pattern)).arg(change.after).arg(change.before);
    if (edited && m_warned)
        note += rename_editor::tr("Enter again renames all the same.");
    tell(note);
}

void RenameEditor::commit()
{
    const auto edited = attempt();
    if (!edited || (!edited->patterns.empty() && !m_warned)) {
        m_warned = edited.ok();
        return showVerdict();
    }
    const Element renamed = rename_editor::named(m_element, name());
    m_session.edit(rename_editor::tr("Rename"), [&](core::Project& project) { project = edited->project; });
    m_session.selection().select(renamed);
    end();
}

} // namespace ui
