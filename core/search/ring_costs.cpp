#include "core/search/ring_costs.h"

#include <algorithm>
#include <limits>
#include <map>

namespace core {
namespace ring_costs {

constexpr double never = std::numeric_limits<double>::infinity();

/// Adds the least that any of the algorithms charges to each capacity, in seconds for a byte.
void addLeast(const PlanningWorld& world, const std::vector<Activity>& algorithms, std::map<int, double>& loads)
{
    std::map<int, std::pair<double, std::size_t>> least; // seconds, and how many of the algorithms cross it
    for (const Activity& activity : algorithms)
        for (const Charge& charge : activity.charges) {
            const double load = activity.amount.value * charge.weight / world.mostBandwidth(charge.capacity).value;
            auto& [seconds, count] = least.try_emplace(charge.capacity, never, 0).first->second;
            seconds = std::min(seconds, load);
            ++count;
        }
    for (const auto& [capacity, load] : least)
        if (load.second == algorithms.size())
            loads[capacity] += load.first;
}

} // namespace ring_costs

RingCosts::RingCosts(const PlanningWorld& world, CollectiveKind kind, const std::vector<std::vector<int>>& rings)
{
    std::map<int, double> loads;
    double latency = ring_costs::never;
    for (const std::vector<int>& ranks : rings) {
        const auto algorithms = world.network().algorithms(kind, ranks, Bytes(1));
        if (!algorithms)
            continue; // not joined: the layout is refused
        Ring ring;
        for (const Activity& activity : *algorithms) {
            const double alpha = world.leastLatency(activity).value;
            ring.push_back({alpha, world.leastTime(activity).value - alpha});
            latency = std::min(latency, alpha);
        }
        ring_costs::addLeast(world, *algorithms, loads);
        if (std::find(m_rings.begin(), m_rings.end(), ring) == m_rings.end())
            m_rings.push_back(std::move(ring));
    }
    m_loads.assign(loads.begin(), loads.end());
    m_together.latency = m_rings.empty() ? 0 : latency;
    for (const auto& [capacity, load] : m_loads)
        m_together.perByte = std::max(m_together.perByte, load);
}

double RingCosts::seconds(double bytes) const
{
    double longest = m_together.latency + bytes * m_together.perByte;
    for (const Ring& ring : m_rings) {
        double least = ring_costs::never;
        for (const Line& line : ring)
            least = std::min(least, line.latency + bytes * line.perByte);
        longest = std::max(longest, least);
    }
    return longest;
}

} // namespace core
