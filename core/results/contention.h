#pragma once

#include "core/base/progress.h"
#include "core/results/delays.h"

#include <vector>

namespace core {

/// Communication that was on the network from `start` to `end` (from the start of the timeline).
struct Passage
{
    std::uint32_t traffic = 0; ///< index into Timeline::traffic
    Nanoseconds start;
    Nanoseconds end;
    int flow = 0;              ///< to be blamed by those whom it delays
    bool delayed = false;      ///< whose blames are wanted
    std::size_t of = 0;        ///< by which they are told
};

/// In a steady state (see `isSteady`) the network also carries iterations like this one before and after. Passages of so
/// many periods, each a copy later, that the one in the middle meets all its neighbours; and where it begins.
struct Neighbours
{
    std::vector<Passage> passages; ///< by start; `delayed` only in the middle
    Nanoseconds middle;
};
Neighbours amongNeighbours(const Timeline& timeline, const std::vector<Passage>& passages);

/// The waterways as they are at one instant, for ever.
Waterways heldAt(const Waterways& waterways, Nanoseconds time);

/// For each `Passage::of`, the bytes that other flows moved over the bottlenecks of its delayed passages meanwhile.
/// Passages in order of start, none before the start of the scenario.
/// Error: "cancelled".
Result<std::vector<Blames>> contendersOf(const Played& played, const std::vector<Passage>& passages, const Progress& progress);

} // namespace core
