#pragma once

#include "core/base/units.h"
#include "core/documents/json_value.h"
#include "core/documents/training.h"

#include <optional>

namespace core {

/// Measured times of one unit for one micro-batch.
struct UnitTimes
{
    Seconds forward, backward;
    std::optional<Seconds> update {}; ///< of its parameters by the optimizer
    bool operator==(const UnitTimes&) const = default;
};

/// Measured times of a model's units on one kind of device, with one tensor degree and micro-batch size. With `tensor` above 1 the
/// collectives of the tensor group, inside one node, are in them. What is not said (0 or nothing) holds for any.
struct LayerProfile
{
    int tensor = 1, microBatch = 1;
    int hidden = 0, heads = 0, ffn = 0, vocab = 0, sequence = 0;
    std::optional<Precision> precision {};
    std::optional<bool> sequenceParallel {};
    std::optional<UnitTimes> embedding {}, layer {}, head {};
    Extras extras {};
    bool operator==(const LayerProfile&) const = default;
};

} // namespace core
