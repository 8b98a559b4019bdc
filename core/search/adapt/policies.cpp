#include "core/search/adapt/policies.h"

#include "core/search/adapt/policy_log.h"

#include <algorithm>
#include <optional>

namespace core {
namespace policies {

/// One look of the planner.
struct Look
{
    Nanoseconds change, seen, ready;
};

Look next(const PlanWorld& world, const Look& before, const AdaptCosts& costs)
{
    const Nanoseconds change = world.nextChange(before.seen);
    if (change == Nanoseconds::never())
        return {change, change, change};
    const Nanoseconds seen = std::max(change + costs.detection, before.ready);
    return {change, seen, seen + costs.planning};
}

/// The fastest at `instant`; `kept` where none is faster.
int fastest(PlanWorld& world, Nanoseconds instant, int kept)
{
    int best = kept;
    for (int plan = 0; plan < world.plans(); ++plan)
        if (world.frozenTime(plan, instant) < world.frozenTime(best, instant))
            best = plan;
    return best;
}

} // namespace policies

PolicyRun stayed(PlanWorld& world, int plan)
{
    PolicyLog log("stay", plan);
    Nanoseconds now;
    while (world.goesOn()) {
        const Nanoseconds end = world.endOf(plan, now);
        if (end > world.horizon())
            break;
        log.iterate(now, end);
        now = end;
    }
    return std::move(log).finished(world.horizon());
}

PolicyRun robust(PlanWorld& world)
{
    PolicyRun best = stayed(world, 0);
    for (int plan = 1; plan < world.plans(); ++plan) {
        PolicyRun one = stayed(world, plan);
        if (one.iterations > best.iterations || (one.iterations == best.iterations && one.end < best.end))
            best = std::move(one);
    }
    best.policy = "robust";
    return best;
}

PolicyRun replanned(PlanWorld& world, int plan, const AdaptCosts& costs)
{
    PolicyLog log("re-plan", plan);
    policies::Look ahead = policies::next(world, {}, costs);
    Nanoseconds now;
    while (world.goesOn() && now < world.horizon()) {
        std::optional<policies::Look> look;
        for (; ahead.ready <= now; ahead = policies::next(world, ahead, costs))
            look = ahead;
        const int better = look ? policies::fastest(world, look->seen, plan) : plan;
        if (better != plan) {
            const Migration migration = world.migration(plan, better, now);
            if (migration.end < world.horizon() && migration.end + costs.restart < world.horizon()) {
                log.take({now, plan, better, world.wordsOf(look->seen), migration, migration.end + costs.restart});
                now = migration.end + costs.restart;
                plan = better;
                continue;
            }
        }
        const Nanoseconds end = world.endOf(plan, now);
        if (end <= world.horizon())
            log.iterate(now, end);
        now = end == Nanoseconds::never() ? ahead.ready : end;
    }
    return std::move(log).finished(world.horizon());
}

} // namespace core
