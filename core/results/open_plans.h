#pragma once

#include "core/results/validation.h"

namespace core {

/// The combinations of values that a run's source leaves unsaid: micro-batches that divide the batch, all recompute modes,
/// 1F1B and interleaved schedules with the numbers of chunks that divide the layers, and tensor x pipeline grids.
std::vector<Plan> openPlans(const MeasuredRun& run);

/// The fastest of them that fits.
BoundScore boundScore(const std::string& source, const MeasuredRun& run, const Catalogue& catalogue);

} // namespace core
