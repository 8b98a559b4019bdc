#include "core/results/lone_lines.h"

#include "core/network/scenario_profiles.h"
#include "core/simulate/stage_work.h"

#include <algorithm>
#include <set>

namespace core {
namespace lone_lines {

bool changesLatency(const ScenarioChanges& changes)
{
    return std::any_of(changes.changes.begin(), changes.changes.end(),
        [](const Change& change) { return change.subject.property == Property::Latency; });
}

void addLinesInForce(std::set<int>& lines, const ChangeProfile& profile, Nanoseconds from, Nanoseconds to)
{
    for (std::size_t i = 0; i < profile.steps.size(); ++i) {
        const bool ends = i + 1 < profile.steps.size() && profile.steps[i + 1].at <= from;
        if (ends || profile.steps[i].at >= to)
            continue;
        const auto own = profile.linesOf(profile.steps[i]);
        lines.insert(own.begin(), own.end());
    }
}

/// From the first change to the last, after which all is nominal; without such an end: for ever.
void findExtent(LoneLine& line, const ScenarioChanges& changes)
{
    line.from = Nanoseconds::never();
    line.to = Nanoseconds(0);
    for (const ChangeProfile& profile : changes.profiles) {
        if (profile.steps.empty())
            continue;
        const ChangeStep& last = profile.steps.back();
        line.from = std::min(line.from, profile.steps.front().at);
        line.to = std::max(line.to, last.value == ChangedValue() ? last.at : Nanoseconds::never());
    }
}

} // namespace lone_lines

Project withOnlyLine(const Project& project, int line)
{
    Project changed = project;
    if (changed.scenario)
        changed.scenario->events = Table<std::string>({changed.scenario->events[static_cast<std::size_t>(line)]});
    return changed;
}

Project withoutLine(const Project& project, int line)
{
    Project changed = project;
    if (changed.scenario)
        changed.scenario->events.update(static_cast<std::size_t>(line), [](std::string& text) { text.clear(); });
    return changed;
}

std::vector<int> linesInForce(const ScenarioChanges& changes, Nanoseconds from, Nanoseconds to)
{
    std::set<int> lines;
    for (const ChangeProfile& profile : changes.profiles)
        lone_lines::addLinesInForce(lines, profile, from, to);
    return {lines.begin(), lines.end()};
}

std::vector<int> linesInForce(const ScenarioChanges& changes, const Timeline& timeline)
{
    Nanoseconds end = timeline.period;
    for (const Span& span : timeline.spans)
        end = std::max(end, span.end);
    return linesInForce(changes, timeline.start, timeline.start + end);
}

std::vector<LoneLine> loneLines(const Project& project, const Catalogue& catalogue, const SimulateOptions& options,
    const PreparedRun& run, const Timeline& timeline)
{
    std::vector<LoneLine> lone;
    for (const int line : linesInForce(run.changes, timeline)) {
        const Project only = withOnlyLine(project, line);
        const auto played = changes(*only.scenario, run.plan.cluster, options.traces);
        if (!played)
            continue;
        LoneLine one;
        one.line = line;
        lone_lines::findExtent(one, *played);
        one.profiles = profilesOf(*played, run.plan.cluster, *run.network);
        for (const Lane& lane : timeline.lanes)
            one.speeds.push_back(speedsOf(*played, run.plan.cluster, lane.devices));
        if (lone_lines::changesLatency(*played))
            if (auto alone = prepared(only, catalogue, options))
                one.activities = std::move(alone->workload.activities);
        lone.push_back(std::move(one));
    }
    return lone;
}

} // namespace core
