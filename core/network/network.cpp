#include "core/network/network.h"

#include "core/network/collectives.h"
#include "core/network/routes.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace core {

namespace network_file {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

struct Shares
{
    double fabric = 1;
    double network = 1;
    Seconds collective {0};
};

Shares sharesOf(const Device& kind, const NetworkOptions& options)
{
    if (!options.achievedRates)
        return {};
    const Efficiency& constants = efficiencyOf(kind, options.software);
    return {constants.fabric, constants.network, constants.collective};
}

void mergeEqualCapacities(std::vector<Charge>& charges)
{
    std::stable_sort(charges.begin(), charges.end(),
        [](const Charge& a, const Charge& b) { return a.capacity < b.capacity; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        if (kept > 0 && charges[kept - 1].capacity == charges[i].capacity)
            charges[kept - 1].weight += charges[i].weight;
        else
            charges[kept++] = charges[i];
    }
    charges.resize(kept);
}

} // namespace network_file

using namespace network_file;

const char* nameOf(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::Direct:
        return "direct";
    case Algorithm::Ring:
        return "ring";
    case Algorithm::Tree:
        return "tree";
    case Algorithm::Hierarchical:
        return "hierarchical";
    }
    return "";
}

struct Network::Parts
{
    /// What a flow crosses from one device to another.
    struct Way
    {
        std::vector<int> capacities;
        Seconds latency;
        double weight = 1; ///< charged per byte
        std::vector<LinkStep> links {};
    };

    Parts(const Cluster& cluster, const ExpandedCluster& expanded, const NetworkOptions& options)
        : capacities(cluster, expanded), routes(expanded, capacities), hosts(expanded.hosts)
        , hostOfRank(expanded.hostOfRank), latencies(options.latencies)
    {
        for (const Device& kind : expanded.kinds)
            shares.push_back(sharesOf(kind, options));
    }

    const Host& hostOf(int rank) const { return hosts[at(hostOfRank[at(rank)])]; }
    std::string nameOf(int rank) const { return hostOf(rank).name + ":" + std::to_string(rank - hostOf(rank).firstRank); }
    Result<Way> way(int from, int to) const;
    std::optional<Way> between(int from, int to) const;
    Result<Activity> activity(const Pattern& pattern, Bytes bytes) const;
    ChangingLatency::Edge edgeOf(const Way& way) const;

    Capacities capacities;
    Routes routes;
    std::vector<Host> hosts;
    std::vector<int> hostOfRank;
    std::vector<Shares> shares; ///< by kind
    Latencies latencies;
};

Result<Network::Parts::Way> Network::Parts::way(int from, int to) const
{
    if (from == to)
        return Way();
    const int host = hostOfRank[at(from)];
    if (host != hostOfRank[at(to)]) {
        if (auto found = between(from, to))
            return std::move(*found);
        return Error{nameOf(from) + " and " + nameOf(to) + " are not joined", "", "a path of links between them",
            "add a link"};
    }
    Way inside;
    const int first = hosts[at(host)].firstRank;
    capacities.appendInside(host, from - first, to - first, inside.capacities);
    inside.latency = capacities.fabricLatency(host);
    inside.weight = 1 / shares[at(hosts[at(host)].kind)].fabric;
    return inside;
}

std::optional<Network::Parts::Way> Network::Parts::between(int from, int to) const
{
    const Host& source = hostOf(from);
    const Host& destination = hostOf(to);
    const auto selector = static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(to);
    auto path = routes.path(hostOfRank[at(from)], hostOfRank[at(to)], selector);
    if (!path)
        return {};
    Way way;
    capacities.appendEdge(hostOfRank[at(from)], from - source.firstRank, 0, way.capacities);
    for (const LinkStep& step : *path) {
        way.capacities.push_back(capacities.link(step.link, step.direction));
        capacities.appendBackplane(step.to, way.capacities);
        way.latency += capacities.linkLatency(step.link, step.direction);
    }
    capacities.appendEdge(hostOfRank[at(to)], to - destination.firstRank, 1, way.capacities);
    way.weight = 1 / std::min(shares[at(source.kind)].network, shares[at(destination.kind)].network);
    way.links = std::move(*path);
    return way;
}

ChangingLatency::Edge Network::Parts::edgeOf(const Way& way) const
{
    if (way.links.empty())
        return {{way.latency, nullptr}};
    ChangingLatency::Edge edge;
    for (const LinkStep& step : way.links) {
        const auto changes = latencies.find(2 * step.link + step.direction);
        edge.push_back({capacities.linkLatency(step.link, step.direction), changes == latencies.end() ? nullptr : changes->second});
    }
    return edge;
}

