#include "core/costs/memory.h"

#include "core/costs/device_time.h"
#include "core/costs/software.h"
#include "core/costs/work_sizes.h"

#include <algorithm>

namespace core {
namespace memory {

using costs::WorkSizes;

/// Bytes of state per parameter before any sharding. SGD has a momentum.
struct PerParameter
{
    double weight = 0;
    double gradient = 0;
    double optimizer = 0;
};

PerParameter perParameter(const Training& training)
{
    const double weight = costs::storedBytesOf(training.precision);
    const double master = weight < 4 ? 4 : 0;
    const double moments = training.optimizer == Optimizer::Adam ? 8 : 4;
    return {weight, costs::storedBytesOf(gradientPrecisionOf(training)), master + moments};
}

bool holdsCopyOfTable(const ModelShape& model, UnitRange units)
{
    return model.tiedEmbeddings && units.first > 0 && units.end == model.units();
}

/// With the copy of a tied table.
ParameterShare shareOf(const WorkShape& work, UnitRange units)
{
    ParameterShare total = parameterShare(work, units);
    if (holdsCopyOfTable(work.model, units))
        total.common += 1.0 * work.model.vocab * work.model.hidden / work.split.tensor;
    return total;
}

/// Parameters whose state is on the device when `sharded` over those that hold the same ones.
double held(const Split& split, const ParameterShare& share, bool sharded)
{
    if (!sharded)
        return share.common + share.expert;
    const double replicas = 1.0 * split.data * split.context;
    return share.common / replicas + share.expert / std::max(1.0, replicas / split.expert);
}

/// What goes to other devices of a sequence: blocks of keys and values on their way around the ring and of their gradients, of
/// each the one in use and the one that arrives; or gradients of queries, keys and values, as the core left them and as
/// all-to-alls bring them.
double contextBytes(const WorkSizes& sizes)
{
    if (sizes.exchangesHeads())
        return 2 * sizes.element * (sizes.coreQueries() + sizes.coreKeys() + sizes.coreValues());
    const bool isRing = sizes.tokens < sizes.samples * sizes.sequence;
    return isRing ? 4 * sizes.element * sizes.tokens * sizes.keyValueHeads * (sizes.queryKeyHead + sizes.valueHead) : 0;
}

/// Bytes a logit of the loss's gradients that are alive at once.
double lossBytes(const WorkSizes& sizes)
{
    switch (sizes.loss) {
    case LossKernel::VocabParallel:
        return 4 + sizes.element;
    case LossKernel::Separate:
        return 4 + 4;
    case LossKernel::InPlace:
        return 0;
    }
    return 0;
}

/// Gradients of a unit's activations that are alive at once, at their most.
double transientBytes(const WorkShape& work, const WorkSizes& sizes, int unit)
{
    const ModelShape& model = work.model;
    const double state = sizes.element * sizes.tokens * sizes.hidden;
    const UnitKind kind = unitKind(model, unit);
    if (kind == UnitKind::Embedding)
        return state;
    if (kind == UnitKind::Head)
        return state + lossBytes(sizes) * sizes.tokens * sizes.vocab;
    const bool experts = kind == UnitKind::ExpertLayer;
    const double copies = experts ? model.expertsPerToken : 1;
    const double ffn = experts ? model.moeFfn : model.ffn;
    const double inner
        = sizes.element * copies * sizes.tokens * (costs::upWidth(model, ffn) + ffn) / sizes.tensor;
    const double scores = sizes.keepsScores ? 2 * sizes.element * sizes.scores() : 0;
    const double sent = experts && work.split.expert > 1 ? copies * sizes.element * sizes.shardTokens * sizes.hidden : 0;
    return std::max(copies * state + inner + sent, state + scores + contextBytes(sizes));
}

double bufferBytes(const WorkShape& work, UnitRange units)
{
    const WorkSizes sizes = costs::workSizes(work);
    double working = 0;
    for (int unit = units.first; unit < units.end; ++unit)
        working = std::max(working, transientBytes(work, sizes, unit));
    return working;
}

/// The gradient that runs is in the weights' precision, the one that is reduced in its own.
double wholeBytes(const WorkShape& work, UnitRange units, const PerParameter& bytes)
{
    double largest = 0;
    for (int unit = units.first; unit < units.end; ++unit)
        largest = std::max(largest, parametersPerDevice(work, unit));
    const int zero = work.split.zero;
    return largest * ((zero >= 3 ? 2 * bytes.weight : 0) + (zero >= 2 ? bytes.weight + bytes.gradient : 0));
}

} // namespace memory

StateMemory stateMemory(const WorkShape& work, UnitRange units, const Device& device)
{
    const memory::PerParameter bytes = memory::perParameter(work.training);
    const ParameterShare share = memory::shareOf(work, units);
    const Split& split = work.split;
    StateMemory state;
    const bool isMasterOnly = split.zero >= 3 && bytes.weight < 4 && softwareOf(work.training, work.model).shardsMasterOnly;
    state.weights = Bytes(isMasterOnly ? 0 : bytes.weight * memory::held(split, share, split.zero >= 3));
    state.gradients = Bytes(bytes.gradient * memory::held(split, share, split.zero >= 2));
    state.optimizer = Bytes(bytes.optimizer * memory::held(split, share, split.zero >= 1));
    state.buffers = Bytes(memory::bufferBytes(work, units));
    state.whole = Bytes(memory::wholeBytes(work, units, bytes));
    state.framework = efficiencyOf(device, work.training).framework;
    return state;
}

double parametersUpdated(const WorkShape& work, UnitRange units)
{
    return memory::held(work.split, memory::shareOf(work, units), work.split.zero >= 1);
}

} // namespace core
