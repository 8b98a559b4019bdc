#include "core/network/collectives.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace core {

namespace collectives_file {

/// `everyLink`: along all orders of the ranks at once.
std::vector<Edge> ringEdges(const std::vector<int>& ranks, double weight, bool everyLink)
{
    std::vector<Edge> edges;
    for (const int from : ranks)
        for (const int to : ranks)
            if (everyLink && from != to)
                edges.push_back({from, to, weight / static_cast<double>(ranks.size() - 1)});
    if (everyLink)
        return edges;
    for (std::size_t i = 0; i < ranks.size(); ++i)
        edges.push_back({ranks[i], ranks[(i + 1) % ranks.size()], weight});
    return edges;
}

/// An all-reduce is a reduce-scatter and an all-gather.
int sweeps(CollectiveKind kind) { return kind == CollectiveKind::AllReduce ? 2 : 1; }

Pattern ring(CollectiveKind kind, const std::vector<int>& ranks, bool everyLink)
{
    const auto n = static_cast<int>(ranks.size());
    Phase phase {sweeps(kind) * (n - 1), ringEdges(ranks, 1, everyLink)};
    if (kind != CollectiveKind::Broadcast)
        return {Algorithm::Ring, sweeps(kind) * (n - 1.0) / n, {std::move(phase)}};
    std::erase_if(phase.edges, [&](const Edge& edge) { return edge.to == ranks.front(); }); // chains from it
    return {Algorithm::Ring, 1, {std::move(phase)}};
}

/// The parent of each position in a binary tree whose leaves are the odd positions, -1 for the root (position 0).
/// NCCL, src/graph/trees.cc; arXiv 0906.4100 (Sanders, Speck, Träff: two-tree algorithms).
std::vector<int> binaryTreeParents(int n)
{
    std::vector<int> parents(static_cast<std::size_t>(n), -1);
    for (int position = 1; position < n; ++position) {
        const int bit = position & -position;
        const int up = (position ^ bit) | (bit << 1);
        parents[static_cast<std::size_t>(position)] = up < n ? up : position ^ bit;
    }
    return parents;
}

int depthOf(const std::vector<int>& parents)
{
    int deepest = 0;
    for (std::size_t i = 0; i < parents.size(); ++i) {
        int depth = 0;
        for (int up = parents[i]; up >= 0; up = parents[static_cast<std::size_t>(up)])
            ++depth;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

/// The second tree swaps inner positions and leaves: mirrored for an even number of ranks, shifted by one for an odd one.
Pattern doubleTree(const std::vector<int>& ranks)
{
    const auto n = static_cast<int>(ranks.size());
    const std::vector<int> parents = binaryTreeParents(n);
    const auto second = [&](int position) { return n % 2 == 0 ? n - 1 - position : (position + 1) % n; };
    Phase phase {2 * depthOf(parents), {}};
    for (int position = 1; position < n; ++position) {
        const int parent = parents[static_cast<std::size_t>(position)];
        for (const auto& [a, b] : {std::pair(position, parent), std::pair(second(position), second(parent))}) {
            const int child = ranks[static_cast<std::size_t>(a)];
            const int above = ranks[static_cast<std::size_t>(b)];
            phase.edges.push_back({child, above, 1});
            phase.edges.push_back({above, child, 1});
        }
    }
    return {Algorithm::Tree, 0.5, {std::move(phase)}};
}

Pattern broadcastTree(const std::vector<int>& ranks)
{
    std::vector<int> parents {-1};
    Phase phase;
    for (std::size_t i = 1; i < ranks.size(); ++i) {
        parents.push_back(static_cast<int>((i - 1) / 2));
        phase.edges.push_back({ranks[(i - 1) / 2], ranks[i], 1});
    }
    phase.steps = depthOf(parents);
    return {Algorithm::Tree, 1, {std::move(phase)}};
}

/// Ranks by host, hosts in the order in which they appear; nothing unless all hold the same number of at least two.
std::optional<std::vector<std::vector<int>>> equalHosts(const std::vector<int>& ranks, const std::vector<int>& hosts)
{
    std::map<int, std::size_t> groupOfHost;
    std::vector<std::vector<int>> groups;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const auto [group, isNew] = groupOfHost.try_emplace(hosts[i], groups.size());
        if (isNew)
            groups.emplace_back();
        groups[group->second].push_back(ranks[i]);
    }
    const bool equal = std::all_of(groups.begin(), groups.end(),
        [&](const std::vector<int>& group) { return group.size() == groups.front().size() && group.size() > 1; });
    if (groups.size() < 2 || !equal)
        return {};
    return groups;
}

/// With m ranks on each of h hosts an edge across carries sweeps (h-1)/h of 1/m of the buffer, one inside
/// sweeps (m-1)/m of it.
Pattern hierarchical(CollectiveKind kind, const std::vector<std::vector<int>>& groups, const std::function<bool(int rank)>& isInMesh)
{
    const auto h = static_cast<int>(groups.size());
    const auto m = static_cast<int>(groups.front().size());
    const double across = sweeps(kind) * (h - 1.0) / h / m;
    const double inside = sweeps(kind) * (m - 1.0) / m;
    Phase within {sweeps(kind) * (m - 1), {}};
    for (const std::vector<int>& group : groups)
        for (const Edge& edge : ringEdges(group, inside / across, isInMesh(group.front())))
            within.edges.push_back(edge);
    Phase between {sweeps(kind) * (h - 1), {}};
    for (std::size_t i = 0; i < groups.front().size(); ++i) {
        std::vector<int> rail;
        for (const std::vector<int>& group : groups)
            rail.push_back(group[i]);
        for (const Edge& edge : ringEdges(rail, 1, false))
            between.edges.push_back(edge);
    }
    return {Algorithm::Hierarchical, across, {std::move(within), std::move(between)}};
}

} // namespace collectives_file

using namespace collectives_file;

std::vector<Pattern> patternsOf(CollectiveKind kind, const std::vector<int>& ranks, const std::vector<int>& hosts,
    const std::function<bool(int rank)>& isInMesh)
{
    if (kind == CollectiveKind::AllToAll)
        return {};
    const bool areTogether = std::all_of(hosts.begin(), hosts.end(), [&](int host) { return host == hosts.front(); });
    std::vector<Pattern> patterns {ring(kind, ranks, areTogether && isInMesh(ranks.front()))};
    if (kind == CollectiveKind::AllReduce && ranks.size() > 2)
        patterns.push_back(doubleTree(ranks));
    if (kind == CollectiveKind::Broadcast) {
        if (ranks.size() > 2)
            patterns.push_back(broadcastTree(ranks));
        return patterns;
    }
    if (const auto groups = equalHosts(ranks, hosts))
        patterns.push_back(hierarchical(kind, *groups, isInMesh));
    return patterns;
}

} // namespace core
