#include "ui/session/edit_command.h"

#include <utility>

namespace ui {

EditCommand::EditCommand(const QString& text, States states, const QString& mergeKey, Install install)
    : QUndoCommand(text)
    , m_states(std::move(states))
    , m_mergeKey(mergeKey)
    , m_install(std::move(install))
{
}

void EditCommand::undo() { m_install(m_states.before, m_states.after); }

void EditCommand::redo() { m_install(m_states.after, m_states.before); }

int EditCommand::id() const { return m_mergeKey.isEmpty() ? -1 : 1; }

bool EditCommand::mergeWith(const QUndoCommand* other)
{
    const auto* next = dynamic_cast<const EditCommand*>(other);
    if (!next || next->m_mergeKey != m_mergeKey)
        return false;
    m_states.after = next->m_states.after;
    setText(next->text());
    setObsolete(m_states.before.project == m_states.after.project);
    return true;
}

} // namespace ui
