#pragma once

#include "core/network/network.h"

#include <limits>
#include <span>
#include <vector>

namespace core {

/// Weighted max-min fair sharing of capacities by exact progressive filling: the rates x of all flows rise together,
/// capacity r being charged k_r x by each, until a capacity is full; its flows stop there, the others rise on.
/// Bertsekas and Gallager, Data Networks, section 6.5.2.
///
/// All flows that stop at a capacity have its level as their rate, so that a change of rates is a change of levels.
/// Only connected components (capacities joined by flows) in which something changed are filled again.
/// Capacities and flows are small dense indices given out here; those of removed flows are used again.
class Sharing
{
public:
    static constexpr double unsaturated = std::numeric_limits<double>::infinity();

    /// A flow that stops at another capacity than before; -1 = it is new.
    struct Move
    {
        int flow = 0;
        int from = -1;
    };
    /// What a solution may have changed.
    struct Changes
    {
        std::vector<int> capacities; ///< where flows stopped before or stop now
        std::vector<Move> moves;
    };

    int addCapacity(double bandwidth);
    void setBandwidth(int capacity, double bandwidth);
    double bandwidth(int capacity) const { return m_capacities[index(capacity)].bandwidth; }

    /// `charges` holds each capacity once, with positive weights, and is not empty.
    int add(std::span<const Charge> charges);
    void remove(int flow);

    /// Fills again what changed since the last call. Valid until the next one.
    const Changes& solve();

    /// Of the last solution. The rate of a capacity's flows, `unsaturated` if no flow stops there.
    double level(int capacity) const { return m_capacities[index(capacity)].level; }
    int bottleneck(int flow) const { return m_flows[index(flow)].bottleneck; }
    double rate(int flow) const { return level(bottleneck(flow)); }
    int flowsOf(int capacity) const { return static_cast<int>(m_capacities[index(capacity)].members.size()); }

private:
    struct Entry
    {
        int capacity = 0;
        int position = 0; ///< in the capacity's members
        double weight = 1;
    };
    struct Flow
    {
        int firstEntry = 0;
        int entries = 0;
        int bottleneck = -1;
        unsigned filling = 0; ///< the filling in which it last stopped
    };
    struct Member
    {
        int flow = 0;
        int entry = 0;
    };
    struct SharedCapacity
    {
        double bandwidth = 0;
        double weight = 0; ///< sum over members
        double level = unsaturated;
        int component = -1;
        int position = 0; ///< in the component
        std::vector<Member> members;
    };
    /// Of one capacity while its component is filled; what remains afterwards is its slack.
    struct Rest
    {
        double bandwidth = 0;
        double weight = 0;
        int flows = 0;
        bool listed = false; ///< in the changes
    };
    struct Component
    {
        std::vector<int> capacities;
        int flows = 0;
        int removals = 0; ///< since it was known to be connected
        double greatest = 0; ///< level of the last filling
        bool changed = false;
    };
    struct Candidate
    {
        double level = 0;
        int capacity = 0;
        bool operator<(const Candidate& other) const
        {
            return level != other.level ? level < other.level : capacity < other.capacity;
        }
        bool operator>(const Candidate& other) const { return other < *this; }
    };

    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    int takeEntries(int count);
    void joinComponents(const Flow& flow);
    void mergeInto(int target, int source);
    void addToComponent(int component, int capacity);
    void leaveComponent(int capacity);
    void splitIfLoose(int component);
    int newComponent();
    void noteChange(int component);
    void fill(Component& component);
    void startFilling(const Component& component);
    void considerAll();
    void popTop();
    void stopFlowsAt(int capacity, double level, int& flowsLeft);
    void sinkTop();

    std::vector<SharedCapacity> m_capacities;
    std::vector<Rest> m_rests;
    std::vector<Flow> m_flows;
    std::vector<int> m_freeFlows;
    std::vector<Entry> m_entries;
    std::vector<std::vector<int>> m_freeEntries; ///< by length
    std::vector<Component> m_components;
    std::vector<int> m_freeComponents;
    std::vector<int> m_changed; ///< components
    std::vector<Candidate> m_candidates; ///< a heap, smallest first; levels may be out of date, that is too low
    std::vector<Candidate> m_unlikely;   ///< not yet among the candidates: they may fill up above `m_likely` only
    double m_likely = 0;
    unsigned m_filling = 0;
    Changes m_changes;
};

} // namespace core
