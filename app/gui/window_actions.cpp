#include "app/gui/window_actions.h"

#include "app/gui/field_undo.h"
#include "app/gui/main_window.h"
#include "app/gui/pane_keys.h"
#include "app/gui/recent_files.h"
#include "ui/cluster/cluster_view.h"
#include "ui/plan/plan_chooser.h"
#include "ui/search/search_panel.h"
#include "ui/widgets/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

namespace app {

WindowActions::WindowActions(MainWindow& window, QSettings& settings)
    : QObject(&window)
    , m_window(window)
    , m_recent(new RecentFiles(settings, &window))
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildSimulationMenu();
    buildHelpMenu();
    buildToolBar();
    ui::Session& session = window.session();
    for (const auto signal : {&ui::Session::projectChanged, &ui::Session::issuesChanged, &ui::Session::planChanged,
             &ui::Session::simulationStarted, &ui::Session::simulationEnded, &ui::Session::resultsChanged})
        connect(&session, signal, this, &WindowActions::update);
    update();
}

QAction* WindowActions::make(const Spec& spec, const std::function<void()>& run)
{
    auto* action = new QAction(spec.words, &m_window);
    action->setObjectName(QLatin1String(spec.name));
    if (*spec.icon)
        action->setIcon(ui::icon(spec.icon));
    action->setShortcut(spec.keys);
    if (!spec.tip.isEmpty())
        action->setToolTip(spec.tip);
    if (!spec.keys.isEmpty())
        action->setToolTip(QStringLiteral("%1 (%2)").arg(action->toolTip(), spec.keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, &m_window, run);
    return action;
}

void WindowActions::buildFileMenu()
{
    QMenu* menu = m_window.menuBar()->addMenu(tr("&File"));
    menu->addAction(make({"actionNew", tr("&New"), "document-new", QKeySequence::New, tr("An empty project")}, [this] { m_window.startNew(); }));
    m_open = make({"actionOpen", tr("&Open…"), "document-open", QKeySequence::Open, tr("Open a project")},
        [this] { m_window.chooseFile(); });
    m_save = make({"actionSave", tr("&Save"), "document-save", QKeySequence::Save, tr("Save the project")},
        [this] { m_window.save(); });
    menu->addAction(m_open);
    m_recent->setTitle(tr("Open &Recent"));
    m_recent->setIcon(ui::icon("document-open-recent"));
    menu->addMenu(m_recent);
    connect(m_recent, &RecentFiles::chosen, &m_window, &MainWindow::openIfSafe);
    menu->addSeparator();
    menu->addAction(m_save);
    menu->addAction(make({"actionSaveAs", tr("Save &As…"), "document-save-as", QKeySequence(tr("Ctrl+Shift+S")), {}},
        [this] { m_window.saveAs(); }));
    menu->addSeparator();
    menu->addAction(make({"actionImportTrace", tr("Import &Bandwidth Trace…"), "document-import", {}, tr("Play a CSV or Mahimahi trace on a link")},
        [this] { m_window.importTraces(); }));
    m_export = make({"actionExport", tr("&Export Gantt…"), "document-export", QKeySequence(tr("Ctrl+E")),
                        tr("Write the Gantt as SVG, PDF or PNG")},
        [this] { m_window.exportGantt(false); });
    menu->addAction(m_export);
    m_exportView = make({"actionExportView", tr("Export Gantt as &Seen…"), "document-export", QKeySequence(tr("Ctrl+Shift+E")),
                            tr("Write the time, lanes and colours that the timeline shows")},
        [this] { m_window.exportGantt(true); });
    menu->addAction(m_exportView);
    menu->addSeparator();
    menu->addAction(make({"actionQuit", tr("&Quit"), "application-exit", QKeySequence(tr("Ctrl+Q")), {}},
        [this] { m_window.close(); }));
}

void WindowActions::buildEditMenu()
{
    QMenu* menu = m_window.menuBar()->addMenu(tr("&Edit"));
    QUndoStack& stack = m_window.session().undoStack();
    m_undo = make({"actionUndo", tr("&Undo"), "edit-undo", QKeySequence::Undo, {}}, [this] { undo(); });
    connect(&stack, &QUndoStack::canUndoChanged, this, &WindowActions::showUndo);
    connect(&stack, &QUndoStack::undoTextChanged, this, &WindowActions::showUndo);
    connect(&m_window.session(), &ui::Session::draftChanged, this, &WindowActions::showUndo);
    showUndo();
    m_redo = stack.createRedoAction(&m_window, tr("&Redo"));
    m_redo->setObjectName(QStringLiteral("actionRedo"));
    m_redo->setIcon(ui::icon("edit-redo"));
    m_redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))}); // both customs, on every platform
    menu->addAction(m_undo);
    menu->addAction(m_redo);
    menu->addSeparator();
    menu->addActions(m_window.canvas().editActions());
    menu->addSeparator();
    menu->addMenu(tr("Arran&ge"))->addActions(m_window.canvas().arrangeActions());
}

/// A text that cannot be read came after the last edit.
void WindowActions::undo()
{
    ui::Session& session = m_window.session();
    if (session.draft().isEmpty())
        session.undoStack().undo();
    else
        session.setDraft({});
}

