#pragma once

#include "core/base/result.h"
#include "core/documents/training.h"
#include "core/results/validation.h"

#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What decides how far a run lies from others.
struct RunFacts
{
    std::vector<std::string> kinds; ///< of its devices, sorted
    std::string software;
    Precision precision = Precision::Bf16;
    int devices = 0;
    int sequence = 0, layers = 0, hidden = 0;
    int context = 1, expert = 1, zero = 0;
    bool operator==(const RunFacts&) const = default;
};

/// The facts of a plan, the first if `plan` is empty. Errors: those of `resolved`.
Result<RunFacts> factsOf(const Project& project, const Catalogue& catalogue, const std::string& plan = {});

/// A published run that could be predicted.
struct ScoredRun
{
    RowScore shipped; ///< with the constants that ship
    RowScore heldOut; ///< with those fitted without its model shape; no prediction where that was not done
    RunFacts facts;
};

/// Of runs that succeeded: one for each row that both reports predicted, in their order.
std::vector<ScoredRun> scoredRuns(const std::vector<Measurements>& files, const Catalogue& catalogue,
    const ValidationReport& shipped, const ValidationReport& heldOut);

/// As a table of comma-separated values, with a line of titles. Memory that counts tensors only is compared without the
/// rest, and written so. Reading what was written gives the same up to six digits.
std::string tableOf(const std::vector<ScoredRun>& runs);
/// Errors name the line.
Result<std::vector<ScoredRun>> parseScoredRuns(std::string_view table);

/// Those of `resources/predictions.csv`, which `clusterloom-cli calibrate --table` writes.
const std::vector<ScoredRun>& shippedRuns();

} // namespace core
