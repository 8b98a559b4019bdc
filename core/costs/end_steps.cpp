#include "core/costs/steps.h"

namespace core::costs {
namespace end_steps {

/// Logits stay in 16 bits when the layers run in fp8 or fp4.
Product logits(const StepWriter& out)
{
    return {out.sizes().tokens, out.sizes().vocab, out.sizes().hidden, 1, true};
}

/// Bytes of one fp32 number a token: what the ranks of a split vocabulary tell each other.
double perTokenBytes(const StepWriter& out)
{
    return 4 * out.sizes().tokens;
}

/// Bytes a logit that the loss's gradient moves. PyTorch's: a dense gradient of the picked log-probabilities is written,
/// read with the log-probabilities and written again, and brought to 16 bits.
double lossBackwardBytes(const WorkSizes& sizes)
{
    switch (sizes.loss) {
    case LossKernel::VocabParallel:
        return 4 + sizes.element;
    case LossKernel::Separate:
        return 4 + (4 + 4 + 4) + (4 + sizes.element);
    case LossKernel::InPlace:
        return 2 * sizes.element;
    }
    return 0;
}

} // namespace end_steps

void embeddingForward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const double states = sizes.tokens * sizes.hidden;
    out.elementWise("look-up", 2 * sizes.element * states);
    out.reduceSequence("reduce embedding", sizes.hidden);
    const double shard = sizes.shardTokens * sizes.hidden;
    if (out.model().learnedPositions)
        out.elementWise("add positions", 3 * sizes.element * shard);
    if (sizes.hasDropout)
        out.elementWise("embedding dropout", (2 * sizes.element + 1) * shard);
}

void embeddingBackward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const double states = sizes.tokens * sizes.hidden;
    const double shard = sizes.shardTokens * sizes.hidden;
    if (sizes.hasDropout)
        out.elementWise("embedding dropout backward", (2 * sizes.element + 1) * shard);
    if (out.model().learnedPositions)
        out.elementWise("position gradient", sizes.element * shard, true);
    out.gatherSequence("gather embedding gradient", sizes.hidden);
    out.elementWise("look-up gradient", (sizes.element + 2 * sizes.mainGradient) * states, true);
}

void headForward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const double logits = sizes.tokens * sizes.vocab;
    const auto share = [&](const char* name) {
        out.collective(name, CollectiveKind::AllReduce, GroupKind::Tensor, end_steps::perTokenBytes(out));
    };
    normForward(out, "final norm");
    out.gatherSequence("gather sequence", sizes.hidden);
    out.product("logits", end_steps::logits(out));
    if (sizes.loss == LossKernel::InPlace) {
        out.elementWise("cross entropy", sizes.element * logits);
        share("sums of exponentials");
        return;
    }
    out.elementWise("logits to fp32, maximum", (sizes.element + 4 + 4) * logits);
    share("largest logit");
    out.elementWise("exponentials", (4 + 4) * logits);
    share("target's logit");
    share("sum of exponentials");
    out.elementWise("cross entropy", (4 + 4) * logits);
}

void headBackward(StepWriter& out)
{
    const WorkSizes& sizes = out.sizes();
    const Product logits = end_steps::logits(out);
    out.elementWise("cross entropy backward", end_steps::lossBackwardBytes(sizes) * sizes.tokens * sizes.vocab);
    out.inputGradient("logits input gradient", logits);
    out.reduceSequence("reduce input gradient", sizes.hidden);
    out.weightGradient("logits weight gradient", logits);
    normBackward(out, "final norm backward");
}

} // namespace core::costs
