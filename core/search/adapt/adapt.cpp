#include "core/search/adapt/adapt.h"

#include <algorithm>
#include <array>

namespace core {
namespace adapting {

Result<int> beginning(const std::vector<PooledPlan>& pool, ScenarioPlans& plans, const std::string& wanted)
{
    if (wanted.empty()) {
        int best = 0;
        for (int plan = 1; plan < plans.plans(); ++plan)
            if (plans.frozenTime(plan, Nanoseconds(0)) < plans.frozenTime(best, Nanoseconds(0)))
                best = plan;
        return best;
    }
    std::string known;
    for (std::size_t i = 0; i < pool.size(); ++i) {
        if (pool[i].plan.name == wanted)
            return static_cast<int>(i);
        known += (i ? ", \"" : "\"") + pool[i].plan.name + "\"";
    }
    return Error {"no plan that fits is called \"" + wanted + "\"", "/plans", "one of " + known, ""};
}

/// The state that costs `plan` most time over the scenario, first of equals; the one at the start if none does.
Nanoseconds worstState(ScenarioPlans& plans, const ScenarioStates& states, int plan)
{
    const double nominal = static_cast<double>(plans.frozenTime(plan, Nanoseconds(0)).count);
    Nanoseconds worst;
    double most = 0;
    for (const ScenarioStates::State& state : states.states()) {
        const double lost = static_cast<double>(state.length.count) * (1 - nominal / static_cast<double>(plans.frozenTime(plan, state.first).count));
        if (lost > most) {
            most = lost;
            worst = state.first;
        }
    }
    return worst;
}

void findDrop(Adaptation& adaptation, ScenarioPlans& plans, const ScenarioStates& states, int plan, const AdaptCosts& costs)
{
    const Nanoseconds at = worstState(plans, states, plan), start;
    if (at == start) {
        adaptation.noDrop = "nothing in the scenario slows the plan down";
        return;
    }
    int other = plan;
    for (int i = 0; i < plans.plans(); ++i)
        if (plans.frozenTime(i, at) < plans.frozenTime(other, at))
            other = i;
    if (other == plan) {
        adaptation.noDrop = "no other plan is faster under " + states.wordsOf(at);
        return;
    }
    Adaptation::Drop drop;
    drop.words = states.wordsOf(at);
    drop.at = at;
    drop.length = std::min(states.next(at), plans.horizon()) - at;
    drop.stay = plan;
    drop.other = other;
    drop.times = {plans.frozenTime(plan, start), plans.frozenTime(plan, at), plans.frozenTime(other, start), plans.frozenTime(other, at),
        plans.frozenMigration(plan, other, at), plans.frozenMigration(other, plan, start), false};
    drop.times.isOutage = plans.outage(plan, at).at == at;
    if (drop.times.there == Nanoseconds::never()) {
        adaptation.noDrop = "the state cannot be moved under " + states.wordsOf(at);
        return;
    }
    drop.breakEven = breakEven(drop.times, costs);
    const Nanoseconds shown = drop.breakEven.value_or(costs.detection + costs.planning + costs.restart) * 2;
    drop.curve = breakEvenCurve(drop.times, costs, std::max(shown, drop.length));
    adaptation.drop = std::move(drop);
}

std::vector<Placement> placementsOf(const std::vector<PooledPlan>& pool)
{
    std::vector<Placement> placements;
    for (const PooledPlan& plan : pool)
        placements.push_back(plan.placement);
    return placements;
}

} // namespace adapting

Result<Adaptation> adapt(const Project& project, const Catalogue& catalogue, const AdaptOptions& options)
{
    if (!project.scenario || !project.scenario->horizon)
        return Error {"there is no scenario with a horizon to adapt to", "/scenario", "\"horizon\": \"10 min\" and events", ""};
    const auto world = PlanningWorld::of(project, catalogue, true, options.pool.traces);
    if (!world)
        return world.error();
    const ScenarioStates states((*world)->changes(), project.scenario->events);
    auto pool = planPool(project, catalogue, **world, states, options.pool);
    if (!pool)
        return pool.error();
    const auto plans = ScenarioPlans::of(**world, states, adapting::placementsOf(*pool), options.pool.goOn);
    if (!plans)
        return plans.error();
    const auto begun = adapting::beginning(*pool, **plans, options.plan);
    if (!begun)
        return begun.error();
    const auto hear = [&](const char* doing, double share) {
        if (options.pool.heard)
            options.pool.heard(doing, share);
    };
    Adaptation adaptation;
    adaptation.samplesPerIteration = (*world)->training().globalBatch;
    adaptation.horizon = (*plans)->horizon();
    hear("playing: stay", 0);
    adaptation.policies.push_back(stayed(**plans, *begun, options.costs));
    hear("playing: re-plan", 0.25);
    adaptation.policies.push_back(replanned(**plans, *begun, options.costs));
    hear("playing: robust", 0.5);
    adaptation.policies.push_back(robust(**plans, options.costs));
    hear("playing: clairvoyant", 0.75);
    adaptation.policies.push_back(clairvoyant(**plans, options.costs, adaptation.policies));
    adapting::findDrop(adaptation, **plans, states, *begun, options.costs);
    if ((*plans)->failure())
        return *(*plans)->failure();
    if (options.pool.goOn && !options.pool.goOn())
        return Error {"cancelled", {}, {}, {}};
    adaptation.plans = std::move(*pool);
    return adaptation;
}

} // namespace core
