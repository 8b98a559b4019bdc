#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"
#include "core/network/network.h"
#include "core/simulate/resolved_plan.h"
#include "core/simulate/run.h"
#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <memory>
#include <string>

namespace core {

struct SimulateOptions
{
    std::string plan; ///< by name; empty = the first
    Progress progress;
    Nanoseconds at {};   ///< on the scenario's clock, when the iteration starts
    Traces traces {};    ///< that the scenario names
};

/// A plan made ready: what `simulate` plays.
struct PreparedRun
{
    ResolvedPlan plan;
    std::shared_ptr<const Network> network;
    ScenarioChanges changes;
    Workload workload;
    RunOptions options;
};

/// Errors: as `simulate`, but for those of playing.
Result<PreparedRun> prepared(const Project& project, const Catalogue& catalogue, const SimulateOptions& options = {});
Result<Timeline> run(const PreparedRun& run);

/// One iteration of a plan that starts at `at` of the scenario (nominal without one), all its traffic on the same
/// network at the same time. Out of memory is a result (see `core/results/metrics.h`), not an
/// error. Errors: no such plan, no path between two stages, a device that cannot do the precision, a batch that does
/// not divide, cancelled ("cancelled").
Result<Timeline> simulate(const Project& project, const Catalogue& catalogue, const SimulateOptions& options = {});

} // namespace core
