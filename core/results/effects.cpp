#include "core/results/effects.h"

#include "core/results/lone_lines.h"

#include <algorithm>
#include <set>

namespace core {
namespace effects {

/// Capacities of a flow's own are numbered from here.
constexpr int own = 1 << 30;

std::set<int> activitiesOf(const Timeline& timeline, const Flow& flow)
{
    std::set<int> activities;
    for (const Span& span : timeline.spansOf(timeline.lanes[flow.lane]))
        if (span.kind == flow.kind && span.traffic != noTraffic)
            activities.insert(timeline.traffic[span.traffic].begin(), timeline.traffic[span.traffic].end());
    return activities;
}

/// The waterways twice: as they are, and once more from `own` on.
Waterways doubled(const Waterways& waterways)
{
    Waterways result = waterways;
    result.nominal = [nominal = waterways.nominal](int capacity) { return nominal(capacity >= own ? capacity - own : capacity); };
    result.name = [name = waterways.name](int capacity) { return name(capacity >= own ? capacity - own : capacity); };
    if (!waterways.profiles)
        return result;
    auto profiles = std::make_shared<Profiles>(*waterways.profiles);
    for (const auto& [capacity, profile] : *waterways.profiles)
        profiles->emplace(capacity + own, profile);
    result.profiles = std::move(profiles);
    return result;
}

Result<Timeline> runApart(const PreparedRun& run, const Timeline& timeline, const Flow& flow, const Progress& progress)
{
    Workload workload = run.workload;
    for (const int activity : activitiesOf(timeline, flow))
        for (Charge& charge : workload.activities[static_cast<std::size_t>(activity)].charges)
            charge.capacity += own;
    RunOptions options = run.options;
    options.waterways = doubled(run.options.waterways);
    options.progress = progress;
    return core::run(workload, options);
}

/// Flows to which some time on the network was charged.
std::vector<Flow> contending(const Delays& delays)
{
    std::set<int> ids;
    for (const Delay& delay : delays.delays)
        for (const Blame& blame : delay.flows)
            ids.insert(blame.id);
    std::vector<Flow> flows;
    for (const int id : ids)
        flows.push_back(delays.flows[static_cast<std::size_t>(id)]);
    return flows;
}

} // namespace effects

Result<Effects> effectsOf(const Timeline& timeline, const Explanation& explanation, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options)
{
    const std::vector<int> lines = linesInForce(run.changes, timeline);
    const std::vector<Flow> flows = effects::contending(explanation.delays);
    const double runs = static_cast<double>(std::max<std::size_t>(1, lines.size() + flows.size()));
    int done = 0;
    SimulateOptions again = options;
    again.progress = [&](double share) { return !options.progress || options.progress((done + share) / runs); };
    Effects effects;
    for (const int line : lines) {
        const auto without = simulate(withoutLine(project, line), catalogue, again);
        if (!without)
            return without.error();
        effects.events.push_back({line, (timeline.period - without->period).count});
        ++done;
    }
    for (const Flow& flow : flows) {
        const auto without = effects::runApart(run, timeline, flow, again.progress);
        if (!without)
            return without.error();
        effects.flows.push_back({flow, (timeline.period - without->period).count});
        ++done;
    }
    return effects;
}

} // namespace core
