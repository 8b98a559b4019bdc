#pragma once

#include "core/costs/operators.h"
#include "core/network/network.h"

#include <functional>
#include <vector>

namespace core {

/// Bytes that one member of a group sends to another, in units of `Pattern::share` x the buffer.
struct Edge
{
    int from = 0; ///< rank
    int to = 0;
    double weight = 1;
};

/// Edges in use at the same time, their bytes taking `steps` steps one after another.
struct Phase
{
    int steps = 0;
    std::vector<Edge> edges;
};

/// What an algorithm moves. All phases run at once, pipelined over chunks as NCCL does; their latencies add up, each
/// steps x the largest latency of its edges.
struct Pattern
{
    Algorithm algorithm = Algorithm::Ring;
    double share = 0; ///< of the buffer, over an edge of weight 1
    std::vector<Phase> phases;
};

/// The admissible algorithms for a group of at least two ranks, in the order of `Algorithm`. With n ranks:
/// Inside a host whose devices are joined pair by pair (`isInMesh`) the ring is laid along every link at once, as NCCL's channels
/// are (github.com/NVIDIA/nccl, src/graph/search.cc): all orders of m ranks together use each of the m (m-1) links equally,
/// so that each carries 1/(m-1) of a ring's bytes.
///
///   ring          all-reduce 2 (n-1)/n of the buffer over each of n edges in 2 (n-1) steps; reduce-scatter and
///                 all-gather half of that; broadcast the whole over a chain of n-1 edges in n-1 steps
///   tree          all-reduce: NCCL's double binary tree (n > 2), half of the buffer up and down each tree, 2 x depth
///                 steps; broadcast: one binary tree from the first rank, depth steps
///   hierarchical  all-reduce, reduce-scatter, all-gather, where at least two hosts hold the same number (at least two) of
///                 ranks: rings inside the hosts, and one ring over the hosts for each of these ranks
/// `hosts` holds the host of each of `ranks`. All-to-all has none.
std::vector<Pattern> patternsOf(CollectiveKind kind, const std::vector<int>& ranks, const std::vector<int>& hosts,
    const std::function<bool(int rank)>& isInMesh);

} // namespace core
