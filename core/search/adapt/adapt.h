#pragma once

#include "core/search/adapt/break_even.h"
#include "core/search/adapt/plan_pool.h"
#include "core/search/adapt/policies.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core {

struct AdaptOptions
{
    AdaptCosts costs {};
    std::string plan {}; ///< of the project, to begin with; empty: the fastest of all under what holds at the start
    PoolOptions pool {}; ///< with its traces, threads, progress and cancellation
};

/// Whether it pays to change plans when the network changes.
struct Adaptation
{
    std::vector<PooledPlan> plans;   ///< that policies chose among; `PolicyRun` numbers them
    int samplesPerIteration = 0;
    Nanoseconds horizon;
    std::vector<PolicyRun> policies; ///< stay, re-plan, robust, clairvoyant
    /// Of the change that costs the plan it began with most time.
    struct Drop
    {
        std::string words;
        Nanoseconds at, length; ///< when it first begins, how long it then lasts
        int stay = 0, other = 0;
        DropTimes times;
        std::optional<Nanoseconds> breakEven;
        std::vector<BreakEvenPoint> curve;
    };
    std::optional<Drop> drop;
    std::string noDrop; ///< why there is none
};

/// Policies compared over the scenario of a project. The same for any number of threads. Errors: no scenario or horizon, no plan of that
/// name or one that does not fit, those of `planPool`; "cancelled".
Result<Adaptation> adapt(const Project& project, const Catalogue& catalogue, const AdaptOptions& options = {});

} // namespace core
