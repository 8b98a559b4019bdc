#pragma once

#include "core/simulate/workload.h"

namespace core {

/// Gradient reductions of an iteration: for every stretch of units between two cuts of any pipeline, over the stages
/// that hold it; then, with tied embeddings on different stages, between the two ends of each pipeline. Where tensor
/// degrees differ there are as many rings as the largest has; a device in several shares its port among them.
/// Under ZeRO 1 and 2 they are reduce-scatters. What they move is added to `activities`.
Result<std::vector<Reduction>> gradientReductions(const WorkloadInput& input, std::vector<Activity>& activities);

/// All-gathers of the updated parameters under ZeRO 1 and 2, over the same groups.
Result<std::vector<Reduction>> parameterGathers(const WorkloadInput& input, std::vector<Activity>& activities);

} // namespace core
