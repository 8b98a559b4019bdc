#pragma once

#include "core/network/capacities.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace core {

/// One link crossed in one direction, towards vertex `to`.
struct LinkStep
{
    int link = 0;
    int direction = 0;
    int to = 0;
};

/// Shortest paths between hosts over the drawn graph: fewest hops, then widest (the narrowest link or backplane on
/// the way decides), numbered in the lexicographic order of their links' indices. Found when asked for and kept;
/// safe for several threads at once.
class Routes
{
public:
    Routes(const ExpandedCluster& expanded, const Capacities& capacities);
    ~Routes();

    /// Path number (selector mod count) from one host to another, or nothing when they are not joined.
    std::optional<std::vector<LinkStep>> path(int fromHost, int toHost, std::uint64_t selector) const;
    /// How many equal paths there are, at most 2^40 (where counting stops).
    std::uint64_t pathCount(int fromHost, int toHost) const;

private:
    struct Paths;
    struct Cache;
    struct Ends;
    struct Search;

    Ends reduced(int fromHost, int toHost) const;
    std::shared_ptr<const Paths> between(int from, int to, double widthLimit) const;
    Paths find(int from, int to, double widthLimit) const;
    std::vector<double> widths(const Search& search, const std::vector<int>& order, double widthLimit) const;
    double width(const LinkStep& step) const;
    const LinkStep* begin(int vertex) const { return m_steps.data() + m_first[static_cast<std::size_t>(vertex)]; }
    const LinkStep* end(int vertex) const { return m_steps.data() + m_first[static_cast<std::size_t>(vertex) + 1]; }

    const Capacities& m_capacities;
    std::vector<std::size_t> m_first; ///< of each vertex in m_steps, and the end
    std::vector<LinkStep> m_steps;    ///< out of each vertex, by link
    std::unique_ptr<Cache> m_cache;
};

} // namespace core
