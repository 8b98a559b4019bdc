#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"
#include "core/search/ring_costs.h"

#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

namespace core {

/// A transfer between the devices of two stages, whatever its bytes.
struct EdgeCost
{
    double latency = 0;         ///< seconds
    double secondsPerByte = 0;  ///< of what one device sends
};

/// What moves over data for stages that hold the same units.
struct DataRings
{
    RingCosts allReduce, reduceScatter, allGather;
};

/// The traffic of a layout on the network, found once for all its candidates. Safe for several threads at once.
class LayoutNetwork
{
public:
    LayoutNetwork(const PlanningWorld& world, const Layout& layout);

    bool joined() const { return m_joined; }

    /// Of the first replica of a group: from stage s to the next (from the last back to the first with chunks).
    const std::vector<EdgeCost>& forward(std::size_t group) const { return m_forward[group]; }
    const std::vector<EdgeCost>& backward(std::size_t group) const { return m_backward[group]; }

    /// Seconds that each capacity is busy with the sends of all replicas, where one micro-batch of group g sends
    /// `bytes[g]` per device and its replicas run `microBatches[g]` each; `laps` = chunks per stage. Laps go round, or
    /// where they `turn`, down and back up.
    std::map<int, double> sendLoads(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps, bool turn) const;

    /// Over the stages `stageOf[g]` of every group's replicas; as many rings as the largest tensor degree among them.
    const DataRings& rings(const std::vector<int>& stageOf) const;

    /// Between two stages of the first replica of a group, which share a tied table.
    const RingCosts& ends(std::size_t group, int first, int last) const;

    /// Tensor degree of the stage.
    int tensorOf(std::size_t group, int stage) const { return static_cast<int>(m_devices[group][0][static_cast<std::size_t>(stage)].size()); }

private:
    struct Load
    {
        std::vector<double> within; ///< by group: seconds per byte, over one lap's sends
        std::vector<double> around; ///< of the send from the last stage to the first
    };

    void addGroup(std::size_t group);
    EdgeCost edge(std::size_t group, std::size_t replica, int from, int to, bool isAround);

    const PlanningWorld& m_world;
    Layout m_layout;
    std::vector<std::vector<std::vector<std::vector<int>>>> m_devices;
    std::vector<std::vector<EdgeCost>> m_forward, m_backward;
    std::map<int, Load> m_loads; ///< by capacity
    bool m_joined = true;
    mutable std::mutex m_mutex;
    mutable std::map<std::vector<int>, std::unique_ptr<const DataRings>> m_rings;
    mutable std::map<std::tuple<std::size_t, int, int>, std::unique_ptr<const RingCosts>> m_ends;
};

} // namespace core
