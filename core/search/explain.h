#pragma once

#include "core/documents/project.h"
#include "core/search/search.h"

#include <string>

namespace core {

/// Why a plan of the project is not what the search chose.
struct PlanExplanation
{
    std::string plan;
    std::string rule;     ///< "best", "outside the space", "divisibility", "memory" or "simulated"
    std::string reason;   ///< the binding constraint with its numbers
    double distance = 0;  ///< from being admitted, or from the best, as a share
};

/// Judges the plan of this name as the search judged its candidates. Error: no such plan.
Result<PlanExplanation> explainPlan(const Project& project, const Catalogue& catalogue, const std::string& plan, const SearchOutcome& outcome,
    const Traces& traces = {});

} // namespace core
