#include "core/results/link_use.h"

#include <algorithm>

namespace core {
namespace link_use {

constexpr std::size_t most = 64;

/// What the scenario does to a link's bandwidth while the timeline runs, where other lines take over.
std::vector<LinkChange> changesOf(const Timeline& timeline, const ScenarioChanges& changes, const Capacity& capacity)
{
    const ChangeProfile* profile = changes.profileOf({SubjectKind::Link, Property::Bandwidth, capacity.link, capacity.direction});
    std::vector<LinkChange> found;
    if (!profile)
        return found;
    const auto linesOf = [&](const ChangeStep& step) {
        const auto lines = profile->linesOf(step);
        return std::vector<int>(lines.begin(), lines.end());
    };
    std::vector<int> present;
    if (const ChangeStep* step = profile->at(timeline.start); step && step->lineCount > 0)
        found.push_back({Nanoseconds(0), present = linesOf(*step)});
    for (const ChangeStep& step : profile->steps) {
        if (step.at <= timeline.start || step.at >= timeline.start + timeline.length() || linesOf(step) == present)
            continue;
        found.push_back({step.at - timeline.start, present = linesOf(step)});
    }
    return found;
}

struct Wanted
{
    CapacityLoad load;
    std::vector<LinkChange> changes;
};

/// The busiest that changes, the busiest other one, and so on.
std::vector<Wanted> inTurn(std::vector<Wanted> all)
{
    std::stable_sort(all.begin(), all.end(), [](const Wanted& a, const Wanted& b) { return a.load.mean > b.load.mean; });
    const auto others = std::stable_partition(all.begin(), all.end(), [](const Wanted& one) { return !one.changes.empty(); });
    std::vector<Wanted> ordered;
    for (auto changed = all.begin(), other = others; changed != others || other != all.end();) {
        if (changed != others)
            ordered.push_back(std::move(*changed++));
        if (other != all.end())
            ordered.push_back(std::move(*other++));
    }
    return ordered;
}

} // namespace link_use

Result<std::vector<LinkUse>> linkUseOf(const Timeline& timeline, const PreparedRun& run, const ExpandedCluster& cluster,
    const Cluster& drawn, const Progress& progress)
{
    const Played played {timeline, run.workload, run.options.waterways};
    std::vector<link_use::Wanted> wanted;
    for (const CapacityLoad& load : networkLoad(played, linksOf(*run.network)))
        wanted.push_back({load, link_use::changesOf(timeline, run.changes, run.network->capacity(load.capacity))});
    wanted = link_use::inTurn(std::move(wanted));
    wanted.resize(std::min(wanted.size(), link_use::most));
    const auto placeOf = [&](int capacity) {
        return std::find_if(wanted.begin(), wanted.end(), [&](const link_use::Wanted& one) { return one.load.capacity == capacity; });
    };
    auto uses = networkUse(played, [&](int capacity) { return placeOf(capacity) != wanted.end(); }, progress);
    if (!uses)
        return uses.error();
    std::vector<LinkUse> links(wanted.size());
    for (CapacityUse& use : *uses) {
        const auto place = static_cast<std::size_t>(placeOf(use.load.capacity) - wanted.begin());
        const Capacity capacity = run.network->capacity(use.load.capacity);
        const ConcreteLink& link = cluster.links[static_cast<std::size_t>(capacity.link)];
        links[place] = {drawn.links[static_cast<std::size_t>(link.link)].id.text, capacity.name, capacity.bandwidth, std::move(use), std::move(wanted[place].changes)};
    }
    return links;
}

} // namespace core
