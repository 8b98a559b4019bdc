#include "core/network/sharing.h"

#include <algorithm>
#include <cassert>
#include <cmath>
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
    Component& component = m_components[index(changed.component)];
    Rest& rest = m_rests[index(capacity)];
    bool full = true; // then or now
    if (changed.watched < 0) {
        component.bound = std::min(component.bound, fullAt(changed));
        if (difference < 0)
            component.epoch = ++m_epochs;
        full = fullAt(changed) < component.greatest && rises(changed, fullAt(changed));
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

/// Whether a flow of the capacity has a rate above the level.
bool Sharing::rises(const SharedCapacity& capacity, double above) const
{
    return std::any_of(capacity.members.begin(), capacity.members.end(), [&](int entry) {
        const int bottleneck = m_flows[index(m_entries[index(entry)].flow)].bottleneck;
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
        capacity.members.push_back(flow.firstEntry + i);
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
        const int last = capacity.members.back();
        capacity.members[index(entry.position)] = last;
        m_entries[index(last)].position = entry.position;
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
    m_components[index(component)] = {};
    return component;
}

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

void Sharing::startWatching(int id)
{
    SharedCapacity& capacity = m_capacities[index(id)];
    m_components[index(capacity.component)].usable = 0;
    std::vector<int>& watched = m_components[index(capacity.component)].watched;
    capacity.watched = static_cast<int>(watched.size());
    watched.push_back(id);
    for (const int entry : capacity.members)
        addBurden(entry);
}

void Sharing::stopWatching(int id)
{
    SharedCapacity& capacity = m_capacities[index(id)];
    assert(capacity.stopped == 0);
    for (const int entry : capacity.members)
        removeBurden(entry);
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
    std::vector<Burden>& burdens = m_capacities[index(bottleneck)].burdens;
    entry.burden = static_cast<int>(burdens.size());
    burdens.push_back({entry.capacity, id, entry.weight});
}

void Sharing::removeBurden(int id)
{
    Entry& entry = m_entries[index(id)];
    if (entry.burden < 0)
        return;
    std::vector<Burden>& burdens = m_capacities[index(m_flows[index(entry.flow)].bottleneck)].burdens;
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

/// All that flows join to the seed.
void Sharing::gather(int component, int seed)
{
    addToComponent(component, seed);
    int flows = 0;
    for (std::size_t next = 0; next < m_components[index(component)].capacities.size(); ++next) {
        const int reached = m_components[index(component)].capacities[next];
        for (const int entry : m_capacities[index(reached)].members) {
            const Flow& flow = m_flows[index(m_entries[index(entry)].flow)];
            flows += entry == flow.firstEntry;
            for (int i = flow.firstEntry; i < flow.firstEntry + flow.entries; ++i)
                if (m_capacities[index(m_entries[index(i)].capacity)].component < 0)
                    addToComponent(component, m_entries[index(i)].capacity);
        }
    }
    m_components[index(component)].flows = flows;
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

bool Sharing::isStopped(const Flow& flow) const
{
    return flow.bottleneck >= 0 && m_rests[index(flow.bottleneck)].level != unsaturated;
}

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
    std::make_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

bool Sharing::hasFlowsLeft(int id) const
{
    const std::vector<int>& members = m_capacities[index(id)].members;
    return std::any_of(members.begin(), members.end(),
        [&](int entry) { return !isStopped(m_flows[index(m_entries[index(entry)].flow)]); });
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
    for (const int member : here.members) {
        const Flow& flow = m_flows[index(m_entries[index(member)].flow)];
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
    m_candidates.push_back({fullAt(m_capacities[index(id)]), id});
    std::push_heap(m_candidates.begin(), m_candidates.end(), std::greater<>());
}

void Sharing::findRest(int id)
{
    Rest rest;
    rest.bandwidth = m_capacities[index(id)].bandwidth;
    for (const int i : m_capacities[index(id)].members) {
        const Entry& entry = m_entries[index(i)];
        const Flow& flow = m_flows[index(entry.flow)];
        if (isStopped(flow)) {
            const double level = m_rests[index(flow.bottleneck)].level;
            rest.bandwidth -= entry.weight * level;
            rest.greatest = std::max(rest.greatest, level);
        } else {
            rest.weight += entry.weight;
            ++rest.flows;
        }
    }
    m_rests[index(id)] = rest;
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
        Candidate& top = m_candidates.front();
        const Rest& rest = m_rests[index(top.capacity)];
        if (rest.flows == 0) {
            popTop();
            continue;
        }
        const double current = std::max(top.level, rest.bandwidth / rest.weight);
        if (current > top.level) {
            top.level = current; // its flows that stopped elsewhere left more to the others
            sinkTop();
        } else if (current > m_reach) {
            reachFurther(component);
        } else if (const int capacity = top.capacity; !watchBelow(component, capacity, current)) {
            m_level = std::max(m_level, current);
            popTop();
            stopFlowsAt(capacity, current);
            mark(component);
        }
    }
    finishFilling(component);
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

void Sharing::stopFlowsAt(int id, double level)
{
    if (m_rests[index(id)].flows > m_capacities[index(id)].stopped)
        stealFlows(id);
    Rest& here = m_rests[index(id)];
    assert(here.flows == m_capacities[index(id)].stopped);
    here.level = level;
    m_flowsLeft -= here.flows;
    for (const Burden& burden : m_capacities[index(id)].burdens) {
        Rest& rest = m_rests[index(burden.capacity)];
        rest.bandwidth -= burden.weight * level;
        rest.greatest = std::max(rest.greatest, level);
        rest.weight -= burden.weight;
        --rest.flows;
    }
}

/// Those that have not stopped yet and stopped elsewhere in the last filling.
void Sharing::stealFlows(int id)
{
    for (const int entry : m_capacities[index(id)].members) {
        const int flow = m_entries[index(entry)].flow;
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
