#pragma once

#include "core/simulate/changes_in_use.h"
#include "core/simulate/run.h"

#include <cstddef>
#include <map>
#include <vector>

namespace core {

/// How long an iteration takes that begins at any instant of the scenario, from a network at rest. Those that see the same
/// changes of the same state at the same distance from their start are played once.
class IterationClock
{
public:
    /// Both must outlive it. `reuses` false: plays every one anew, which changes no answer.
    IterationClock(const Workload& workload, const RunOptions& options, bool reuses = true);

    /// With a barrier to the last thing of any stage, without one to the start of the next iteration (see `run`).
    /// Errors: those of `run`.
    Result<Nanoseconds> durationFrom(Nanoseconds start);

    /// When the last thing happened in the iteration that failed last.
    Nanoseconds stoppedAt() const { return m_stoppedAt; }
    std::size_t played() const { return m_known.size(); }

    /// Duration if what holds at `instant` held for ever; never() if such an iteration stands still. Errors: "cancelled";
    /// orders that wait for each other.
    Result<Nanoseconds> frozenDuration(Nanoseconds instant);

    const ChangesInUse& changes() const { return m_changes; }

private:
    struct Step
    {
        Nanoseconds at;
        int state = 0;
    };
    struct Known
    {
        Nanoseconds start, duration;
        Nanoseconds seen; ///< what was looked at from the start on
    };
    Result<Known> play(Nanoseconds start);
    bool areAlike(Nanoseconds a, Nanoseconds b, Nanoseconds length);
    std::size_t stepAt(Nanoseconds time);
    void reach(Nanoseconds time);
    int stateAt(Nanoseconds time);

    const Workload& m_workload;
    RunOptions m_options;
    bool m_reuses;
    ChangesInUse m_changes;
    std::map<std::vector<double>, int> m_states;
    std::vector<Step> m_steps; ///< along the scenario's clock, from 0
    bool m_isWhole = false;    ///< nothing changes after the last step
    std::vector<Known> m_known;
    std::map<int, Nanoseconds> m_frozen; ///< by state
    Nanoseconds m_stoppedAt;
};

/// Whether a workload that fails so stands still, rather than being impossible or cancelled.
bool isStandstill(const Error& error);

} // namespace core
