#pragma once

#include "core/documents/edits.h"
#include "ui/cluster/name_editor.h"
#include "ui/session/session.h"

namespace ui {

/// For an element's new name. It says at once why a name cannot be; where a line of the scenario would stand for other things it says
/// which, and Enter is asked for again.
class RenameEditor : public NameEditor
{
public:
    RenameEditor(Session& session, const Element& element, QGraphicsView& view);

private:
    core::Result<core::EditedProject> attempt() const;
    void judge() override;
    void commit() override;
    void showVerdict();

    Session& m_session;
    Element m_element;
    bool m_warned = false;
};

} // namespace ui
