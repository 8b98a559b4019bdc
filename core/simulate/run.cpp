#include "core/simulate/run.h"

#include "core/simulate/changes_in_use.h"
#include "core/simulate/player.h"

#include <algorithm>

namespace core {
namespace run_iteration {

/// Distances between the starts of an iteration and of the next one, on all stages.
struct Distances
{
    Nanoseconds shortest = Nanoseconds::never();
    Nanoseconds longest;
    bool areOne() const { return shortest == longest; }
};

Distances distancesFrom(const Player& player, int iteration)
{
    Distances distances;
    const std::vector<Nanoseconds>& starts = player.startsOf(iteration);
    const std::vector<Nanoseconds>& next = player.startsOf(iteration + 1);
    for (std::size_t s = 0; s < starts.size(); ++s) {
        distances.shortest = std::min(distances.shortest, next[s] - starts[s]);
        distances.longest = std::max(distances.longest, next[s] - starts[s]);
    }
    return distances;
}

/// Without a barrier: the first iteration whose stages are all as far from the next one as the one before was from it.
Result<Timeline> steady(const Workload& workload, const RunOptions& options)
{
    constexpr int most = 10; // some never come to rest, by a nanosecond
    Player player(workload, options, most + 1, true);
    const Nanoseconds change = ChangesInUse(workload, options.waterways).next(options.start);
    if (auto played = player.playUntilBegun(1); !played)
        return played.error();
    Distances before = distancesFrom(player, 0);
    for (int iteration = 1; player.now() < change; ++iteration) {
        if (auto played = player.playUntilBegun(iteration + 1); !played)
            return played.error();
        const Distances distances = distancesFrom(player, iteration);
        const bool isSteady = before.areOne() && distances.areOne() && before.longest == distances.longest;
        if (player.now() < change && (isSteady || iteration + 1 == most))
            return std::move(player).take(iteration, distances.longest);
        before = distances;
    }
    const Nanoseconds period = distancesFrom(player, 0).longest; // what changes on the way: the iteration that begins now
    return std::move(player).take(0, period);
}

} // namespace run_iteration

Result<Timeline> run(const Workload& workload, const RunOptions& options)
{
    if (!workload.barrier)
        return run_iteration::steady(workload, options);
    run_iteration::Player player(workload, options, 1, true);
    if (auto played = player.playUntilBegun(1); !played)
        return played.error();
    return std::move(player).take(0, player.now() - options.start);
}

} // namespace core
