#pragma once

#include "core/search/branch_and_bound.h"

#include <memory>

namespace core {

/// None of the baselines sees the scenario: they choose at nominal bandwidths, or at what a search is frozen to.
Result<std::unique_ptr<Judge>> nominalJudge(const Project& project, const Catalogue& catalogue, const SearchOptions& options);

/// Begins a search with plans that are soon known, so that what cannot be better is never opened: those of `beginWith` and of the
/// project where the space has the like, those of the baselines (so no answer is worse than theirs), the best of corners of the
/// space. The work has limits that are counted, not timed.
Result<void> seedSearch(BranchAndBound& search, const Project& project, const Catalogue& catalogue, const Judge& judge, const SpaceSettings& space,
    const SearchOptions& options);

} // namespace core
