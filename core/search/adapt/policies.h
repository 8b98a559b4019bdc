#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>
#include <vector>

namespace core {

/// What it takes to go over from one plan to another: bytes of state, and when they have all arrived.
struct Migration
{
    Bytes bytes;
    Nanoseconds end; ///< never(): they cannot, or nobody who is up has all of them
};

/// A device of a plan is down: from then on until all of them are up again.
struct PlanOutage
{
    Nanoseconds at = Nanoseconds::never();
    Nanoseconds back = Nanoseconds::never();
    bool operator==(const PlanOutage&) const = default;
};

/// Plans, numbered from 0, over one scenario: all that policies have to know. Long answers may be cut short by `goesOn`
/// turning false, and are worthless then.
class PlanWorld
{
public:
    virtual ~PlanWorld() = default;
    virtual int plans() const = 0;
    virtual Nanoseconds horizon() const = 0;
    /// The first outage of the plan that is not over at `start`; never(): there is none.
    virtual PlanOutage outage(int plan, Nanoseconds start) const = 0;
    /// Of an iteration that begins at `start` and that no outage ends; never(): it stands still.
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
    Nanoseconds restart {30'000'000'000};  ///< from the arrival of the state, or the end of an outage, until the first pass
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
    std::vector<PlanOutage> outages; ///< that ended an iteration, or put off its start
    std::vector<SeriesPoint> series;
};

/// What comes of an iteration that is to begin at `start`. An outage loses what is done of it, and no more: what is finished is
/// taken to be kept, at no cost, where it outlives the device.
struct Attempt
{
    Nanoseconds end; ///< of the iteration; of one that is lost, when the same plan may begin again. never(): it stands still
    std::optional<PlanOutage> lostTo {};
};
Attempt attempted(PlanWorld& world, int plan, Nanoseconds start, const AdaptCosts& costs);

/// One plan from beginning to end: after an outage it goes on when all devices are back and it has restarted.
PolicyRun stayed(PlanWorld& world, int plan, const AdaptCosts& costs);

/// The plan that does most when it stays. First among equals.
PolicyRun robust(PlanWorld& world, const AdaptCosts& costs);

/// At each change of the scenario a planner looks at what then holds, after `detection`, and knows after `planning` which plan is the
/// fastest if that holds for ever; it does not know for how long it will. It looks at one change at a time: what changes
/// meanwhile is seen when it is free. A better plan is taken after the iteration under way; this one is stopped, and lost, if at the pace
/// of what then holds even the first one of the new plan would be over sooner than a whole one of the old. After an outage whichever comes first
/// goes on: a better plan, with the state of the devices that are up, or the old one. No switch is begun that cannot be over before the horizon.
PolicyRun replanned(PlanWorld& world, int plan, const AdaptCosts& costs);

/// Knows the whole scenario: between any two iterations it may go over to any plan, and begins with any. Dynamic programming: for each plan
/// the earliest instant at which n iterations are done and it is ready; exact for those that never idle where an
/// iteration that begins earlier never ends later. An upper bound of the other policies then, and never worse than `others`: what one of
/// them did it could have done, and it takes the best of these where a late start would pay.
PolicyRun clairvoyant(PlanWorld& world, const AdaptCosts& costs, const std::vector<PolicyRun>& others);

} // namespace core
