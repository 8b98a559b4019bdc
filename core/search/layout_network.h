#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"

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

/// What the gradient reductions (or parameter gathers) of an iteration take at least, in seconds.
struct ReductionTimes
{
    std::vector<std::vector<double>> byStage; ///< [pipeline][stage]: one after another
    double byCapacity = 0;                    ///< all of them together through the fullest capacity
    bool operator==(const ReductionTimes&) const = default;
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

    /// Seconds that the fullest capacity is busy with the sends of all replicas, where one micro-batch of group g sends
    /// `bytes[g]` per device and its replicas run `microBatches[g]` each; `laps` = chunks per stage.
    double busiest(const std::vector<double>& bytes, const std::vector<int>& microBatches, int laps) const;

    /// Of a completed candidate. `gathers`: of the updated parameters instead of the gradients.
    ReductionTimes reductions(const Candidate& candidate, bool gathers) const;

private:
    using Key = std::tuple<std::vector<std::vector<UnitRange>>, bool, bool>;
    struct Load
    {
        std::vector<double> within; ///< by group: seconds per byte, over one lap's sends
        std::vector<double> around; ///< of the send from the last stage to the first
    };

    void addGroup(std::size_t group);
    EdgeCost edge(std::size_t group, std::size_t replica, int from, int to, bool isAround);
    ReductionTimes computed(const Candidate& candidate, bool gathers) const;

    const PlanningWorld& m_world;
    Layout m_layout;
    std::vector<std::vector<std::vector<std::vector<int>>>> m_devices;
    std::vector<std::vector<EdgeCost>> m_forward, m_backward;
    std::map<int, Load> m_loads; ///< by capacity
    bool m_joined = true;
    mutable std::mutex m_mutex;
    mutable std::map<Key, ReductionTimes> m_reductions;
};

} // namespace core
