#include "core/search/adapt/scenario_plans.h"

#include "core/network/scenario_profiles.h"
#include "core/simulate/horizon.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace core {
namespace scenario_plans {

/// Values of every profile at `instant`.
std::vector<double> valuesAt(const ScenarioChanges& changes, Nanoseconds instant)
{
    std::vector<double> values;
    for (const ChangeProfile& profile : changes.profiles) {
        const ChangeStep* step = profile.at(instant);
        const ChangedValue value = step ? step->value : ChangedValue {};
        values.insert(values.end(), {value.nominalShare, value.fixed, value.factor});
    }
    return values;
}

std::string quoted(const Table<std::string>& lines, int line)
{
    std::string text = lines[static_cast<std::size_t>(line)];
    if (const auto comment = text.find('#'); comment != std::string::npos)
        text.erase(comment);
    const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
    return "line " + std::to_string(line + 1) + ": " + (first == std::string::npos ? "" : text.substr(first, last - first + 1));
}

std::vector<PlanOutage> outagesOf(const Workload& workload)
{
    std::vector<PlanOutage> all;
    for (Nanoseconds from; from < Nanoseconds::never(); from = all.back().back) {
        const Outage next = nextOutage(workload, from);
        if (next.at == Nanoseconds::never())
            break;
        all.push_back({next.at, next.back});
    }
    return all;
}

} // namespace scenario_plans

ScenarioStates::ScenarioStates(const ScenarioChanges& changes, const Table<std::string>& lines) : m_changes(changes), m_lines(lines)
{
    std::set<Nanoseconds> instants {Nanoseconds(0)};
    for (const ChangeProfile& profile : changes.profiles)
        for (const ChangeStep& step : profile.steps)
            if (step.at < changes.horizon)
                instants.insert(step.at);
    std::map<std::vector<double>, int> numbers;
    for (auto instant = instants.begin(); instant != instants.end(); ++instant) {
        const auto [found, isNew] = numbers.emplace(scenario_plans::valuesAt(changes, *instant), static_cast<int>(numbers.size()));
        if (isNew)
            m_states.push_back({*instant, Nanoseconds(0)});
        const auto next = std::next(instant);
        m_states[static_cast<std::size_t>(found->second)].length += (next != instants.end() ? *next : changes.horizon) - *instant;
        if (m_begins.empty() || m_begins.back().second != found->second)
            m_begins.push_back({*instant, found->second});
    }
}

int ScenarioStates::at(Nanoseconds instant) const
{
    const auto after = std::upper_bound(m_begins.begin(), m_begins.end(), instant, [](Nanoseconds t, const auto& begin) { return t < begin.first; });
    return std::prev(after)->second;
}

Nanoseconds ScenarioStates::next(Nanoseconds time) const
{
    const auto after = std::upper_bound(m_begins.begin(), m_begins.end(), time, [](Nanoseconds t, const auto& begin) { return t < begin.first; });
    return after != m_begins.end() ? after->first : Nanoseconds::never();
}

std::string ScenarioStates::wordsOf(Nanoseconds instant) const
{
    std::set<int> lines;
    for (const ChangeProfile& profile : m_changes.profiles)
        if (const ChangeStep* step = profile.at(instant); step && step->value != ChangedValue {})
            for (const int line : profile.linesOf(*step))
                lines.insert(line);
    if (lines.empty())
        return "all is nominal";
    const std::string first = scenario_plans::quoted(m_lines, *lines.begin());
    return lines.size() == 1 ? first : first + ", and " + std::to_string(lines.size() - 1) + " more";
}

Result<std::unique_ptr<ScenarioPlans>> ScenarioPlans::of(const PlanningWorld& world, const ScenarioStates& states,
    const std::vector<Placement>& placements, const std::function<bool()>& goOn)
{
    std::unique_ptr<ScenarioPlans> plans(new ScenarioPlans(world, states, goOn));
    const Progress progress = [goOn](double) { return !goOn || goOn(); };
    for (const Placement& placement : placements) {
        auto ready = world.ready(placement, progress);
        if (!ready)
            return ready.error();
        auto entry = std::make_unique<Entry>(Entry {placement, std::move(*ready), nullptr});
        entry->clock = std::make_unique<IterationClock>(entry->ready.workload, entry->ready.options);
        entry->outages = scenario_plans::outagesOf(entry->ready.workload);
        plans->m_entries.push_back(std::move(entry));
    }
    return plans;
}

Nanoseconds ScenarioPlans::durationOr(const Result<Nanoseconds>& duration)
{
    if (duration && duration->count > 0)
        return *duration;
    if (duration)
        m_failure = Error {"an iteration takes no time", "/plans", "a plan with work", ""};
    else if (!isStandstill(duration.error()))
        m_failure = duration.error();
    return Nanoseconds::never();
}

