#include "core/simulate/simulate.h"

#include "core/documents/expansion.h"
#include "core/documents/scenario_text.h"
#include "core/network/scenario_profiles.h"
#include "core/simulate/folding.h"
#include "core/simulate/resolved_plan.h"
#include "core/simulate/run.h"
#include "core/simulate/workload.h"

namespace core {
namespace simulate_project {

/// Heard while nothing is played yet.
Progress beforehand(const Progress& progress)
{
    return progress ? [&progress](double) { return progress(0); } : Progress();
}

/// What the scenario changes; nothing without one.
Result<ScenarioChanges> played(const Project& project, const ExpandedCluster& cluster, const SimulateOptions& options)
{
    if (!project.scenario)
        return ScenarioChanges();
    return changes(*project.scenario, cluster, options.traces, beforehand(options.progress));
}

Error inPlan(Error error, std::size_t plan)
{
    if (error.message == "cancelled")
        return error;
    if (error.where.rfind("/training", 0) != 0 && error.where.rfind("/scenario", 0) != 0)
        error.where = "/plans/" + std::to_string(plan) + error.where;
    return error;
}

} // namespace simulate_project

Result<PreparedRun> prepared(const Project& project, const Catalogue& catalogue, const SimulateOptions& options)
{
    auto plan = resolved(project, catalogue, options.plan);
    if (!plan)
        return plan.error();
    auto scenario = simulate_project::played(project, plan->cluster, options);
    if (!scenario)
        return scenario.error();
    const auto network = std::make_shared<const Network>(
        *project.cluster, plan->cluster, NetworkOptions{true, project.training->software.value_or(""), latenciesOf(*scenario)});
    const Progress beforehand = simulate_project::beforehand(options.progress);
    auto workload = workloadOf({plan->cluster, *network, plan->model, *project.training, plan->placement, &*scenario, beforehand});
    if (!workload)
        return simulate_project::inPlan(workload.error(), plan->index);
    auto profiles = profilesOf(*scenario, plan->cluster, *network, beforehand);
    if (!profiles)
        return profiles.error();
    RunOptions how;
    how.waterways = {[network](int capacity) { return network->bandwidth(capacity); }, std::move(*profiles),
        [network](int capacity) { return network->capacity(capacity).name; }};
    how.start = options.at;
    how.progress = options.progress;
    Workload small = folded(settledAlone(std::move(*workload), how.waterways, beforehand), how.waterways, beforehand);
    if (beforehand && !beforehand(0))
        return Error{"cancelled", {}, {}, {}};
    return PreparedRun{std::move(*plan), network, std::move(*scenario), std::move(small), std::move(how)};
}

Result<Timeline> run(const PreparedRun& run)
{
    auto timeline = core::run(run.workload, run.options);
    if (!timeline)
        return simulate_project::inPlan(timeline.error(), run.plan.index);
    return timeline;
}

Result<Timeline> simulate(const Project& project, const Catalogue& catalogue, const SimulateOptions& options)
{
    const auto ready = prepared(project, catalogue, options);
    if (!ready)
        return ready.error();
    auto timeline = run(*ready);
    if (!timeline && project.scenario)
        return quotingLine(timeline.error(), project.scenario->events);
    return timeline;
}

} // namespace core
