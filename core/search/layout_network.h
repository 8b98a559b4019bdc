#pragma once

#include "core/search/candidate.h"
#include "core/search/found_once.h"
#include "core/search/planning_world.h"
#include "core/search/ring_costs.h"

#include <array>
#include <memory>
#include <mutex>
#include <utility>
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
    /// where they `turn`, down and back up. By capacity.
    std::vector<std::pair<int, double>> sendLoads(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps, bool turn) const;

    /// Over the stages `stageOf[g]` of every group's replicas; as many rings as the largest tensor degree among them.
    const DataRings& rings(const std::vector<int>& stageOf) const;

    /// Between two stages of the first replica of a group, which share a tied table.
    const RingCosts& ends(std::size_t group, int first, int last) const;

    /// Tensor degree of the stage.
    int tensorOf(std::size_t group, int stage) const { return static_cast<int>(m_dealing.ranks(group, 0, stage).size()); }

private:
    struct Load
    {
        std::vector<double> within; ///< by group: seconds per byte, over one lap's sends
        std::vector<double> around; ///< of the send from the last stage to the first
    };

    using Loads = std::vector<std::pair<int, Load>>; ///< by capacity

    bool isInOnePart() const;
    void addGroup(std::size_t group);
    Result<std::vector<Activity>> sends(std::size_t group, int replica, int from, int to) const;
    EdgeCost edge(std::size_t group, int from, int to);
    Loads loadsOfAll() const;

    const PlanningWorld& m_world;
    Dealing m_dealing;
    std::vector<std::vector<EdgeCost>> m_forward, m_backward;
    bool m_joined = true;
    mutable std::once_flag m_loadsFound;
    mutable Loads m_loads; ///< once they are asked for
    FoundOnce<std::vector<int>, DataRings> m_rings;
    FoundOnce<std::array<int, 3>, RingCosts> m_ends;
};

} // namespace core
