#include "app/gui/main_window.h"

#include "app/gui/gantt_export.h"
#include "app/gui/load_errors_page.h"
#include "app/gui/recent_files.h"
#include "app/gui/recovery.h"
#include "app/gui/window_actions.h"
#include "ui/cluster/cluster_view.h"
#include "ui/scenario/playback_bar.h"
#include "ui/search/search_panel.h"
#include "ui/timeline/link_series.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/format.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/window_style.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace app {

namespace main_window {

constexpr int layoutVersion = 7; ///< raise when panes are added or renamed
const char* const filter = QT_TRANSLATE_NOOP("app::MainWindow", "Clusterloom projects (*.loom);;All files (*)");

} // namespace main_window

MainWindow::MainWindow(ui::Theme& theme, QSettings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_settings(settings)
    , m_canvas(new ui::ClusterView(m_session))
    , m_timeline(new ui::TimelineView(m_range))
    , m_messages(new ui::MessageBar)
    , m_errors(new LoadErrorsPage)
    , m_centre(new QStackedWidget)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    buildCentre();
    buildPanes();
    buildStrip();
    m_actions = new WindowActions(*this, settings);
    m_actions->showScheme(m_theme.choice());
    joinTimeline();
    joinSession();
    showProblemCount();
    connect(&m_theme, &ui::Theme::changed, this, &MainWindow::applyStyle);
    applyStyle();
    resize(1440, 900);
    m_firstLayout = saveState(main_window::layoutVersion);
    restore();
    showTitle();
    m_recovery->offer();
}

/// A field that is being written in is left while there is a session to take it.
MainWindow::~MainWindow() { hide(); }

void MainWindow::buildCentre()
{
    m_canvas->setObjectName(QStringLiteral("canvas"));
    connect(m_canvas, &ui::ClusterView::refused, this, [this](const core::Error& error) {
        m_messages->showMessage(ui::MessageBar::Kind::Error, ui::text(core::describe(error)), {});
    });
    m_messages->setObjectName(QStringLiteral("messageBar"));
    m_errors->setObjectName(QStringLiteral("loadErrors"));
    m_centre->setObjectName(QStringLiteral("centre"));
    m_centre->addWidget(m_canvas);
    m_centre->addWidget(m_errors);
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_centre, 1);
    layout->addWidget(new ui::PlaybackBar(m_session));
    new ui::SpaceKey(m_session.playhead(), *this);
    setCentralWidget(column);
    connect(m_errors, &LoadErrorsPage::retryWanted, this, &MainWindow::openIfSafe);
    connect(m_errors, &LoadErrorsPage::backWanted, this, [this] { m_centre->setCurrentWidget(m_canvas); });
}

void MainWindow::joinTimeline()
{
    connect(&m_session, &ui::Session::resultsChanged, this, &MainWindow::showResult);
    connect(&m_session, &ui::Session::planChanged, this, &MainWindow::showResult);
    connect(&m_session.selection(), &ui::Selection::changed, this, &MainWindow::showSelectedSpan);
    connect(m_timeline, &ui::TimelineView::spanSelected, this, [this](std::uint32_t span) {
        if (span != core::noSpan)
            m_session.selection().select(ui::SpanIndex {span});
        else if (std::holds_alternative<ui::SpanIndex>(m_session.selection().current()))
            m_session.selection().clear();
    });
    connect(&m_session.playhead(), &ui::Playhead::moved, this, &MainWindow::showPlayhead);
    connect(m_timeline, &ui::TimelineView::instantClicked, this, [this](core::Nanoseconds at) {
        if (const auto result = m_session.result())
            m_session.playhead().setTime(result->input.start + at);
    });
    m_timeline->setEmptyText(tr("Simulate a plan with F5 to see its timeline here."));
}

