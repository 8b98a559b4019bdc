#include "core/network/sharing.h"

namespace core {

/// Something that takes effect at this level and above.
void Sharing::noteChange(int id, double level)
{
    Component& component = m_components[index(id)];
    if (!component.changed)
        m_changed.push_back(id);
    component.changed = true;
    while (component.usable > 0 && component.checkpoints[component.usable - 1].level >= level)
        --component.usable;
}

/// A flow that leaves; it had not stopped there yet.
void Sharing::takeFromCheckpoints(const Flow& flow)
{
    const int id = m_capacities[index(m_entries[index(flow.firstEntry)].capacity)].component;
    Component& component = m_components[index(id)];
    for (std::size_t i = 0; i < component.usable; ++i) {
        Checkpoint& checkpoint = component.checkpoints[i];
        --checkpoint.flowsLeft;
        for (int j = flow.firstEntry; j < flow.firstEntry + flow.entries; ++j) {
            const int watched = m_capacities[index(m_entries[index(j)].capacity)].watched;
            if (watched < 0)
                continue;
            checkpoint.rests[index(watched)].weight -= m_entries[index(j)].weight;
            --checkpoint.rests[index(watched)].flows;
        }
    }
}

void Sharing::resumeFilling(Component& component)
{
    const Checkpoint& checkpoint = component.checkpoints[component.usable - 1];
    m_candidates.clear();
    m_waiting.clear();
    m_level = m_reach = checkpoint.level;
    m_flowsLeft = checkpoint.flowsLeft;
    m_filled = m_sinceSaved = 0;
    m_marks.clear();
    for (const double mark : component.marks)
        if (mark <= m_level)
            m_marks.push_back(mark);
    for (std::size_t i = 0; i < component.watched.size(); ++i) {
        const int id = component.watched[i];
        m_rests[index(id)] = checkpoint.rests[i];
        if (checkpoint.rests[i].level == unsaturated)
            m_waiting.push_back(id);
    }
}

void Sharing::saveCheckpoint(Component& component)
{
    constexpr std::size_t checkpoints = 8;
    const std::size_t watched = component.watched.size();
    if (isSmall(component) || m_sinceSaved * checkpoints < watched)
        return;
    m_sinceSaved = 0;
    if (component.usable == component.checkpoints.size())
        component.checkpoints.emplace_back();
    Checkpoint& checkpoint = component.checkpoints[component.usable++];
    checkpoint.level = m_level;
    checkpoint.flowsLeft = m_flowsLeft;
    checkpoint.rests.resize(watched);
    for (std::size_t i = 0; i < watched; ++i) {
        checkpoint.rests[i] = m_rests[index(component.watched[i])];
        checkpoint.rests[i].touched = false;
    }
}

} // namespace core
