#include "core/documents/check_scenario.h"

#include "core/documents/scenario_play.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace core {
namespace check_scenario {

using namespace scenario_play;

constexpr std::size_t mostOverlaps = 1'000; ///< that are named one by one

/// A line whose absolute value starts while another line's is in force.
struct Overlap
{
    int line = 0;
    int other = 0;
    Subject subject;
};

/// Absolutes of one subject, in order of starting, each against the one before it that lasts longest.
void appendOverlaps(const Playable& playable, const Member& member, const Steps& steps, std::vector<Overlap>& overlaps)
{
    std::vector<const Occurrence*> absolutes;
    for (const int group : member.groups)
        for (const Occurrence& occurrence : playable.groups[static_cast<std::size_t>(group)].occurrences)
            if (steps(); occurrence.kind == Kind::Absolute)
                absolutes.push_back(&occurrence);
    std::sort(absolutes.begin(), absolutes.end(), [&](const Occurrence* a, const Occurrence* b) {
        steps();
        return std::tie(a->start, a->line) < std::tie(b->start, b->line);
    });
    const Occurrence* longest = nullptr;
    for (const Occurrence* occurrence : absolutes) {
        steps();
        if (longest && occurrence->start < longest->end)
            overlaps.push_back({occurrence->line, longest->line, member.subject});
        if (!longest || occurrence->end > longest->end)
            longest = occurrence;
    }
}

/// One for each line.
std::vector<Overlap> overlapsOf(const Playable& playable, const ScenarioNames& names, const Steps& steps)
{
    std::vector<Overlap> overlaps;
    std::set<std::vector<int>> seen;
    for (const Member& member : membersOf(playable, names))
        if (seen.insert(member.groups).second)
            appendOverlaps(playable, member, steps, overlaps);
    std::stable_sort(overlaps.begin(), overlaps.end(), [&](const Overlap& a, const Overlap& b) { return steps(), a.line < b.line; });
    overlaps.erase(std::unique(overlaps.begin(), overlaps.end(), [](const Overlap& a, const Overlap& b) { return a.line == b.line; }),
        overlaps.end());
    return overlaps;
}

std::string messageOf(const Overlap& overlap, const ScenarioNames& names)
{
    const std::string_view property = overlap.subject.property == Property::Latency ? "latency" : "bandwidth";
    const std::string other = overlap.line == overlap.other ? "an earlier repetition" : "line " + std::to_string(overlap.other + 1);
    return std::string(property) + " of " + names.linkName(overlap.subject.index) + " is also set by " + other
        + " at that time; the later start wins";
}

Issue issueOf(const Problem& problem)
{
    const Error& error = problem.error;
    if (problem.line < 0)
        return {"/scenario/" + problem.field, problem.severity, error.message, error.expected, error.fix};
    return {"/scenario/events/" + std::to_string(problem.line), problem.severity,
        (error.where.empty() ? "" : error.where + ": ") + error.message, error.expected, error.fix};
}

} // namespace check_scenario

std::vector<Issue> checkScenario(const Scenario& scenario, const Cluster& cluster, const Progress& progress)
{
    using namespace check_scenario;
    const ScenarioNames names(cluster);
    Steps steps(progress);
    Playable playable = scenario_play::playable(scenario, names, nullptr, steps);
    const std::vector<Overlap> overlaps = overlapsOf(playable, names, steps);
    for (std::size_t i = 0; i < std::min(overlaps.size(), mostOverlaps); ++i) {
        const Overlap& overlap = overlaps[i];
        const std::string& text = scenario.events[static_cast<std::size_t>(overlap.line)];
        playable.problems.push_back({overlap.line, {}, Severity::Warning,
            {messageOf(overlap, names), placeAfter(overlap.line, text, ""), "absolute values that do not overlap", {}}, false});
    }
    if (overlaps.size() > mostOverlaps)
        playable.problems.push_back({overlaps[mostOverlaps].line, {}, Severity::Warning,
            {"absolute values overlap on " + std::to_string(overlaps.size() - mostOverlaps) + " more lines, from this one on", {},
                "absolute values that do not overlap", {}}, false});
    std::stable_sort(playable.problems.begin(), playable.problems.end(), [&](const Problem& a, const Problem& b) { return steps(), a.line < b.line; });
    std::vector<Issue> issues;
    for (const Problem& problem : playable.problems) {
        steps();
        issues.push_back(issueOf(problem));
    }
    return issues;
}

} // namespace core
