#include "core/network/sharing.h"

#include <algorithm>
#include <cassert>

namespace core {

void Sharing::reserve(std::size_t capacities)
{
    m_capacities.reserve(capacities);
    m_rests.reserve(capacities);
    m_loadOf.reserve(capacities);
}

int Sharing::addCapacity(double bandwidth)
{
    m_capacities.emplace_back(m_memory.get());
    m_capacities.back().bandwidth = bandwidth;
    m_rests.emplace_back();
    m_loadOf.push_back(-1);
    return static_cast<int>(m_capacities.size()) - 1;
}

void Sharing::setBandwidth(int capacity, double bandwidth)
{
    SharedCapacity& changed = m_capacities[index(capacity)];
    const double difference = bandwidth - changed.bandwidth;
    changed.bandwidth = bandwidth;
    if (difference == 0 || changed.component < 0)
        return;
    Component& component = m_components[index(changed.component)];
    Rest& rest = m_rests[index(capacity)];
    bool full = true; // then or now
    if (changed.watched < 0) {
        component.bound = std::min(component.bound, fullAt(changed));
        if (difference < 0)
            component.epoch = ++m_epochs;
        full = couldStop(capacity, bandwidth);
    } else {
        component.usable = 0;
        if (changed.level == unsaturated && rest.bandwidth + difference >= 0) {
            rest.bandwidth += difference;
            full = false;
        }
    }
    if (full)
        noteChange(changed.component, fullAt(changed));
}

bool Sharing::couldStop(int id, double bandwidth) const
{
    const SharedCapacity& capacity = m_capacities[index(id)];
    const double level = bandwidth / capacity.weight;
    return level < m_components[index(capacity.component)].greatest && rises(capacity, level);
}

/// Whether a flow of the capacity has a rate above the level.
bool Sharing::rises(const SharedCapacity& capacity, double above) const
{
    return std::any_of(capacity.members.begin(), capacity.members.end(), [&](const Member& member) {
        const int bottleneck = m_flows[index(member.flow)].bottleneck;
        return bottleneck < 0 || level(bottleneck) > above;
    });
}

int Sharing::takeEntries(int count)
{
    if (m_freeEntries.size() <= index(count))
        m_freeEntries.resize(index(count) + 1);
    std::vector<int>& free = m_freeEntries[index(count)];
    if (!free.empty()) {
        const int first = free.back();
        free.pop_back();
        return first;
    }
    m_entries.resize(m_entries.size() + index(count));
    return static_cast<int>(m_entries.size()) - count;
}

int Sharing::add(std::span<const Charge> charges)
{
    assert(!charges.empty());
    if (m_freeFlows.empty()) {
        m_freeFlows.push_back(static_cast<int>(m_flows.size()));
        m_flows.emplace_back();
    }
    const int id = m_freeFlows.back();
    m_freeFlows.pop_back();
    Flow& flow = m_flows[index(id)];
    flow = {takeEntries(static_cast<int>(charges.size())), static_cast<int>(charges.size()), -1};
    for (int i = 0; i < flow.entries; ++i) {
        const Charge& charge = charges[index(i)];
        assert(charge.weight > 0);
        SharedCapacity& capacity = m_capacities[index(charge.capacity)];
        m_entries[index(flow.firstEntry + i)]
            = {charge.capacity, id, static_cast<int>(capacity.members.size()), -1, charge.weight};
        capacity.members.push_back({flow.firstEntry + i, id});
        capacity.weight += charge.weight;
    }
    joinComponents(flow);
    return id;
}

void Sharing::remove(int id)
{
    const Flow& flow = m_flows[index(id)];
    const int component = m_capacities[index(m_entries[index(flow.firstEntry)].capacity)].component;
    --m_components[index(component)].flows;
    ++m_components[index(component)].removals;
    noteChange(component, flow.bottleneck < 0 ? 0 : level(flow.bottleneck));
    takeFromCheckpoints(flow);
    giveTo(id, -1);
    for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i) {
        const Entry& entry = m_entries[index(i)];
        SharedCapacity& capacity = m_capacities[index(entry.capacity)];
        const Member last = capacity.members.back();
        capacity.members[index(entry.position)] = last;
        m_entries[index(last.entry)].position = entry.position;
        capacity.members.pop_back();
        capacity.weight -= entry.weight;
        if (capacity.members.empty())
            leaveComponent(entry.capacity);
    }
    m_freeEntries[index(flow.entries)].push_back(flow.firstEntry);
    m_freeFlows.push_back(id);
}

const Sharing::Changes& Sharing::solve(const BandwidthNow& bandwidthNow)
{
    m_bandwidthNow = &bandwidthNow;
    m_changes.capacities.clear();
    m_changes.moves.clear();
    for (std::size_t i = 0; i < m_changed.size(); ++i) { // splitting appends to it
        const int component = m_changed[i];
        splitIfLoose(component);
        m_components[index(component)].changed = false;
        if (m_components[index(component)].flows == 0)
            m_freeComponents.push_back(component);
        else
            fill(m_components[index(component)]);
    }
    m_changed.clear();
    return m_changes;
}

} // namespace core
