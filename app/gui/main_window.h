#pragma once

#include "ui/session/session.h"
#include "ui/session/visible_range.h"
#include "ui/widgets/theme.h"

#include <QMainWindow>

class QDockWidget;
class QSettings;
class QStackedWidget;

namespace ui {
class ClusterView;
class MessageBar;
class ScenarioPanel;
class SearchPanel;
class TimelineView;
} // namespace ui

namespace app {

class LoadErrorsPage;
class Recovery;
class WindowActions;

/// The window: canvas in the middle, outline left, inspector and problems right, Gantt, plan and memory below, figures at
/// the bottom. It joins the views to the session; the work is theirs.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(ui::Theme& theme, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    ui::Session& session() { return m_session; }
    ui::VisibleRange& visibleRange() { return m_range; }
    ui::ClusterView& canvas() { return *m_canvas; }
    ui::TimelineView& timeline() { return *m_timeline; }
    ui::SearchPanel& searchPanel() { return *m_search; }

    /// Opens a project; a file that is refused is shown with all that is wrong, and the open project stays.
    bool openFile(const QString& path);
    /// Asks what to do with unsaved work; whether it is safe to go on.
    bool mayDiscard();

public slots:
    void startNew();
    void chooseFile();
    void openIfSafe(const QString& path);
    bool save();
    bool saveAs();
    void exportGantt(bool onlyWhatIsSeen);
    void importTraces();
    void showAbout();
    void resetLayout();
    void setScheme(ui::SchemeChoice choice);

signals:
    void fileOpened(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QDockWidget* addPane(Qt::DockWidgetArea area, const char* name, const QString& title, QWidget* content);
    void buildPanes();
    QList<QDockWidget*> buildLeftPanes();
    QList<QDockWidget*> buildRightPanes();
    QList<QDockWidget*> buildLowerPanes();
    void shareTabs(const QList<QDockWidget*>& panes);
    void buildCentre();
    void buildStrip();
    void divideRoom();
    void joinTimeline();
    void joinSession();
    void showPane(const char* name);
    ui::ScenarioPanel& showScenario();
    void showTitle();
    void showResult();
    void showSelectedSpan();
    void showPlayhead();
    void showFailure(const core::Error& error);
    void showProblemCount();
    void applyStyle();
    void restore();

    ui::Theme& m_theme;
    QSettings& m_settings;
    ui::Session m_session;
    ui::VisibleRange m_range;
    ui::ClusterView* m_canvas;
    ui::TimelineView* m_timeline;
    ui::MessageBar* m_messages;
    LoadErrorsPage* m_errors;
    QStackedWidget* m_centre;
    WindowActions* m_actions;
    Recovery* m_recovery = nullptr;
    QDockWidget* m_problemsPane = nullptr;
    QDockWidget* m_timelinePane = nullptr;
    QDockWidget* m_memoryPane = nullptr;
    QDockWidget* m_spansPane = nullptr;
    QDockWidget* m_searchPane = nullptr;
    ui::SearchPanel* m_search = nullptr;
    QByteArray m_firstLayout;
};

} // namespace app