PlanOutage ScenarioPlans::outage(int plan, Nanoseconds start) const
{
    const std::vector<PlanOutage>& all = m_entries[static_cast<std::size_t>(plan)]->outages;
    const auto next = std::find_if(all.begin(), all.end(), [start](const PlanOutage& outage) { return outage.back > start; });
    return next == all.end() ? PlanOutage {} : PlanOutage {std::max(start, next->at), next->back};
}

Nanoseconds ScenarioPlans::endOf(int plan, Nanoseconds start)
{
    const Nanoseconds duration = durationOr(clock(plan).durationFrom(start));
    return duration == Nanoseconds::never() ? duration : start + duration;
}

Nanoseconds ScenarioPlans::frozenTime(int plan, Nanoseconds instant) { return durationOr(clock(plan).frozenDuration(instant)); }

void ScenarioPlans::findDown()
{
    for (const ScenarioStates::State& state : m_states.states()) {
        std::vector<bool> down;
        for (int rank = 0; rank < static_cast<int>(m_world.cluster().hostOfRank.size()); ++rank) {
            const ChangeProfile* profile = m_world.changes().computeOf(m_world.cluster(), rank);
            const ChangeStep* step = profile ? profile->at(state.first) : nullptr;
            down.push_back(step && step->value.of(1) <= 0);
        }
        const auto known = std::find(m_down.begin(), m_down.end(), down);
        m_downOfState.push_back(static_cast<int>(known - m_down.begin()));
        if (known == m_down.end())
            m_down.push_back(std::move(down));
    }
}

const ScenarioPlans::Move& ScenarioPlans::moveOf(int from, int to, int down)
{
    const auto known = m_moves.find({from, to, down});
    if (known != m_moves.end())
        return known->second;
    return m_moves.emplace(std::tuple(from, to, down), made(from, to, m_down[static_cast<std::size_t>(down)])).first->second;
}

ScenarioPlans::Move ScenarioPlans::made(int from, int to, const std::vector<bool>& down) const
{
    Move move;
    std::map<int, double> charged;
    const auto moves = stateMoves({m_world.cluster(), m_world.islands(), m_world.model(), m_world.training(),
        m_entries[static_cast<std::size_t>(from)]->placement, m_entries[static_cast<std::size_t>(to)]->placement, down});
    if (!moves)
        move.least = Nanoseconds::never();
    for (const StateMove& one : moves.value_or(std::vector<StateMove>())) {
        auto activity = m_world.network().send(one.from, one.to, one.bytes);
        if (!activity) {
            move.least = Nanoseconds::never();
            continue;
        }
        for (const Charge& charge : activity->charges)
            charged[charge.capacity] += activity->amount.value * charge.weight;
        move.bytes += one.bytes;
        move.activities.push_back({std::move(*activity), {}, {}});
    }
    double least = 0;
    for (const auto& [capacity, bytes] : charged)
        least = std::max(least, bytes / m_world.mostBandwidth(capacity).value);
    if (move.least != Nanoseconds::never())
        move.least = rounded(Seconds(least * (1 - 1e-9) - 1e-9 * static_cast<double>(least > 0)));
    return move;
}

Nanoseconds ScenarioPlans::played(const Move& move, Nanoseconds start, const std::shared_ptr<const Profiles>& profiles) const
{
    if (move.least == Nanoseconds::never())
        return move.least;
    std::vector<TimedActivity> activities = move.activities;
    for (TimedActivity& activity : activities)
        activity.start = start;
    const auto ends = endsOf(m_world.network(), activities, profiles);
    if (!ends)
        return Nanoseconds::never();
    return ends->empty() ? start : *std::max_element(ends->begin(), ends->end());
}

Nanoseconds ScenarioPlans::leastMigration(int from, int to)
{
    Nanoseconds least = Nanoseconds::never();
    for (int down = 0; down < static_cast<int>(m_down.size()); ++down)
        least = std::min(least, moveOf(from, to, down).least);
    return least;
}

Migration ScenarioPlans::migration(int from, int to, Nanoseconds start)
{
    const Move& move = moveOf(from, to, downAt(start));
    const std::tuple<int, int, int> key {from, to, m_states.at(start)};
    const Nanoseconds next = m_states.next(start);
    if (const auto known = m_lengths.find(key); known != m_lengths.end() && (next == Nanoseconds::never() || start + known->second <= next))
        return {move.bytes, start + known->second};
    const Nanoseconds end = played(move, start, m_world.profiles());
    if (end <= next && end != Nanoseconds::never())
        m_lengths[key] = end - start;
    return {move.bytes, end};
}

Nanoseconds ScenarioPlans::frozenMigration(int from, int to, Nanoseconds instant)
{
    const ScenarioChanges still = frozen(m_world.changes(), instant);
    return played(moveOf(from, to, downAt(instant)), Nanoseconds(0), profilesOf(still, m_world.cluster(), m_world.network()));
}

} // namespace core
