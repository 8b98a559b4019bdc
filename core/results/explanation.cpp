#include "core/results/explanation.h"

#include "core/results/lone_lines.h"

namespace core {

Result<Explanation> explained(const Timeline& timeline, const PreparedRun& run, const Project& project, const Catalogue& catalogue,
    const SimulateOptions& options)
{
    const Played played {timeline, run.workload, run.options.waterways,
        [&] { return loneLines(project, catalogue, options, run, timeline); }};
    auto delays = delaysOf(played, options.progress);
    if (!delays)
        return delays.error();
    Explanation explanation {std::move(*delays), {}, {}, slackOf(timeline), lowerBounds(played)};
    explanation.bubbles = bubblesOf(timeline, explanation.delays);
    explanation.path = criticalPath(timeline, explanation.delays);
    return explanation;
}

std::string nameOfLine(const Project& project, int line)
{
    const std::string number = "line " + std::to_string(line + 1);
    if (!project.scenario || line < 0 || static_cast<std::size_t>(line) >= project.scenario->events.size())
        return number;
    return number + ": " + project.scenario->events[static_cast<std::size_t>(line)];
}

} // namespace core
