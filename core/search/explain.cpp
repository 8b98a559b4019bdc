#include "core/search/explain.h"

#include "core/base/quantity.h"
#include "core/search/search_tree.h"
#include "core/simulate/placement.h"

#include <algorithm>

namespace core {
namespace explain_plan {

/// The first thing of the plan that the space does not have; empty: nothing.
std::string outside(const Plan& plan, const Placement& placement, const SpaceSettings& space)
{
    if (std::find(space.schedules.begin(), space.schedules.end(), placement.schedule) == space.schedules.end())
        return std::string("schedule ") + nameOf(placement.schedule);
    if (!space.zero.holds(placement.zero))
        return "ZeRO " + std::to_string(placement.zero);
    if (!space.data.holds(static_cast<int>(placement.pipelines.size())))
        return std::to_string(placement.pipelines.size()) + " pipelines";
    for (const PlacedPipeline& pipeline : placement.pipelines) {
        if (!space.microBatch.holds(pipeline.microBatch))
            return "a micro-batch of " + std::to_string(pipeline.microBatch);
        if (!space.pipeline.holds(static_cast<int>(pipeline.stages.size())))
            return std::to_string(pipeline.stages.size()) + " stages";
        for (const PlacedStage& stage : pipeline.stages)
            if (!space.tensor.holds(static_cast<int>(stage.ranks.size())))
                return "TP " + std::to_string(stage.ranks.size());
    }
    return plan.sequenceParallel && space.sequenceParallel.size() == 1 && space.sequenceParallel[0] != *plan.sequenceParallel
        ? std::string("sequence parallelism ") + (*plan.sequenceParallel ? "on" : "off")
        : std::string();
}

/// By the device that lacks most.
PlanExplanation beyondMemory(PlanExplanation explanation, const PlanningWorld& world, const Placement& placement)
{
    explanation.rule = nameOf(Verdict::Memory);
    Bytes peak, limit, lacking;
    if (const auto timeline = world.play(placement))
        for (const LaneMemory& memory : timeline->memory)
            if (memory.limit.value > 0 && memory.peak() - memory.limit > lacking) {
                peak = memory.peak();
                limit = memory.limit;
                lacking = peak - limit;
            }
    explanation.reason = "needs " + formatted(peak) + " on a device with " + formatted(limit) + ": " + formatted(lacking) + " more";
    explanation.distance = limit.value > 0 ? lacking / limit : 0;
    return explanation;
}

PlanExplanation judged(PlanExplanation explanation, const Result<Evaluation>& evaluation, const SearchOutcome& outcome)
{
    if (!evaluation) {
        explanation.rule = nameOf(Verdict::Divisibility);
        explanation.reason = describe(evaluation.error());
        explanation.distance = 1;
        return explanation;
    }
    const double best = outcome.ranked.empty() ? evaluation->score : outcome.ranked.front().evaluation.score;
    const std::string own = formattedScore(outcome.objective, evaluation->score);
    explanation.distance = best > 0 ? evaluation->score / best - 1 : 0;
    if (explanation.rule.empty())
        explanation.rule = evaluation->score <= best ? "best" : nameOf(Verdict::Simulated);
    const std::string compared = evaluation->score <= best ? own + ", as good as the best found" : own + ", the best has " + formattedScore(outcome.objective, best);
    explanation.reason += (explanation.reason.empty() ? "" : "; ") + compared;
    return explanation;
}

} // namespace explain_plan

Result<PlanExplanation> explainPlan(const Project& project, const Catalogue& catalogue, const std::string& plan, const SearchOutcome& outcome,
    const Traces& traces)
{
    const auto found = std::find_if(project.plans.begin(), project.plans.end(), [&](const Plan& one) { return one.name == plan; });
    if (found == project.plans.end())
        return Error{"no plan is called \"" + plan + "\"", "/plans", "the name of a plan of the project", ""};
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    const auto judge = Judge::of(project, catalogue, outcome.objective, traces);
    if (!judge)
        return judge.error();
    (*judge)->setBestOfSeeds(outcome.bestOfSeeds);
    const PlanningWorld& world = (*judge)->world();
    const auto placement = placed(*found, world.cluster(), world.model(), world.training());
    PlanExplanation explanation {plan, {}, {}, 0};
    if (!placement) {
        explanation.rule = nameOf(Verdict::Divisibility);
        explanation.reason = describe(placement.error());
        explanation.distance = 1;
        return explanation;
    }
    if (const std::string what = explain_plan::outside(*found, *placement, settings->space); !what.empty()) {
        explanation.rule = "outside the space";
        explanation.reason = what + " is not in the space searched";
    }
    const auto evaluation = (*judge)->evaluate(*placement);
    if (evaluation && !evaluation->fits)
        return explain_plan::beyondMemory(std::move(explanation), world, *placement);
    return explain_plan::judged(std::move(explanation), evaluation, outcome);
}

} // namespace core
