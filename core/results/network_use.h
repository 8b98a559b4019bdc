#pragma once

#include "core/results/delays.h"

#include <functional>
#include <vector>

namespace core {

/// Bytes per second from `at` of the timeline until the next step.
struct RateStep
{
    Nanoseconds at;
    BytesPerSecond rate;
    bool operator==(const RateStep&) const = default;
};

/// What a capacity carries in one period, as it is charged: a byte counts 1 / `Efficiency::network` times (see
/// `NetworkOptions`), so that a full link is full. Copies of folded pipelines included.
struct CapacityLoad
{
    int capacity = 0; ///< `Network::capacity` says which
    Bytes bytes;
    double mean = 0;  ///< of what it could carry in that time as the scenario has it: 0 to 1
};

/// The same over time, from 0 to `Timeline::length`. Both lists begin at 0, no rate twice in a row.
struct CapacityUse
{
    CapacityLoad load;
    std::vector<RateStep> used;
    std::vector<RateStep> limit; ///< what it could carry
};

using CapacityFilter = std::function<bool(int capacity)>;

/// Directions of links.
CapacityFilter linksOf(const Network& network);

/// Of capacities that carry anything, by number.
std::vector<CapacityLoad> networkLoad(const Played& played, const CapacityFilter& wanted);

/// The same with their rates, by playing the timeline's traffic once more from its known starts. In a steady state that
/// is what all iterations put on the network together. Costs what the traffic did. Error: "cancelled".
Result<std::vector<CapacityUse>> networkUse(const Played& played, const CapacityFilter& wanted, const Progress& progress = {});

} // namespace core
