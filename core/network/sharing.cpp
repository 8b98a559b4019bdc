#include "core/network/sharing.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace core {

int Sharing::addCapacity(double bandwidth)
{
    m_capacities.emplace_back();
    m_capacities.back().bandwidth = bandwidth;
    m_rests.emplace_back();
    return static_cast<int>(m_capacities.size()) - 1;
}

void Sharing::setBandwidth(int capacity, double bandwidth)
{
    SharedCapacity& changed = m_capacities[index(capacity)];
    const double difference = bandwidth - changed.bandwidth;
    changed.bandwidth = bandwidth;
    if (difference == 0 || changed.component < 0)
        return;
    Rest& rest = m_rests[index(capacity)];
    if (changed.level == unsaturated && rest.bandwidth + difference >= 0)
        rest.bandwidth += difference; // nobody stops here, before or after
    else
        noteChange(changed.component);
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
    flow = {takeEntries(static_cast<int>(charges.size())), static_cast<int>(charges.size()), -1, 0};
    for (int i = 0; i < flow.entries; ++i) {
        const Charge& charge = charges[index(i)];
        assert(charge.weight > 0);
        SharedCapacity& capacity = m_capacities[index(charge.capacity)];
        m_entries[index(flow.firstEntry + i)]
            = {charge.capacity, static_cast<int>(capacity.members.size()), charge.weight};
        capacity.members.push_back({id, flow.firstEntry + i});
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
    noteChange(component);
    for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i) {
        const Entry entry = m_entries[index(i)];
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

int Sharing::newComponent()
{
    if (m_freeComponents.empty()) {
        m_freeComponents.push_back(static_cast<int>(m_components.size()));
        m_components.emplace_back();
    }
    const int component = m_freeComponents.back();
    m_freeComponents.pop_back();
    return component;
}

void Sharing::noteChange(int component)
{
    if (!m_components[index(component)].changed)
        m_changed.push_back(component);
    m_components[index(component)].changed = true;
}

void Sharing::addToComponent(int component, int capacity)
{
    std::vector<int>& capacities = m_components[index(component)].capacities;
    m_capacities[index(capacity)].component = component;
    m_capacities[index(capacity)].position = static_cast<int>(capacities.size());
    capacities.push_back(capacity);
}

void Sharing::leaveComponent(int capacity)
{
    SharedCapacity& leaving = m_capacities[index(capacity)];
    std::vector<int>& capacities = m_components[index(leaving.component)].capacities;
    const int last = capacities.back();
    capacities[index(leaving.position)] = last;
    m_capacities[index(last)].position = leaving.position;
    capacities.pop_back();
    leaving.component = -1;
    leaving.weight = 0;
    leaving.level = unsaturated;
}

void Sharing::joinComponents(const Flow& flow)
{
    int target = -1;
    for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i) {
        const int component = m_capacities[index(m_entries[index(i)].capacity)].component;
        if (component >= 0 && component != target) {
            const bool larger = target >= 0
                && m_components[index(component)].capacities.size() > m_components[index(target)].capacities.size();
            if (target >= 0)
                mergeInto(larger ? component : target, larger ? target : component);
            target = target < 0 || larger ? component : target;
        }
    }
    if (target < 0)
        target = newComponent();
    for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i)
        if (m_capacities[index(m_entries[index(i)].capacity)].component < 0)
            addToComponent(target, m_entries[index(i)].capacity);
    ++m_components[index(target)].flows;
    noteChange(target);
}

void Sharing::mergeInto(int target, int source)
{
    Component& merged = m_components[index(source)];
    for (const int capacity : merged.capacities)
        addToComponent(target, capacity);
    m_components[index(target)].flows += merged.flows;
    m_components[index(target)].removals += merged.removals;
    merged.capacities.clear();
    merged.flows = 0;
    merged.removals = 0;
    if (!merged.changed) // a changed one is freed when it is solved
        m_freeComponents.push_back(source);
}

