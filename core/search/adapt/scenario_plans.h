#pragma once

#include "core/search/adapt/migration.h"
#include "core/search/adapt/policies.h"
#include "core/search/planning_world.h"
#include "core/simulate/iteration_clock.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace core {

/// What a scenario does to a cluster, instant by instant.
class ScenarioStates
{
public:
    /// Both must outlive it.
    ScenarioStates(const ScenarioChanges& changes, const Table<std::string>& lines);

    struct State
    {
        Nanoseconds first;  ///< when it holds for the first time
        Nanoseconds length; ///< how long it holds, all times together, up to the horizon
    };
    /// By first instant.
    const std::vector<State>& states() const { return m_states; }
    int at(Nanoseconds instant) const;
    /// The first instant after `time` at which another state begins; never() if there is none before the horizon.
    Nanoseconds next(Nanoseconds time) const;
    /// "line 2: at 20 s link up bandwidth *0.25 for 20 s", "line 2 and 3 more" or "all is nominal".
    std::string wordsOf(Nanoseconds instant) const;

private:
    const ScenarioChanges& m_changes;
    const Table<std::string>& m_lines;
    std::vector<std::pair<Nanoseconds, int>> m_begins; ///< of states, in order of time
    std::vector<State> m_states;
};

/// Placements in the simulator under one scenario.
class ScenarioPlans : public PlanWorld
{
public:
    /// `world` and `states` must outlive it. Errors: what the simulator refuses.
    static Result<std::unique_ptr<ScenarioPlans>> of(const PlanningWorld& world, const ScenarioStates& states,
        const std::vector<Placement>& placements, const std::function<bool()>& goOn);

    int plans() const override { return static_cast<int>(m_entries.size()); }
    Nanoseconds horizon() const override { return m_world.changes().horizon; }
    PlanOutage outage(int plan, Nanoseconds start) const override;
    Nanoseconds endOf(int plan, Nanoseconds start) override;
    Nanoseconds frozenTime(int plan, Nanoseconds instant) override;
    Nanoseconds nextChange(Nanoseconds time) const override { return m_states.next(time); }
    Migration migration(int from, int to, Nanoseconds start) override;
    Nanoseconds leastMigration(int from, int to) override;
    /// How long moving takes if what holds at `instant` holds for ever; never(): the state cannot be moved.
    Nanoseconds frozenMigration(int from, int to, Nanoseconds instant);
    std::string wordsOf(Nanoseconds instant) const override { return m_states.wordsOf(instant); }
    bool goesOn() override { return !m_failure && (!m_goOn || m_goOn()); }

    const std::optional<Error>& failure() const { return m_failure; } ///< why answers are worthless

private:
    struct Entry
    {
        Placement placement;
        ReadyPlan ready;
        std::unique_ptr<IterationClock> clock;
        std::vector<PlanOutage> outages {}; ///< by time
    };
    struct Move
    {
        std::vector<TimedActivity> activities {};
        Bytes bytes;
        Nanoseconds least;
    };
    ScenarioPlans(const PlanningWorld& world, const ScenarioStates& states, const std::function<bool()>& goOn)
        : m_world(world), m_states(states), m_goOn(goOn)
    {
        findDown();
    }
    IterationClock& clock(int plan) { return *m_entries[static_cast<std::size_t>(plan)]->clock; }
    Nanoseconds durationOr(const Result<Nanoseconds>& duration);
    void findDown();
    int downAt(Nanoseconds instant) const { return m_downOfState[static_cast<std::size_t>(m_states.at(instant))]; }
    const Move& moveOf(int from, int to, int down);
    Move made(int from, int to, const std::vector<bool>& down) const;
    Nanoseconds played(const Move& move, Nanoseconds start, const std::shared_ptr<const Profiles>& profiles) const;

    const PlanningWorld& m_world;
    const ScenarioStates& m_states;
    std::function<bool()> m_goOn;
    std::vector<std::unique_ptr<Entry>> m_entries;
    std::vector<std::vector<bool>> m_down;                ///< by rank, each of them once
    std::vector<int> m_downOfState;                       ///< which of these holds in each state
    std::map<std::tuple<int, int, int>, Move> m_moves;    ///< by plans, and which devices are down
    std::map<std::tuple<int, int, int>, Nanoseconds> m_lengths; ///< of migrations inside one state, by plans and state
    std::optional<Error> m_failure;
};

} // namespace core
