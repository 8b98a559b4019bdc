#pragma once

#include "core/costs/operators.h"
#include "core/costs/work_sizes.h"

namespace core::costs {

/// One matrix product m x k times k x n, `count` of the like, on this device.
struct Product
{
    double m = 0, n = 0, k = 0;
    double count = 1;
    bool highPrecision = false;
};

/// Appends kernels and collectives to a list of steps.
class StepWriter
{
public:
    StepWriter(const WorkShape& work, std::vector<Step>& steps)
        : m_work(work)
        , m_sizes(workSizes(work))
        , m_steps(steps)
    {
    }

    const ModelShape& model() const { return m_work.model; }
    const Split& split() const { return m_work.split; }
    const WorkSizes& sizes() const { return m_sizes; }

    /// With fp8 or fp4 operands its input is quantised first, and so is the gradient in `inputGradient`.
    void product(const char* name, const Product& product);
    /// The two products that carry a gradient back through `product`: to its input, and to its weight.
    void inputGradient(const char* name, const Product& product);
    void weightGradient(const char* name, const Product& product);
    /// A kernel bound by memory. `moved` in bytes.
    void elementWise(const char* name, double moved, bool weightGradient = false);
    /// Sums a bias's gradient over the tokens; none in models without biases.
    void biasGradient(const char* name, double tokens, double width);
    /// The attention core.
    void attention(const char* name, bool backward);
    /// Of a full buffer of `bytes`; nothing when the group has one member.
    void collective(const char* name, CollectiveKind kind, GroupKind group, double bytes);

    /// Before a tensor-parallel block: all-gather of the sequence shards, of `width` per token (f bar), else
    /// nothing (f).
    void gatherSequence(const char* name, double width);
    /// After one: all-reduce (g), or reduce-scatter to the sequence shards (g bar).
    void reduceSequence(const char* name, double width);

private:
    void append(const char* name, const Product& product);
    void quantise(const char* name, double elements, bool highPrecision);

    const WorkShape& m_work;
    WorkSizes m_sizes;
    std::vector<Step>& m_steps;
};

/// Each appends one part of a pass; they read top to bottom as the kernels run.
void attentionForward(StepWriter& out);
void attentionCoreForward(StepWriter& out);
void attentionBackward(StepWriter& out);
/// What `recomputesProducts` repeats of either block: norm, keys and projection; norm, the product beside the gate, activation.
void attentionRepeated(StepWriter& out);
void feedForwardRepeated(StepWriter& out);
void feedForwardForward(StepWriter& out, bool experts);
void feedForwardBackward(StepWriter& out, bool experts);
void embeddingForward(StepWriter& out);
void embeddingBackward(StepWriter& out);
void headForward(StepWriter& out);
void headBackward(StepWriter& out);

void normForward(StepWriter& out, const char* name);
void normBackward(StepWriter& out, const char* name);
/// Bias, dropout and the residual stream's sum, fused; without biases just the sum.
void residualForward(StepWriter& out, const char* name);
void residualBackward(StepWriter& out, const char* name);

} // namespace core::costs
