#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

namespace core {

/// Plays one iteration of a workload: passes in their order, sends in first-in first-out order per direction, reductions
/// once all their members are through, then the optimizer behind a global barrier (the gradient norm), then gathers.
/// Errors: "cancelled", or a schedule whose orders wait for each other.
Result<Timeline> run(const Workload& workload, const Progress& progress = {});

/// The same spans give the same number, on every machine.
std::uint64_t fingerprintOf(const Timeline& timeline);

} // namespace core
