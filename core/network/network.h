#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/costs/operators.h"
#include "core/documents/expansion.h"
#include "core/network/capacities.h"
#include "core/network/latency.h"

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
    bool operator==(const Charge&) const = default;
};

/// One flow, or a collective as a fluid activity: it moves `amount` at one rate x and charges k_r x to every capacity r
/// on its way, after `latency` (alpha) during which it holds nothing. Time alone = alpha + amount / min over r of C_r / k_r.
struct Activity
{
    Bytes amount; ///< bytes over each edge of the ring or tree; hierarchical: over each edge between hosts
    Seconds latency; ///< nominal; see `latencyAt`
    std::vector<Charge> charges; ///< sorted by capacity; empty: nothing to cross (one device with itself)
    Algorithm algorithm = Algorithm::Direct;
    std::shared_ptr<const ChangingLatency> changing {}; ///< where a scenario changes the latency of a link on the way
};

/// Alpha of an activity that starts at `start` of the scenario; what changes later does not touch it.
Seconds latencyAt(const Activity& activity, Nanoseconds start);

/// Bare transfers use the bandwidths as they are written. The traffic of training reaches only a share of them:
/// with `achievedRates` a byte between devices is charged 1 / `Efficiency::fabric` times inside a host and
/// 1 / `Efficiency::network` times on host ports, NICs, links and backplanes (the smaller share of the two kinds).
/// Capacities stay nominal; only the weights of charges change. A collective starts `Efficiency::collective` late.
struct NetworkOptions
{
    bool achievedRates = false;
    std::string software {}; ///< generation whose constants count, where a kind has them; else the kind's own
    Latencies latencies {};  ///< that a scenario changes; they do not choose routes or algorithms
};

/// The drawn graph expanded to directed capacities, with its routes: fewest hops, then widest, equal ones chosen by
/// (source rank + destination rank) mod count in the order of the links' ids. Nominal: routes never change. Hosts pass
/// traffic on like switches, free of charge. Ids and answers depend on the cluster alone, never on the order of
/// questions; questions may be asked by several threads at once.
class Network
{
public:
    Network(const Cluster& cluster, const ExpandedCluster& expanded, const NetworkOptions& options = {});
    ~Network();
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;

    /// The error names the two devices when nothing joins them.
    Result<Activity> send(int fromRank, int toRank, Bytes bytes) const;

    /// The fastest admissible algorithm alone at nominal capacities, as NCCL chooses; equally fast ones in the order of
    /// `Algorithm`. `ranks` in ring order, a broadcast's root first; one rank gives an empty activity.
    /// An all-to-all is not one activity: see `allToAll`.
    Result<Activity> collective(CollectiveKind kind, const std::vector<int>& ranks, Bytes bytes) const;
    /// Every admissible algorithm, in the order of `Algorithm`.
    Result<std::vector<Activity>> algorithms(CollectiveKind kind, const std::vector<int>& ranks, Bytes bytes) const;

    /// n (n - 1) flows of bytes / n each, by source, then destination, in the order of `ranks`.
    Result<std::vector<Activity>> allToAll(const std::vector<int>& ranks, Bytes bytes) const;

    int capacityCount() const;
    Capacity capacity(int id) const;
    BytesPerSecond bandwidth(int capacity) const; ///< nominal
    /// Of a host, 0 = out, 1 = in; none where flows cross none (see `Capacities::appendEdge`).
    std::vector<int> nicCapacities(int host, int direction) const;
    int linkCapacity(int link, int direction) const; ///< link: index into ExpandedCluster::links; 0 = forward

    /// Capacities crossed, in order; empty if not joined or nothing limits. Names are `capacity(id).name`.
    std::vector<int> route(int fromRank, int toRank) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Over all NICs at once, as NCCL's rings in their channels: the bandwidth of the algorithm that has the most. `pieces` follow one
/// another, each with a ring's alpha. For gathers and scatters; `algorithms` are those of `Network::algorithms`.
Activity ringsInPieces(const std::vector<Activity>& algorithms, int pieces, const Network& network);

/// Alone at nominal capacities, the closed form above. Infinite over a capacity of 0.
Seconds aloneTime(const Activity& activity, const Network& network);

} // namespace core
