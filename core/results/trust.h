#pragma once

#include "core/results/scored_runs.h"

#include <optional>
#include <string>
#include <vector>

namespace core {

/// The constants that a device kind runs with.
struct ConstantsInUse
{
    std::string device;
    std::string generation; ///< of software; "typical": medians over those fitted; empty: facts, nothing was fitted
    std::string provenance;
    int runs = 0;           ///< published runs on this kind with this generation
};

/// How far off a figure may be, as a share of it.
struct ErrorBar
{
    double share = 0;
    int runs = 0;      ///< that it was taken from
    std::string basis; ///< which runs those are, in words
};

struct Trust
{
    std::vector<ConstantsInUse> constants; ///< by device kind
    std::optional<ErrorBar> time;   ///< of iteration time, and of tokens/s and MFU, which follow from it
    std::optional<ErrorBar> memory; ///< of peak memory
    /// Where the plan lies outside those runs, in words. Each made the bars wider, by `wideningOutside`.
    std::vector<std::string> outside;
};

constexpr double trustedShare = 0.8;     ///< of the runs lie within the bar
constexpr double wideningOutside = 1.5;

/// What published runs say of a plan: the error that 80 % of those most like it stayed within, with constants that had not
/// seen them. Most like: the same device kinds and software generation; where those are fewer than five, the same
/// kinds; else all. Special runs do not count.
Trust trustOf(const RunFacts& plan, const Catalogue& catalogue, const std::vector<ScoredRun>& runs);

} // namespace core
