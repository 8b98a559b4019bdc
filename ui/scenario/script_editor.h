#pragma once

#include "ui/scenario/script.h"
#include "ui/widgets/code_editor.h"

#include <QElapsedTimer>

namespace ui {

/// The scenario as text. What is typed becomes one edit for each burst of typing; lines that do not parse are kept and
/// marked, with what would mend them (Alt+Enter).
class ScriptEditor : public CodeEditor
{
    Q_OBJECT
public:
    explicit ScriptEditor(Script& script, QWidget* parent = nullptr);

public slots:
    void mendLine(); ///< of the cursor

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void applyColours() override;

private:
    void showScript();
    void showIssues();
    void take();

    Script& m_script;
    QElapsedTimer m_sinceTaken;
    int m_burst = 0;
};

} // namespace ui