void WindowActions::showUndo()
{
    const ui::Session& session = m_window.session();
    const QUndoStack& stack = m_window.session().undoStack();
    const bool hasDraft = !session.draft().isEmpty();
    m_undo->setEnabled(hasDraft || stack.canUndo());
    m_undo->setToolTip(QStringLiteral("%1 (%2)").arg(hasDraft ? tr("Drop the text that cannot be read") : tr("Undo %1").arg(stack.undoText()).trimmed(), m_undo->shortcut().toString(QKeySequence::NativeText)));
    m_undo->setText(hasDraft ? tr("&Undo draft of the text") : tr("&Undo %1").arg(stack.undoText()).trimmed());
}

void WindowActions::buildViewMenu()
{
    QMenu* menu = m_window.menuBar()->addMenu(tr("&View"));
    menu->setObjectName(QStringLiteral("menuView"));
    QMenu* canvas = menu->addMenu(tr("&Canvas"));
    canvas->addActions(m_window.canvas().toolActions());
    canvas->addSeparator();
    canvas->addActions(m_window.canvas().canvasActions());
    QMenu* panes = menu->addMenu(tr("&Panes"));
    for (const auto* pane : m_window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly))
        panes->addAction(pane->toggleViewAction());
    panes->addSeparator();
    panes->addAction(make({"actionResetLayout", tr("&Reset layout"), "", {}, {}}, [this] { m_window.resetLayout(); }));
    new FieldUndo(&m_window);
    new PaneKeys(m_window, m_window.canvas(), *menu->addMenu(tr("&Go to")));
    buildSchemeMenu(*menu->addMenu(tr("C&olours")));
    menu->addSeparator();
    QAction* full = make({"actionFullScreen", tr("&Full screen"), "view-fullscreen", QKeySequence(tr("F11")), {}}, [] {});
    full->setCheckable(true);
    connect(full, &QAction::toggled, &m_window, [this](bool on) {
        m_window.setWindowState(m_window.windowState().setFlag(Qt::WindowFullScreen, on));
    });
    menu->addAction(full);
}

void WindowActions::buildSchemeMenu(QMenu& menu)
{
    auto* group = new QActionGroup(this);
    const auto add = [&](const char* name, const QString& words, ui::SchemeChoice choice) {
        QAction* action = make({name, words, "", {}, {}}, [this, choice] { m_window.setScheme(choice); });
        action->setCheckable(true);
        group->addAction(action);
        menu.addAction(action);
        m_schemes.append(action);
    };
    add("actionSchemeSystem", tr("As the &system"), ui::SchemeChoice::System);
    add("actionSchemeLight", tr("&Light"), ui::SchemeChoice::Light);
    add("actionSchemeDark", tr("&Dark"), ui::SchemeChoice::Dark);
}

void WindowActions::showScheme(ui::SchemeChoice choice) { m_schemes[static_cast<int>(choice)]->setChecked(true); }

void WindowActions::buildSimulationMenu()
{
    QMenu* menu = m_window.menuBar()->addMenu(tr("&Simulation"));
    m_simulate = make({"actionSimulate", tr("&Simulate"), "media-playback-start", QKeySequence(tr("F5")), tr("Simulate the plan")},
        [this] { m_window.session().simulate(); });
    m_cancel = make({"actionCancel", tr("&Cancel"), "process-stop", QKeySequence(tr("Shift+F5")), tr("Cancel the simulation")},
        [this] { m_window.session().cancel(); });
    m_search = make({"actionSearch", tr("S&earch"), "edit-find", QKeySequence(tr("Ctrl+Return")), tr("Search for the best plan")},
        [this] { m_window.searchPanel().start(); });
    menu->addAction(m_simulate);
    menu->addAction(m_cancel);
    menu->addSeparator();
    menu->addAction(m_search);
}

void WindowActions::buildHelpMenu()
{
    QMenu* menu = m_window.menuBar()->addMenu(tr("&Help"));
    menu->addAction(make({"actionAbout", tr("&About Clusterloom"), "help-about", {}, {}}, [this] { m_window.showAbout(); }));
}

void WindowActions::buildToolBar()
{
    QToolBar* bar = m_window.addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setIconSize({22, 22});
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addAction(m_open);
    bar->addAction(m_save);
    bar->addSeparator();
    bar->addAction(m_undo);
    bar->addAction(m_redo);
    bar->addSeparator();
    auto* label = new QLabel(tr("Plan"));
    label->setContentsMargins(8, 0, 8, 0);
    auto* chooser = new ui::PlanChooser(m_window.session());
    chooser->setObjectName(QStringLiteral("planChooser"));
    label->setBuddy(chooser);
    bar->addWidget(label);
    bar->addWidget(chooser);
    bar->addAction(m_simulate);
    bar->addAction(m_cancel);
    bar->addAction(m_search);
    for (QAction* action : {m_simulate, m_cancel, m_search}) {
        auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    auto* spring = new QWidget;
    spring->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spring);
    bar->addActions(m_window.canvas().toolActions());
    bar->addSeparator();
    bar->addActions(m_window.canvas().canvasActions());
}

void WindowActions::update()
{
    ui::Session& session = m_window.session();
    const bool running = session.isSimulating();
    m_simulate->setEnabled(!session.isEmpty()); // with problems, F5 says which
    m_cancel->setEnabled(running);
    m_search->setEnabled(!session.isEmpty());
    m_export->setEnabled(session.result() != nullptr);
    m_exportView->setEnabled(session.result() != nullptr);
}

} // namespace app
