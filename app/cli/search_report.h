#pragma once

#include "core/documents/check.h"
#include "core/search/explain.h"
#include "core/search/search.h"

#include <optional>
#include <string>
#include <vector>

namespace app {

/// A plan of another planner, or why it has none.
struct Planned
{
    std::string name;
    core::Result<core::RankedPlan> plan;
    double wall = 0;
};

/// The answer and what else was asked for.
struct Answer
{
    core::SearchOutcome outcome;
    std::optional<core::PlanExplanation> explanation;
    std::vector<Planned> planners;
    double wall = 0;
    int ranks = 1;     ///< processes that searched
    int lostRanks = 0; ///< of them, those that stopped answering
};

/// In words, or as JSON; `threads` as they were asked for.
void print(const Answer& answer, bool json, int threads, const std::vector<core::Issue>& warnings);

/// "3.40 %".
std::string percentOf(double share);

} // namespace app
