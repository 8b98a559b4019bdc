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

enum class UnitKind { Embedding, DenseLayer, ExpertLayer, Head };
UnitKind unitKind(const ModelShape& model, int unit);

enum class OperatorKind { MatrixProduct, Attention, ElementWise };

/// One kernel (or a batch of like ones) on one device.
struct Operator
{
    OperatorKind kind = OperatorKind::ElementWise;
    const char* name = "";
    Flops flops;          ///< of all `count` together
    Bytes moved;          ///< read from and written to device memory, all `count` together
    int m = 0, n = 0, k = 0; ///< of one matrix product, on this device
    int count = 1;        ///< like products (experts, heads)
    bool weightGradient = false; ///< part of W, not of B, where a schedule separates them
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
/// arXiv 2205.05198 sections 4.1-4.2 (f, g and their sequence-parallel forms).
std::vector<Step> forwardSteps(const WorkShape& work, int unit);

/// Input and weight gradients, marked by `Operator::weightGradient`.
std::vector<Step> backwardSteps(const WorkShape& work, int unit);

/// What is done again before `backwardSteps`: nothing, the attention core, or the forward pass.
std::vector<Step> recomputeSteps(const WorkShape& work, int unit, Recompute recompute);

/// The optimizer's element-wise update of `parameters` on one device (its shard under ZeRO 1-3).
Operator optimizerStep(const WorkShape& work, double parameters);

/// Activations that one device sends to the next stage for one micro-batch (and receives back as gradient).
Bytes boundaryBytes(const WorkShape& work);

/// Parameters of one unit, whole: not split over any device. A tied head has none of its own.
double parameterCount(const ModelShape& model, const Training& training, int unit);

/// Parameters of one unit on one device of the group.
double parametersPerDevice(const WorkShape& work, int unit);

double parameterCount(const ModelShape& model, const Training& training);

/// Model FLOPs of one iteration, forward and backward, full (not causal) attention, no recompute:
/// arXiv 2104.04473 eq. 3 x 3/4; for GQA, SwiGLU and MoE the same count of matrix products.
Flops modelFlops(const ModelShape& model, const Training& training);

/// The same plus what is recomputed, given per unit.
Flops hardwareFlops(const ModelShape& model, const Training& training, const std::vector<Recompute>& perUnit);

} // namespace core
