#pragma once

#include "core/costs/operators.h"
#include "core/documents/catalogue.h"

namespace core {

/// Measured times of a unit's passes on this device, where a profile of it has this shape, tensor degree and sequence.
/// Between two measured micro-batch sizes the times are interpolated; beyond them nothing is known. Neither is it of experts and
/// of sequences that are split over devices.
std::optional<UnitTimes> measuredTimes(const WorkShape& work, int unit, const Device& device);

/// The steps of `operators.h`, or in their place one operator that takes the measured time, with the collectives of the tensor
/// group in it: `device` is that of a tensor group inside one node, or null. The weights' share of a measured backward pass is that
/// of the formulas; repeating a whole layer takes its forward pass again.
std::vector<Step> forwardSteps(const WorkShape& work, int unit, const Device* device);
std::vector<Step> backwardSteps(const WorkShape& work, int unit, const Device* device);
std::vector<Step> recomputeSteps(const WorkShape& work, int unit, Recompute recompute, const Device* device);

/// Measured time of the update of these units' parameters, where all of them have one and no state is sharded.
std::optional<Seconds> measuredUpdate(const WorkShape& work, UnitRange units, const Device* device);

} // namespace core
