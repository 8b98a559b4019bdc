#include "core/search/group_question.h"

#include "core/search/bound.h"
#include "core/search/exposed_data.h"

#include <algorithm>

namespace core::bound {

GroupQuestion questionOf(const StageCosts& costs, const PipelineGroup& group, const GroupBatch& batch, bool sequence, bool apart)
{
    GroupQuestion question;
    question.units = costs.world().model().units();
    question.stages = group.stages();
    question.microBatches = mostMicroBatches(group, batch);
    std::vector<SharedPlace> forward, through;
    for (const StageRun& run : group.runs) {
        const UnitCosts* table = costs.costs(run.pool, run.tensor, batch.microBatch, sequence);
        question.kinds.push_back({&table->forward, apart ? &table->apartBy[0] : &table->backward[0], 1 << 30, 1, &table->parameters, 0});
        question.shares.push_back({apart ? &table->bothApart : &table->both, run.stages});
        forward.push_back({&table->forward.larger(), run.stages});
        through.push_back({&table->through, run.stages});
    }
    question.chain = leastChain(through, question.units);
    question.work = question.microBatches * leastStageTime(question.shares, question.units);
    question.forwardShare = question.microBatches * leastShare(forward, question.units);
    return question;
}

double crossingSeconds(const StageCosts& costs, const SpaceSettings& settings, double everyUnit)
{
    return everyUnit * crossingTailOf(costs.world(), settings.zero).perParameter
        * parameterCount(costs.world().model(), costs.world().training());
}

double withCrossing(const StageCosts& costs, double passes, double reducible, double crossed, bool barred)
{
    if (crossed <= 0)
        return passes;
    return std::max(passes, barred ? reducible + crossed : costs.world().isSteady() ? crossed : 0);
}

std::vector<SpaceSettings> byZeroClass(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, const Batches& batches, bool mindsMemory)
{
    std::vector<SpaceSettings> all, fitting;
    for (const IntegerRange zero : zeroClasses(settings.zero, layout.pipelines())) {
        all.push_back(settings);
        all.back().zero = zero;
        if (mindsMemory && hasRoomForState(costs, layout, batches, zero))
            fitting.push_back(all.back());
    }
    return fitting.empty() ? all : fitting;
}

} // namespace core::bound
