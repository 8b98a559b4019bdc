#include "core/results/effects.h"

#include "core/results/lone_lines.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace core {
namespace effects {

/// Capacities of a flow's own are numbered from here.
constexpr int own = 1 << 30;

std::set<int> activitiesOf(const Timeline& timeline, const Flow& flow)
{
    std::set<int> activities;
    for (const Span& span : timeline.spansOf(timeline.lanes[flow.lane]))
        if (span.kind == flow.kind && timeline.sharesNetwork(span))
            activities.insert(timeline.traffic[span.traffic].activities.begin(), timeline.traffic[span.traffic].activities.end());
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

/// The flows that delayed others, by number; at most so many, those to which most time on the network is charged.
std::vector<Flow> contending(const Delays& delays, std::size_t most, std::size_t& leftOut)
{
    std::map<int, double> charged; // by flow
    for (const Delay& delay : delays.delays) {
        double whole = 0;
        for (const Blame& blame : delay.flows)
            whole += blame.weight;
        for (const Blame& blame : delay.flows)
            charged[blame.id] += whole > 0 ? static_cast<double>(delay.contention.count) * blame.weight / whole : 0;
    }
    std::vector<std::pair<int, double>> order(charged.begin(), charged.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    leftOut = order.size() - std::min(most, order.size());
    order.resize(order.size() - leftOut);
    std::sort(order.begin(), order.end());
    std::vector<Flow> flows;
    for (const auto& [id, time] : order)
        flows.push_back(delays.flows[static_cast<std::size_t>(id)]);
    return flows;
}

} // namespace effects

Result<Effects> effectsOf(const Timeline& timeline, const Explanation& explanation, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options, std::size_t mostFlows)
{
    Effects effects;
    const std::vector<int> lines = linesInForce(run.changes, timeline);
    const std::vector<Flow> flows = effects::contending(explanation.delays, mostFlows, effects.flowsLeftOut);
    const double runs = static_cast<double>(std::max<std::size_t>(1, lines.size() + flows.size()));
    int done = 0;
    SimulateOptions again = options;
    again.progress = [&](double share) { return !options.progress || options.progress((done + share) / runs); };
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

Result<std::vector<EventEffect>> effectsOn(const Horizon& horizon, const HorizonOptions& wanted, const PreparedRun& run, const Project& project,
    const Catalogue& catalogue, const SimulateOptions& options)
{
    std::vector<EventEffect> effects;
    if (horizon.iterations.empty())
        return effects;
    const Nanoseconds end = horizon.iterations.back().end;
    HorizonOptions again = wanted;
    again.iterations = static_cast<int>(horizon.iterations.size());
    again.until = Nanoseconds::never();
    for (const int line : linesInForce(run.changes, run.options.start, end)) {
        const auto without = prepared(withoutLine(project, line), catalogue, options);
        if (!without)
            return without.error();
        const auto played = playHorizon(without->workload, without->options, again);
        if (!played)
            return played.error();
        if (!played->loss)
            effects.push_back({line, (end - played->iterations.back().end).count});
    }
    return effects;
}

} // namespace core