void MainWindow::joinSession()
{
    connect(&m_session, &ui::Session::fileChanged, this, &MainWindow::showTitle);
    connect(&m_session, &ui::Session::draftChanged, this, &MainWindow::showTitle);
    connect(&m_session, &ui::Session::issuesChanged, this, &MainWindow::showProblemCount);
    connect(&m_session, &ui::Session::resultsChanged, this, &MainWindow::showProblemCount);
    connect(&m_session, &ui::Session::simulationFailed, this, &MainWindow::showFailure);
    connect(&m_session, &ui::Session::simulationStarted, m_messages, &QWidget::hide);
    m_recovery = new Recovery(m_session, *m_messages);
    connect(m_messages, &ui::MessageBar::actionTriggered, this, [this] {
        if (!m_recovery->accept())
            showPane("problemsPane");
        else if (!m_session.draft().isEmpty())
            showPane("textPane");
    });
}

void MainWindow::showResult()
{
    const auto result = m_session.result();
    const std::shared_ptr<const core::Timeline> timeline(result, result ? &result->timeline : nullptr);
    if (m_timeline->timeline() != timeline.get())
    {
        m_timeline->setTimeline(timeline);
        if (result) {
            const auto lineName = [result](int line) { return core::nameOfLine(result->input.project, line); };
            m_timeline->setExplanation({result, &result->explanation}, lineName);
            m_timeline->setLinks(ui::linkLanes(result->links, lineName));
        }
    }
    m_timeline->setStale(m_session.isStale());
    showPlayhead();
}

/// Where the shown iteration has it.
void MainWindow::showPlayhead()
{
    const auto result = m_session.result();
    const core::Nanoseconds at = m_session.playhead().time() - (result ? result->input.start : core::Nanoseconds(0));
    const bool resting = m_session.playhead().time() == m_session.playhead().bounds().start;
    const bool within = result && !resting && at >= core::Nanoseconds(0) && at <= result->timeline.length();
    m_timeline->setPlayhead(within ? std::optional(at) : std::nullopt);
}

void MainWindow::showSelectedSpan()
{
    const ui::Element current = m_session.selection().current();
    const auto* span = std::get_if<ui::SpanIndex>(&current);
    m_timeline->showSpan(span ? std::optional(span->value) : std::nullopt);
    const auto* link = std::get_if<core::LinkId>(&current);
    m_timeline->showLink(link ? link->text : std::string());
    const bool isFromTable = m_spansPane->isAncestorOf(QApplication::focusWidget()); // which goes on being read
    if (span && !m_timeline->hasFocus() && !isFromTable)
        m_timelinePane->raise();
}

void MainWindow::showFailure(const core::Error& error)
{
    const bool isIssue = core::hasErrors(m_session.issues());
    m_messages->showMessage(ui::MessageBar::Kind::Error,
        tr("Not simulated: %1").arg(ui::text(core::describe(error))), isIssue ? tr("Show problems") : QString());
}

void MainWindow::showProblemCount()
{
    const std::size_t count = m_session.problems().size();
    m_problemsPane->setWindowTitle(count == 0 ? tr("Problems") : tr("Problems (%1)").arg(count));
}

void MainWindow::showTitle()
{
    const QString path = m_session.filePath();
    setWindowFilePath(path);
    setWindowTitle(tr("%1[*] – Clusterloom").arg(path.isEmpty() ? tr("New project") : shortName(path)));
    setWindowModified(m_session.isModified() || !m_session.draft().isEmpty());
}

void MainWindow::showPane(const char* name)
{
    auto* pane = findChild<QDockWidget*>(QLatin1String(name));
    pane->show();
    pane->raise();
}

void MainWindow::applyStyle() { qApp->setStyleSheet(ui::windowStyle()); }

bool MainWindow::openFile(const QString& path)
{
    const auto errors = m_session.open(path);
    if (!errors.empty()) {
        m_errors->showErrors(QFileInfo(path).absoluteFilePath(), errors);
        m_centre->setCurrentWidget(m_errors);
        return false;
    }
    m_centre->setCurrentWidget(m_canvas);
    m_actions->recentFiles().add(m_session.filePath());
    m_canvas->setFocus();
    m_recovery->offer();
    emit fileOpened(m_session.filePath());
    return true;
}

