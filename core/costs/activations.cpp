#include "core/costs/memory.h"

#include "core/costs/software.h"
#include "core/costs/work_sizes.h"

namespace core {
namespace activations {

using costs::upWidth;
using costs::WorkSizes;

/// Bytes that a layer keeps, term by term as in arXiv 2205.05198 section 4. Only GELU models have dropout
/// masks, of one byte an element.
struct Kept
{
    double input = 0; ///< the layer's own input, from which all else can be computed
    double core = 0; ///< between the attention core's two products
    double rest = 0;

    double total() const { return input + core + rest; }
};

bool keepsGathered(const WorkShape& work)
{
    return softwareOf(work.training, work.model).keepsGathered;
}

double maskBytes(const WorkSizes& sizes)
{
    return sizes.hasDropout ? sizes.shardTokens * sizes.hidden : 0;
}

/// Softmax, its dropout's mask and output: 5 a s^2 b in 16 bits. Fused attention: the logarithm of each row's
/// sum, and its result where that is exchanged before the projection reads it.
double coreBytes(const WorkSizes& sizes)
{
    if (!sizes.keepsScores)
        return 4 * sizes.tokens * sizes.heads + (sizes.exchangesHeads() ? sizes.element * sizes.coreResult() : 0);
    return (sizes.attentionDropout ? 2 * sizes.element + 1 : sizes.element) * sizes.scores();
}

double attentionBytes(const WorkShape& work, const WorkSizes& sizes)
{
    const double shard = sizes.element * sizes.shardTokens;
    // Input of the products, after the norm.
    double bytes = sizes.keptOperand * (keepsGathered(work) ? sizes.tokens : sizes.shardTokens) * sizes.hidden;
    if (work.model.attention == AttentionKind::Mla)
        bytes += 2 * shard * costs::latentWidth(work.model); // before and after the latent norms
    const double keyValues = sizes.exchangesHeads() ? sizes.coreKeys() + sizes.coreValues()
                                                    : sizes.tokens * sizes.keyValueHeads * (sizes.queryKeyHead + sizes.valueHead);
    bytes += sizes.element * (sizes.coreQueries() + keyValues);
    bytes += sizes.element * sizes.tokens * sizes.heads * sizes.valueHead; // input of the projection
    return bytes + maskBytes(sizes);
}

/// Inputs of the activation and of the second product, for each of `tokens` tokens.
double innerBytes(const WorkShape& work, const WorkSizes& sizes, double tokens, double ffn)
{
    return tokens * (sizes.element * upWidth(work.model, ffn) + sizes.keptOperand * ffn) / sizes.tensor;
}

double feedForwardBytes(const WorkShape& work, const WorkSizes& sizes, UnitKind kind)
{
    const ModelShape& model = work.model;
    const double shard = sizes.element * sizes.shardTokens * sizes.hidden;
    const bool isGathered = kind == UnitKind::DenseLayer && keepsGathered(work);
    const double input = sizes.keptOperand * (isGathered ? sizes.tokens : sizes.shardTokens) * sizes.hidden;
    const double outer = shard + input + maskBytes(sizes); // inputs of the norm and of the block
    if (kind == UnitKind::DenseLayer)
        return outer + innerBytes(work, sizes, sizes.tokens, model.ffn);
    const double chosen = model.expertsPerToken;
    const double routing = 4 * 2 * sizes.shardTokens * model.experts; // logits and probabilities
    const double dispatched = sizes.keptOperand * chosen * sizes.tokens * sizes.hidden;
    const double returned = chosen * shard; // experts' outputs, for the gradient of the probabilities
    return outer + routing + dispatched + returned
        + innerBytes(work, sizes, chosen * sizes.tokens, model.moeFfn)
        + innerBytes(work, sizes, sizes.tokens, 1.0 * model.sharedExperts * model.moeFfn);
}

Kept keptByLayer(const WorkShape& work, const WorkSizes& sizes, UnitKind kind)
{
    Kept kept;
    kept.input = sizes.element * sizes.shardTokens * sizes.hidden;
    kept.core = coreBytes(sizes);
    kept.rest = attentionBytes(work, sizes) + feedForwardBytes(work, sizes, kind);
    return kept;
}

/// Inputs of the final norm and of the logits' product, and fp32 logits: arXiv 2205.05198 section 4.3. Where the
/// gradient takes the logits' place they stay in 16 bits.
double headBytes(const WorkSizes& sizes)
{
    const double logit = sizes.loss == LossKernel::InPlace ? sizes.element : 4;
    return 2 * sizes.element * sizes.shardTokens * sizes.hidden + logit * sizes.tokens * sizes.vocab;
}

/// Results of every second product of a dense SwiGLU layer (queries, values, gate, down) and of the attention core.
double everySecondProductBytes(const WorkShape& work, const WorkSizes& sizes)
{
    const double heads = sizes.heads * sizes.queryKeyHead + (sizes.keyValueHeads + sizes.heads) * sizes.valueHead;
    const double width = heads + work.model.ffn / sizes.tensor;
    return sizes.element * (sizes.tokens * width + sizes.shardTokens * sizes.hidden) + coreBytes(sizes);
}

} // namespace activations

Bytes activationBytes(const WorkShape& work, int unit, Recompute recompute)
{
    const costs::WorkSizes sizes = costs::workSizes(work);
    const UnitKind kind = unitKind(work.model, unit);
    if (kind == UnitKind::Embedding)
        return Bytes(activations::maskBytes(sizes));
    if (kind == UnitKind::Head)
        return Bytes(activations::headBytes(sizes));
    const activations::Kept kept = activations::keptByLayer(work, sizes, kind);
    switch (recompute) {
    case Recompute::None:
        return Bytes(kept.total());
    case Recompute::Selective:
        return Bytes(kept.input
            + (recomputesProducts(work, unit) ? activations::everySecondProductBytes(work, sizes) : kept.rest));
    case Recompute::Full:
        break;
    }
    return Bytes(kept.input);
}

Bytes weightOperandBytes(const WorkShape& work, int unit)
{
    const costs::WorkSizes sizes = costs::workSizes(work);
    if (unitKind(work.model, unit) == UnitKind::Embedding)
        return Bytes(sizes.element * sizes.tokens * sizes.hidden);
    double elements = 0;
    for (const Step& step : backwardSteps(work, unit))
        if (const auto* one = std::get_if<Operator>(&step); one && one->weightGradient && one->kind == OperatorKind::MatrixProduct)
            elements += (1.0 * one->m + one->n) * one->k * one->count;
    return Bytes(sizes.element * elements);
}

Bytes workingBytes(const WorkShape& work, int unit, Recompute recompute)
{
    return activationBytes(work, unit, Recompute::None) - activationBytes(work, unit, recompute);
}

} // namespace core
