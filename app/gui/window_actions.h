#pragma once

#include "ui/widgets/theme.h"

#include <QKeySequence>
#include <QObject>

#include <functional>

class QAction;
class QMenu;
class QSettings;
class QToolBar;

namespace app {

class MainWindow;
class RecentFiles;

/// Menus, tool bar and keys of the window, each action under a fixed object name.
class WindowActions : public QObject
{
    Q_OBJECT
public:
    WindowActions(MainWindow& window, QSettings& settings);

    RecentFiles& recentFiles() { return *m_recent; }
    /// Marks the scheme as chosen in its menu.
    void showScheme(ui::SchemeChoice choice);
    /// Enables what can be done now.
    void update();

private:
    struct Spec
    {
        const char* name;
        QString words;
        const char* icon;
        QKeySequence keys;
        QString tip;
    };
    QAction* make(const Spec& spec, const std::function<void()>& run);
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildSchemeMenu(QMenu& menu);
    void buildSimulationMenu();
    void buildHelpMenu();
    void buildToolBar();
    void undo();
    void showUndo();

    MainWindow& m_window;
    RecentFiles* m_recent;
    QAction* m_open = nullptr;
    QAction* m_save = nullptr;
    QAction* m_export = nullptr;
    QAction* m_exportView = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_simulate = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_search = nullptr;
    QList<QAction*> m_schemes; ///< in the order of SchemeChoice
};

} // namespace app
