#pragma once

#include "core/documents/plan.h"
#include "core/documents/training.h"

namespace core {

/// What tensor-parallel collectives run beside.
enum class TensorOverlap {
    None,
    WeightGradients, ///< in the backward pass, the weight gradient that follows the input gradient (arXiv 2205.05198 section 4.2.2)
    Pipelined        ///< with sequence parallelism also the product before or after them, piece by piece
};

/// Communication that runs beside the passes.
struct Overlap
{
    bool gradientReduce = false;
    bool parameterGather = false;
    TensorOverlap tensor = TensorOverlap::None;
    bool sends = true; ///< between stages; else a device waits until what it sends has arrived
    bool operator==(const Overlap&) const = default;
};

/// What a plan says of overlap, else what its software does by itself:
/// - gradients and parameters: beside the passes, as PyTorch's DDP and FSDP (arXiv 2304.11277) and published runs of
///   Megatron-Core have it (`--overlap-grad-reduce`, `--overlap-param-gather`). Megatron-LM up to 2023 had no such thing.
///   DeepSpeed's `overlap_comm` is off by default but for ZeRO 3; up to 2021 nothing runs beside that either, as every gather
///   begins with `torch.cuda.synchronize()` (its `partition_parameters.py`, `_allgather_param`).
/// - tensor: Megatron-LM since 2022, Megatron-Core, and where no software is named: weight gradients. Others: none.
/// - sends: all but DeepSpeed's pipelines, which call the blocking `torch.distributed.send` (its `runtime/pipe/p2p.py`), and
///   Megatron-LM up to 2023, which waits for every batch of sends (its `p2p_communication.py`: `req.wait()`, then
///   `torch.cuda.synchronize()`). Schedules that run the weights' half apart bring their own sends (arXiv 2401.10241).
Overlap overlapOf(const Plan& plan, const Training& training);

/// Sharded gradients are reduced for each micro-batch (arXiv 1910.02054 section 5.2); else they add up to the last one's.
constexpr bool reducesEveryPass(int zero) { return zero >= 2; }
/// Whether buckets of gradients set out as the backward pass fills them; else all together after the last pass. Where the
/// reduction does not run beside the passes, they wait for it.
constexpr bool reducesInPasses(int zero, const Overlap& overlap) { return overlap.gradientReduce || reducesEveryPass(zero); }

/// Whether each tensor rank sends only its share of the boundary between two stages, and the receivers gather the rest
/// among them (arXiv 2104.04473 section 4.1): Megatron-LM of 2021 and 2022, and DeepSpeed's pipelines. Later ones rely on
/// sequence parallelism, which needs no gathering.
bool scattersBoundary(const Training& training);

} // namespace core
