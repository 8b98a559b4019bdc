#include "core/search/crossing.h"

#include "core/costs/device_time.h"
#include "core/costs/work_sizes.h"
#include "core/search/as_index.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

namespace core {
namespace crossing {

/// Parts of the cluster, and what leaves them.
struct Cuts
{
    std::vector<int> partOf;            ///< by vertex
    std::vector<double> secondsPerByte; ///< by part: out of it, over all its links at once; 0: none or without limit
};

/// The first of vertices are hosts: each its own part, or all of one site.
Cuts cutsOf(const PlanningWorld& world, bool bySite)
{
    const ExpandedCluster& cluster = world.cluster();
    Cuts cuts;
    cuts.partOf.resize(asIndex(cluster.vertices()));
    std::iota(cuts.partOf.begin(), cuts.partOf.end(), 0);
    if (bySite)
        cuts.partOf = world.islands().siteOf;
    const std::size_t parts = bySite ? asIndex(world.islands().sites) : cluster.hosts.size();
    std::vector<double> rates(parts, 0), shares(parts, 0);
    for (std::size_t i = 0; i < cluster.links.size(); ++i)
        for (int end = 0; end < 2; ++end) {
            const int here = cuts.partOf[asIndex(cluster.links[i].ends[asIndex(end)])], there = cuts.partOf[asIndex(cluster.links[i].ends[asIndex(1 - end)])];
            if (here < static_cast<int>(parts) && here != there)
                rates[asIndex(here)] += world.mostBandwidth(world.network().linkCapacity(static_cast<int>(i), end)).value;
        }
    for (std::size_t h = 0; h < cluster.hosts.size(); ++h) {
        double& share = shares[asIndex(cuts.partOf[h])];
        share = std::max(share, efficiencyOf(cluster.kinds[asIndex(cluster.hosts[h].kind)], world.training()).network);
    }
    for (std::size_t part = 0; part < parts; ++part)
        cuts.secondsPerByte.push_back(rates[part] > 0 ? 1 / (rates[part] * shares[part]) : 0);
    return cuts;
}

/// Each once.
std::vector<int> hostsOf(const PlanningWorld& world, std::span<const int> ranks)
{
    std::vector<int> hosts;
    for (const int rank : ranks)
        if (const int host = world.cluster().hostOfRank[asIndex(rank)]; hosts.empty() || hosts.back() != host)
            hosts.push_back(host);
    std::sort(hosts.begin(), hosts.end());
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    return hosts;
}

std::vector<int> joined(const std::vector<std::vector<int>>& parts)
{
    std::vector<int> all;
    for (const std::vector<int>& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

/// The slowest part that holds a whole member while another one is wholly outside it: seconds for what a reduce-scatter over all
/// sends out of it for each of its bytes. Members are the hosts of each, those of `all` that are not told are elsewhere; none: how many
/// there are is open.
double slowest(const std::vector<std::vector<int>>& members, const Cuts& cuts, std::optional<int> all)
{
    double most = 0;
    std::vector<int> touching(cuts.secondsPerByte.size(), 0), lastSeen(cuts.secondsPerByte.size(), -1);
    std::vector<bool> holds(cuts.secondsPerByte.size(), false);
    for (std::size_t m = 0; m < members.size(); ++m) {
        bool isInOne = true;
        const int first = cuts.partOf[asIndex(members[m].front())];
        for (const int host : members[m]) {
            const int part = cuts.partOf[asIndex(host)];
            isInOne = isInOne && part == first;
            touching[asIndex(part)] += lastSeen[asIndex(part)] == static_cast<int>(m) ? 0 : 1;
            lastSeen[asIndex(part)] = static_cast<int>(m);
        }
        if (isInOne)
            holds[asIndex(first)] = true;
    }
    for (std::size_t part = 0; part < holds.size(); ++part)
        if (holds[part] && touching[part] < all.value_or(static_cast<int>(members.size())))
            most = std::max(most, cuts.secondsPerByte[part] * (all ? std::max(0.5, 1.0 * (*all - touching[part]) / *all) : 0.5));
    return most;
}

} // namespace crossing

Crossing crossingOf(const PlanningWorld& world, const Layout& layout)
{
    std::vector<crossing::Cuts> cuts {crossing::cutsOf(world, false)};
    if (world.islands().sites > 1)
        cuts.push_back(crossing::cutsOf(world, true));
    const Dealing dealing(layout, world.pools());
    const int all = layout.pipelines();
    Crossing result;
    std::vector<std::vector<int>> pipelines; // hosts
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
        std::vector<std::vector<std::vector<int>>> members(asIndex(dealing.stages(g))); // hosts, by stage and replica
        for (int r = 0; r < dealing.replicas(g); ++r) {
            std::vector<std::vector<int>> hosts;
            for (int s = 0; s < dealing.stages(g); ++s)
                hosts.push_back(crossing::hostsOf(world, dealing.ranks(g, r, s)));
            pipelines.push_back(crossing::joined(hosts));
            for (std::size_t s = 0; s < hosts.size(); ++s)
                members[s].push_back(std::move(hosts[s]));
        }
        result.byStage.emplace_back(members.size(), 0);
        // What holds the stage's units in other groups may be in the same site: of these only hosts are known apart.
        for (std::size_t c = 0; c < (layout.groups.size() == 1 ? cuts.size() : 1); ++c)
            for (std::size_t s = 0; s < members.size(); ++s)
                result.byStage.back()[s] = std::max(result.byStage.back()[s], crossing::slowest(members[s], cuts[c], all));
    }
    for (const crossing::Cuts& cut : cuts)
        result.everyUnit = std::max(result.everyUnit, crossing::slowest(pipelines, cut, all));
    return result;
}

double leastCrossing(const PlanningWorld& world, const std::vector<std::vector<int>>& groups)
{
    if (world.islands().sites < 2)
        return 0;
    std::vector<std::vector<int>> members;
    for (const std::vector<int>& pools : groups) {
        std::vector<int> hosts;
        for (const int pool : pools) // all hosts of a pool are in one site
            hosts.push_back(world.cluster().hostOfRank[asIndex(world.pools()[asIndex(pool)].ranks.front())]);
        members.push_back(std::move(hosts));
    }
    return crossing::slowest(members, crossing::cutsOf(world, true), std::nullopt);
}

CrossingTail crossingTailOf(const PlanningWorld& world, IntegerRange zero)
{
    const double reduced = costs::bytesOf(gradientPrecisionOf(world.training()));
    const double gathered = costs::storedBytesOf(world.training().precision);
    constexpr double never = std::numeric_limits<double>::infinity();
    CrossingTail tail {never, false, never, true};
    for (int stage = zero.least; stage <= std::min(zero.most, 3); ++stage) {
        Plan plan;
        plan.zero = stage;
        const Overlap overlap = overlapOf(plan, world.training());
        const bool isOnce = stage == 1 || stage == 2;
        tail.perParameter = std::min(tail.perParameter, reduced + (isOnce && !overlap.parameterGather ? gathered : 0));
        tail.isBeside = tail.isBeside || reducesInPasses(stage, overlap);
        tail.gathered = std::min(tail.gathered, isOnce && overlap.parameterGather ? gathered : 0);
        tail.isEveryPass = tail.isEveryPass && reducesEveryPass(stage);
    }
    return tail;
}

} // namespace core
