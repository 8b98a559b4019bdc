#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/simulate/folding.h"
#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

namespace core {

struct RunOptions
{
    Waterways waterways; ///< may be empty where no segment has activities
    Nanoseconds start;   ///< of the first iteration, on the scenario's clock
    Progress progress;
};

/// Plays one iteration of a workload: passes in their order, sends in first-in first-out order per direction, joints as the
/// passes and stages meet them, then, once all stages are through and all they joined is done, the optimizer behind a global
/// barrier (the gradient norm), then what follows it. All communication shares the waterways at the same time.
/// Without a barrier several iterations are played, each stage going on after its own optimizer, until their distance is
/// steady, and one of those is the result; where the scenario changes something before, the first.
/// Errors: "cancelled"; a schedule whose orders wait for each other; a stage or transfer that stands still for ever,
/// with the capacity that stops it.
Result<Timeline> run(const Workload& workload, const RunOptions& options = {});

/// `Timeline::period` of the same, without its spans.
Result<Nanoseconds> periodOf(const Workload& workload, const RunOptions& options);

} // namespace core
