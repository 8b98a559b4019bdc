#include "core/search/crossing.h"

#include "core/costs/device_time.h"
#include "core/costs/work_sizes.h"
#include "core/search/as_index.h"

#include <algorithm>
#include <limits>

namespace core {
namespace crossing {

/// Seconds for a byte out of each host, over all its links at once; 0: none or without limit.
std::vector<double> secondsPerByte(const PlanningWorld& world)
{
    std::vector<double> rates(world.cluster().hosts.size(), 0);
    for (std::size_t i = 0; i < world.cluster().links.size(); ++i)
        for (int end = 0; end < 2; ++end)
            if (const int host = world.cluster().links[i].ends[asIndex(end)]; host < static_cast<int>(rates.size()))
                rates[asIndex(host)] += world.mostBandwidth(world.network().linkCapacity(static_cast<int>(i), end)).value;
    for (std::size_t h = 0; h < rates.size(); ++h) {
        const Device& kind = world.cluster().kinds[asIndex(world.cluster().hosts[h].kind)];
        rates[h] = rates[h] > 0 ? 1 / (rates[h] * efficiencyOf(kind, world.training()).network) : 0;
    }
    return rates;
}

/// Each once.
std::vector<int> hostsOf(const PlanningWorld& world, const std::vector<int>& ranks)
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

/// The slowest host that holds a whole member while another one is wholly outside it.
double slowest(const std::vector<std::vector<int>>& members, const std::vector<double>& secondsPerByte)
{
    double most = 0;
    std::vector<int> touching(secondsPerByte.size(), 0);
    std::vector<bool> holds(secondsPerByte.size(), false);
    for (const std::vector<int>& hosts : members)
        for (const int host : hosts) {
            ++touching[asIndex(host)];
            if (hosts.size() == 1)
                holds[asIndex(host)] = true;
        }
    for (std::size_t h = 0; h < secondsPerByte.size(); ++h)
        if (holds[h] && touching[h] < static_cast<int>(members.size()))
            most = std::max(most, secondsPerByte[h]);
    return most;
}

} // namespace crossing

Crossing crossingOf(const PlanningWorld& world, const Layout& layout)
{
    Crossing result;
    const std::vector<double> rates = crossing::secondsPerByte(world);
    std::vector<std::vector<int>> pipelines;                 // hosts
    std::vector<std::vector<std::vector<int>>> membersOf;    // of the first group's stages, by replica
    for (const auto& group : devicesOf(layout, world.pools()))
        for (const auto& stages : group) {
            std::vector<std::vector<int>> hosts;
            for (const std::vector<int>& ranks : stages)
                hosts.push_back(crossing::hostsOf(world, ranks));
            pipelines.push_back(crossing::joined(hosts));
            membersOf.resize(hosts.size());
            for (std::size_t s = 0; s < hosts.size(); ++s)
                membersOf[s].push_back(std::move(hosts[s]));
        }
    result.everyUnit = crossing::slowest(pipelines, rates);
    for (std::size_t s = 0; s < membersOf.size() && layout.groups.size() == 1; ++s)
        result.byStage.push_back(crossing::slowest(membersOf[s], rates));
    return result;
}

CrossingTail crossingTailOf(const PlanningWorld& world, IntegerRange zero)
{
    const double reduced = costs::bytesOf(gradientPrecisionOf(world.training()));
    const double gathered = costs::storedBytesOf(world.training().precision);
    CrossingTail tail {std::numeric_limits<double>::infinity(), false};
    for (int stage = zero.least; stage <= std::min(zero.most, 3); ++stage) {
        Plan plan;
        plan.zero = stage;
        const Overlap overlap = overlapOf(plan, world.training());
        const double after = stage > 0 ? 0.5 * reduced + (overlap.parameterGather ? 0 : 0.5 * gathered) : reduced;
        tail.perParameter = std::min(tail.perParameter, after);
        tail.isBeside = tail.isBeside || overlap.gradientReduce;
    }
    return tail;
}

} // namespace core
