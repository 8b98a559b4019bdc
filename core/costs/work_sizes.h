#pragma once

#include "core/costs/operators.h"
#include "core/costs/software.h"

namespace core::costs {

/// Extents of one device's share of a micro-batch. Real numbers, so that the shards of any degree sum to the
/// whole.
struct WorkSizes
{
    double samples = 0;
    double sequence = 0; ///< of a whole sample
    double tokens = 0; ///< of the device's context shard
    double shardTokens = 0; ///< tokens of the kernels between two tensor-parallel blocks: `tokens`, or a
                            ///< share of them with sequence parallelism
    double hidden = 0;
    double tensor = 1;
    double vocab = 0; ///< of this device
    double heads = 0; ///< query heads of this device
    double keyValueHeads = 0; ///< of this device, at least one
    double coreTokens = 0; ///< whose queries the attention core of this device works on: `tokens`, or all of them
                           ///< for its share of the heads where all-to-alls bring them
    double coreHeads = 0;
    double coreKeyValueHeads = 0;
    double queryKeyHead = 0; ///< width of one query or key head
    double valueHead = 0; ///< width of one value head
    double element = 2; ///< bytes of an activation
    double operand = 2; ///< bytes of an operand of a matrix product
    double mainGradient = 4; ///< bytes of an accumulated weight gradient
    double keptOperand = 2; ///< bytes of a matrix product's input that waits for the backward pass
    bool hasBiases = false; ///< GELU models; SwiGLU models have neither biases nor dropout
    bool hasDropout = false;
    bool sequenceParallel = false;
    bool keepsScores = false; ///< attention is not fused
    bool attentionDropout = false;
    LossKernel loss = LossKernel::VocabParallel;

    double scores() const { return coreHeads * coreTokens * sequence; } ///< elements of the attention matrices
    bool exchangesHeads() const { return coreTokens > tokens; } ///< by all-to-alls
    /// Elements of the attention core's queries, of its keys and values, and of its result.
    double coreQueries() const { return coreTokens * coreHeads * queryKeyHead; }
    double coreKeys() const { return coreTokens * coreKeyValueHeads * queryKeyHead; }
    double coreValues() const { return coreTokens * coreKeyValueHeads * valueHead; }
    double coreResult() const { return coreTokens * coreHeads * valueHead; }
};

WorkSizes workSizes(const WorkShape& work);

/// Bytes of a stored number of this precision: 4, 2, 1 or 0.5.
double bytesOf(Precision precision);
/// Bytes of an activation or a weight: 4 in fp32 and tf32, else 2. fp8 and fp4 lower only the operands of
/// products.
double storedBytesOf(Precision precision);

/// Width that a feed-forward block's first product makes of a width `ffn`: SwiGLU has a gate beside it.
inline double upWidth(const ModelShape& model, double ffn)
{
    return model.activation == Activation::Swiglu ? 2 * ffn : ffn;
}

/// Width of the compressed queries, keys and values that latent attention keeps between its two products.
double latentWidth(const ModelShape& model);

} // namespace core::costs
