#include "core/simulate/traffic_time.h"

#include "core/network/transfers.h"

#include <algorithm>

namespace core {
namespace traffic_time {

bool haveCapacitiesOfTheirOwn(const std::vector<Activity>& all, const std::vector<int>& which)
{
    std::vector<int> capacities;
    for (const int index : which)
        for (const Charge& charge : all[static_cast<std::size_t>(index)].charges)
            capacities.push_back(charge.capacity);
    std::sort(capacities.begin(), capacities.end());
    return std::adjacent_find(capacities.begin(), capacities.end()) == capacities.end();
}

} // namespace traffic_time

Nanoseconds timeTogether(const Network& network, const std::vector<Activity>& all, const std::vector<int>& which)
{
    Nanoseconds longest;
    for (const int index : which)
        longest = std::max(longest, rounded(aloneTime(all[static_cast<std::size_t>(index)], network)));
    if (which.size() < 2 || longest == Nanoseconds::never() || traffic_time::haveCapacitiesOfTheirOwn(all, which))
        return longest;
    std::vector<TimedActivity> timed;
    for (const int index : which) {
        timed.push_back({all[static_cast<std::size_t>(index)], Nanoseconds(0)});
        timed.back().activity.changing.reset();
    }
    const auto ends = endsOf(network, timed);
    return ends ? *std::max_element(ends->begin(), ends->end()) : Nanoseconds::never();
}

} // namespace core
