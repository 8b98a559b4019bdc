#include "core/search/layout_network.h"

#include "core/search/as_index.h"
#include "core/simulate/stage_sends.h"

#include <algorithm>
#include <map>

namespace core {

LayoutNetwork::LayoutNetwork(const PlanningWorld& world, const Layout& layout)
    : m_world(world), m_dealing(layout, world.pools()), m_joined(isInOnePart())
{
    for (std::size_t g = 0; g < layout.groups.size() && m_joined; ++g)
        addGroup(g);
}

bool LayoutNetwork::isInOnePart() const
{
    if (m_world.islands().parts == 1)
        return true;
    const auto partOf = [&](int rank) { return m_world.islands().partOf[asIndex(m_world.cluster().hostOfRank[asIndex(rank)])]; };
    const int part = partOf(m_dealing.ranks(0, 0, 0).front());
    for (std::size_t g = 0; g < asIndex(m_dealing.groups()); ++g)
        for (int r = 0; r < m_dealing.replicas(g); ++r)
            for (int s = 0; s < m_dealing.stages(g); ++s) {
                const auto ranks = m_dealing.ranks(g, r, s);
                if (!std::all_of(ranks.begin(), ranks.end(), [&](int rank) { return partOf(rank) == part; }))
                    return false;
            }
    return true;
}

void LayoutNetwork::addGroup(std::size_t group)
{
    const int stages = m_dealing.stages(group);
    m_forward.emplace_back();
    m_backward.emplace_back();
    for (int s = 0; s < stages && stages > 1; ++s) {
        m_forward.back().push_back(edge(group, s, (s + 1) % stages));
        m_backward.back().push_back(edge(group, (s + 1) % stages, s));
    }
}

/// Of one byte per device; every byte more takes as long again.
Result<std::vector<Activity>> LayoutNetwork::sends(std::size_t group, int replica, int from, int to) const
{
    const auto here = m_dealing.ranks(group, replica, from), there = m_dealing.ranks(group, replica, to);
    std::vector<Activity> all;
    for (const auto& [source, target] : paired({here.begin(), here.end()}, {there.begin(), there.end()})) {
        auto activity = m_world.network().send(source, target, Bytes(1));
        if (!activity)
            return activity.error();
        all.push_back(std::move(*activity));
    }
    return all;
}

EdgeCost LayoutNetwork::edge(std::size_t group, int from, int to)
{
    EdgeCost cost;
    const auto activities = sends(group, 0, from, to);
    if (!activities) {
        m_joined = false;
        return cost;
    }
    std::map<int, double> together;
    cost.latency = m_world.leastLatency(activities->front()).value;
    for (const Activity& activity : *activities) {
        cost.latency = std::min(cost.latency, m_world.leastLatency(activity).value);
        for (const Charge& charge : activity.charges) {
            double& seconds = together[charge.capacity];
            seconds += charge.weight / m_world.mostBandwidth(charge.capacity).value;
            cost.secondsPerByte = std::max(cost.secondsPerByte, seconds);
        }
    }
    return cost;
}

LayoutNetwork::Loads LayoutNetwork::loadsOfAll() const
{
    std::map<int, Load> loads;
    const std::size_t groups = asIndex(m_dealing.groups());
    for (std::size_t g = 0; g < groups; ++g) {
        const int stages = m_dealing.stages(g);
        for (int s = 0; s < stages && stages > 1; ++s)
            for (int replica = 0; replica < m_dealing.replicas(g); ++replica)
                for (const auto& [from, to] : {std::pair(s, (s + 1) % stages), std::pair((s + 1) % stages, s)}) {
                    const auto activities = sends(g, replica, from, to);
                    for (const Activity& activity : activities ? *activities : std::vector<Activity>())
                        for (const Charge& charge : activity.charges) {
                            Load& load = loads[charge.capacity];
                            load.within.resize(groups);
                            load.around.resize(groups);
                            (s + 1 == stages ? load.around : load.within)[g] += charge.weight / m_world.mostBandwidth(charge.capacity).value;
                        }
                }
    }
    return {loads.begin(), loads.end()};
}

std::vector<std::pair<int, double>> LayoutNetwork::sendLoads(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps, bool turn) const
{
    std::call_once(m_loadsFound, [&] { m_loads = loadsOfAll(); });
    std::vector<std::pair<int, double>> loads;
    for (const auto& [capacity, load] : m_loads) {
        double seconds = 0;
        for (std::size_t g = 0; g < load.within.size(); ++g)
            seconds += bytes[g] * microBatches[g] * (load.within[g] * laps + (turn ? 0 : load.around[g] * (laps - 1)));
        loads.emplace_back(capacity, seconds);
    }
    return loads;
}

const DataRings& LayoutNetwork::rings(const std::vector<int>& stageOf) const
{
    return m_rings.of(stageOf, [&] {
        std::size_t tensor = 1;
        for (std::size_t g = 0; g < stageOf.size(); ++g)
            tensor = std::max(tensor, m_dealing.ranks(g, 0, stageOf[g]).size());
        std::vector<std::vector<int>> rings(tensor);
        for (std::size_t t = 0; t < tensor; ++t)
            for (std::size_t g = 0; g < stageOf.size(); ++g)
                for (int replica = 0; replica < m_dealing.replicas(g); ++replica) {
                    const auto ranks = m_dealing.ranks(g, replica, stageOf[g]);
                    rings[t].push_back(ranks[t * ranks.size() / tensor]);
                }
        return DataRings {RingCosts(m_world, CollectiveKind::AllReduce, rings), RingCosts(m_world, CollectiveKind::ReduceScatter, rings),
            RingCosts(m_world, CollectiveKind::AllGather, rings)};
    });
}

const RingCosts& LayoutNetwork::ends(std::size_t group, int first, int last) const
{
    return m_ends.of({static_cast<int>(group), first, last}, [&] {
        const auto here = m_dealing.ranks(group, 0, first), there = m_dealing.ranks(group, 0, last);
        std::vector<std::vector<int>> rings;
        for (const auto& [a, b] : paired({here.begin(), here.end()}, {there.begin(), there.end()}))
            rings.push_back({a, b});
        return RingCosts(m_world, CollectiveKind::AllReduce, rings);
    });
}

} // namespace core
