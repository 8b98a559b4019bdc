#pragma once

#include "core/documents/plan.h"

#include <functional>
#include <vector>

namespace core {

/// One place in a pipeline's order of chunks.
struct PartitionPlace
{
    /// Sums over the units before an index, as `UnitCosts::Sums`: time of a micro-batch.
    const std::vector<double>* forward = nullptr;
    const std::vector<double>* backward = nullptr;
    int mostUnits = 1 << 30; ///< that fit in memory
    double repeats = 1;      ///< micro-batches
    const std::vector<double>* parameters = nullptr; ///< on one device
    double perParameter = 0; ///< time after the last micro-batch

    double time(UnitRange units) const
    {
        const auto first = static_cast<std::size_t>(units.first), end = static_cast<std::size_t>(units.end);
        const double passes = repeats * ((*forward)[end] - (*forward)[first] + (*backward)[end] - (*backward)[first]);
        return parameters ? passes + perParameter * ((*parameters)[end] - (*parameters)[first]) : passes;
    }
};

/// Contiguous ranges of all `units` over the places, at least one each, whose longest time is within 1e-6 of the least
/// that filling one place after another finds (for units alike that is the least there is); then each as near to its
/// even share as that allows. Empty: they do not fit.
std::vector<UnitRange> balancedCut(const std::vector<PartitionPlace>& places, int units);

/// No less than the longest time of a place, were every unit divisible and wherever it is done: for chunks in any order.
double leastShare(const std::vector<PartitionPlace>& kinds, const std::vector<int>& counts, int units);

/// The longest time of a place under the best contiguous cut, places without units among them, up to a relative 1e-6
/// below it: no cut has less.
double leastBottleneck(const std::vector<PartitionPlace>& places, int units);

} // namespace core
