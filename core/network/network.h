#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/costs/operators.h"
#include "core/documents/expansion.h"

#include <memory>
#include <string>
#include <vector>

namespace core {

enum class Algorithm { Direct, Ring, Tree, Hierarchical };
const char* nameOf(Algorithm algorithm);

/// A capacity and how many times an activity's unit rate is charged to it.
struct Charge
{
    int capacity = 0;
    double weight = 1; ///< k_r: edges of the ring or tree that cross capacity r
};

/// One flow, or a collective as a fluid activity: it moves `amount` at one rate x and charges k_r x to every capacity r
/// on its way, after `latency` (alpha) during which it holds nothing. Time alone = alpha + amount / min over r of C_r / k_r.
struct Activity
{
    Bytes amount; ///< bytes over each edge of the ring or tree
    Seconds latency;
    std::vector<Charge> charges; ///< sorted by capacity; empty: nothing to cross (one device with itself)
    Algorithm algorithm = Algorithm::Direct;
};

enum class CapacityKind { DevicePort, FabricPeer, FabricShared, HostPort, Nic, Link, Backplane };

/// One direction of something that carries bytes.
struct Capacity
{
    CapacityKind kind = CapacityKind::Link;
    BytesPerSecond bandwidth;
    std::string name;  ///< "n0-leaf forward", "n0 nic 3 out"
    int link = -1;     ///< index into ExpandedCluster::links, where kind == Link
    int host = -1;     ///< where it belongs to a host
};

/// The drawn graph expanded to directed capacities, with its routes: fewest hops, then widest, equal ones chosen by
/// (source rank + destination rank) mod count in id order. Nominal: routes never change.
class Network
{
public:
    explicit Network(const ExpandedCluster& cluster);
    ~Network();
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;

    /// The error names the two devices when nothing joins them.
    Result<Activity> send(int fromRank, int toRank, Bytes bytes) const;

    /// The fastest admissible algorithm alone at nominal capacities, as NCCL chooses. `ranks` in ring order;
    /// one rank gives an empty activity. An all-to-all is not one activity: see `allToAll`.
    Result<Activity> collective(CollectiveKind kind, const std::vector<int>& ranks, Bytes bytes) const;

    /// n (n - 1) flows of bytes / n each.
    Result<std::vector<Activity>> allToAll(const std::vector<int>& ranks, Bytes bytes) const;

    const std::vector<Capacity>& capacities() const; ///< those that routes have crossed so far come first used
    std::vector<int> route(int fromRank, int toRank) const; ///< capacities crossed in order; empty if not joined

private:
    struct Routes;
    std::unique_ptr<Routes> m_routes;
};

/// Alone at nominal capacities, the closed form above.
Seconds aloneTime(const Activity& activity, const std::vector<Capacity>& capacities);

} // namespace core
