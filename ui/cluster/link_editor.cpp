#include "ui/cluster/link_editor.h"

#include "core/documents/drawing.h"
#include "ui/cluster/gesture.h"
#include "ui/widgets/format.h"

#include <QCompleter>
#include <QCoreApplication>
#include <QLineEdit>

namespace ui {
namespace link_editor {

QString tr(const char* words) { return QCoreApplication::translate("ui::LinkEditor", words); }

QStringList joinable(const core::Project& project, const std::string& source)
{
    QStringList names;
    for (const core::Switch& hub : project.cluster->switches)
        names << text(hub.id.text);
    for (const core::Node& node : project.cluster->nodes)
        names << text(node.id.text);
    for (const std::string& refused : core::notJoinable(project, {source}))
        names.removeAll(text(refused));
    return names;
}

} // namespace link_editor

LinkEditor::LinkEditor(Session& session, std::string source, QGraphicsView& view) : NameEditor(view), m_session(session), m_source(std::move(source))
{
    setObjectName(QStringLiteral("linkEditor"));
    line().setObjectName(QStringLiteral("linkLine"));
    line().setAccessibleName(link_editor::tr("Link to"));
    line().setPlaceholderText(link_editor::tr("Link %1 to…").arg(text(m_source)));
    auto* offers = new QCompleter(link_editor::joinable(session.project(), m_source), this);
    offers->setCaseSensitivity(Qt::CaseInsensitive);
    offers->setFilterMode(Qt::MatchContains);
    line().setCompleter(offers);
}

/// While a name is written it is none yet.
void LinkEditor::judge() { tell({}); }

void LinkEditor::commit()
{
    if (const auto linked = linkAll(m_session, {m_source}, name()); !linked)
        return tell(text(linked.error().message));
    end();
}

} // namespace ui
