#pragma once

#include "core/network/network.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <memory_resource>
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
    /// What a solution changed.
    struct Changes
    {
        std::vector<int> capacities; ///< with another level than before, or where other flows stop
        std::vector<Move> moves;
    };

    void reserve(std::size_t capacities);
    int addCapacity(double bandwidth);
    void setBandwidth(int capacity, double bandwidth);
    double bandwidth(int capacity) const { return m_capacities[index(capacity)].bandwidth; }

    /// What is not watched is known not to be full. It may be given less bandwidth than it has: if it must be watched then, `solve`
    /// asks for the true one, of which it is to be told every change.
    bool isWatched(int capacity) const { return m_capacities[index(capacity)].watched >= 0; }
    /// Whether flows might stop here at this bandwidth, as the others are.
    bool couldStop(int capacity, double bandwidth) const;

    /// `charges` holds each capacity once, with positive weights, and is not empty.
    int add(std::span<const Charge> charges);
    void remove(int flow);

    using BandwidthNow = std::function<double(int capacity)>;

    /// Fills again what changed since the last call. Valid until the next one.
    const Changes& solve(const BandwidthNow& bandwidthNow = {});

    /// Of the last solution. The rate of a capacity's flows, `unsaturated` if no flow stops there.
    double level(int capacity) const { return m_capacities[index(capacity)].level; }
    int bottleneck(int flow) const { return m_flows[index(flow)].bottleneck; }
    double rate(int flow) const { return level(bottleneck(flow)); }
    int flowsOf(int capacity) const { return static_cast<int>(m_capacities[index(capacity)].members.size()); }

