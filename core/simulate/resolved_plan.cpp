#include "core/simulate/resolved_plan.h"

namespace core {
namespace resolved_plan {

Result<std::size_t> indexOf(const Project& project, const std::string& name)
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

} // namespace resolved_plan

Result<ResolvedPlan> resolved(const Project& project, const Catalogue& catalogue, const std::string& plan)
{
    if (!project.cluster || !project.model || !project.training)
        return Error{"the project lacks its cluster, model or training", "", "all three", ""};
    const auto index = resolved_plan::indexOf(project, plan);
    if (!index)
        return index.error();
    auto cluster = expand(*project.cluster, catalogue);
    if (!cluster)
        return cluster.error();
    auto model = resolveModel(*project.model, catalogue);
    if (!model)
        return model.error();
    auto placement = placed(project.plans[*index], *cluster, *model, *project.training);
    if (!placement) {
        Error error = placement.error();
        error.where = "/plans/" + std::to_string(*index) + error.where;
        return error;
    }
    return ResolvedPlan{*index, std::move(*cluster), std::move(*model), std::move(*placement)};
}

} // namespace core
