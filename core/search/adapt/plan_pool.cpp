#include "core/search/adapt/plan_pool.h"

#include "core/base/quantity.h"

#include <algorithm>

namespace core {
namespace plan_pool {

constexpr std::int64_t simulatedForState = 24; ///< the most promising, by what they cannot be better than
constexpr std::int64_t simulatedForMean = 16;  ///< each plays the whole scenario

bool fits(const PlanningWorld& world, const Placement& placement)
{
    const auto ready = world.ready(placement);
    if (!ready)
        return false;
    RunOptions options = ready->options;
    options.waterways.profiles = nullptr; // memory does not depend on the network
    const auto timeline = run(ready->workload, options);
    return timeline && std::all_of(timeline->memory.begin(), timeline->memory.end(),
               [](const LaneMemory& lane) { return lane.limit.value <= 0 || lane.peak() <= lane.limit; });
}

/// States that hold longest, the one at the start first, the others by first instant.
std::vector<ScenarioStates::State> longest(const ScenarioStates& states, int most)
{
    std::vector<ScenarioStates::State> chosen = states.states();
    if (chosen.empty())
        return chosen;
    std::stable_sort(chosen.begin() + 1, chosen.end(), [](const auto& a, const auto& b) { return a.length > b.length; });
    chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(std::max(1, most))));
    std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return chosen;
}

class Pool
{
public:
    void add(PooledPlan plan)
    {
        if (std::none_of(m_plans.begin(), m_plans.end(), [&](const PooledPlan& other) { return other.placement == plan.placement; })) {
            plan.plan.name = freeName(plan.plan.name);
            m_plans.push_back(std::move(plan));
        }
    }
    std::vector<PooledPlan>& plans() { return m_plans; }

private:
    std::string freeName(const std::string& wanted) const
    {
        std::string name = wanted;
        const auto isTaken = [&](const PooledPlan& other) { return other.plan.name == name; };
        for (int number = 2; std::any_of(m_plans.begin(), m_plans.end(), isTaken); ++number)
            name = wanted + " " + std::to_string(number);
        return name;
    }

    std::vector<PooledPlan> m_plans;
};

SearchOptions searchOptions(const PoolOptions& options)
{
    SearchOptions search;
    search.threads = options.threads;
    search.gap = options.gap;
    search.nodeLimit = options.nodeLimit;
    search.traces = options.traces;
    search.goOn = options.goOn;
    return search;
}

bool isCancelled(const PoolOptions& options) { return options.goOn && !options.goOn(); }

} // namespace plan_pool

Result<std::vector<PooledPlan>> planPool(const Project& project, const Catalogue& catalogue, const PlanningWorld& world,
    const ScenarioStates& states, const PoolOptions& options)
{
    plan_pool::Pool pool;
    for (const Plan& plan : project.plans)
        if (const auto placement = placed(plan, world.cluster(), world.model(), world.training()); placement && plan_pool::fits(world, *placement))
            pool.add({plan, *placement, plan.name, "the project"});
    const auto chosen = plan_pool::longest(states, options.states);
    std::optional<Error> failure;
    const auto searchFor = [&](SearchOptions search, const std::string& name, const std::string& origin, std::size_t index) {
        if (options.heard)
            options.heard("searching: " + origin, static_cast<double>(index) / static_cast<double>(chosen.size() + 1));
        const auto outcome = core::search(project, catalogue, search);
        if (!outcome)
            failure = outcome.error();
        else if (!outcome->ranked.empty()) {
            const RankedPlan& best = outcome->ranked.front();
            Plan plan = best.plan;
            plan.name = name;
            if (const auto placement = placed(plan, world.cluster(), world.model(), world.training()))
                pool.add({plan, *placement, best.words, origin});
        }
    };
    for (std::size_t i = 0; i < chosen.size() && !plan_pool::isCancelled(options); ++i) {
        SearchOptions search = plan_pool::searchOptions(options);
        search.objective = Objective {};
        search.frozenAt = chosen[i].first;
        search.simulationLimit = plan_pool::simulatedForState;
        const std::string from = formatted(chosen[i].first);
        searchFor(search, "best at " + from, "the best at " + from + " (" + states.wordsOf(chosen[i].first) + ")", i);
    }
    SearchOptions mean = plan_pool::searchOptions(options);
    mean.objective = Objective {ObjectiveKind::Mean, {}};
    mean.simulationLimit = plan_pool::simulatedForMean;
    if (!plan_pool::isCancelled(options) && states.states().size() > 1)
        searchFor(mean, "best mean", "the best mean over the scenario", chosen.size());
    if (plan_pool::isCancelled(options))
        return Error {"cancelled", {}, {}, {}};
    if (pool.plans().empty())
        return failure.value_or(Error {"no plan fits", "/plans", "a plan that fits in memory", ""});
    return std::move(pool.plans());
}

} // namespace core
