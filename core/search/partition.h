#pragma once

#include "core/search/pass_sums.h"

#include <functional>
#include <vector>

namespace core {

/// One place in a pipeline's order of chunks.
struct PartitionPlace
{
    /// A backward pass, and how many layers fit in memory with it.
    struct Way
    {
        const PassSums* backward = nullptr;
        int mostLayers = 0;
    };

    const PassSums* forward = nullptr;  ///< of a micro-batch
    const PassSums* backward = nullptr;
    int mostUnits = 1 << 30; ///< that fit in memory
    double repeats = 1;      ///< micro-batches
    const Sums* parameters = nullptr; ///< on one device
    double perParameter = 0; ///< time after the last micro-batch
    bool isBeside = false;   ///< that time may pass beside the last backward pass
    std::vector<Way> ways {}; ///< in place of `backward`: the first with which the layers fit; the last where none does

    double time(UnitRange units) const
    {
        const double back = backwardOf(units).of(units);
        const double passes = repeats * (forward->of(units) + back);
        if (!parameters)
            return passes;
        const double after = perParameter * rangeOf(*parameters, units);
        return isBeside ? std::max(passes, passes - back + after) : passes + after;
    }

    const PassSums& backwardOf(UnitRange units) const
    {
        if (ways.empty())
            return *backward;
        const int last = static_cast<int>(ways.front().backward->device.size()) - 2; // the head
        const int layers = std::min(units.end, last) - std::max(units.first, 1);
        const auto fits = std::find_if(ways.begin(), ways.end(), [layers](const Way& way) { return layers <= way.mostLayers; });
        return *(fits == ways.end() ? ways.back() : *fits).backward;
    }
};

/// Contiguous ranges of all `units` over the places, at least one each, whose longest time is within 1e-6 of the least
/// that filling one place after another finds (for units alike that is the least there is); then each as near to its
/// even share as that allows. Empty: they do not fit.
std::vector<UnitRange> balancedCut(const std::vector<PartitionPlace>& places, int units);

/// One kind of place among those that share the units.
struct SharedPlace
{
    const Sums* time = nullptr; ///< of the units before an index
    int count = 1;              ///< of places
};

/// No less than the longest time of a place, were every unit divisible and wherever it is done: for chunks in any order.
double leastShare(const std::vector<SharedPlace>& kinds, int units);

/// The longest time of a place under the best contiguous cut, places without units among them, up to a relative 1e-6
/// below it: no cut has less.
double leastBottleneck(const std::vector<PartitionPlace>& places, int units);

} // namespace core
