#include "core/costs/operators.h"

#include "core/costs/software.h"
#include "core/costs/steps.h"

#include <algorithm>
#include <cassert>

namespace core {
namespace operators {

std::vector<Step> emptyList()
{
    std::vector<Step> steps;
    steps.reserve(48); // the longest: backward through latent attention and experts in fp8
    return steps;
}

Flops sum(const std::vector<Step>& steps)
{
    Flops total;
    for (const Step& step : steps)
        if (const auto* work = std::get_if<Operator>(&step))
            total += work->flops;
    return total;
}

/// One sample through an unsplit model: FLOPs do not depend on how it is cut.
WorkShape wholeSample(const ModelShape& model, const Training& training)
{
    return {model, training, {}, 1};
}

/// FLOPs of one sample in every unit, where like units are counted once.
template <typename FlopsOfUnit> Flops overUnits(const ModelShape& model, FlopsOfUnit&& flopsOfUnit)
{
    Flops total;
    Flops previous;
    for (int unit = 0; unit < model.units(); ++unit) {
        const bool likePrevious = unit > 1 && unitKind(model, unit) == unitKind(model, unit - 1);
        if (!likePrevious)
            previous = flopsOfUnit(unit);
        total += previous;
    }
    return total;
}

std::vector<Step> upToLastProduct(std::vector<Step> steps)
{
    const auto last = std::find_if(steps.rbegin(), steps.rend(), [](const Step& step) {
        const auto* work = std::get_if<Operator>(&step);
        return work && work->kind == OperatorKind::MatrixProduct;
    });
    if (last != steps.rend())
        steps.erase(last.base() - 1, steps.end());
    return steps;
}

} // namespace operators

UnitKind unitKind(const ModelShape& model, int unit)
{
    assert(unit >= 0 && unit < model.units());
    if (unit == 0)
        return UnitKind::Embedding;
    if (unit > model.layers)
        return UnitKind::Head;
    return model.experts > 0 && unit > model.denseLayers ? UnitKind::ExpertLayer : UnitKind::DenseLayer;
}

bool recomputesProducts(const WorkShape& work, int unit)
{
    const ModelShape& model = work.model;
    return unitKind(model, unit) == UnitKind::DenseLayer && model.activation == Activation::Swiglu
        && model.attention != AttentionKind::Mla && softwareOf(work.training, model).recomputesProducts;
}

std::vector<Step> forwardSteps(const WorkShape& work, int unit)
{
    std::vector<Step> steps = operators::emptyList();
    costs::StepWriter out(work, steps);
    switch (unitKind(work.model, unit)) {
    case UnitKind::Embedding:
        costs::embeddingForward(out);
        break;
    case UnitKind::DenseLayer:
        costs::attentionForward(out);
        costs::feedForwardForward(out, false);
        break;
    case UnitKind::ExpertLayer:
        costs::attentionForward(out);
        costs::feedForwardForward(out, true);
        break;
    case UnitKind::Head:
        costs::headForward(out);
        break;
    }
    return steps;
}

std::vector<Step> backwardSteps(const WorkShape& work, int unit)
{
    std::vector<Step> steps = operators::emptyList();
    costs::StepWriter out(work, steps);
    switch (unitKind(work.model, unit)) {
    case UnitKind::Embedding:
        costs::embeddingBackward(out);
        break;
    case UnitKind::DenseLayer:
        costs::feedForwardBackward(out, false);
        costs::attentionBackward(out);
        break;
    case UnitKind::ExpertLayer:
        costs::feedForwardBackward(out, true);
        costs::attentionBackward(out);
        break;
    case UnitKind::Head:
        costs::headBackward(out);
        break;
    }
    return steps;
}

std::vector<Step> recomputeSteps(const WorkShape& work, int unit, Recompute recompute)
{
    const UnitKind kind = unitKind(work.model, unit);
    if (recompute == Recompute::None || kind == UnitKind::Embedding || kind == UnitKind::Head)
        return {};
    if (recompute == Recompute::Full) {
        const bool isDense = kind == UnitKind::DenseLayer;
        const bool stopsEarly = isDense && softwareOf(work.training, work.model).stopsRecomputeEarly;
        return stopsEarly ? operators::upToLastProduct(forwardSteps(work, unit)) : forwardSteps(work, unit);
    }
    std::vector<Step> steps;
    costs::StepWriter out(work, steps);
    if (recomputesProducts(work, unit)) {
        costs::attentionRepeated(out);
        costs::feedForwardRepeated(out);
        return steps;
    }
    costs::attentionCoreForward(out);
    return steps;
}

Operator optimizerStep(const WorkShape& work, double parameters)
{
    const Training& training = work.training;
    const double weight = costs::storedBytesOf(training.precision);
    const double master
        = weight < 4 ? 4 + 4 + weight : 4 + 4; // read and write, and the copy that the passes use
    const double moments = training.optimizer == Optimizer::Adam ? 2 : 1;
    Operator step;
    step.name = training.optimizer == Optimizer::Adam ? "adam" : "sgd";
    step.moved
        = Bytes(parameters * (costs::storedBytesOf(gradientPrecisionOf(training)) + master + moments * 8));
    return step;
}

Bytes boundaryBytes(const WorkShape& work)
{
    const costs::WorkSizes sizes = costs::workSizes(work);
    return Bytes(sizes.element * sizes.shardTokens * sizes.hidden);
}

Flops modelFlops(const ModelShape& model, const Training& training)
{
    const WorkShape sample = operators::wholeSample(model, training);
    const Flops perSample = operators::overUnits(model, [&](int unit) {
        return operators::sum(forwardSteps(sample, unit)) + operators::sum(backwardSteps(sample, unit));
    });
    return perSample * training.globalBatch;
}

Flops hardwareFlops(const ModelShape& model, const Training& training, const std::vector<Recompute>& perUnit)
{
    const WorkShape sample = operators::wholeSample(model, training);
    Flops again;
    Flops previous;
    const int units = std::min(model.units(), static_cast<int>(perUnit.size()));
    for (int unit = 0; unit < units; ++unit) {
        const auto mode = [&](int u) { return perUnit[static_cast<std::size_t>(u)]; };
        const bool likePrevious
            = unit > 1 && unitKind(model, unit) == unitKind(model, unit - 1) && mode(unit) == mode(unit - 1);
        if (!likePrevious)
            previous = operators::sum(recomputeSteps(sample, unit, mode(unit)));
        again += previous;
    }
    return modelFlops(model, training) + again * training.globalBatch;
}

} // namespace core
