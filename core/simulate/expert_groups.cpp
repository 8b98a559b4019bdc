#include "core/simulate/expert_groups.h"

#include <numeric>

namespace core {

std::vector<int> expertPeers(const Placement& placement, int pipeline)
{
    const int context = placement.pipelines[static_cast<std::size_t>(pipeline)].stages.front().context;
    const int pipelines = std::lcm(placement.expert, context) / context;
    std::vector<int> peers(static_cast<std::size_t>(pipelines));
    std::iota(peers.begin(), peers.end(), pipeline / pipelines * pipelines);
    return peers;
}

std::vector<std::vector<int>> expertGroups(const Placement& placement, const std::vector<int>& pipelines, int stage)
{
    const auto stageOf = [&](int pipeline) -> const PlacedStage& {
        return placement.pipelines[static_cast<std::size_t>(pipeline)].stages[static_cast<std::size_t>(stage)];
    };
    std::vector<std::vector<int>> groups;
    for (int t = 0; t < stageOf(pipelines.front()).tensor(); ++t) {
        int index = 0;
        for (const int pipeline : pipelines)
            for (int c = 0; c < stageOf(pipeline).context; ++c) {
                if (index++ % placement.expert == 0)
                    groups.emplace_back();
                groups.back().push_back(stageOf(pipeline).rank(t, c));
            }
    }
    return groups;
}

} // namespace core
