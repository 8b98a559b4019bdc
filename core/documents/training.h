#pragma once

#include "core/documents/json_value.h"

#include <optional>
#include <string>

namespace core {

enum class Precision { Fp32, Tf32, Fp16, Bf16, Fp8, Fp4 };
enum class Optimizer { Adam, Sgd };

struct Training
{
    int globalBatch = 0; ///< samples per iteration; 0 = not given
    int sequence = 0;    ///< tokens per sample; 0 = not given
    Precision precision = Precision::Bf16;
    std::optional<Precision> gradientPrecision; ///< default: fp32 with bf16 or fp8, else the training precision
    Optimizer optimizer = Optimizer::Adam;
    std::optional<std::string> software; ///< generation, as "megatron-lm-2021": a key of fitted constants
    Extras extras;
    bool operator==(const Training&) const = default;
};

/// Gradients' precision, the default filled in (design: 18 or 16 bytes of state per parameter).
constexpr Precision gradientPrecisionOf(const Training& training)
{
    if (training.gradientPrecision)
        return *training.gradientPrecision;
    const bool wide = training.precision == Precision::Bf16 || training.precision == Precision::Fp8
        || training.precision == Precision::Fp4;
    return wide ? Precision::Fp32 : training.precision;
}

} // namespace core
