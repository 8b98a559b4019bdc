#pragma once

#include "core/results/calibration_problem.h"

#include <cstddef>
#include <vector>

/// Constants from rows: robust Gauss-Newton steps from the facts on.
namespace core::calibration {

/// Rows by number.
using Rows = std::vector<std::size_t>;

/// Where a fit stands: the constants, and how each of its rows answers to them there.
struct Fit
{
    Catalogue catalogue;
    std::vector<Observation> observations;
};

/// Keys that share rows are fitted together; others do not touch one another.
std::vector<Rows> apart(const Problem& problem);

/// From the facts on; with the residuals where it ends.
Fit fitted(const Problem& problem, const Catalogue& facts, const Rows& rows);

/// On some of the rows of a fit, from where it ended: of the others neither time nor slope is looked at any more, and constants
/// that only they told of go back to the facts.
Fit fittedAgain(const Problem& problem, const Catalogue& facts, const Rows& rows, const Rows& some, const Fit& whole);

/// The constants of the keys of `rows`, taken over from another catalogue.
void takeOver(const Problem& problem, const Rows& rows, const Catalogue& from, Catalogue& to);

/// Back to the facts of the device.
void forget(Catalogue& catalogue, const ConstantKey& key);

/// Mean absolute logarithm of predicted / measured.
double objectiveOf(const Problem& problem, const Catalogue& catalogue);

} // namespace core::calibration
