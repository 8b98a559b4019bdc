#pragma once

#include "core/search/candidate.h"
#include "core/search/judge.h"
#include "core/search/space_settings.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// A planner of the literature as a restriction of our space and of what its score sees. Each takes the best by its own
/// score among what fits in memory; the simulator then judges all alike.
struct Baseline
{
    const char* name;
    const char* what; ///< its restriction and its score, in a sentence
};

/// even, flops, amp, metis, alpa.
const std::vector<Baseline>& baselines();

/// What the planner of this name chooses in the space that the locks leave; nothing if it has no plan there. `nominal`
/// judges without a scenario: none of them sees one. `goOn` is asked for each layout; false: the best until then.
std::optional<Candidate> chosenBy(const std::string& planner, const Judge& nominal, const SpaceSettings& settings,
    const std::function<bool()>& goOn = {});

} // namespace core
