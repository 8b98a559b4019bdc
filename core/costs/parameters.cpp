#include "core/costs/operators.h"
#include "core/costs/work_sizes.h"

namespace core {
namespace parameters {

/// Parameters of a unit by how a device group holds them.
struct Count
{
    double everywhere = 0; ///< on every device of the tensor group
    double overTensor = 0; ///< split over the tensor group
    double keyValues = 0; ///< over the tensor group too, but a device holds no less than one head's
    double overExperts = 0; ///< split over the expert and the tensor group

    double total() const { return everywhere + overTensor + keyValues + overExperts; }
};

double normParameters(const ModelShape& model)
{
    return model.activation == Activation::Gelu ? 2.0 * model.hidden
                                                : 1.0 * model.hidden; // RMS norms have no shift
}

/// Weights of a feed-forward block, its biases split like the weight's columns (inner) or whole (outer).
Count feedForward(const ModelShape& model, double ffn)
{
    Count count;
    count.overTensor = model.hidden * (costs::upWidth(model, ffn) + ffn);
    if (model.activation == Activation::Gelu) {
        count.overTensor += ffn;
        count.everywhere += model.hidden;
    }
    return count;
}

void addLatentAttention(const ModelShape& model, Count& count)
{
    const LatentAttention& mla = model.mla;
    const double hidden = model.hidden;
    const double queryWidth = 1.0 * model.heads * (mla.queryKeyNopeHead + mla.queryKeyRopeHead);
    if (mla.queryRank > 0) {
        count.everywhere += hidden * mla.queryRank + mla.queryRank; // with the norm's scale
        count.overTensor += mla.queryRank * queryWidth;
    } else {
        count.overTensor += hidden * queryWidth;
    }
    count.everywhere += hidden * (mla.keyValueRank + mla.queryKeyRopeHead) + mla.keyValueRank;
    count.overTensor += 1.0 * mla.keyValueRank * model.heads * (mla.queryKeyNopeHead + mla.valueHead);
    count.overTensor += 1.0 * model.heads * mla.valueHead * hidden;
}

void addAttention(const ModelShape& model, Count& count)
{
    if (model.attention == AttentionKind::Mla)
        return addLatentAttention(model, count);
    const double hidden = model.hidden;
    const double queryWidth = 1.0 * model.heads * model.headDim;
    const double keyValueWidth = 2.0 * model.kvHeads * model.headDim;
    count.overTensor += 2 * hidden * queryWidth; // queries and projection
    count.keyValues += hidden * keyValueWidth;
    if (model.activation == Activation::Gelu) {
        count.overTensor += queryWidth;
        count.keyValues += keyValueWidth;
        count.everywhere += hidden;
    }
}

void addExperts(const ModelShape& model, Count& count)
{
    const Count expert = feedForward(model, model.moeFfn);
    count.overExperts += model.experts * expert.total();
    count.everywhere += 1.0 * model.hidden * model.experts; // router
    const Count shared = feedForward(model, 1.0 * model.moeFfn * model.sharedExperts);
    if (model.sharedExperts > 0) {
        count.everywhere += shared.everywhere;
        count.overTensor += shared.overTensor;
    }
}

Count layer(const ModelShape& model, bool experts)
{
    Count count;
    count.everywhere = 2 * normParameters(model);
    addAttention(model, count);
    if (experts) {
        addExperts(model, count);
        return count;
    }
    const Count dense = feedForward(model, model.ffn);
    count.everywhere += dense.everywhere;
    count.overTensor += dense.overTensor;
    return count;
}

Count ofUnit(const ModelShape& model, const Training& training, int unit)
{
    Count count;
    const double table = 1.0 * model.vocab * model.hidden;
    switch (unitKind(model, unit)) {
    case UnitKind::Embedding:
        count.overTensor = table;
        count.everywhere = model.learnedPositions ? 1.0 * training.sequence * model.hidden : 0;
        break;
    case UnitKind::DenseLayer:
        return layer(model, false);
    case UnitKind::ExpertLayer:
        return layer(model, true);
    case UnitKind::Head:
        count.overTensor = model.tiedEmbeddings ? 0 : table;
        count.everywhere = normParameters(model);
        break;
    }
    return count;
}

} // namespace parameters

int parameterTensors(const WorkShape& work, int unit)
{
    const ModelShape& model = work.model;
    const int each = model.activation == Activation::Gelu ? 2 : 1; // a weight with its bias, a scale with its shift
    const int attention = model.attention == AttentionKind::Mla ? (model.mla.queryRank > 0 ? 8 : 6) : 2;
    const int feedForward = 2;
    switch (unitKind(model, unit)) {
    case UnitKind::Embedding:
        return model.learnedPositions ? 2 : 1;
    case UnitKind::DenseLayer:
        return each * (2 + attention + feedForward);
    case UnitKind::ExpertLayer:
        return each * (2 + attention + feedForward * (model.experts + (model.sharedExperts > 0 ? 1 : 0))) + 1;
    case UnitKind::Head:
        return each + (model.tiedEmbeddings ? 0 : 1);
    }
    return 1;
}

double parameterCount(const ModelShape& model, const Training& training, int unit)
{
    return parameters::ofUnit(model, training, unit).total();
}

double parameterCount(const ModelShape& model, const Training& training)
{
    double total = 0;
    for (int unit = 0; unit < model.units(); ++unit)
        total += parameterCount(model, training, unit);
    return total;
}

ParameterShare parameterShare(const WorkShape& work, int unit)
{
    const parameters::Count count = parameters::ofUnit(work.model, work.training, unit);
    const double tensor = work.split.tensor;
    const double keyValueRanks
        = work.model.kvHeads > 0 && work.model.kvHeads < tensor ? work.model.kvHeads : tensor;
    return {count.everywhere + count.overTensor / tensor + count.keyValues / keyValueRanks,
        count.overExperts / (tensor * work.split.expert)};
}

ParameterShare parameterShare(const WorkShape& work, UnitRange units)
{
    ParameterShare total;
    for (int unit = units.first; unit < units.end; ++unit) {
        const ParameterShare share = parameterShare(work, unit);
        total.common += share.common;
        total.expert += share.expert;
    }
    return total;
}

double parametersPerDevice(const WorkShape& work, int unit)
{
    const ParameterShare share = parameterShare(work, unit);
    return share.common + share.expert;
}

} // namespace core
