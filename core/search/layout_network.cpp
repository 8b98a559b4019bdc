#include "core/search/layout_network.h"

#include "core/search/as_index.h"
#include "core/simulate/data_joints.h"
#include "core/simulate/stage_sends.h"
#include "core/simulate/stage_work.h"
#include "core/simulate/workload.h"

#include <algorithm>

namespace core {
namespace layout_network {


/// Adds what `activities` charge to each capacity, in seconds at the most bandwidth that it ever has.
void addLoads(const PlanningWorld& world, const std::vector<Activity>& activities, std::map<int, double>& loads)
{
    for (const Activity& activity : activities)
        for (const Charge& charge : activity.charges)
            loads[charge.capacity] += activity.amount.value * charge.weight / world.mostBandwidth(charge.capacity).value;
}

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

double LayoutNetwork::busiest(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps) const
{
    double most = 0;
    for (const auto& [capacity, load] : m_loads) {
        double seconds = 0;
        for (std::size_t g = 0; g < load.within.size(); ++g)
            seconds += bytes[g] * microBatches[g] * (load.within[g] * laps + load.around[g] * (laps - 1));
        most = std::max(most, seconds);
    }
    return most;
}

ReductionTimes LayoutNetwork::reductions(const Candidate& candidate, bool gathers) const
{
    const Key key {candidate.units, candidate.state.zero > 0, gathers};
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_reductions.find(key); known != m_reductions.end())
            return known->second;
    }
    ReductionTimes times = computed(candidate, gathers);
    const std::lock_guard lock(m_mutex);
    return m_reductions.emplace(key, std::move(times)).first->second;
}

ReductionTimes LayoutNetwork::computed(const Candidate& candidate, bool gathers) const
{
    const Placement placement = placementOf(candidate, m_world.pools());
    const WorkloadInput input {m_world.cluster(), m_world.network(), m_world.model(), m_world.training(), placement};
    Workload workload;
    const auto all = dataJoints(input, workload);
    ReductionTimes times;
    for (const PlacedPipeline& pipeline : placement.pipelines)
        times.byStage.emplace_back(pipeline.stages.size(), 0.0);
    if (!all)
        return times;
    std::vector<Activity> activities;
    for (const Joint& reduction : workload.joints) {
        if ((reduction.segment.kind == SpanKind::ParameterGather) != gathers)
            continue;
        double least = 0;
        double latency = 0;
        std::map<int, double> together;
        for (const int index : reduction.segment.activities) {
            const Activity& activity = workload.activities[asIndex(index)];
            activities.push_back(activity);
            least = std::max(least, m_world.leastTime(activity).value);
            latency = index == reduction.segment.activities.front() ? m_world.leastLatency(activity).value
                                                                   : std::min(latency, m_world.leastLatency(activity).value);
            layout_network::addLoads(m_world, {activity}, together);
        }
        least = std::max(least, latency + layout_network::most(together));
        for (const StageRef& member : reduction.members)
            times.byStage[asIndex(member.pipeline)][asIndex(member.stage)] += least;
    }
    std::map<int, double> loads;
    layout_network::addLoads(m_world, activities, loads);
    times.byCapacity = layout_network::most(loads);
    return times;
}

} // namespace core
