#include "app/gui/gantt_export.h"

#include "core/results/check_all.h"
#include "ui/session/session.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/picture_painter.h"

#include <QFile>
#include <filesystem>

namespace app {

namespace gantt_export {

std::vector<core::Error> errorsOf(const std::vector<core::Issue>& issues)
{
    std::vector<core::Error> errors;
    for (const core::Issue& issue : issues) {
        if (issue.severity == core::Severity::Error)
            errors.push_back({issue.message, issue.pointer, issue.expected, issue.fix});
    }
    return errors;
}

std::function<std::string(int)> lineNames(const ui::SimulationResult& result)
{
    return [&result](int line) { return core::nameOfLine(result.input.project, line); };
}

} // namespace gantt_export

core::Result<void> writeGantt(const ui::SimulationResult& result, const QString& path)
{
    core::GanttView view = core::wholePlan(result.metrics.plan, result.explanation.bubbles, result.links);
    view.lineName = gantt_export::lineNames(result);
    return ui::exportPicture(path, core::ganttPicture(result.timeline, view), core::builtInPalette(core::Scheme::Light));
}

core::Result<void> writeView(const ui::SimulationResult& result, core::GanttView view, std::pair<std::size_t, std::size_t> links, const QString& path)
{
    view.title = "Plan " + result.metrics.plan;
    view.bubbles = &result.explanation.bubbles;
    view.links = std::span(result.links).subspan(links.first, links.second - links.first);
    view.lineName = gantt_export::lineNames(result);
    return ui::exportPicture(path, core::ganttPicture(result.timeline, view), ui::Colours::instance().palette());
}

std::vector<core::Error> exportGantt(const QString& project, const QString& path, const QString& plan)
{
    const core::LoadResult loaded = core::loadProject(QFile::encodeName(project).toStdString());
    if (!loaded.project)
        return loaded.errors;
    if (auto errors = gantt_export::errorsOf(core::checkAll(*loaded.project, core::builtInCatalogue())); !errors.empty())
        return errors;
    const auto result = ui::simulatePlan(
        {*loaded.project, plan.toStdString(), std::filesystem::path(QFile::encodeName(project).toStdString()).parent_path()}, {});
    if (!result)
        return {result.error()};
    const auto written = writeGantt(*result, path);
    return written ? std::vector<core::Error>() : std::vector<core::Error> {written.error()};
}

} // namespace app
