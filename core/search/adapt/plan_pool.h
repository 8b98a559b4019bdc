#pragma once

#include "core/search/adapt/scenario_plans.h"
#include "core/search/search.h"

#include <functional>
#include <string>
#include <vector>

namespace core {

/// A plan that policies may choose.
struct PooledPlan
{
    Plan plan;
    Placement placement;
    std::string words;
    std::string origin; ///< "the project", "the best from 20 s: line 2: ...", "the best mean"
};

struct PoolOptions
{
    int states = 4;              ///< of the scenario, the longest, that a plan is searched for each
    std::int64_t nodeLimit = 4000; ///< of each search
    double gap = 0.01;           ///< at which a search ends
    int threads = 0;
    Traces traces {};
    std::function<bool()> goOn {};
    std::function<void(const std::string& doing, double share)> heard {};
};

/// The plans of the project that fit in memory; for each of the scenario's states the best if that held for ever; and the best
/// mean over the scenario among the most promising few. Each placement once, in this order. Errors: those of `search` where no plan is found at all; "cancelled".
Result<std::vector<PooledPlan>> planPool(const Project& project, const Catalogue& catalogue, const PlanningWorld& world,
    const ScenarioStates& states, const PoolOptions& options);

} // namespace core
