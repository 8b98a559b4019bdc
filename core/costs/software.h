#pragma once

#include "core/documents/model.h"
#include "core/documents/training.h"

namespace core {

/// How the head turns logits into a loss, which decides what of them is in memory.
enum class LossKernel {
    VocabParallel, ///< Megatron's: logits in fp32 are kept, and their gradient is made beside them
    Separate,      ///< PyTorch's cross_entropy on fp32 logits: log-probabilities kept, two fp32 gradients at once backward
    InPlace        ///< one kernel (flash-attn's, Transformer Engine's): the gradient takes the place of the 16-bit logits
};

/// What a software generation does that changes the work itself. Facts of the software, not fitted.
struct Software
{
    /// The attention core in one kernel that never writes out the scores of every pair of tokens (arXiv 2205.14135).
    bool fusedAttention = true;
    bool dropout = true;           ///< in GELU models
    bool attentionDropout = true;  ///< of models with dropout at all
    bool biases = true;            ///< in GELU models
    LossKernel loss = LossKernel::VocabParallel;
    /// The sharded fp32 weights are the only copy at rest; those in 16 bits are made when they are gathered, as PyTorch's
    /// FSDP does (arXiv 2304.11277 section 4.4). Else the training's copy is sharded beside its master.
    bool shardsMasterOnly = false;
    /// A tensor group's gathered inputs are kept for the backward pass, as PyTorch's DTensor does, which gathers nothing
    /// again (Megatron does, arXiv 2205.05198 section 4.2.2).
    bool keepsGathered = false;
    /// Selective recompute keeps the attention core and every second matrix product and repeats all else (torchtitan,
    /// arXiv 2410.06511 section 2.2.2; its `_apply_op_sac`).
    bool recomputesProducts = false;
    /// Full recompute of a dense layer ends before its last product, whose result no gradient needs, as PyTorch's
    /// non-reentrant checkpoints do (`torch.utils.checkpoint.set_checkpoint_early_stop`, on by default).
    bool stopsRecomputeEarly = false;
    /// Inputs of fp8 and fp4 products are kept for the backward pass as they were quantised (Transformer Engine).
    bool keepsLowered = true;
    /// Under ZeRO 3 every tensor is gathered, and its gradient scattered, by a collective of its own: DeepSpeed up to 2021 (its
    /// `partition_parameters.py`, `_allgather_param`). NCCL gathers and scatters over rings.
    bool collectsTensors = false;
    /// Products of fp32 numbers run in TF32, as NVIDIA's containers make them (TORCH_ALLOW_TF32_CUBLAS_OVERRIDE).
    bool tensorFloat32 = false;
    /// The two stages of a tied table sum its gradient as it is stored, in 16 bits, whatever the precision of the reduction over
    /// data: DeepSpeed's pipelines in fp16 (`PipelineModule.allreduce_tied_weight_gradients` takes `weight.grad`; its
    /// `fp32_allreduce` is of the reduction over data alone).
    bool tiesAsStored = false;
    /// Where tensor ranks send shares of the activations, each sends the whole gradient back: DeepSpeed up to 2021 (its
    /// `runtime/pipe/engine.py`: `is_pipe_partitioned` with tensor parallelism, `is_grad_partitioned = False`).
    bool sendsWholeGradients = false;
    /// One attention mask, sequence x sequence in 16 bits, goes with each micro-batch's activations: Megatron on DeepSpeed's
    /// pipelines up to 2021 (`GPT2ModelPipe`; `_exec_send_activations`: `outputs[-1].half()`).
    bool sendsMask = false;
};

/// By `training.software`; unknown names by the year in them. Without a name GELU models are taken as of before fused
/// attention, SwiGLU models as of after it.
Software softwareOf(const Training& training, const ModelShape& model);

} // namespace core
