#include "core/search/layout_network.h"

#include "core/search/as_index.h"
#include "core/simulate/stage_sends.h"

#include <algorithm>

namespace core {
namespace layout_network {


double most(const std::map<int, double>& loads)
{
    double result = 0;
    for (const auto& [capacity, load] : loads)
        result = std::max(result, load);
    return result;
}

} // namespace layout_network


LayoutNetwork::LayoutNetwork(const PlanningWorld& world, const Layout& layout)
    : m_world(world), m_layout(layout), m_devices(devicesOf(layout, world.pools()))
{
    const std::vector<int>& partOf = world.islands().partOf;
    const int part = partOf[asIndex(world.cluster().hostOfRank[asIndex(m_devices[0][0][0][0])])];
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
        for (const auto& replica : m_devices[g])
            for (const std::vector<int>& ranks : replica)
                for (const int rank : ranks)
                    m_joined = m_joined && partOf[asIndex(world.cluster().hostOfRank[asIndex(rank)])] == part;
        if (m_joined)
            addGroup(g);
    }
}

void LayoutNetwork::addGroup(std::size_t group)
{
    const int stages = m_layout.groups[group].stages();
    m_forward.emplace_back();
    m_backward.emplace_back();
    for (int s = 0; s < stages && stages > 1; ++s) {
        const int next = (s + 1) % stages;
        for (std::size_t replica = 0; replica < m_devices[group].size(); ++replica) {
            const EdgeCost there = edge(group, replica, s, next, s + 1 == stages);
            const EdgeCost back = edge(group, replica, next, s, s + 1 == stages);
            if (replica == 0) {
                m_forward.back().push_back(there);
                m_backward.back().push_back(back);
            }
        }
    }
}

/// Asks for one byte per device; every byte more takes as long again.
EdgeCost LayoutNetwork::edge(std::size_t group, std::size_t replica, int from, int to, bool isAround)
{
    EdgeCost cost;
    std::map<int, double> together;
    const auto& stages = m_devices[group][replica];
    bool first = true;
    for (const auto& [source, target] : paired(stages[asIndex(from)], stages[asIndex(to)])) {
        const auto activity = m_world.network().send(source, target, Bytes(1));
        if (!activity) {
            m_joined = false;
            return cost;
        }
        const double latency = m_world.leastLatency(*activity).value;
        cost.latency = first ? latency : std::min(cost.latency, latency);
        first = false;
        for (const Charge& charge : activity->charges) {
            const double seconds = charge.weight / m_world.mostBandwidth(charge.capacity).value;
            together[charge.capacity] += seconds;
            Load& load = m_loads[charge.capacity];
            load.within.resize(m_layout.groups.size());
            load.around.resize(m_layout.groups.size());
            (isAround ? load.around : load.within)[group] += seconds;
        }
    }
    cost.secondsPerByte = layout_network::most(together);
    return cost;
}

std::map<int, double> LayoutNetwork::sendLoads(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps, bool turn) const
{
    std::map<int, double> loads;
    for (const auto& [capacity, load] : m_loads) {
        double& seconds = loads[capacity];
        for (std::size_t g = 0; g < load.within.size(); ++g)
            seconds += bytes[g] * microBatches[g] * (load.within[g] * laps + (turn ? 0 : load.around[g] * (laps - 1)));
    }
    return loads;
}

const DataRings& LayoutNetwork::rings(const std::vector<int>& stageOf) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_rings.find(stageOf); known != m_rings.end())
            return *known->second;
    }
    std::size_t tensor = 1;
    for (std::size_t g = 0; g < stageOf.size(); ++g)
        tensor = std::max(tensor, m_devices[g][0][asIndex(stageOf[g])].size());
    std::vector<std::vector<int>> rings(tensor);
    for (std::size_t t = 0; t < tensor; ++t)
        for (std::size_t g = 0; g < stageOf.size(); ++g)
            for (const auto& replica : m_devices[g]) {
                const std::vector<int>& ranks = replica[asIndex(stageOf[g])];
                rings[t].push_back(ranks[t * ranks.size() / tensor]);
            }
    auto fresh = std::make_unique<const DataRings>(DataRings {RingCosts(m_world, CollectiveKind::AllReduce, rings),
        RingCosts(m_world, CollectiveKind::ReduceScatter, rings), RingCosts(m_world, CollectiveKind::AllGather, rings)});
    const std::lock_guard lock(m_mutex);
    return *m_rings.emplace(stageOf, std::move(fresh)).first->second;
}

const RingCosts& LayoutNetwork::ends(std::size_t group, int first, int last) const
{
    const std::tuple key(group, first, last);
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_ends.find(key); known != m_ends.end())
            return *known->second;
    }
    const std::vector<int>& here = m_devices[group][0][asIndex(first)];
    const std::vector<int>& there = m_devices[group][0][asIndex(last)];
    std::vector<std::vector<int>> rings;
    for (const auto& [a, b] : paired(here, there))
        rings.push_back({a, b});
    auto fresh = std::make_unique<const RingCosts>(m_world, CollectiveKind::AllReduce, rings);
    const std::lock_guard lock(m_mutex);
    return *m_ends.emplace(key, std::move(fresh)).first->second;
}

} // namespace core
