#pragma once

#include "core/documents/edits.h"
#include "ui/session/session.h"

#include <QFrame>

class QLabel;
class QLineEdit;

namespace ui {

/// A line over an element for its new name. It says at once why a name cannot be; where a line of the scenario would stand
/// for other things it says which, and Enter is asked for again. Escape, or leaving it, changes nothing.
class RenameEditor : public QFrame
{
    Q_OBJECT
public:
    RenameEditor(Session& session, const Element& element, QWidget* parent);
    void begin();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    core::Result<core::EditedProject> attempt() const;
    void judge();
    void commit();

    Session& m_session;
    Element m_element;
    QLineEdit* m_line;
    QLabel* m_note;
    bool m_warned = false;
};

} // namespace ui