/// Flows that left may have parted a component. Looked for only after many removals, so that it costs little per flow.
void Sharing::splitIfLoose(int component)
{
    if (m_components[index(component)].removals <= m_components[index(component)].flows + 4)
        return;
    const std::vector<int> capacities = std::move(m_components[index(component)].capacities);
    m_components[index(component)] = {{}, 0, 0, 0, true};
    for (const int capacity : capacities)
        m_capacities[index(capacity)].component = -1;
    int part = component;
    for (const int seed : capacities) {
        if (m_capacities[index(seed)].component >= 0)
            continue;
        if (part < 0) {
            part = newComponent();
            noteChange(part);
        }
        addToComponent(part, seed);
        int ends = 0;
        for (std::size_t next = 0; next < m_components[index(part)].capacities.size(); ++next) {
            const int reached = m_components[index(part)].capacities[next];
            for (const Member& member : m_capacities[index(reached)].members) {
                const Flow& flow = m_flows[index(member.flow)];
                ends += member.entry == flow.firstEntry;
                for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i)
                    if (m_capacities[index(m_entries[index(i)].capacity)].component < 0)
                        addToComponent(part, m_entries[index(i)].capacity);
            }
        }
        m_components[index(part)].flows = ends;
        part = -1;
    }
}

const Sharing::Changes& Sharing::solve()
{
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

/// Most capacities never fill up: those that would not even by the greatest level of the last filling wait apart.
void Sharing::startFilling(const Component& component)
{
    ++m_filling;
    m_candidates.clear();
    m_unlikely.clear();
    m_likely = component.greatest;
    for (const int id : component.capacities) {
        SharedCapacity& capacity = m_capacities[index(id)];
        const bool stopped = capacity.level != unsaturated;
        if (stopped)
            m_changes.capacities.push_back(id);
        capacity.level = unsaturated;
        m_rests[index(id)]
            = {capacity.bandwidth, capacity.weight, static_cast<int>(capacity.members.size()), stopped};
        const bool likely = capacity.bandwidth <= m_likely * capacity.weight;
        (likely ? m_candidates : m_unlikely).push_back({capacity.bandwidth / capacity.weight, id});
    }
    std::make_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

void Sharing::considerAll()
{
    m_candidates.insert(m_candidates.end(), m_unlikely.begin(), m_unlikely.end());
    m_unlikely.clear();
    std::make_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

void Sharing::popTop()
{
    m_candidates.front() = m_candidates.back();
    m_candidates.pop_back();
    if (!m_candidates.empty())
        sinkTop();
}

/// Restores the heap after the level of its top has risen.
void Sharing::sinkTop()
{
    const Candidate sinking = m_candidates.front();
    const std::size_t size = m_candidates.size();
    std::size_t hole = 0;
    for (std::size_t child = 1; child < size; child = 2 * hole + 1) {
        if (child + 1 < size && m_candidates[child + 1] < m_candidates[child])
            ++child;
        if (!(m_candidates[child] < sinking))
            break;
        m_candidates[hole] = m_candidates[child];
        hole = child;
    }
    m_candidates[hole] = sinking;
}

void Sharing::fill(Component& component)
{
    startFilling(component);
    double level = 0;
    for (int flowsLeft = component.flows; flowsLeft > 0;) {
        if (!m_unlikely.empty() && (m_candidates.empty() || m_candidates.front().level >= m_likely))
            considerAll();
        assert(!m_candidates.empty());
        Candidate& top = m_candidates.front();
        const Rest& rest = m_rests[index(top.capacity)];
        if (rest.flows == 0) {
            popTop();
            continue;
        }
        const double current = std::max(level, rest.bandwidth / rest.weight);
        if (current > top.level) {
            top.level = current; // its flows that stopped elsewhere left more to the others
            sinkTop();
            continue;
        }
        level = current;
        const int capacity = top.capacity;
        popTop();
        stopFlowsAt(capacity, level, flowsLeft);
    }
    component.greatest = level;
}

void Sharing::stopFlowsAt(int capacity, double level, int& flowsLeft)
{
    m_capacities[index(capacity)].level = level;
    if (!m_rests[index(capacity)].listed)
        m_changes.capacities.push_back(capacity);
    for (const Member& member : m_capacities[index(capacity)].members) {
        Flow& flow = m_flows[index(member.flow)];
        if (flow.filling == m_filling)
            continue;
        flow.filling = m_filling;
        --flowsLeft;
        if (flow.bottleneck != capacity) {
            m_changes.moves.push_back({member.flow, flow.bottleneck});
            flow.bottleneck = capacity;
        }
        const Entry* entry = m_entries.data() + flow.firstEntry;
        for (const Entry* end = entry + flow.entries; entry != end; ++entry) {
            Rest& rest = m_rests[index(entry->capacity)];
            rest.bandwidth -= entry->weight * level;
            rest.weight -= entry->weight;
            --rest.flows;
        }
    }
}

} // namespace core
