#pragma once

#include "core/base/units.h"
#include "core/documents/model.h"
#include "core/documents/plan.h"
#include "core/documents/training.h"

#include <variant>
#include <vector>

namespace core {

/// How a stage's work is split over devices. A degree of 1 means: not split.
struct Split
{
    int tensor = 1;
    int context = 1;
    int expert = 1;
    int data = 1;
    bool sequenceParallel = false;
    int zero = 0; ///< ZeRO stage 0..3 over `data` (x context)
    ContextMethod contextMethod = ContextMethod::Ring;
    bool operator==(const Split&) const = default;
};

/// What the passes of one stage compute on: fixed for a pipeline.
struct WorkShape
{
    ModelShape model;
    Training training;
    Split split;
    int microBatch = 1; ///< samples
};

/// Whether the attention core works in kernels that write out the scores of every pair of tokens and keep them for the
/// backward pass, the 5 a s^2 b of arXiv 2205.05198, as software did before fused attention: see `Software`. Fused, it
/// keeps one fp32 number a row.
bool keepsScores(const WorkShape& work);

/// Whether selective recompute keeps the attention core and repeats every second matrix product of this unit: see
/// `Software`. Only dense SwiGLU layers.
bool recomputesProducts(const WorkShape& work, int unit);

enum class UnitKind { Embedding, DenseLayer, ExpertLayer, Head };
UnitKind unitKind(const ModelShape& model, int unit);

/// `Measured`: a pass of a whole unit, of which only the time is known.
enum class OperatorKind { MatrixProduct, Attention, ElementWise, Measured };

/// One kernel (or a batch of like ones) on one device. FLOPs are those of matrix products and of the attention core,
/// full and not causal, as arXiv 2104.04473 counts them: element-wise kernels have none, they are bound by memory.
/// The attention core is one operator, whose backward pass counts twice its forward pass; where `keepsScores`, the bytes
/// of its softmax and dropout kernels are in it. So repeating it is nearly free only where attention is fused.
struct Operator
{
    OperatorKind kind = OperatorKind::ElementWise;
    const char* name = "";
    Flops flops;          ///< of all `count` together
    Bytes moved;          ///< read from and written to device memory, all `count` together
    int m = 0, n = 0, k = 0; ///< of one matrix product, on this device
    int count = 1;        ///< like products (experts, heads)
    bool weightGradient = false; ///< part of W, not of B, where a schedule separates them
    bool highPrecision = false;  ///< stays in 16 bits when matrix products run in fp8 or fp4: router and logits
    Seconds measured;            ///< of `Measured`
};

enum class CollectiveKind { AllReduce, ReduceScatter, AllGather, AllToAll, Broadcast };
enum class GroupKind { Tensor, Context, Expert, Data };

/// Bytes are the size of the full buffer: what an all-reduce reduces, what an all-gather ends with, what a
/// reduce-scatter starts from, what one rank sends in total in an all-to-all.
struct Collective
{
    CollectiveKind kind = CollectiveKind::AllReduce;
    GroupKind group = GroupKind::Tensor;
    Bytes bytes;
    const char* name = "";
    bool operator==(const Collective&) const = default;
};

using Step = std::variant<Operator, Collective>;

/// What one device does for one micro-batch in one unit, in order. Sources: arXiv 2104.04473 section 2.3 and 5.1,
/// arXiv 2205.05198 sections 4.1-4.2 (f, g and their sequence-parallel forms; the second gather of a block's input,
/// which hides behind the input gradient, is left out). `split.context` cuts the sequence: every device works on all
/// keys and values, which go around as a ring; or all-to-alls of queries, keys and values before the attention core and of
/// its result after it give every device the whole sequence of its share of the heads (arXiv 2309.14509 section 3, 3 N h + N h
/// sent in all; keys and values of fewer heads than devices are repeated), and their gradients go back the same way. Experts are cut over `split.expert` and the tensor group, and routing is
/// even. Widths that a degree does not divide are padded in m, n, k, not in FLOPs or bytes.
std::vector<Step> forwardSteps(const WorkShape& work, int unit);

/// Input and weight gradients, marked by `Operator::weightGradient`.
std::vector<Step> backwardSteps(const WorkShape& work, int unit);

/// What is done again before `backwardSteps`: nothing, the attention core (or what `recomputesProducts` says), or the forward
/// pass of a layer (or what `Software::stopsRecomputeEarly` leaves of it). The
/// embedding and the head are never done again.
std::vector<Step> recomputeSteps(const WorkShape& work, int unit, Recompute recompute);

/// The optimizer's element-wise update of `parameters` on one device (its shard under ZeRO 1-3): gradient read, fp32
/// master copy and moments (Adam two, SGD its momentum) read and written, and the 16-bit copy written.
Operator optimizerStep(const WorkShape& work, double parameters);

/// Activations that one device sends to the next stage for one micro-batch (and receives back as gradient): all of them
/// from each rank of a tensor group, or with sequence parallelism each rank's own shard.
Bytes boundaryBytes(const WorkShape& work);

/// Parameters of one unit, whole: not split over any device. A tied head has none of its own. GELU models have biases
/// and layer norms with a shift, SwiGLU models neither.
double parameterCount(const ModelShape& model, const Training& training, int unit);

/// Parameters of one unit on one device of the group: norms, router and row-split biases are on every device, a device
/// holds at least one key and value head, experts are split over the expert group as well.
double parametersPerDevice(const WorkShape& work, int unit);

/// Tensors that hold the parameters of a unit: weights, and in GELU models the biases and shifts.
int parameterTensors(const WorkShape& work, int unit);

/// The same in two parts that are replicated unlike.
struct ParameterShare
{
    double common = 0; ///< replicated over data x context
    double expert = 0; ///< of experts, replicated over data x context / expert
    bool operator==(const ParameterShare&) const = default;
};
ParameterShare parameterShare(const WorkShape& work, int unit);
ParameterShare parameterShare(const WorkShape& work, UnitRange units); ///< the sum over them

double parameterCount(const ModelShape& model, const Training& training);

/// Model FLOPs of one iteration, forward and backward, full (not causal) attention, no recompute: the sum over all
/// operators. For GPT that is arXiv 2104.04473 eq. 3 without its recomputed forward pass, 3/4 of the layers' terms and
/// all of the logits', which eq. 3 does not recompute: 72 B s l h^2 (1 + s/(6h) + V/(12 l h)), as in arXiv 2205.05198
/// appendix A. For GQA, SwiGLU and MoE the same count of matrix products.
Flops modelFlops(const ModelShape& model, const Training& training);

/// The same plus what is recomputed, given per unit: with all layers full, arXiv 2104.04473 eq. 3.
Flops hardwareFlops(const ModelShape& model, const Training& training, const std::vector<Recompute>& perUnit);

} // namespace core
