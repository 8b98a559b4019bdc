#include "core/network/sharing.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

namespace core {

void Sharing::startFilling(const Component& component)
{
    m_candidates.clear();
    m_waiting = component.watched;
    m_marks.clear();
    m_level = m_reach = 0;
    m_flowsLeft = component.flows;
    m_filled = m_sinceSaved = 0;
    for (const int id : component.watched) {
        const SharedCapacity& capacity = m_capacities[index(id)];
        m_rests[index(id)] = {
            capacity.bandwidth, capacity.weight, unsaturated, 0, static_cast<int>(capacity.members.size()), false};
    }
}

void Sharing::fill(Component& component)
{
    if (component.usable > 0)
        resumeFilling(component);
    else
        startFilling(component);
    while (m_flowsLeft > 0) {
        if (m_candidates.empty() && m_waiting.empty())
            watchSome(component);
        if (m_candidates.empty()) {
            reachFurther(component);
            continue;
        }
        if (!bringNextToTop())
            continue;
        const auto [level, capacity] = m_candidates.front();
        if (level > m_reach) {
            reachFurther(component);
        } else if (!watchBelow(component, capacity, level)) {
            m_level = std::max(m_level, level);
            popTop();
            stopFlowsAt(capacity, level);
            mark(component);
        }
    }
    finishFilling(component);
}

/// The one that is full first, with its level of now; false = that was nobody's.
bool Sharing::bringNextToTop()
{
    if (areFew())
        return bringNextOfFewToTop();
    Candidate& top = m_candidates.front();
    const Rest& rest = m_rests[index(top.capacity)];
    if (rest.flows == 0) {
        popTop();
        return false;
    }
    const double current = rest.bandwidth / rest.weight;
    const bool isLater = current > top.level;
    if (isLater) {
        top.level = current; // its flows that stopped elsewhere left more to the others
        sinkTop();
    }
    return !isLater;
}

/// Going through all of them is cheaper than keeping them in order.
bool Sharing::bringNextOfFewToTop()
{
    std::size_t left = 0;
    std::size_t next = 0;
    for (const Candidate& candidate : m_candidates) {
        const Rest& rest = m_rests[index(candidate.capacity)];
        if (rest.flows == 0)
            continue;
        m_candidates[left] = {std::max(candidate.level, rest.bandwidth / rest.weight), candidate.capacity};
        next = m_candidates[left] < m_candidates[next] ? left : next;
        ++left;
    }
    m_candidates.resize(left);
    if (left > 0)
        std::swap(m_candidates.front(), m_candidates[next]);
    return left > 0;
}

/// To where the last filling stood some capacities later, or somewhat beyond the first candidate.
void Sharing::reachFurther(Component& component)
{
    constexpr double somewhat = 1.25;
    saveCheckpoint(component);
    const double passed = m_reach;
    const double least = m_candidates.empty() ? m_reach : m_candidates.front().level;
    const auto next = std::upper_bound(component.marks.begin(), component.marks.end(), least);
    if (isSmall(component))
        m_reach = unsaturated;
    else if (next != component.marks.end())
        m_reach = *next;
    else
        m_reach = m_candidates.empty() ? unsaturated : std::max(m_reach, somewhat * least);
    std::size_t left = 0;
    for (const int id : m_waiting) {
        const Rest& rest = m_rests[index(id)];
        if (rest.flows == 0)
            continue;
        if (rest.bandwidth > m_reach * rest.weight)
            m_waiting[left++] = id;
        else
            m_candidates.push_back({std::max(passed, rest.bandwidth / rest.weight), id});
    }
    m_waiting.resize(left);
    if (!areFew())
        std::make_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

void Sharing::mark(const Component& component)
{
    constexpr std::size_t marks = 16;
    ++m_sinceSaved;
    if (++m_filled * marks < component.watched.size() || isSmall(component))
        return;
    m_marks.push_back(std::nextafter(m_level, 0.0)); // what is full there may have nobody left when it comes
    m_filled = 0;
}

void Sharing::popTop()
{
    m_candidates.front() = m_candidates.back();
    m_candidates.pop_back();
    if (!areFew())
        sinkTop();
}

/// Restores the heap after the level of its top has risen.
void Sharing::sinkTop()
{
    const Candidate sinking = m_candidates.front();
    Candidate* const candidates = m_candidates.data();
    const std::size_t size = m_candidates.size();
    std::size_t hole = 0;
    for (std::size_t child = 1; child < size; child = 2 * hole + 1) {
        const std::size_t other = std::min(child + 1, size - 1);
        child += static_cast<std::size_t>(candidates[other] < candidates[child]);
        if (!(candidates[child] < sinking))
            break;
        candidates[hole] = candidates[child];
        hole = child;
    }
    candidates[hole] = sinking;
}

/// Of flows that stopped elsewhere at the level.
inline void Sharing::charge(int capacity, double level, double weight, int flows)
{
    Rest& rest = m_rests[index(capacity)];
    rest.bandwidth -= weight * level;
    rest.greatest = std::max(rest.greatest, level);
    rest.weight -= weight;
    rest.flows -= flows;
}

void Sharing::stopFlowsAt(int id, double level)
{
    if (m_rests[index(id)].flows > m_capacities[index(id)].stopped)
        stealFlows(id);
    Rest& here = m_rests[index(id)];
    assert(here.flows == m_capacities[index(id)].stopped);
    here.level = level;
    m_flowsLeft -= here.flows;
    SharedCapacity& capacity = m_capacities[index(id)];
    constexpr std::size_t many = 32;
    if (capacity.burdens.size() >= many && ++capacity.walks == capacity.patience)
        addUpBurdens(capacity);
    if (capacity.walks >= capacity.patience && !capacity.loads.empty())
        for (const Load& load : capacity.loads)
            charge(load.capacity, level, load.weight, load.flows);
    else
        for (const Burden& burden : capacity.burdens)
            charge(burden.capacity, level, burden.weight, 1);
}

/// Those that have not stopped yet and stopped elsewhere in the last filling.
void Sharing::stealFlows(int id)
{
    for (const Member& member : m_capacities[index(id)].members) {
        const int flow = member.flow;
        const int from = m_flows[index(flow)].bottleneck;
        if (from == id || isStopped(m_flows[index(flow)]))
            continue;
        m_changes.moves.push_back({flow, from});
        m_rests[index(id)].touched = true;
        if (from >= 0)
            m_rests[index(from)].touched = true;
        giveTo(flow, id);
    }
}

/// Lists what has changed, and stops watching what is far from full.
void Sharing::finishFilling(Component& component)
{
    constexpr double far = 2;
    component.greatest = m_level;
    m_marks.push_back(std::nextafter(m_level, 0.0));
    component.marks = m_marks;
    for (std::size_t i = 0; i < component.watched.size();) {
        const int id = component.watched[i];
        SharedCapacity& capacity = m_capacities[index(id)];
        const Rest& rest = m_rests[index(id)];
        if (rest.level != capacity.level || rest.touched)
            m_changes.capacities.push_back(id);
        capacity.level = rest.level;
        if (rest.level == unsaturated && fullAt(capacity) > far * rest.greatest) {
            component.bound = std::min(component.bound, fullAt(capacity));
            stopWatching(id);
        } else {
            ++i;
        }
    }
}

} // namespace core
