#include "core/network/sharing.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace core {

void Sharing::startWatching(int id)
{
    SharedCapacity& capacity = m_capacities[index(id)];
    if (*m_bandwidthNow)
        capacity.bandwidth = (*m_bandwidthNow)(id);
    m_components[index(capacity.component)].usable = 0;
    std::vector<int>& watched = m_components[index(capacity.component)].watched;
    capacity.watched = static_cast<int>(watched.size());
    watched.push_back(id);
    for (const Member& member : capacity.members)
        addBurden(member.entry);
}

void Sharing::stopWatching(int id)
{
    SharedCapacity& capacity = m_capacities[index(id)];
    assert(capacity.stopped == 0);
    for (const Member& member : capacity.members)
        removeBurden(member.entry);
    m_components[index(capacity.component)].usable = 0;
    if (!capacity.members.empty())
        m_components[index(capacity.component)].epoch = ++m_epochs;
    std::vector<int>& watched = m_components[index(capacity.component)].watched;
    const int last = watched.back();
    watched[index(capacity.watched)] = last;
    m_capacities[index(last)].watched = capacity.watched;
    watched.pop_back();
    capacity.watched = -1;
}

void Sharing::addBurden(int id)
{
    Entry& entry = m_entries[index(id)];
    const int bottleneck = m_flows[index(entry.flow)].bottleneck;
    if (bottleneck < 0 || bottleneck == entry.capacity || m_capacities[index(entry.capacity)].watched < 0)
        return;
    SharedCapacity& stop = m_capacities[index(bottleneck)];
    stop.walks = 0;
    entry.burden = static_cast<int>(stop.burdens.size());
    stop.burdens.push_back({entry.capacity, id, entry.weight});
}

void Sharing::removeBurden(int id)
{
    Entry& entry = m_entries[index(id)];
    if (entry.burden < 0)
        return;
    SharedCapacity& stop = m_capacities[index(m_flows[index(entry.flow)].bottleneck)];
    stop.walks = 0;
    std::pmr::vector<Burden>& burdens = stop.burdens;
    burdens[index(entry.burden)] = burdens.back();
    m_entries[index(burdens.back().entry)].burden = entry.burden;
    burdens.pop_back();
    entry.burden = -1;
}

/// Makes a capacity, or -1, the bottleneck of a flow.
void Sharing::giveTo(int id, int bottleneck)
{
    Flow& flow = m_flows[index(id)];
    const int end = flow.firstEntry + flow.entries;
    if (flow.bottleneck >= 0)
        --m_capacities[index(flow.bottleneck)].stopped;
    for (int entry = flow.firstEntry; entry < end; ++entry)
        removeBurden(entry);
    flow.bottleneck = bottleneck;
    if (bottleneck >= 0)
        ++m_capacities[index(bottleneck)].stopped;
    for (int entry = flow.firstEntry; entry < end; ++entry)
        addBurden(entry);
}

/// Where that makes them much fewer.
void Sharing::addUpBurdens(SharedCapacity& capacity)
{
    capacity.loads.clear();
    capacity.walks = 64;
    const std::size_t most = capacity.burdens.size() * 3 / 4;
    for (const Burden& burden : capacity.burdens) {
        int& load = m_loadOf[index(burden.capacity)];
        if (load < 0) {
            load = static_cast<int>(capacity.loads.size());
            capacity.loads.push_back({burden.capacity, 0, 0});
        }
        ++capacity.loads[index(load)].flows;
        capacity.loads[index(load)].weight += burden.weight;
    }
    for (const Load& load : capacity.loads)
        m_loadOf[index(load.capacity)] = -1;
    const bool worthwhile = capacity.loads.size() <= most;
    capacity.patience = worthwhile ? 2 : std::min(2 * capacity.patience, 64);
    if (!worthwhile)
        capacity.loads.clear();
}

bool Sharing::hasFlowsLeft(int id) const
{
    const std::pmr::vector<Member>& members = m_capacities[index(id)].members;
    return std::any_of(members.begin(), members.end(),
        [&](const Member& member) { return !isStopped(m_flows[index(member.flow)]); });
}

/// Those that are the first to fill up, if nothing that is watched holds the flows that are left.
void Sharing::watchSome(Component& component)
{
    constexpr double some = 1.25;
    const auto wanted = [&](int id) { return m_capacities[index(id)].watched < 0 && hasFlowsLeft(id); };
    double least = unsaturated;
    for (const int id : component.capacities)
        if (fullAt(m_capacities[index(id)]) < least && wanted(id))
            least = fullAt(m_capacities[index(id)]);
    for (const int id : component.capacities)
        if (fullAt(m_capacities[index(id)]) <= some * least && wanted(id))
            watchAsWell(id);
}

/// Watches those that may fill up before the flows of a capacity come to the level; false = there are none.
bool Sharing::watchBelow(Component& component, int id, double level)
{
    SharedCapacity& here = m_capacities[index(id)];
    if (here.stopped != m_rests[index(id)].flows)
        here.epoch = -1; // others come to stop here
    if (level <= component.bound || (here.epoch == component.epoch && level <= here.bound))
        return false;
    sharpenBound(component);
    if (level <= component.bound)
        return false;
    component.inVain += here.members.size();
    here.epoch = component.epoch;
    here.bound = unsaturated;
    bool some = false;
    for (const Member& member : here.members) {
        const Flow& flow = m_flows[index(member.flow)];
        if (isStopped(flow))
            continue;
        for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i) {
            const SharedCapacity& capacity = m_capacities[index(m_entries[index(i)].capacity)];
            if (capacity.watched < 0 && fullAt(capacity) < level) {
                watchAsWell(m_entries[index(i)].capacity);
                some = true;
            } else if (capacity.watched < 0) {
                here.bound = std::min(here.bound, fullAt(capacity));
            }
        }
    }
    return some;
}

/// Now and then.
void Sharing::sharpenBound(Component& component)
{
    if (component.inVain < component.capacities.size())
        return;
    component.inVain = 0;
    component.bound = unsaturated;
    for (const int id : component.capacities)
        if (m_capacities[index(id)].watched < 0)
            component.bound = std::min(component.bound, fullAt(m_capacities[index(id)]));
}

/// In the middle of filling.
void Sharing::watchAsWell(int id)
{
    startWatching(id);
    findRest(id);
    const bool isHeap = !areFew();
    m_candidates.push_back({fullAt(m_capacities[index(id)]), id});
    if (isHeap)
        std::push_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
    else if (!areFew())
        std::make_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

void Sharing::findRest(int id)
{
    Rest rest;
    rest.bandwidth = m_capacities[index(id)].bandwidth;
    for (const Member& member : m_capacities[index(id)].members) {
        const double weight = m_entries[index(member.entry)].weight;
        const Flow& flow = m_flows[index(member.flow)];
        if (isStopped(flow)) {
            const double level = m_rests[index(flow.bottleneck)].level;
            rest.bandwidth -= weight * level;
            rest.greatest = std::max(rest.greatest, level);
        } else {
            rest.weight += weight;
            ++rest.flows;
        }
    }
    m_rests[index(id)] = rest;
}

} // namespace core
