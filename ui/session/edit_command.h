#pragma once

#include "core/documents/project.h"

#include <QString>
#include <QUndoCommand>

#include <functional>
#include <string>

namespace ui {

/// Every edit, whatever it edits: the project before and after (copies are cheap), and the plan shown then. Commands that follow one another
/// with the same merge key, not empty, become one step of undo; one that ends where it began vanishes.
class EditCommand : public QUndoCommand
{
public:
    struct State
    {
        core::Project project;
        std::string plan; ///< by name
    };
    struct States
    {
        State before;
        State after;
    };
    /// Makes a state that of the session, where the other one of the edit was.
    using Install = std::function<void(const State& to, const State& from)>;
    EditCommand(const QString& text, States states, const QString& mergeKey, Install install);

    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* other) override;

private:
    States m_states;
    QString m_mergeKey;
    Install m_install;
};

} // namespace ui
