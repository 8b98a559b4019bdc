#include "core/costs/steps.h"

namespace core::costs {
namespace feed_forward_steps {

struct Block
{
    Product up, down;
    double inner = 0; ///< numbers that the activation writes, of all tokens
};

/// A block of inner width `ffn` for `tokens` tokens of each of `count` experts, the width split over the
/// tensor group.
Block blockOf(const StepWriter& out, double ffn, double tokens, double count)
{
    const double width = ffn / out.sizes().tensor;
    return {{tokens, upWidth(out.model(), width), out.sizes().hidden, count},
        {tokens, out.sizes().hidden, width, count}, tokens * count * width};
}

Block denseBlock(const StepWriter& out)
{
    return blockOf(out, out.model().ffn, out.sizes().tokens, 1);
}

Block sharedBlock(const StepWriter& out)
{
    return blockOf(
        out, static_cast<double>(out.model().moeFfn) * out.model().sharedExperts, out.sizes().tokens, 1);
}

/// Routing is taken as even: every expert gets the same number of tokens.
Block expertBlock(const StepWriter& out)
{
    const double local = static_cast<double>(out.model().experts) / out.split().expert;
    return blockOf(out, out.model().moeFfn, out.sizes().tokens * out.model().expertsPerToken / local, local);
}

/// The activation reads its input (two halves in SwiGLU) and writes one.
double activationBytes(const StepWriter& out, const Block& block)
{
    return out.sizes().element * block.inner * (upWidth(out.model(), 1) + 1);
}

/// Backward it reads the input and the gradient and writes the input's gradient.
double activationBackwardBytes(const StepWriter& out, const Block& block)
{
    return out.sizes().element * block.inner * (2 * upWidth(out.model(), 1) + 1);
}

Product routerProduct(const StepWriter& out)
{
    return {out.sizes().shardTokens, static_cast<double>(out.model().experts), out.sizes().hidden, 1, true};
}

/// Bytes of the hidden states of `tokens`, once per expert that each goes to.
double dispatchedBytes(const StepWriter& out, double tokens)
{
    return out.sizes().element * tokens * out.model().expertsPerToken * out.sizes().hidden;
}

/// Tokens to their experts: all-to-all over the expert group, then, where the sequence is split over the
/// tensor group, all of the group's tokens to each of its members, which hold a part of each expert.
void dispatch(StepWriter& out, const char* toExperts, const char* toGroup)
{
    out.collective(toExperts, CollectiveKind::AllToAll, GroupKind::Expert,
        dispatchedBytes(out, out.sizes().shardTokens));
    if (out.sizes().sequenceParallel)
        out.collective(
            toGroup, CollectiveKind::AllGather, GroupKind::Tensor, dispatchedBytes(out, out.sizes().tokens));
}

void combine(StepWriter& out, const char* fromGroup, const char* fromExperts)
{
    if (out.sizes().sequenceParallel)
        out.collective(fromGroup, CollectiveKind::ReduceScatter, GroupKind::Tensor,
            dispatchedBytes(out, out.sizes().tokens));
    out.collective(fromExperts, CollectiveKind::AllToAll, GroupKind::Expert,
        dispatchedBytes(out, out.sizes().shardTokens));
}

/// Bytes to copy every token's state into the order of experts, or back into one weighted sum.
double permuteBytes(const StepWriter& out)
{
    return out.sizes().element * out.sizes().shardTokens * out.sizes().hidden
        * (out.model().expertsPerToken + 1);
}

/// Logits, probabilities and choice, in fp32.
double routingBytes(const StepWriter& out)
{
    return 4 * 3 * out.sizes().shardTokens * out.model().experts;
}

void denseForward(StepWriter& out)
{
    const Block block = denseBlock(out);
    out.gatherSequence("gather sequence", out.sizes().hidden);
    out.product("feed-forward up", block.up);
    out.elementWise("activation", activationBytes(out, block));
    out.product("feed-forward down", block.down);
    out.reduceSequence("reduce feed-forward", out.sizes().hidden);
}

void denseBackward(StepWriter& out)
{
    const Block block = denseBlock(out);
    out.gatherSequence("gather feed-forward gradient", out.sizes().hidden);
    out.inputGradient("feed-forward down input gradient", block.down);
    out.weightGradient("feed-forward down weight gradient", block.down);
    out.biasGradient("feed-forward down bias gradient", out.sizes().shardTokens, out.sizes().hidden);
    out.elementWise("activation backward", activationBackwardBytes(out, block));
    out.inputGradient("feed-forward up input gradient", block.up);
    out.reduceSequence("reduce input gradient", out.sizes().hidden);
    out.weightGradient("feed-forward up weight gradient", block.up);
    out.biasGradient("feed-forward up bias gradient", out.sizes().tokens, block.up.n);
}

void sharedForward(StepWriter& out)
{
    if (out.model().sharedExperts == 0)
        return;
    const Block block = sharedBlock(out);
    out.gatherSequence("gather sequence for shared experts", out.sizes().hidden);
    out.product("shared experts up", block.up);
    out.elementWise("shared experts activation", activationBytes(out, block));
    out.product("shared experts down", block.down);
    if (out.sizes().sequenceParallel)
        out.reduceSequence("reduce shared experts", out.sizes().hidden);
}

void sharedBackward(StepWriter& out)
{
    if (out.model().sharedExperts == 0)
        return;
    const Block block = sharedBlock(out);
    out.gatherSequence("gather shared experts gradient", out.sizes().hidden);
    out.inputGradient("shared experts down input gradient", block.down);
    out.weightGradient("shared experts down weight gradient", block.down);
    out.elementWise("shared experts activation backward", activationBackwardBytes(out, block));
    out.inputGradient("shared experts up input gradient", block.up);
    if (out.sizes().sequenceParallel)
        out.reduceSequence("reduce shared experts input gradient", out.sizes().hidden);
    out.weightGradient("shared experts up weight gradient", block.up);
}

void expertsForward(StepWriter& out)
{
    const Block block = expertBlock(out);
    out.product("router", routerProduct(out));
    out.elementWise("routing", routingBytes(out));
    out.elementWise("permute tokens", permuteBytes(out));
    dispatch(out, "dispatch tokens", "gather dispatched tokens");
    out.product("experts up", block.up);
    out.elementWise("experts activation", activationBytes(out, block));
    out.product("experts down", block.down);
    combine(out, "reduce expert outputs", "combine tokens");
    out.elementWise("unpermute tokens", permuteBytes(out));
    sharedForward(out);
    if (!out.sizes().sequenceParallel)
        out.reduceSequence("reduce experts", out.sizes().hidden);
}

void expertsBackward(StepWriter& out)
{
    const Block block = expertBlock(out);
    sharedBackward(out);
    out.elementWise("unpermute tokens backward", permuteBytes(out));
    dispatch(out, "dispatch gradients", "gather dispatched gradients");
    out.inputGradient("experts down input gradient", block.down);
    out.weightGradient("experts down weight gradient", block.down);
    out.elementWise("experts activation backward", activationBackwardBytes(out, block));
    out.inputGradient("experts up input gradient", block.up);
    combine(out, "reduce expert input gradients", "combine gradients");
    out.weightGradient("experts up weight gradient", block.up);
    out.elementWise("permute tokens backward", permuteBytes(out));
    out.elementWise("routing backward", routingBytes(out));
    out.inputGradient("router input gradient", routerProduct(out));
    out.weightGradient("router weight gradient", routerProduct(out));
    if (!out.sizes().sequenceParallel)
        out.reduceSequence("reduce input gradient", out.sizes().hidden);
}

} // namespace feed_forward_steps

void feedForwardForward(StepWriter& out, bool experts)
{
    normForward(out, "feed-forward norm");
    if (experts)
        feed_forward_steps::expertsForward(out);
    else
        feed_forward_steps::denseForward(out);
    residualForward(out, "feed-forward residual");
}

void feedForwardRepeated(StepWriter& out)
{
    const auto block = feed_forward_steps::denseBlock(out);
    Product up = block.up;
    up.n /= 2;
    normForward(out, "feed-forward norm");
    out.gatherSequence("gather sequence", out.sizes().hidden);
    out.product("feed-forward up", up);
    out.elementWise("activation", feed_forward_steps::activationBytes(out, block));
}

void feedForwardBackward(StepWriter& out, bool experts)
{
    residualBackward(out, "feed-forward dropout backward");
    if (experts)
        feed_forward_steps::expertsBackward(out);
    else
        feed_forward_steps::denseBackward(out);
    normBackward(out, "feed-forward norm backward");
}

} // namespace core::costs
