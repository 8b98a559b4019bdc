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

/// To the plan that the look found, if that is another one and training goes on before the horizon.
std::optional<PlanSwitch> changeAt(PlanWorld& world, const AdaptCosts& costs, int plan, const Look& look, Nanoseconds now)
{
    const int better = fastest(world, look.seen, plan);
    if (better == plan)
        return std::nullopt;
    const Migration migration = world.migration(plan, better, now);
    if (migration.end >= world.horizon() || migration.end + costs.restart >= world.horizon())
        return std::nullopt;
    return PlanSwitch {now, plan, better, world.wordsOf(look.seen), migration, migration.end + costs.restart, false};
}

/// The first change, from `ahead` on, that is worth the loss of an iteration under way, or comes before a lost one can begin again.
std::optional<PlanSwitch> stopBefore(PlanWorld& world, const AdaptCosts& costs, int plan, Look ahead, const Attempt& iteration)
{
    for (; ahead.ready < iteration.end && ahead.ready < world.horizon(); ahead = next(world, ahead, costs)) {
        auto change = changeAt(world, costs, plan, ahead, ahead.ready);
        const Nanoseconds pace = world.frozenTime(plan, ahead.seen);
        if (change && (pace == Nanoseconds::never() || change->resumed + world.frozenTime(change->to, ahead.seen) < ahead.ready + pace)) {
            change->stops = !iteration.lostTo || ahead.ready <= iteration.lostTo->at;
            return change;
        }
    }
    return std::nullopt;
}

} // namespace policies

Attempt attempted(PlanWorld& world, int plan, Nanoseconds start, const AdaptCosts& costs)
{
    PlanOutage outage = world.outage(plan, start);
    if (outage.at > start) {
        const Nanoseconds end = world.endOf(plan, start);
        if (end <= outage.at)
            return {end, std::nullopt};
    }
    const auto isCutShort = [&](const PlanOutage& next) { return next.at < Nanoseconds::never() && next.at < outage.back + costs.restart; };
    while (outage.back < Nanoseconds::never() && isCutShort(world.outage(plan, outage.back)))
        outage.back = world.outage(plan, outage.back).back;
    return {outage.back == Nanoseconds::never() ? outage.back : outage.back + costs.restart, outage};
}

PolicyRun stayed(PlanWorld& world, int plan, const AdaptCosts& costs)
{
    PolicyLog log("stay", plan);
    for (Nanoseconds now; world.goesOn() && now < world.horizon();) {
        const Attempt iteration = attempted(world, plan, now, costs);
        log.take(iteration, now, world.horizon());
        now = iteration.end;
    }
    return std::move(log).finished(world.horizon());
}

PolicyRun robust(PlanWorld& world, const AdaptCosts& costs)
{
    PolicyRun best = stayed(world, 0, costs);
    for (int plan = 1; plan < world.plans(); ++plan) {
        PolicyRun one = stayed(world, plan, costs);
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
    const auto take = [&](const PlanSwitch& change) {
        log.take(change);
        now = change.resumed;
        plan = change.to;
    };
    while (world.goesOn() && now < world.horizon()) {
        std::optional<policies::Look> look;
        for (; ahead.ready <= now; ahead = policies::next(world, ahead, costs))
            look = ahead;
        const auto change = look ? policies::changeAt(world, costs, plan, *look, now) : std::nullopt;
        if (change) {
            take(*change);
            continue;
        }
        const Attempt iteration = attempted(world, plan, now, costs);
        const auto stop = policies::stopBefore(world, costs, plan, ahead, iteration);
        if (!stop || !stop->stops)
            log.take(iteration, now, world.horizon());
        if (stop)
            take(*stop);
        else
            now = iteration.end;
    }
    return std::move(log).finished(world.horizon());
}

} // namespace core
