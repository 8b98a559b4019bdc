#include "app/gui/main_window.h"
#include "ui/cluster/cluster_view.h"
#include "ui/scenario/scenario_panel.h"

#include <QDragEnterEvent>
#include <QMimeData>

/// Files that come from outside: a project is opened, anything else is a bandwidth trace.
namespace app {
namespace window_drops {

QStringList filesOf(const QMimeData* data)
{
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

bool isProject(const QString& file) { return file.endsWith(QLatin1String(".loom"), Qt::CaseInsensitive); }

} // namespace window_drops

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!window_drops::filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const QStringList files = window_drops::filesOf(event->mimeData());
    if (files.size() == 1 && window_drops::isProject(files.front()))
        return openIfSafe(files.front());
    m_canvas->selectLinkAt(m_canvas->viewport()->mapFrom(this, event->position().toPoint()));
    showScenario().addTraces(files);
}

ui::ScenarioPanel& MainWindow::showScenario()
{
    showPane("scenarioPane");
    return *findChild<ui::ScenarioPanel*>();
}

void MainWindow::importTraces() { showScenario().chooseTraces(); }

} // namespace app
