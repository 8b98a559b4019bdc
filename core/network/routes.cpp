#include "core/network/routes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace core {

namespace routes_file {

constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr std::uint64_t countLimit = std::uint64_t{1} << 40;
constexpr std::size_t cacheLimit = 1 << 18;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace routes_file

using namespace routes_file;

/// The shortest, widest paths as a graph: every way from `start` along edges ends at the destination.
struct Routes::Paths
{
    struct Edge
    {
        LinkStep step;
        int next = 0; ///< vertex of this graph
        std::uint64_t count = 0; ///< of paths that begin with it
    };
    std::vector<std::vector<Edge>> vertices; ///< [0] is the destination
    int start = 0;
    std::uint64_t count = 0; ///< 0: not joined

    void append(std::uint64_t number, std::vector<LinkStep>& path) const
    {
        for (int vertex = start; vertex != 0;) {
            const std::vector<Edge>& edges = vertices[at(vertex)];
            auto edge = edges.begin();
            for (; number >= edge->count && edge + 1 != edges.end(); ++edge)
                number -= edge->count;
            path.push_back(edge->step);
            vertex = edge->next;
        }
    }
};

struct Routes::Cache
{
    std::shared_mutex mutex;
    std::map<std::tuple<int, int, double>, std::shared_ptr<const Paths>> paths;
};

/// Hosts with one link have no choice: the path begins and ends with it, and the search runs between what they hang on.
struct Routes::Ends
{
    std::vector<LinkStep> head, tail;
    int from = 0;
    int to = 0;
    double width = unlimited; ///< of head and tail
};

Routes::Routes(const ExpandedCluster& expanded, const Capacities& capacities)
    : m_capacities(capacities)
    , m_first(at(expanded.vertices()) + 1)
    , m_cache(std::make_unique<Cache>())
{
    for (const ConcreteLink& link : expanded.links)
        if (link.ends[0] != link.ends[1])
            for (const int end : link.ends)
                ++m_first[at(end) + 1];
    for (std::size_t vertex = 1; vertex < m_first.size(); ++vertex)
        m_first[vertex] += m_first[vertex - 1];
    m_steps.resize(m_first.back());
    std::vector<std::size_t> next(m_first.begin(), m_first.end() - 1);
    for (std::size_t i = 0; i < expanded.links.size(); ++i) {
        const auto& ends = expanded.links[i].ends;
        for (const int side : {0, 1})
            if (ends[0] != ends[1])
                m_steps[next[at(ends[at(side)])]++] = {static_cast<int>(i), side, ends[at(1 - side)]};
    }
}

Routes::~Routes() = default;

double Routes::width(const LinkStep& step) const
{
    return std::min(
        m_capacities.linkBandwidth(step.link, step.direction), m_capacities.backplane(step.to)).value;
}

Routes::Ends Routes::reduced(int fromHost, int toHost) const
{
    Ends ends {{}, {}, fromHost, toHost, unlimited};
    if (end(fromHost) - begin(fromHost) == 1) {
        ends.head.push_back(*begin(fromHost));
        ends.from = ends.head.front().to;
    }
    if (ends.from != toHost && end(toHost) - begin(toHost) == 1) {
        const LinkStep& out = *begin(toHost);
        ends.tail.push_back({out.link, 1 - out.direction, toHost});
        ends.to = out.to;
    }
    for (const auto& part : {ends.head, ends.tail})
        for (const LinkStep& step : part)
            ends.width = std::min(ends.width, width(step));
    return ends;
}

std::optional<std::vector<LinkStep>> Routes::path(int fromHost, int toHost, std::uint64_t selector) const
{
    Ends ends = reduced(fromHost, toHost);
    std::vector<LinkStep> path = std::move(ends.head);
    if (ends.from != ends.to) {
        const std::shared_ptr<const Paths> paths = between(ends.from, ends.to, ends.width);
        if (paths->count == 0)
            return {};
        paths->append(selector % paths->count, path);
    }
    path.insert(path.end(), ends.tail.begin(), ends.tail.end());
    return path;
}

std::uint64_t Routes::pathCount(int fromHost, int toHost) const
{
    const Ends ends = reduced(fromHost, toHost);
    return ends.from == ends.to ? 1 : between(ends.from, ends.to, ends.width)->count;
}

std::shared_ptr<const Routes::Paths> Routes::between(int from, int to, double widthLimit) const
{
    const std::tuple key(from, to, widthLimit);
    {
        const std::shared_lock lock(m_cache->mutex);
        if (const auto found = m_cache->paths.find(key); found != m_cache->paths.end())
            return found->second;
    }
    auto paths = std::make_shared<const Paths>(find(from, to, widthLimit));
    const std::unique_lock lock(m_cache->mutex);
    if (m_cache->paths.size() < cacheLimit)
        m_cache->paths.emplace(key, paths);
    return paths;
}

/// Breadth first from both ends, the side with fewer links to look at first, until they meet.
struct Routes::Search
{
    struct Side
    {
        std::vector<int> distance; ///< -1: not reached
        std::vector<int> order;    ///< vertices reached, by distance
        std::size_t level = 0;     ///< where the last level begins in `order`
        int depth = 0;
    };
    const Routes& routes;
    Side sides[2];
    bool met = false;

