#pragma once

#include "core/documents/model.h"
#include "core/documents/training.h"

namespace core {

/// What a software generation does that changes the work itself. Facts of the software, not fitted.
struct Software
{
    /// The attention core in one kernel that never writes out the scores of every pair of tokens (arXiv 2205.14135).
    bool fusedAttention = true;
    bool attentionDropout = true;  ///< of models with dropout at all
    /// Products of fp32 numbers run in TF32, as NVIDIA's containers make them (TORCH_ALLOW_TF32_CUBLAS_OVERRIDE).
    bool tensorFloat32 = false;
};

/// By `training.software`; unknown names by the year in them. Without a name GELU models are taken as of before fused
/// attention, SwiGLU models as of after it.
Software softwareOf(const Training& training, const ModelShape& model);

} // namespace core
