#include "core/costs/profiled_steps.h"

#include "core/costs/device_time.h"

namespace core {
namespace profiled_steps {

bool agrees(int said, int actual) { return said == 0 || said == actual; }

bool holdsFor(const LayerProfile& profile, const WorkShape& work)
{
    const ModelShape& model = work.model;
    return profile.tensor == work.split.tensor && agrees(profile.hidden, model.hidden) && agrees(profile.heads, model.heads)
        && agrees(profile.ffn, model.ffn) && agrees(profile.vocab, model.vocab) && agrees(profile.sequence, work.training.sequence)
        && profile.precision.value_or(work.training.precision) == work.training.precision
        && profile.sequenceParallel.value_or(work.split.sequenceParallel) == work.split.sequenceParallel;
}

const std::optional<UnitTimes>& timesOf(const LayerProfile& profile, UnitKind kind)
{
    switch (kind) {
    case UnitKind::Embedding:
        return profile.embedding;
    case UnitKind::Head:
        return profile.head;
    case UnitKind::DenseLayer:
    case UnitKind::ExpertLayer:
        break;
    }
    return profile.layer;
}

UnitTimes between(const LayerProfile& below, const LayerProfile& above, UnitKind kind, int samples)
{
    const UnitTimes& from = *timesOf(below, kind);
    const UnitTimes& to = *timesOf(above, kind);
    const int width = above.microBatch - below.microBatch;
    const double share = width > 0 ? 1.0 * (samples - below.microBatch) / width : 0;
    UnitTimes times {from.forward + (to.forward - from.forward) * share, from.backward + (to.backward - from.backward) * share, from.update};
    return times;
}

Operator measured(const char* name, Seconds time, bool ofWeights)
{
    Operator work;
    work.kind = OperatorKind::Measured;
    work.name = name;
    work.measured = time;
    work.weightGradient = ofWeights;
    return work;
}

/// Share of a backward pass that the weights' gradients take.
double weightShare(const WorkShape& work, int unit, const Device& device)
{
    Seconds all, weights;
    for (const Step& step : backwardSteps(work, unit))
        if (const auto* one = std::get_if<Operator>(&step)) {
            const Seconds time = operatorTime(*one, device, work.training.precision);
            all += time;
            weights += one->weightGradient ? time : Seconds(0);
        }
    return all.value > 0 ? weights / all : 0;
}

} // namespace profiled_steps

std::optional<UnitTimes> measuredTimes(const WorkShape& work, int unit, const Device& device)
{
    using namespace profiled_steps;
    const UnitKind kind = unitKind(work.model, unit);
    if (device.profiles.empty() || kind == UnitKind::ExpertLayer || work.split.context > 1)
        return std::nullopt;
    const LayerProfile* below = nullptr;
    const LayerProfile* above = nullptr;
    for (const LayerProfile& profile : device.profiles) {
        if (!holdsFor(profile, work) || !timesOf(profile, kind))
            continue;
        if (profile.microBatch <= work.microBatch && (!below || profile.microBatch > below->microBatch))
            below = &profile;
        if (profile.microBatch >= work.microBatch && (!above || profile.microBatch < above->microBatch))
            above = &profile;
    }
    if (!below || !above)
        return std::nullopt;
    return between(*below, *above, kind, work.microBatch);
}

std::vector<Step> forwardSteps(const WorkShape& work, int unit, const Device* device)
{
    const auto times = device ? measuredTimes(work, unit, *device) : std::nullopt;
    if (!times)
        return forwardSteps(work, unit);
    return {profiled_steps::measured("measured forward pass", times->forward, false)};
}

std::vector<Step> backwardSteps(const WorkShape& work, int unit, const Device* device)
{
    const auto times = device ? measuredTimes(work, unit, *device) : std::nullopt;
    if (!times)
        return backwardSteps(work, unit);
    const double weights = profiled_steps::weightShare(work, unit, *device);
    return {profiled_steps::measured("measured backward pass, inputs", times->backward * (1 - weights), false),
        profiled_steps::measured("measured backward pass, weights", times->backward * weights, true)};
}

std::vector<Step> recomputeSteps(const WorkShape& work, int unit, Recompute recompute, const Device* device)
{
    const std::vector<Step> steps = recomputeSteps(work, unit, recompute);
    const auto times = device && !steps.empty() && recompute == Recompute::Full ? measuredTimes(work, unit, *device) : std::nullopt;
    if (!times)
        return steps;
    return {profiled_steps::measured("measured forward pass again", times->forward, false)};
}

std::optional<Seconds> measuredUpdate(const WorkShape& work, UnitRange units, const Device* device)
{
    const bool isSharded = work.split.zero > 0 && work.split.data * work.split.context > 1;
    if (!device || isSharded)
        return std::nullopt;
    Seconds total;
    for (int unit = units.first; unit < units.end; ++unit) {
        const auto times = measuredTimes(work, unit, *device);
        if (!times || !times->update)
            return std::nullopt;
        total += *times->update;
    }
    return total;
}

} // namespace core
