#include "core/simulate/run.h"

#include "core/simulate/changes_in_use.h"
#include "core/simulate/player.h"

namespace core {
namespace run_iteration {

/// Without a barrier: the first iteration of a steady state.
Result<Timeline> steady(const Workload& workload, const RunOptions& options)
{
    constexpr int most = 10; // some never come to rest, by a nanosecond
    Player player(workload, options, most + 1, true);
    const Nanoseconds change = ChangesInUse(workload, options.waterways).next(options.start);
    for (int iteration = 0; iteration < most; ++iteration) {
        if (auto played = player.playUntilBegun(iteration + 1); !played)
            return played.error();
        if (player.now() >= change)
            break;
        if (player.isSteady(iteration) || iteration + 1 == most)
            return std::move(player).take(iteration, player.distance(iteration));
    }
    const Nanoseconds period = player.distance(0); // what changes on the way: the iteration that begins now
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
