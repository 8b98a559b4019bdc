#include "core/simulate/run.h"

#include "core/simulate/changes_in_use.h"
#include "core/simulate/player.h"

namespace core {
namespace run_iteration {

constexpr int mostUntilSteady = 10; // some never come to rest, by a nanosecond

/// Without a barrier plays until the iterations are steady: the first that is; where something changes on the way, the one that begins
/// at the start.
Result<int> playUntilSteady(Player& player, const Workload& workload, const RunOptions& options)
{
    const Nanoseconds change = ChangesInUse(workload, options.waterways).next(options.start);
    for (int iteration = 0; iteration < mostUntilSteady; ++iteration) {
        if (auto played = player.playUntilBegun(iteration + 1); !played)
            return played.error();
        if (player.now() >= change)
            return 0;
        if (player.isSteady(iteration))
            return iteration;
    }
    return mostUntilSteady - 1;
}

} // namespace run_iteration

Result<Timeline> run(const Workload& workload, const RunOptions& options)
{
    run_iteration::Player player(workload, options, workload.barrier ? 1 : run_iteration::mostUntilSteady + 1, true);
    if (workload.barrier) {
        if (auto played = player.playUntilBegun(1); !played)
            return played.error();
        return std::move(player).take(0, player.now() - options.start);
    }
    const auto iteration = run_iteration::playUntilSteady(player, workload, options);
    if (!iteration)
        return iteration.error();
    const Nanoseconds period = player.distance(*iteration);
    return std::move(player).take(*iteration, period);
}

Result<Nanoseconds> periodOf(const Workload& workload, const RunOptions& options)
{
    run_iteration::Player player(workload, options, workload.barrier ? 1 : run_iteration::mostUntilSteady + 1, false);
    if (workload.barrier) {
        if (auto played = player.playUntilBegun(1); !played)
            return played.error();
        return player.now() - options.start;
    }
    const auto iteration = run_iteration::playUntilSteady(player, workload, options);
    if (!iteration)
        return iteration.error();
    return player.distance(*iteration);
}

} // namespace core
