#include "core/simulate/simulate.h"

#include "core/documents/expansion.h"
#include "core/network/scenario_profiles.h"
#include "core/simulate/folding.h"
#include "core/simulate/run.h"
#include "core/simulate/workload.h"

namespace core {
namespace simulate_project {

Result<void> refuseWhatIsMissing(const Plan& plan)
{
    if (plan.context.value_or(1) > 1)
        return Error{"context parallelism is not simulated yet", "/context", "1", "1"};
    if (plan.expert.value_or(1) > 1)
        return Error{"expert parallelism is not simulated yet", "/expert", "1", "1"};
    return {};
}

/// What the scenario changes; nothing without one. Changes of latency are not played yet.
Result<ScenarioChanges> played(const Project& project, const ExpandedCluster& cluster, const Traces& traces)
{
    if (!project.scenario)
        return ScenarioChanges();
    auto all = changes(*project.scenario, cluster, traces);
    if (!all)
        return Error{all.error().message, "/scenario/events", all.error().expected, all.error().fix};
    for (const Change& change : all->changes)
        if (change.subject.property == Property::Latency)
            return Error{"changes of latency are not simulated yet", "/scenario/events", "events of bandwidth, compute or down", ""};
    return all;
}

Error inPlan(Error error, std::size_t plan)
{
    if (error.where.rfind("/training", 0) != 0 && error.where.rfind("/scenario", 0) != 0)
        error.where = "/plans/" + std::to_string(plan) + error.where;
    return error;
}

} // namespace simulate_project

Result<std::size_t> planNamed(const Project& project, const std::string& name)
{
    if (project.plans.empty())
        return Error{"the project has no plan", "/plans", "at least one plan", ""};
    if (name.empty())
        return std::size_t{0};
    std::string known;
    for (std::size_t i = 0; i < project.plans.size(); ++i) {
        if (project.plans[i].name == name)
            return i;
        known += (i ? ", \"" : "\"") + project.plans[i].name + "\"";
    }
    return Error{"no plan is called \"" + name + "\"", "/plans", "one of " + known, ""};
}

Result<Timeline> simulate(const Project& project, const Catalogue& catalogue, const SimulateOptions& options)
{
    if (!project.cluster || !project.model || !project.training)
        return Error{"the project lacks its cluster, model or training", "", "all three", ""};
    const auto index = planNamed(project, options.plan);
    if (!index)
        return index.error();
    if (auto allowed = simulate_project::refuseWhatIsMissing(project.plans[*index]); !allowed)
        return simulate_project::inPlan(allowed.error(), *index);
    const auto cluster = expand(*project.cluster, catalogue);
    if (!cluster)
        return cluster.error();
    const auto model = resolveModel(*project.model, catalogue);
    if (!model)
        return model.error();
    const auto placement = placed(project.plans[*index], *cluster, *model, *project.training);
    if (!placement)
        return simulate_project::inPlan(placement.error(), *index);
    const Network network(*project.cluster, *cluster, NetworkOptions{true, project.training->software.value_or("")});
    const auto scenario = simulate_project::played(project, *cluster, options.traces);
    if (!scenario)
        return scenario.error();
    auto workload = workloadOf({*cluster, network, *model, *project.training, *placement, &*scenario});
    if (!workload)
        return simulate_project::inPlan(workload.error(), *index);
    RunOptions how;
    how.waterways = {[&network](int capacity) { return network.bandwidth(capacity); }, profilesOf(*scenario, *cluster, network)};
    how.start = options.at;
    how.progress = options.progress;
    auto timeline = run(folded(settledAlone(std::move(*workload), how.waterways), how.waterways), how);
    if (!timeline && timeline.error().message != "cancelled")
        return simulate_project::inPlan(timeline.error(), *index);
    return timeline;
}

} // namespace core