void MainWindow::openIfSafe(const QString& path)
{
    if (mayDiscard())
        openFile(path);
}

void MainWindow::startNew()
{
    if (!mayDiscard())
        return;
    m_session.start({});
    m_centre->setCurrentWidget(m_canvas);
    m_canvas->setFocus();
}

void MainWindow::chooseFile()
{
    const QString folder = QFileInfo(m_session.filePath()).absolutePath();
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a project"), folder, tr(main_window::filter));
    if (!path.isEmpty())
        openIfSafe(path);
}

bool MainWindow::save()
{
    if (m_session.filePath().isEmpty())
        return saveAs();
    const auto saved = m_session.save();
    if (!saved)
        m_messages->showMessage(ui::MessageBar::Kind::Error, ui::text(core::describe(saved.error())));
    return saved.ok();
}

bool MainWindow::saveAs()
{
    const QString start = m_session.filePath().isEmpty() ? QStringLiteral("project.loom") : m_session.filePath();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the project"), start, tr(main_window::filter));
    if (path.isEmpty())
        return false;
    const auto saved = m_session.saveAs(path);
    if (!saved)
        m_messages->showMessage(ui::MessageBar::Kind::Error, ui::text(core::describe(saved.error())));
    else
        m_actions->recentFiles().add(m_session.filePath());
    return saved.ok();
}

void MainWindow::exportGantt(bool onlyWhatIsSeen)
{
    const auto result = m_session.result();
    if (!result)
        return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the Gantt"), QStringLiteral("gantt.svg"),
        tr("Pictures (*.svg *.pdf *.png)"));
    if (path.isEmpty())
        return;
    const auto written = onlyWhatIsSeen ? writeView(*result, m_timeline->ganttView(), m_timeline->linksShown(), path) : writeGantt(*result, path);
    if (written)
        m_messages->showMessage(ui::MessageBar::Kind::Information, tr("The Gantt was written to %1").arg(path));
    else
        m_messages->showMessage(ui::MessageBar::Kind::Error, ui::text(core::describe(written.error())));
}

bool MainWindow::mayDiscard()
{
    const bool hasDraft = !m_session.draft().isEmpty();
    if (!m_session.isModified() && !hasDraft)
        return true;
    const QString path = m_session.filePath(), name = path.isEmpty() ? tr("The new project") : shortName(path);
    const auto answer = QMessageBox::question(this, tr("Unsaved changes"),
        hasDraft ? tr("%1 has text that cannot be read and would not be saved.").arg(name) : tr("%1 has changes that are not saved.").arg(name),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

void MainWindow::setScheme(ui::SchemeChoice choice)
{
    m_settings.setValue(QStringLiteral("scheme"), static_cast<int>(choice));
    m_actions->showScheme(choice);
    m_theme.setChoice(choice);
}

void MainWindow::resetLayout() { restoreState(m_firstLayout, main_window::layoutVersion); }

void MainWindow::restore()
{
    restoreGeometry(m_settings.value(QStringLiteral("geometry")).toByteArray());
    restoreState(m_settings.value(QStringLiteral("layout")).toByteArray(), main_window::layoutVersion);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayDiscard()) {
        event->ignore();
        return;
    }
    m_settings.setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("layout"), saveState(main_window::layoutVersion));
    m_recovery->forget();
    event->accept();
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Clusterloom"),
        tr("<h3>Clusterloom %1</h3><p>Plans and simulates the training of large language models on clusters of unlike "
           "GPUs, and shows where each device waits.</p><p>Free software under the GNU GPL, version 3 or later.</p>")
            .arg(QStringLiteral(CLUSTERLOOM_VERSION)));
}

} // namespace app