private:
    /// That a flow charges a capacity.
    struct Entry
    {
        int capacity = 0;
        int flow = 0;
        int position = 0; ///< in the capacity's members
        int burden = -1;  ///< in the burdens of the flow's bottleneck, -1 = in none
        double weight = 1;
    };
    /// One of the flows that charge a capacity.
    struct Member
    {
        int entry = 0;
        int flow = 0;
    };
    struct Flow
    {
        int firstEntry = 0;
        int entries = 0;
        int bottleneck = -1;
    };
    /// What one of the flows that stop at a capacity charges another one that is watched.
    struct Burden
    {
        int capacity = 0;
        int entry = 0;
        double weight = 1;
    };
    /// The burdens of one bottleneck on one capacity.
    struct Load
    {
        int capacity = 0;
        int flows = 0;
        double weight = 0;
    };
    struct SharedCapacity
    {
        explicit SharedCapacity(std::pmr::memory_resource* memory)
            : members(memory)
            , burdens(memory)
            , loads(memory)
        {
        }

        double bandwidth = 0;
        double weight = 0; ///< sum over members
        double level = unsaturated;
        int component = -1;
        int position = 0; ///< in the component
        int watched = -1; ///< position among those that the component watches, -1 = not watched
        int stopped = 0;  ///< flows that stop here
        std::int64_t epoch = -1; ///< of the component when `bound` was found
        double bound = 0; ///< bandwidth / weight of no capacity that is not watched but held by these flows is below it
        std::pmr::vector<Member> members;
        std::pmr::vector<Burden> burdens;
        std::pmr::vector<Load> loads; ///< the burdens added up by capacity; empty: not done
        int walks = 0;    ///< over the burdens since they changed
        int patience = 2; ///< walks before they are added up
    };
    /// Of one capacity while its component is filled; what remains afterwards is its slack.
    struct Rest
    {
        double bandwidth = 0;
        double weight = 0;
        double level = unsaturated;
        double greatest = 0; ///< level of flows that stopped elsewhere
        int flows = 0;
        bool touched = false; ///< flows came or went
    };
    /// In the middle of a filling, after the flows of some level stopped: filling can go on from here when all that changed
    /// since takes effect above that level only.
    struct Checkpoint
    {
        double level = 0;
        int flowsLeft = 0;
        std::vector<Rest> rests; ///< of what is watched
    };
    /// Most capacities never fill up. None can be full as long as no flow of it rises above bandwidth / weight: filling
    /// does without those where that is so, they are not watched. This is found out when flows are about to stop; that
    /// a capacity comes late then, at a lower level than others that are full already, does no harm, as none of those
    /// holds any of the flows that are left.
    struct Component
    {
        std::vector<int> capacities;
        std::vector<int> watched;
        int flows = 0;
        int removals = 0;           ///< since it was known to be connected
        double greatest = 0;        ///< level of the last filling
        double bound = unsaturated; ///< bandwidth / weight of no capacity that is not watched is below it
        std::size_t inVain = 0;     ///< flows looked at since the bound was known to be sharp
        std::int64_t epoch = 0;     ///< another one whenever bandwidth / weight of what is not watched may have fallen
        bool changed = false;
        std::vector<double> marks; ///< levels of the last filling, spread evenly over its capacities; the greatest one
        std::vector<Checkpoint> checkpoints; ///< the first `usable`, by level
        std::size_t usable = 0;
    };
    struct Candidate
    {
        double level = 0;
        int capacity = 0;
        bool operator<(const Candidate& other) const // without branches: nobody could predict them
        {
            return (level < other.level) | ((level == other.level) & (capacity < other.capacity));
        }
        bool operator>(const Candidate& other) const { return other < *this; }
    };

    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    /// So that going through all of it costs next to nothing.
    static bool isSmall(const Component& component) { return component.watched.size() < 64; }
    static double fullAt(const SharedCapacity& capacity) { return capacity.bandwidth / capacity.weight; }
    int takeEntries(int count);
    bool rises(const SharedCapacity& capacity, double level) const;
    bool isStopped(const Flow& flow) const
    {
        return flow.bottleneck >= 0 && m_rests[index(flow.bottleneck)].level != unsaturated;
    }

    // sharing_components.cpp
    int newComponent();
    void addToComponent(int component, int capacity);
    void leaveComponent(int capacity);
    void joinComponents(const Flow& flow);
    void mergeInto(int target, int source);
    void splitIfLoose(int component);
    void gather(int component, int seed);

    // sharing_checkpoints.cpp
    void noteChange(int component, double level);
    void takeFromCheckpoints(const Flow& flow);
    void saveCheckpoint(Component& component);
    void resumeFilling(Component& component);

    // sharing_watching.cpp
    void startWatching(int capacity);
    void stopWatching(int capacity);
    void addBurden(int entry);
    void removeBurden(int entry);
    void addUpBurdens(SharedCapacity& capacity);
    void giveTo(int flow, int bottleneck);
    bool hasFlowsLeft(int capacity) const;
    void watchSome(Component& component);
    bool watchBelow(Component& component, int capacity, double level);
    void sharpenBound(Component& component);
    void watchAsWell(int capacity);
    void findRest(int capacity);

    // sharing_filling.cpp
    void fill(Component& component);
    void startFilling(const Component& component);
    bool areFew() const { return m_candidates.size() <= 12; }
    bool bringNextToTop();
    bool bringNextOfFewToTop();
    void reachFurther(Component& component);
    void mark(const Component& component);
    void popTop();
    void sinkTop();
    void stopFlowsAt(int capacity, double level);
    void charge(int capacity, double level, double weight, int flows);
    void stealFlows(int capacity);
    void finishFilling(Component& component);

    /// Of many small lists that only grow; those that they have outgrown are as much again at most.
    std::unique_ptr<std::pmr::memory_resource> m_memory = std::make_unique<std::pmr::monotonic_buffer_resource>();
    std::vector<SharedCapacity> m_capacities;
    std::vector<Rest> m_rests;
    std::vector<Flow> m_flows;
    std::vector<int> m_freeFlows;
    std::vector<Entry> m_entries;
    std::vector<std::vector<int>> m_freeEntries; ///< by length
    std::vector<Component> m_components;
    std::vector<int> m_freeComponents;
    std::vector<int> m_changed; ///< components
    std::int64_t m_epochs = 0;
    Changes m_changes;
    const BandwidthNow* m_bandwidthNow = nullptr; ///< while solving
    std::vector<int> m_loadOf; ///< scratch, by capacity: -1

    // Of the filling under way. Capacities wait until its reach comes to the level at which they are full as yet: that
    // level only rises, so that those that wait are never next, and the heap stays small.
    std::vector<Candidate> m_candidates; ///< a heap, smallest first, unless they are few; levels may be out of date, that is too low
    std::vector<int> m_waiting;
    std::vector<double> m_marks;
    double m_level = 0;
    double m_reach = 0;
    int m_flowsLeft = 0;
    std::size_t m_filled = 0;     ///< capacities since the last mark
    std::size_t m_sinceSaved = 0; ///< capacities since the last checkpoint
};

} // namespace core
