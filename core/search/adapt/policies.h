#pragma once

#include "core/base/units.h"

#include <string>
#include <vector>

namespace core {

/// What it takes to go over from one plan to another: bytes of state, and when they have all arrived.
struct Migration
{
    Bytes bytes;
    Nanoseconds end; ///< never(): they cannot
};

/// Plans, numbered from 0, over one scenario: all that policies have to know. Long answers may be cut short by `goesOn`
/// turning false, and are worthless then.
class PlanWorld
{
public:
    virtual ~PlanWorld() = default;
    virtual int plans() const = 0;
    virtual Nanoseconds horizon() const = 0;
    /// Of an iteration that begins at `start`; never(): it stands still.
    virtual Nanoseconds endOf(int plan, Nanoseconds start) = 0;
    /// Of an iteration if what holds at `instant` held for ever; never(): it stands still.
    virtual Nanoseconds frozenTime(int plan, Nanoseconds instant) = 0;
    /// The first instant after `time` at which the scenario changes anything; never() if there is none.
    virtual Nanoseconds nextChange(Nanoseconds time) const = 0;
    /// Moves the state when nothing else runs, from `start` on, over the network as it then is.
    virtual Migration migration(int from, int to, Nanoseconds start) = 0;
    /// No migration between the two takes less at any time.
    virtual Nanoseconds leastMigration(int from, int to) = 0;
    /// What the scenario does at `instant`, in words: "line 3: at 10 s link up down".
    virtual std::string wordsOf(Nanoseconds instant) const = 0;
    virtual bool goesOn() = 0;
};

/// What changing plans costs beside migration.
struct AdaptCosts
{
    Nanoseconds detection {1'000'000'000}; ///< from a change until it is noticed and what it changed is known
    Nanoseconds planning {5'000'000'000};  ///< from then until the new plan is known; training goes on meanwhile
    Nanoseconds restart {30'000'000'000};  ///< from the arrival of the state until the first pass
    bool operator==(const AdaptCosts&) const = default;
};

struct PlanSwitch
{
    Nanoseconds at; ///< the plan before stops
    int from = 0;
    int to = 0;
    std::string reason;
    Migration migration;
    Nanoseconds resumed; ///< the first pass of the new plan
    bool stops = false;  ///< an iteration under way, which is lost
};

/// A straight line of samples over time runs from each point to the next.
struct SeriesPoint
{
    Nanoseconds at;
    int iterations = 0;
    bool operator==(const SeriesPoint&) const = default;
};

/// One policy from the start of the scenario to its horizon. Only iterations that end by then count.
struct PolicyRun
{
    std::string policy; ///< "stay", "re-plan", "robust", "clairvoyant"
    int plan = 0;       ///< the one it begins with
    int iterations = 0;
    Nanoseconds end;    ///< of the last iteration
    std::vector<PlanSwitch> switches;
    std::vector<SeriesPoint> series;
};

/// One plan from beginning to end.
PolicyRun stayed(PlanWorld& world, int plan);

/// The plan that does most when it stays. First among equals.
PolicyRun robust(PlanWorld& world);

/// At each change of the scenario a planner looks at what then holds, after `detection`, and knows after `planning` which plan is the
/// fastest if that holds for ever; it does not know for how long it will. It looks at one change at a time: what changes
/// meanwhile is seen when it is free. A better plan is taken after the iteration under way; this one is stopped, and lost, if at the pace
/// of what then holds even the first one of the new plan would be over sooner than a whole one of the old. No switch is begun that cannot be over before the horizon.
PolicyRun replanned(PlanWorld& world, int plan, const AdaptCosts& costs);

/// Knows the whole scenario: between any two iterations it may go over to any plan, and begins with any. Dynamic programming: for each plan
/// the earliest instant at which n iterations are done and it is ready; exact for those that never idle where an
/// iteration that begins earlier never ends later. An upper bound of the other policies then, and never worse than `others`: what one of
/// them did it could have done, and it takes the best of these where a late start would pay.
PolicyRun clairvoyant(PlanWorld& world, const AdaptCosts& costs, const std::vector<PolicyRun>& others);

} // namespace core
