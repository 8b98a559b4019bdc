#include "core/costs/work_sizes.h"

#include <algorithm>

namespace core {
bool keepsScores(const WorkShape& work)
{
    return !softwareOf(work.training, work.model).fusedAttention;
}

namespace costs {

double bytesOf(Precision precision)
{
    switch (precision) {
    case Precision::Fp32:
    case Precision::Tf32:
        return 4;
    case Precision::Fp16:
    case Precision::Bf16:
        return 2;
    case Precision::Fp8:
        return 1;
    case Precision::Fp4:
        return 0.5;
    }
    return 4;
}

double storedBytesOf(Precision precision)
{
    return std::max(2.0, bytesOf(precision));
}

double latentWidth(const ModelShape& model)
{
    const LatentAttention& mla = model.mla;
    return (mla.queryRank > 0 ? mla.queryRank : 0) + mla.keyValueRank + mla.queryKeyRopeHead;
}

WorkSizes workSizes(const WorkShape& work)
{
    const ModelShape& model = work.model;
    WorkSizes sizes;
    sizes.samples = work.microBatch;
    sizes.sequence = work.training.sequence;
    sizes.tokens = sizes.samples * sizes.sequence / work.split.context;
    sizes.tensor = work.split.tensor;
    sizes.sequenceParallel = work.split.sequenceParallel && work.split.tensor > 1;
    sizes.shardTokens = sizes.sequenceParallel ? sizes.tokens / sizes.tensor : sizes.tokens;
    sizes.hidden = model.hidden;
    sizes.vocab = model.vocab / sizes.tensor;
    sizes.heads = model.heads / sizes.tensor;
    const bool latent = model.attention == AttentionKind::Mla;
    sizes.keyValueHeads = latent ? sizes.heads : std::max(1.0, model.kvHeads / sizes.tensor);
    const double exchanged = work.split.contextMethod == ContextMethod::AllToAll ? work.split.context : 1;
    sizes.coreTokens = sizes.tokens * exchanged;
    sizes.coreHeads = sizes.heads / exchanged;
    sizes.coreKeyValueHeads = std::max(1.0, sizes.keyValueHeads / exchanged);
    sizes.queryKeyHead = latent ? model.mla.queryKeyNopeHead + model.mla.queryKeyRopeHead : model.headDim;
    sizes.valueHead = latent ? model.mla.valueHead : model.headDim;
    sizes.element = storedBytesOf(work.training.precision);
    sizes.operand = bytesOf(work.training.precision);
    sizes.mainGradient = storedBytesOf(gradientPrecisionOf(work.training));
    const Software software = softwareOf(work.training, work.model);
    const bool isGelu = model.activation == Activation::Gelu;
    sizes.keptOperand = software.keepsLowered ? std::min(sizes.element, sizes.operand) : sizes.element;
    sizes.hasBiases = isGelu && software.biases;
    sizes.hasDropout = isGelu && software.dropout;
    sizes.keepsScores = keepsScores(work);
    sizes.attentionDropout = isGelu && software.attentionDropout;
    sizes.loss = software.loss;
    return sizes;
}

} // namespace costs
} // namespace core
