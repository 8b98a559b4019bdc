#pragma once

#include "core/search/pass_sums.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace core {

/// What a place with one chunk waits for while its pipeline fills and drains. Sums are least seconds of a micro-batch on any place
/// up to this one, or from it on.
struct PlaceFill
{
    const Sums* forwardsBefore = nullptr;
    const Sums* backwardsBefore = nullptr;
    const Sums* behind = nullptr; ///< forward and back
    double sendsBefore = 0, sendsAfter = 0, sendsBehind = 0; ///< of the first micro-batch here, of the last gradient away, and there and back behind
    double send = 0;              ///< to the next place
    int forwards = 1;             ///< `forwardsAroundFirst`
    bool isByHost = false;        ///< which times of this place are meant
    bool isBarred = true;         ///< an iteration begins and ends on all places together; else time counts from the place's own start

    double arrival(int first) const { return isBarred ? sendsBefore + (*forwardsBefore)[static_cast<std::size_t>(first)] : 0; }
    double drain(int first) const { return isBarred ? sendsAfter + (*backwardsBefore)[static_cast<std::size_t>(first)] : 0; }

    /// From its first pass to the end of its last one.
    double passes(double forward, double backward, double repeats, int end) const
    {
        const double chain = sendsBehind + behind->back() - (*behind)[static_cast<std::size_t>(end)];
        return std::max({repeats * (forward + backward), forwards * forward + chain + repeats * backward, forward + (repeats - 1) * send + chain + backward});
    }
};

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
    double gathered = 0;     ///< per parameter: time before the first forward pass can end
    double inEveryPass = 0;  ///< per parameter: time for each micro-batch, beside the passes
    std::vector<Way> ways {}; ///< in place of `backward`: the first with which the layers fit; the last where none does
    const PlaceFill* fill = nullptr;

    /// Grows with `units.end`, and falls where `units.first` grows.
    double time(UnitRange units) const
    {
        const PassSums& backwards = backwardOf(units);
        const double ahead = forward->of(units), back = backwards.of(units);
        const double own = std::max(withTail(lead(ahead, units) + repeats * (ahead + back), back, units), everyPass(units));
        if (!fill)
            return own;
        // What adds up over units: else a unit more might save more of the chain than it takes here.
        const double ahead_ = rangeOf(forward->of(fill->isByHost), units), back_ = rangeOf(backwards.of(fill->isByHost), units);
        const double arrival = std::max(fill->arrival(units.first), lead(ahead_, units));
        const double passes = arrival + fill->passes(ahead_, back_, repeats, units.end);
        // Beside the last backward pass only what grows with that: the chain behind it does not.
        const double tail = isBeside ? withTail(arrival + repeats * (ahead_ + back_), back_, units) : withTail(passes, back_, units);
        return std::max({own, tail, passes + fill->drain(units.first)});
    }

    /// From the start of the iteration to that of the first forward pass.
    double lead(double ahead, UnitRange units) const { return gathered > 0 ? std::max(0.0, gathered * rangeOf(*parameters, units) - ahead) : 0; }

    double everyPass(UnitRange units) const { return inEveryPass > 0 ? repeats * inEveryPass * rangeOf(*parameters, units) : 0; }

    double withTail(double passes, double back, UnitRange units) const
    {
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

/// The same where layers and the head, the last unit, are whole; the embedding, the first one, counts nothing.
double leastWholeShare(const std::vector<SharedPlace>& kinds, int units);

/// The longest of both and of the layers alone, were these divisible.
double leastStageTime(const std::vector<SharedPlace>& kinds, int units);

/// All units one after another, each on the kind that takes least for it.
double leastChain(const std::vector<SharedPlace>& kinds, int units);

/// The longest time of a place under the best contiguous cut, places without units among them, up to a relative 1e-6
/// below it: no cut has less. No more than `floor`: 0, for whoever knows that already. More than `ceiling`: infinite.
double leastBottleneck(const std::vector<PartitionPlace>& places, int units, double floor = 0,
    double ceiling = std::numeric_limits<double>::infinity());

} // namespace core
