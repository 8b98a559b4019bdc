#include "app/gui/main_window.h"

#include "ui/cluster/catalogue_browser.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/inspector.h"
#include "ui/cluster/outline.h"
#include "ui/cluster/palette.h"
#include "ui/cluster/problems.h"
#include "ui/plan/plan_panel.h"
#include "ui/results/compare_panel.h"
#include "ui/results/memory_panel.h"
#include "ui/results/metrics_strip.h"
#include "ui/results/span_table.h"
#include "ui/scenario/scenario_panel.h"
#include "ui/scenario/sensitivity_panel.h"
#include "ui/search/adapt_panel.h"
#include "ui/search/search_panel.h"
#include "ui/text/project_text.h"
#include "ui/timeline/timeline_view.h"
#include "ui/trust/trust_panel.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QToolBar>

namespace app {

// What stands around the canvas, and where.

namespace main_window {

/// The tab names a docked pane; a floating one needs its own title.
void titleByTab(QDockWidget& pane)
{
    const auto adapt = [&pane](bool floating) {
        delete pane.titleBarWidget();
        pane.setTitleBarWidget(floating ? nullptr : new QWidget);
    };
    QObject::connect(&pane, &QDockWidget::topLevelChanged, &pane, adapt);
    adapt(false);
}

void bringUp(QDockWidget& pane)
{
    pane.show();
    pane.raise();
}

} // namespace main_window

QDockWidget* MainWindow::addPane(Qt::DockWidgetArea area, const char* name, const QString& title, QWidget* content)
{
    auto* pane = new QDockWidget(title, this);
    pane->setObjectName(QLatin1String(name));
    content->setParent(pane);
    pane->setWidget(content);
    addDockWidget(area, pane);
    return pane;
}

QList<QDockWidget*> MainWindow::buildLeftPanes()
{
    auto* tree = new ui::Outline(m_session, m_canvas->editActions());
    connect(tree, &ui::Outline::propertiesWanted, m_canvas, &ui::ClusterView::propertiesWanted);
    auto* outline = addPane(Qt::LeftDockWidgetArea, "outlinePane", tr("Outline"), tree);
    auto* palette = new ui::Palette(m_session);
    auto* palettePane = addPane(Qt::LeftDockWidgetArea, "palettePane", tr("Palette"), palette);
    connect(palette, &ui::Palette::chosen, m_canvas, [this](const std::string& kind) { m_canvas->addElement(kind); });
    connect(palette, &ui::Palette::templateChosen, m_canvas, [this](const core::TemplateSpec& spec) { m_canvas->addTemplate(spec); });
    connect(palette, &ui::Palette::left, m_canvas, qOverload<>(&QWidget::setFocus));
    connect(m_canvas, &ui::ClusterView::devicesWanted, palettePane, [palette, palettePane] {
        main_window::bringUp(*palettePane);
        palette->showDevices();
    });
    connect(m_canvas, &ui::ClusterView::templatesWanted, palettePane, [palette, palettePane] {
        main_window::bringUp(*palettePane);
        palette->showTemplates();
    });
    return {palettePane, outline};
}

QList<QDockWidget*> MainWindow::buildRightPanes()
{
    auto* inspectorView = new ui::Inspector(m_session);
    inspectorView->setObjectName(QStringLiteral("inspector"));
    auto* inspector = addPane(Qt::RightDockWidgetArea, "inspectorPane", tr("Inspector"), inspectorView);
    m_problemsPane = addPane(Qt::RightDockWidgetArea, "problemsPane", tr("Problems"), new ui::Problems(m_session));
    auto* words = addPane(Qt::RightDockWidgetArea, "textPane", tr("Text"), new ui::ProjectText(m_session));
    connect(m_canvas, &ui::ClusterView::propertiesWanted, inspector, [inspector, inspectorView] {
        main_window::bringUp(*inspector);
        inspectorView->setFocus();
    });
    return {inspector, m_problemsPane, words};
}

QList<QDockWidget*> MainWindow::buildLowerPanes()
{
    const auto add = [this](const char* name, const QString& title, QWidget* content) { return addPane(Qt::BottomDockWidgetArea, name, title, content); };
    m_timeline->setObjectName(QStringLiteral("timeline"));
    m_search = new ui::SearchPanel(m_session);
    auto* browser = new ui::CatalogueBrowser(m_session);
    connect(browser, &ui::CatalogueBrowser::chosen, m_canvas, [this](const std::string& kind) { m_canvas->addElement(kind); });
    m_timelinePane = add("timelinePane", tr("Timeline"), m_timeline);
    auto* scenario = add("scenarioPane", tr("Scenario"), new ui::ScenarioPanel(m_session));
    auto* sensitivity = add("sensitivityPane", tr("Sensitivity"), new ui::SensitivityPanel(m_session));
    m_searchPane = add("searchPane", tr("Search"), m_search);
    auto* adapt = add("adaptPane", tr("Adapt"), new ui::AdaptPanel(m_session));
    auto* compare = add("comparePane", tr("Compare"), new ui::ComparePanel(m_session));
    auto* plan = add("planPane", tr("Plan"), new ui::PlanPanel(m_session));
    m_memoryPane = add("memoryPane", tr("Memory"), new ui::MemoryPanel(m_session));
    m_spansPane = add("spansPane", tr("Spans"), new ui::SpanTable(m_session));
    auto* devices = add("devicesPane", tr("Devices"), browser);
    auto* published = new ui::TrustPanel(m_session);
    auto* trust = add("trustPane", tr("Trust"), published);
    connect(&published->measuredTimes(), &ui::MeasuredTimes::importWanted, this, [this, published] {
        const QStringList files = QFileDialog::getOpenFileNames(this, tr("Import measured times of layers"), QFileInfo(m_session.filePath()).absolutePath(), tr("Measured times (*.json)"));
        if (!files.isEmpty())
            published->measuredTimes().importFiles(files);
    });
    connect(m_search, &ui::SearchPanel::started, m_searchPane, [this] { main_window::bringUp(*m_searchPane); });
    connect(m_search, &ui::SearchPanel::timelineWanted, m_timelinePane, [this] {
        main_window::bringUp(*m_timelinePane);
        m_timeline->setFocus();
    });
    return {m_timelinePane, scenario, sensitivity, m_searchPane, adapt, compare, plan, m_memoryPane, m_spansPane, devices, trust};
}

/// One place for all of them, the first in front.
void MainWindow::shareTabs(const QList<QDockWidget*>& panes)
{
    for (QDockWidget* pane : panes)
        main_window::titleByTab(*pane);
    for (int i = 1; i < panes.size(); ++i)
        tabifyDockWidget(panes[i - 1], panes[i]);
    panes.front()->raise();
}

void MainWindow::buildPanes()
{
    const QList<QDockWidget*> left = buildLeftPanes(), right = buildRightPanes();
    shareTabs(buildLowerPanes()); // before the sides are divided, or Qt keeps room for all of them side by side
    shareTabs({right[0], right[2]});
    splitDockWidget(left[0], left[1], Qt::Vertical);
}

void MainWindow::buildStrip()
{
    auto* bar = new QToolBar(tr("Figures"), this);
    bar->setObjectName(QStringLiteral("metricsBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    auto* strip = new ui::MetricsStrip(m_session);
    strip->setObjectName(QStringLiteral("metricsStrip"));
    strip->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(strip);
    addToolBar(Qt::BottomToolBarArea, bar);
    connect(strip, &ui::MetricsStrip::memoryWanted, this, [this] {
        main_window::bringUp(*m_memoryPane);
    });
}

/// Until someone has arranged the panes the timeline has nearly half the height, whatever the window's.
/// Before anyone has moved the borders; only a window that is seen keeps to it.
void MainWindow::divideRoom()
{
    const auto pane = [this](const char* name) { return findChild<QDockWidget*>(QLatin1String(name)); };
    const int lower = height() * 9 / 20, upper = height() - lower;
    resizeDocks({m_timelinePane}, {lower}, Qt::Vertical);
    resizeDocks({pane("palettePane"), pane("inspectorPane")}, {248, 320}, Qt::Horizontal);
    resizeDocks({pane("palettePane"), pane("outlinePane")}, {upper * 2 / 3, upper / 3}, Qt::Vertical);
    resizeDocks({pane("inspectorPane"), pane("problemsPane")}, {upper * 3 / 4, upper / 4}, Qt::Vertical);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (!m_settings.contains(QStringLiteral("layout")))
        divideRoom();
}

} // namespace app