Result<Activity> Network::Parts::activity(const Pattern& pattern, Bytes bytes) const
{
    Activity activity {bytes * pattern.share, Seconds{0}, {}, pattern.algorithm};
    std::vector<ChangingLatency::Phase> phases;
    bool changing = false;
    if (pattern.algorithm != Algorithm::Direct) {
        activity.latency = shares[at(hostOf(pattern.phases.front().edges.front().from).kind)].collective;
        phases.push_back({1, {ChangingLatency::Edge {{activity.latency, nullptr}}}});
    }
    for (const Phase& phase : pattern.phases) {
        Seconds longest;
        phases.push_back({phase.steps, {}});
        for (const Edge& edge : phase.edges) {
            const Result<Way> way = this->way(edge.from, edge.to);
            if (!way)
                return way.error();
            longest = std::max(longest, way->latency);
            if (!latencies.empty())
                phases.back().edges.push_back(edgeOf(*way));
            for (const int capacity : way->capacities)
                activity.charges.push_back({capacity, edge.weight * way->weight});
        }
        activity.latency += longest * phase.steps;
        for (const ChangingLatency::Edge& edge : phases.back().edges)
            changing = changing || std::any_of(edge.begin(), edge.end(), [](const auto& part) { return part.changes != nullptr; });
    }
    if (changing)
        activity.changing = std::make_shared<const ChangingLatency>(std::move(phases));
    mergeEqualCapacities(activity.charges);
    return activity;
}

Network::Network(const Cluster& cluster, const ExpandedCluster& expanded, const NetworkOptions& options)
    : m_parts(std::make_unique<Parts>(cluster, expanded, options))
{
}

Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

Result<Activity> Network::send(int fromRank, int toRank, Bytes bytes) const
{
    return m_parts->activity({Algorithm::Direct, 1, {{1, {{fromRank, toRank, 1}}}}}, bytes);
}

Result<std::vector<Activity>> Network::algorithms(
    CollectiveKind kind, const std::vector<int>& ranks, Bytes bytes) const
{
    assert(kind != CollectiveKind::AllToAll);
    if (ranks.size() < 2)
        return std::vector<Activity>(1);
    std::vector<int> hosts;
    for (const int rank : ranks)
        hosts.push_back(m_parts->hostOfRank[at(rank)]);
    const auto isInMesh = [&](int rank) { return m_parts->capacities.isMesh(m_parts->hostOfRank[at(rank)]); };
    std::vector<Activity> activities;
    for (const Pattern& pattern : patternsOf(kind, ranks, hosts, isInMesh)) {
        Result<Activity> activity = m_parts->activity(pattern, bytes);
        if (!activity)
            return activity.error();
        activities.push_back(std::move(*activity));
    }
    return activities;
}

Result<Activity> Network::collective(CollectiveKind kind, const std::vector<int>& ranks, Bytes bytes) const
{
    Result<std::vector<Activity>> all = algorithms(kind, ranks, bytes);
    if (!all)
        return all.error();
    return std::move(*std::min_element(all->begin(), all->end(),
        [&](const Activity& a, const Activity& b) { return aloneTime(a, *this) < aloneTime(b, *this); }));
}

Result<std::vector<Activity>> Network::allToAll(const std::vector<int>& ranks, Bytes bytes) const
{
    std::vector<Activity> flows;
    for (const int from : ranks)
        for (const int to : ranks) {
            if (from == to)
                continue;
            Result<Activity> flow = send(from, to, bytes / static_cast<double>(ranks.size()));
            if (!flow)
                return flow.error();
            flows.push_back(std::move(*flow));
        }
    return flows;
}

int Network::capacityCount() const { return m_parts->capacities.count(); }
Capacity Network::capacity(int id) const { return m_parts->capacities[id]; }
BytesPerSecond Network::bandwidth(int capacity) const { return m_parts->capacities.bandwidth(capacity); }
int Network::linkCapacity(int link, int direction) const { return m_parts->capacities.link(link, direction); }
std::vector<int> Network::nicCapacities(int host, int direction) const { return m_parts->capacities.nics(host, direction); }

std::vector<int> Network::route(int fromRank, int toRank) const
{
    Result<Parts::Way> way = m_parts->way(fromRank, toRank);
    return way ? std::move(way->capacities) : std::vector<int>();
}

Seconds latencyAt(const Activity& activity, Nanoseconds start)
{
    return activity.changing ? activity.changing->at(start) : activity.latency;
}

Activity ringsInPieces(const std::vector<Activity>& algorithms, int pieces, const Network& network)
{
    const auto moving = [&](const Activity& activity) { return aloneTime(activity, network) - activity.latency; };
    const auto widest = std::min_element(algorithms.begin(), algorithms.end(),
        [&](const Activity& a, const Activity& b) { return moving(a) < moving(b); });
    const auto ring = std::find_if(algorithms.begin(), algorithms.end(), [](const Activity& one) { return one.algorithm == Algorithm::Ring; });
    Activity result = *widest;
    if (ring == algorithms.end())
        return result;
    result.algorithm = Algorithm::Ring;
    result.latency = ring->latency * pieces;
    result.changing = ring->changing ? std::make_shared<const ChangingLatency>(ring->changing->repeated(pieces)) : nullptr;
    return result;
}

Seconds aloneTime(const Activity& activity, const Network& network)
{
    double rate = std::numeric_limits<double>::infinity();
    for (const Charge& charge : activity.charges)
        rate = std::min(rate, network.bandwidth(charge.capacity).value / charge.weight);
    if (activity.amount.value <= 0 || rate == std::numeric_limits<double>::infinity())
        return activity.latency;
    return activity.latency + activity.amount / BytesPerSecond(rate);
}

} // namespace core
