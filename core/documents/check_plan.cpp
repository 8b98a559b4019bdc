#include "core/documents/check_keys.h"

#include <map>

namespace core::check_parts {
namespace check_plan {

/// Fields of a grid beside listed pipelines: nobody could say which holds.
void checkMixing(const Plan& plan, const std::string& pointer, Findings& findings)
{
    const auto refuse = [&](bool given, const char* key) {
        if (given)
            findings.error(pointer + "/" + key, "is a field of a grid, but the plan lists its pipelines", "either a grid or \"pipelines\"",
                std::string("remove \"") + key + "\"");
    };
    refuse(plan.tensor.has_value(), "tensor");
    refuse(plan.pipeline.has_value(), "pipeline");
    refuse(plan.data.has_value(), "data");
    refuse(plan.context.has_value(), "context");
    refuse(plan.contextMethod.has_value(), "context_method");
    refuse(plan.expert.has_value(), "expert");
    refuse(plan.microBatch.has_value(), "micro_batch");
    refuse(plan.order.has_value(), "order");
    refuse(!plan.stageLayers.empty(), "stage_layers");
    refuse(!plan.chunkLayers.empty(), "chunk_layers");
}

bool hasChunks(const Plan& plan)
{
    const Schedule schedule = plan.schedule.value_or(Schedule::OneForwardOneBackward);
    return schedule == Schedule::Interleaved || schedule == Schedule::ZeroBubbleV;
}

void checkShared(const Plan& plan, const std::string& pointer, Findings& findings)
{
    if (plan.name.empty())
        findings.error(pointer + "/name", "the name is empty", "a name that no other plan has", "\"plan\"");
    if (plan.zero && (*plan.zero < 0 || *plan.zero > 3))
        findings.error(pointer + "/zero", "is " + std::to_string(*plan.zero), "a whole number from 0 to 3", "1");
    if (plan.interleave && *plan.interleave < 1)
        findings.error(pointer + "/interleave", "is " + std::to_string(*plan.interleave), "a whole number that is at least 1", "1");
    else if (plan.schedule == Schedule::ZeroBubbleV && plan.interleave.value_or(2) != 2)
        findings.error(pointer + "/interleave", "is " + std::to_string(*plan.interleave) + ", and ZB-V runs two chunks on each device", "2", "2");
    else if (plan.interleave.value_or(1) > 1 && !hasChunks(plan))
        findings.warning(pointer + "/interleave", "the schedule runs one chunk on each device", "1, or the schedule \"interleaved\"", "1");
    if (plan.activationLimit && *plan.activationLimit < 1)
        findings.error(pointer + "/activation_limit", "is " + std::to_string(*plan.activationLimit), "a whole number that is at least 1", "1");
    else if (plan.activationLimit && plan.schedule != Schedule::ZeroBubbleGreedy)
        findings.warning(pointer + "/activation_limit", "only the schedule \"zb-greedy\" looks at it", "the schedule \"zb-greedy\"", "");
    if (plan.overlap)
        checkKeys(*plan.overlap, pointer + "/overlap", findings);
}

} // namespace check_plan

void checkPlans(const Ground& ground, Findings& findings)
{
    std::map<std::string, std::size_t> names;
    std::size_t index = 0;
    for (const Plan& plan : ground.project.plans) {
        const std::string pointer = "/plans/" + std::to_string(index);
        checkKeys(plan, pointer, findings);
        const auto [taken, isNew] = names.emplace(plan.name, index);
        if (!isNew)
            findings.error(pointer + "/name", "the name " + quotedJson(plan.name) + " is taken by /plans/" + std::to_string(taken->second),
                "a name that no other plan has", quotedJson(plan.name + " 2"));
        check_plan::checkShared(plan, pointer, findings);
        if (plan.isExplicit()) {
            check_plan::checkMixing(plan, pointer, findings);
            checkPipelines(plan, pointer, ground, findings);
        } else {
            checkGrid(plan, pointer, ground, findings);
        }
        ++index;
    }
}

} // namespace core::check_parts