    Search(const Routes& r, int from, int to) : routes(r)
    {
        const int starts[2] = {from, to};
        for (int i = 0; i < 2; ++i) {
            sides[i].distance.assign(routes.m_first.size() - 1, -1);
            sides[i].distance[at(starts[i])] = 0;
            sides[i].order = {starts[i]};
        }
        while (!met && !exhausted(sides[0]) && !exhausted(sides[1]))
            grow(linksToLookAt(sides[0]) <= linksToLookAt(sides[1]) ? 0 : 1);
    }
    static bool exhausted(const Side& side) { return side.level == side.order.size(); }
    std::ptrdiff_t linksToLookAt(const Side& side) const
    {
        std::ptrdiff_t links = 0;
        for (std::size_t i = side.level; i < side.order.size(); ++i)
            links += routes.end(side.order[i]) - routes.begin(side.order[i]);
        return links;
    }
    void grow(int which)
    {
        Side& side = sides[which];
        const std::vector<int>& others = sides[1 - which].distance;
        const std::size_t end = side.order.size();
        ++side.depth;
        for (std::size_t i = side.level; i < end; ++i)
            for (const LinkStep* step = routes.begin(side.order[i]); step != routes.end(side.order[i]); ++step) {
                if (side.distance[at(step->to)] >= 0)
                    continue;
                side.distance[at(step->to)] = side.depth;
                side.order.push_back(step->to);
                met = met || others[at(step->to)] >= 0;
            }
        side.level = end;
    }
    /// Turns the second side's distances into hops that remain, for vertices of both sides; these vertices by it.
    std::vector<int> byRemaining()
    {
        std::vector<int>& remaining = sides[1].distance;
        std::vector<int> order = sides[1].order;
        const int hops = sides[0].depth + sides[1].depth;
        for (std::size_t i = sides[0].level; i-- > 0;) {
            const int vertex = sides[0].order[i];
            remaining[at(vertex)] = hops - sides[0].distance[at(vertex)];
            order.push_back(vertex);
        }
        return order;
    }
};

/// The width of the widest shortest path from each vertex, -1 where none was found.
std::vector<double> Routes::widths(const Search& search, const std::vector<int>& order, double widthLimit) const
{
    const std::vector<int>& remaining = search.sides[1].distance;
    std::vector<double> widest(remaining.size(), -1);
    widest[at(order.front())] = widthLimit;
    for (const int vertex : order)
        for (const LinkStep* step = begin(vertex); step != end(vertex); ++step)
            if (remaining[at(step->to)] >= 0 && remaining[at(step->to)] == remaining[at(vertex)] - 1)
                widest[at(vertex)] = std::max(widest[at(vertex)], std::min(width(*step), widest[at(step->to)]));
    return widest;
}

Routes::Paths Routes::find(int from, int to, double widthLimit) const
{
    Search search(*this, from, to);
    Paths paths;
    if (!search.met)
        return paths;
    const std::vector<int> order = search.byRemaining();
    const std::vector<int>& remaining = search.sides[1].distance;
    const double wanted = widths(search, order, widthLimit)[at(from)];
    std::vector<int> index(remaining.size(), -1);
    std::vector<std::uint64_t> counts;
    for (const int vertex : order) {
        std::vector<Paths::Edge> edges;
        std::uint64_t count = vertex == to ? 1 : 0;
        for (const LinkStep* step = begin(vertex); step != end(vertex); ++step) {
            const int next = index[at(step->to)];
            if (next < 0 || remaining[at(step->to)] != remaining[at(vertex)] - 1 || width(*step) < wanted)
                continue;
            edges.push_back({*step, next, counts[at(next)]});
            count = std::min(count + counts[at(next)], countLimit);
        }
        if (count == 0)
            continue;
        index[at(vertex)] = static_cast<int>(paths.vertices.size());
        paths.vertices.push_back(std::move(edges));
        counts.push_back(count);
    }
    paths.start = index[at(from)];
    paths.count = counts[at(paths.start)];
    return paths;
}

} // namespace core
