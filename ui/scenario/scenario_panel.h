#pragma once

#include "ui/scenario/script.h"

#include <QWidget>

class QLineEdit;
class QMenu;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace ui {

class CurveEditor;
class ElidedLabel;
class EventTable;
class MessageBar;
class ScriptEditor;

/// The scenario in three views of one list: table or script at the left, curves at the right. A bandwidth trace that is
/// dropped here becomes a line.
class ScenarioPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ScenarioPanel(Session& session, QWidget* parent = nullptr);

    Script& script() { return m_script; }
    EventTable& table() { return *m_table; }
    ScriptEditor& editor() { return *m_editor; }
    CurveEditor& curves() { return *m_curves; }

    void addEvent();
    void addPreset(core::ScenarioPreset preset);
    /// A line for each file, over the link whose curve is shown; files outside the project's folder are copied beside it.
    void addTraces(const QStringList& files);
    void chooseTraces(); ///< asks for the files

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeBar();
    QWidget* makeLists();
    void fillPresets(QMenu& menu);
    void join();
    void showFields();
    void showIssueOf(int line);
    void refuse(const core::Error& error);
    core::Seconds startOfNew() const;
    std::vector<std::string> targetsOf(core::TargetKind kind) const;

    Session& m_session;
    Script m_script;
    MessageBar* m_messages;
    QTabBar* m_tabs;
    QStackedWidget* m_lists;
    EventTable* m_table;
    ScriptEditor* m_editor;
    CurveEditor* m_curves;
    QLineEdit* m_horizon;
    QLineEdit* m_seed;
    ElidedLabel* m_count;
    int m_mendable = -1; ///< the line whose fix the message offers
};

} // namespace ui
