#include "core/network/sharing.h"

#include <algorithm>

namespace core {

int Sharing::newComponent()
{
    if (m_freeComponents.empty()) {
        m_freeComponents.push_back(static_cast<int>(m_components.size()));
        m_components.emplace_back();
    }
    const int component = m_freeComponents.back();
    m_freeComponents.pop_back();
    m_components[index(component)] = {};
    return component;
}

void Sharing::addToComponent(int id, int capacity)
{
    Component& component = m_components[index(id)];
    component.epoch = ++m_epochs;
    SharedCapacity& added = m_capacities[index(capacity)];
    added.component = id;
    added.position = static_cast<int>(component.capacities.size());
    component.capacities.push_back(capacity);
    if (added.watched >= 0) {
        added.watched = static_cast<int>(component.watched.size());
        component.watched.push_back(capacity);
        component.usable = 0;
    } else {
        component.bound = std::min(component.bound, fullAt(added));
    }
}

void Sharing::leaveComponent(int capacity)
{
    SharedCapacity& leaving = m_capacities[index(capacity)];
    if (leaving.watched >= 0)
        stopWatching(capacity);
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
    for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i) {
        const int id = m_entries[index(i)].capacity;
        const SharedCapacity& capacity = m_capacities[index(id)];
        if (capacity.component < 0)
            addToComponent(target, id);
        if (capacity.watched < 0)
            m_components[index(target)].bound = std::min(m_components[index(target)].bound, fullAt(capacity));
    }
    ++m_components[index(target)].flows;
    m_components[index(target)].epoch = ++m_epochs;
    noteChange(target, 0);
}

void Sharing::mergeInto(int id, int source)
{
    Component& target = m_components[index(id)];
    Component& merged = m_components[index(source)];
    for (const int capacity : merged.capacities)
        addToComponent(id, capacity);
    target.flows += merged.flows;
    target.removals += merged.removals;
    target.greatest = std::max(target.greatest, merged.greatest);
    target.bound = std::min(target.bound, merged.bound);
    merged.capacities.clear();
    merged.watched.clear();
    merged.usable = 0;
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
    m_components[index(component)] = {};
    m_components[index(component)].changed = true;
    for (const int capacity : capacities)
        m_capacities[index(capacity)].component = -1;
    int part = component;
    for (const int seed : capacities) {
        if (m_capacities[index(seed)].component >= 0)
            continue;
        if (part < 0) {
            part = newComponent();
            noteChange(part, 0);
        }
        gather(part, seed);
        part = -1;
    }
}

/// All that flows join to the seed. What a flow uses is gone through where its first capacity is reached; its others lead there.
void Sharing::gather(int component, int seed)
{
    addToComponent(component, seed);
    int flows = 0;
    for (std::size_t next = 0; next < m_components[index(component)].capacities.size(); ++next) {
        const int reached = m_components[index(component)].capacities[next];
        for (const Member& member : m_capacities[index(reached)].members) {
            const Flow& flow = m_flows[index(member.flow)];
            const bool isFirst = member.entry == flow.firstEntry;
            flows += isFirst;
            for (int i = flow.firstEntry; i < flow.firstEntry + (isFirst ? flow.entries : 1); ++i)
                if (m_capacities[index(m_entries[index(i)].capacity)].component < 0)
                    addToComponent(component, m_entries[index(i)].capacity);
        }
    }
    m_components[index(component)].flows = flows;
}

} // namespace core
