#include "core/search/partial_bound.h"

#include "core/costs/operators.h"
#include "core/search/bound.h"

#include <algorithm>
#include <limits>

namespace core {
namespace partial_bound {

/// Of the devices of one pool that work together.
struct Share
{
    int pool = 0;
    double both = 0;          ///< samples per second through forward and backward
    double forward = 0;
    double deviceSeconds = 0; ///< for a sample
};

Share shareOf(const StageCosts& costs, const SpaceSettings& settings, int pool, int tensor, int stages)
{
    const StageCosts::PerSample least = costs.leastPerSample(pool, tensor, settings);
    return {pool, stages / least.both, stages / least.forward, tensor * least.both};
}

/// All of a pool, with the best of its tensor degrees in each respect.
Share bestOf(const StageCosts& costs, const SpaceSettings& settings, const LayoutTree& tree, int pool)
{
    Share best {pool, 0, 0, std::numeric_limits<double>::infinity()};
    const int devices = costs.world().pools()[static_cast<std::size_t>(pool)].size();
    for (const int tensor : tree.tensorsOf(pool)) {
        const Share one = shareOf(costs, settings, pool, tensor, devices / tensor);
        best.both = std::max(best.both, one.both);
        best.forward = std::max(best.forward, one.forward);
        best.deviceSeconds = std::min(best.deviceSeconds, one.deviceSeconds);
    }
    return best;
}

} // namespace partial_bound

PartialBound partialBound(const StageCosts& costs, const SpaceSettings& settings, const LayoutTree& tree, const PartialLayout& partial)
{
    std::vector<partial_bound::Share> shares;
    std::vector<PipelineGroup> whole;
    double others = 0; // samples a second of pools that lack others of their group
    for (std::size_t g = 0; g < partial.layout.groups.size(); ++g) {
        const PipelineGroup& group = partial.layout.groups[g];
        const bool isWhole = group.runs.size() == partial.togetherIn[g].size();
        if (isWhole)
            whole.push_back(group);
        for (const StageRun& run : group.runs) {
            shares.push_back(partial_bound::shareOf(costs, settings, run.pool, run.tensor, group.replicas * run.stages));
            others += isWhole ? 0 : shares.back().both;
        }
    }
    for (const int pool : partial.openPools) {
        shares.push_back(partial_bound::bestOf(costs, settings, tree, pool));
        others += shares.back().both;
    }
    double both = 0, forward = 0;
    for (const partial_bound::Share& share : shares) {
        both += share.both;
        forward += share.forward;
    }
    const double batch = costs.world().training().globalBatch;
    PartialBound bound;
    bound.time = sharedBound(costs, settings, leastBatchSeconds(costs, settings, whole, others), batch / forward, partial.crossing);
    const Nanoseconds passes = sharedBound(costs, settings, batch / both, batch / forward, 0);
    const double kept = static_cast<double>(passes.count) * 1e-9 * both / batch; // of what rounding down leaves
    for (const partial_bound::Share& share : shares)
        bound.deviceSeconds.emplace_back(share.pool, batch * share.deviceSeconds * kept);
    return bound;
}

} // namespace core
