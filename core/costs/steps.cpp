#include "core/costs/steps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core::costs {
namespace steps {

/// A whole extent of at least one: a shard that does not divide is padded.
int whole(double extent)
{
    const double limit = std::numeric_limits<int>::max();
    return std::max(1, static_cast<int>(std::min(limit, std::ceil(extent * (1 - 1e-12)))));
}

Operator matrixProduct(const char* name, const Product& product)
{
    Operator work;
    work.kind = OperatorKind::MatrixProduct;
    work.name = name;
    work.flops = Flops(2 * product.m * product.n * product.k * product.count);
    work.m = whole(product.m);
    work.n = whole(product.n);
    work.k = whole(product.k);
    work.count = whole(product.count);
    work.highPrecision = product.highPrecision;
    return work;
}

/// Two operands read, a result of `resultBytes` an element written.
Bytes traffic(const Product& product, double operandBytes, double resultBytes)
{
    const double operands = product.m * product.k + product.k * product.n;
    return Bytes(product.count * (operandBytes * operands + resultBytes * product.m * product.n));
}

/// Bytes of scores that pass through memory when attention is not fused. Forward: scores written, softmax
/// reads and writes, dropout reads and writes with its mask, the second product reads. Backward: the two
/// products' gradients write one and read three, dropout reads and writes with its mask, softmax reads two
/// and writes.
double scoreTraffic(const WorkSizes& sizes, bool backward)
{
    if (!sizes.keepsScores)
        return 0;
    const double passes = backward ? 7 : 4;
    const double dropout = sizes.attentionDropout ? 2 * sizes.element + 1 : 0;
    return sizes.scores() * (passes * sizes.element + dropout);
}

} // namespace steps

/// Read in 16 bits; written twice, since products of fp8 and fp4 numbers want both operands with their inner extent in
/// one piece, forward and for the weight gradient (Transformer Engine's documentation, "FP8 primer").
void StepWriter::quantise(const char* name, double elements, bool highPrecision)
{
    if (m_sizes.operand < m_sizes.element && !highPrecision)
        elementWise(name, elements * (m_sizes.element + 2 * m_sizes.operand));
}

void StepWriter::product(const char* name, const Product& product)
{
    quantise("quantise input", product.m * product.k * product.count, product.highPrecision);
    append(name, product);
}

void StepWriter::append(const char* name, const Product& product)
{
    Operator work = steps::matrixProduct(name, product);
    work.moved
        = steps::traffic(product, product.highPrecision ? m_sizes.element : m_sizes.operand, m_sizes.element);
    m_steps.emplace_back(work);
}

void StepWriter::inputGradient(const char* name, const Product& forward)
{
    quantise("quantise gradient", forward.m * forward.n * forward.count, forward.highPrecision);
    append(name, {forward.m, forward.k, forward.n, forward.count, forward.highPrecision});
}

void StepWriter::weightGradient(const char* name, const Product& forward)
{
    const Product gradient{forward.k, forward.n, forward.m, forward.count, forward.highPrecision};
    Operator work = steps::matrixProduct(name, gradient);
    work.moved = steps::traffic(
        gradient, gradient.highPrecision ? m_sizes.element : m_sizes.operand, 2 * m_sizes.mainGradient);
    work.weightGradient = true;
    m_steps.emplace_back(work);
}

void StepWriter::elementWise(const char* name, double moved, bool weightGradient)
{
    Operator work;
    work.name = name;
    work.moved = Bytes(moved);
    work.weightGradient = weightGradient;
    m_steps.emplace_back(work);
}

void StepWriter::biasGradient(const char* name, double tokens, double width)
{
    if (m_sizes.hasBiases)
        elementWise(name, m_sizes.element * tokens * width, true);
}

void StepWriter::attention(const char* name, bool backward)
{
    const double factor = backward ? 2 : 1;
    const double queries = m_sizes.coreTokens * m_sizes.coreHeads;
    const double keys = m_sizes.samples * m_sizes.sequence * m_sizes.coreKeyValueHeads;
    const double widths = m_sizes.queryKeyHead + m_sizes.valueHead;
    Operator work;
    work.kind = OperatorKind::Attention;
    work.name = name;
    work.flops = Flops(factor * 2 * m_sizes.scores() * widths);
    work.moved = Bytes(
        factor * m_sizes.element * (queries + keys) * widths + steps::scoreTraffic(m_sizes, backward));
    work.m = steps::whole(m_sizes.coreTokens / m_sizes.samples);
    work.n = steps::whole(m_sizes.sequence);
    work.k = steps::whole(m_sizes.queryKeyHead);
    work.count = steps::whole(m_sizes.samples * m_sizes.coreHeads);
    m_steps.emplace_back(work);
}

void StepWriter::collective(const char* name, CollectiveKind kind, GroupKind group, double bytes)
{
    const Split& split = m_work.split;
    const int members = group == GroupKind::Tensor ? split.tensor
        : group == GroupKind::Context              ? split.context
        : group == GroupKind::Expert               ? split.expert
                                                   : split.data;
    if (members > 1)
        m_steps.emplace_back(Collective{kind, group, Bytes(bytes), name});
}

void StepWriter::gatherSequence(const char* name, double width)
{
    if (m_sizes.sequenceParallel)
        collective(
            name, CollectiveKind::AllGather, GroupKind::Tensor, m_sizes.element * m_sizes.tokens * width);
}

void StepWriter::reduceSequence(const char* name, double width)
{
    const CollectiveKind kind
        = m_sizes.sequenceParallel ? CollectiveKind::ReduceScatter : CollectiveKind::AllReduce;
    collective(name, kind, GroupKind::Tensor, m_sizes.element * m_sizes.tokens * width);
}

void normForward(StepWriter& out, const char* name)
{
    out.elementWise(name, 2 * out.sizes().element * out.sizes().shardTokens * out.sizes().hidden);
}

/// Reads the input, the gradient and the residual stream's gradient, writes their sum.
void normBackward(StepWriter& out, const char* name)
{
    out.elementWise(name, 4 * out.sizes().element * out.sizes().shardTokens * out.sizes().hidden);
}

void residualForward(StepWriter& out, const char* name)
{
    const double mask = out.sizes().hasDropout ? 1 : 0;
    out.elementWise(name, (3 * out.sizes().element + mask) * out.sizes().shardTokens * out.sizes().hidden);
}

void residualBackward(StepWriter& out, const char* name)
{
    if (out.sizes().hasDropout)
        out.elementWise(name, (2 * out.sizes().element + 1) * out.sizes().shardTokens * out.sizes().hidden);
}

} // namespace core::costs
