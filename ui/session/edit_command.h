#pragma once

#include "core/documents/project.h"

#include <QString>
#include <QUndoCommand>

#include <functional>

namespace ui {

/// Every edit, whatever it edits: the project before and after (copies are cheap). Commands that follow one another
/// with the same merge key, not empty, become one step of undo; one that ends where it began vanishes.
class EditCommand : public QUndoCommand
{
public:
    using Install = std::function<void(const core::Project&)>;
    struct States
    {
        core::Project before;
        core::Project after;
    };
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
