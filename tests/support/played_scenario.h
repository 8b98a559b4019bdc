#pragma once

#include "core/documents/scenario_changes.h"
#include "tests/support/scenarios.h"

#include <QtGlobal>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// Scripts played over the cluster of the scenario tests, and what has come of them in words.
namespace support {

inline const core::ExpandedCluster& playedCluster()
{
    static const core::ExpandedCluster expanded = expandedScenarioCluster();
    return expanded;
}

inline core::Nanoseconds milliseconds(std::int64_t n) { return core::Nanoseconds(n * 1'000'000); }

inline core::ScenarioChanges played(std::vector<std::string> lines, const core::Traces& traces = {}, std::uint64_t seed = 1)
{
    core::Result<core::ScenarioChanges> result = core::changes(scenarioOf(std::move(lines), "100 s", seed), playedCluster(), traces);
    if (!result)
        qWarning("%s", core::describe(result.error()).c_str());
    return result ? std::move(result).value() : core::ScenarioChanges {};
}

inline int linkCalled(std::string_view name)
{
    const auto found = std::find_if(playedCluster().links.begin(), playedCluster().links.end(), [&](const core::ConcreteLink& link) { return link.name == name; });
    return static_cast<int>(found - playedCluster().links.begin());
}

/// "0: 5 #1 #2, ...": second, value and lines (counted from 1) of every step.
inline std::string story(const core::ScenarioChanges& changes, const core::Subject& subject, double nominal = 10)
{
    const core::ChangeProfile* profile = changes.profileOf(subject);
    std::string text;
    for (std::size_t i = 0; profile && i < profile->steps.size(); ++i) {
        const core::ChangeStep& step = profile->steps[i];
        text += (i == 0 ? "" : ", ") + core::shortestDecimal(static_cast<double>(step.at.count) / 1e9) + ": " + core::shortestDecimal(step.value.of(nominal));
        for (const int line : profile->linesOf(step))
            text += " #" + std::to_string(line + 1);
    }
    return text;
}

inline std::string bandwidthStory(const core::ScenarioChanges& changes, std::string_view link, int direction = 0)
{
    return story(changes, {core::SubjectKind::Link, core::Property::Bandwidth, linkCalled(link), direction});
}

inline double valueAt(const core::ScenarioChanges& changes, const core::Subject& subject, core::Nanoseconds now, double nominal)
{
    const core::ChangeProfile* profile = changes.profileOf(subject);
    const core::ChangeStep* step = profile ? profile->at(now) : nullptr;
    return step ? step->value.of(nominal) : nominal;
}

} // namespace support
