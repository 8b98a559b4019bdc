#pragma once

#include "core/simulate/run.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace core {

struct HorizonOptions
{
    int iterations = 0; ///< how many; 0: those that begin before `until`
    Nanoseconds until = Nanoseconds::never(); ///< on the scenario's clock
    int checkpointEvery = 0; ///< iterations between two checkpoints; 0: none is written
    bool reuses = true; ///< false: computes every iteration anew, which changes no result
};

/// On the scenario's clock: from the first pass of any stage to the last thing of any stage. Without a barrier one begins
/// before the one before ends.
struct IterationTime
{
    Nanoseconds start;
    Nanoseconds end;
    bool operator==(const IterationTime&) const = default;
};

/// Why a training run cannot go on, and what is lost with it.
struct Loss
{
    Error why;
    Nanoseconds at;         ///< when the last thing happened
    int lostIterations = 0; ///< finished ones since the last checkpoint
    Nanoseconds lost;       ///< from the last checkpoint, or the start, to `at`
};

/// A device of the plan was down for a while: the run went on from the last checkpoint when it was back.
struct Outage
{
    std::string devices;    ///< of the stage, "n0:0-7"
    Nanoseconds at;
    Nanoseconds back;       ///< never(): it stays down
    int lostIterations = 0; ///< finished ones since the last checkpoint, done again
    Nanoseconds lost;       ///< from the last checkpoint, or the start, to `at`
};

/// A training run of many iterations in a row.
struct Horizon
{
    std::vector<IterationTime> iterations; ///< that came to their end, and were not lost
    std::vector<Outage> outages;
    std::size_t computed = 0;              ///< those that were played; the others were known from them
    std::optional<Loss> loss;
};

/// The first time from `start` on when a stage is down, until all are up; `at` is never() if that does not happen.
Outage nextOutage(const Workload& workload, Nanoseconds start);

/// Plays a workload again and again from `options.start`. With a barrier iterations that see the same changes of the same
/// state at the same distance from their start are computed once, wherever they are; without, a steady state is computed
/// until its distances repeat, and again around each change. The result is that of the unabridged run. A stage at speed 0
/// is down, which ends the run there until it is back (`Outage`); a link that is down is waited for.
/// Errors: "cancelled"; orders that wait for each other. What stands still for ever is a `loss`.
Result<Horizon> playHorizon(const Workload& workload, const RunOptions& options, const HorizonOptions& horizon);

} // namespace core
