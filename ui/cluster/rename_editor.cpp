#include "ui/cluster/rename_editor.h"

#include "core/documents/edits.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace ui {
namespace rename_editor {

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

RenameEditor::RenameEditor(Session& session, const Element& element, QWidget* parent)
    : QFrame(parent), m_session(session), m_element(element), m_line(new QLineEdit(rename_editor::idOf(element))), m_note(mutedLabel({}))
{
    setObjectName(QStringLiteral("renameEditor"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_line->setObjectName(QStringLiteral("renameLine"));
    m_line->setAccessibleName(tr("New name"));
    m_line->setMinimumWidth(220);
    m_note->setWordWrap(true);
    m_note->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_line);
    layout->addWidget(m_note);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        m_warned = false;
        judge();
    });
    connect(m_line, &QLineEdit::returnPressed, this, &RenameEditor::commit);
}

void RenameEditor::begin()
{
    show();
    raise();
    m_line->selectAll();
    m_line->setFocus();
}

bool RenameEditor::eventFilter(QObject* watched, QEvent* event)
{
    const bool escape = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (watched == m_line && (escape || event->type() == QEvent::FocusOut)) {
        if (escape)
            parentWidget()->parentWidget()->setFocus();
        deleteLater();
        return escape;
    }
    return QFrame::eventFilter(watched, event);
}

core::Result<core::EditedProject> RenameEditor::attempt() const
{
    const std::string name = m_line->text().trimmed().toStdString();
    if (const auto* node = std::get_if<core::NodeId>(&m_element))
        return core::renamed(m_session.project(), *node, name);
    if (const auto* hub = std::get_if<core::SwitchId>(&m_element))
        return core::renamed(m_session.project(), *hub, name);
    if (const auto* group = std::get_if<core::GroupId>(&m_element))
        return core::renamed(m_session.project(), *group, name);
    return core::renamed(m_session.project(), std::get<core::LinkId>(m_element), name);
}

void RenameEditor::judge()
{
    const auto edited = attempt();
    QString note;
    if (!edited)
        note = text(edited.error().message);
    else if (m_warned)
        for (const core::PatternChange& change : edited->patterns)
            note += tr("Line %1: %2 would stand for %3 instead of %4 things.\n").arg(change.line + 1).arg(text(change.pattern)).arg(change.after).arg(change.before);
    if (edited && m_warned)
        note += tr("Enter again renames all the same.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    adjustSize();
}

void RenameEditor::commit()
{
    const auto edited = attempt();
    if (!edited || (!edited->patterns.empty() && !m_warned)) {
        m_warned = edited.ok();
        return judge();
    }
    const Element renamed = rename_editor::named(m_element, m_line->text().trimmed().toStdString());
    m_session.edit(tr("Rename"), [&](core::Project& project) { project = edited->project; });
    m_session.selection().select(renamed);
    parentWidget()->parentWidget()->setFocus(); // ends this editor
}

} // namespace ui
