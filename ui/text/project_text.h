#pragma once

#include "core/documents/project_file.h"
#include "ui/session/session.h"
#include "ui/widgets/code_editor.h"

#include <QElapsedTimer>
#include <QWidget>

#include <optional>

namespace ui {

class MessageBar;

/// The project's file as text, both ways. Text that is a project becomes one edit for each burst of typing; text that is not
/// is a draft beside the project, which stays as it is: the pane says so, and the first Ctrl+Z drops it.
class ProjectText : public QWidget
{
    Q_OBJECT
public:
    explicit ProjectText(Session& session, QWidget* parent = nullptr);

    CodeEditor& editor() { return *m_editor; }
    bool isDraft() const { return m_draft; }
    void dropDraft();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void follow();    ///< the project
    void followDraft(); ///< of the session: recovered, or dropped
    void take();      ///< what was typed
    void showState(const std::vector<core::Error>& errors);
    void adopt(const QString& text);

    Session& m_session;
    CodeEditor* m_editor;
    MessageBar* m_messages;
    core::Project m_shown; ///< what the text says, or said before it became a draft
    QString m_base;        ///< its text as it would be saved
    QElapsedTimer m_sinceTaken;
    int m_burst = 0;
    bool m_draft = false;
    bool m_outdated = true; ///< the project changed while the pane was hidden
};

} // namespace ui
