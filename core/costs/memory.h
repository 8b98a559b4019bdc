#pragma once

#include "core/base/units.h"
#include "core/costs/operators.h"
#include "core/documents/catalogue.h"
#include "core/documents/plan.h"

namespace core {

/// What lives on one device through an iteration, whatever the schedule.
struct StateMemory
{
    Bytes weights;   ///< parameters in training precision; none where only the sharded master is kept (`Software`)
    Bytes gradients;
    Bytes optimizer; ///< fp32 master copy and Adam moments
    Bytes buffers;   ///< temporary: largest working set of a pass
    Bytes whole;     ///< of sharded units, what is whole while they run: gathered weights, gradients not reduced yet
    Bytes framework; ///< context, communicators, allocator slack

    Bytes total() const { return weights + gradients + optimizer + buffers + whole + framework; }
    bool operator==(const StateMemory&) const = default;
};

/// State of the units [units.first, units.end) on one device. Under ZeRO 1 the optimizer state, 2 also gradients,
/// 3 also weights are divided over `split.data` x `split.context`, experts' over that by `split.expert`.
/// arXiv 1910.02054 section 5. Adam: weights 2 bytes, gradients 2 or 4, fp32 master copy and moments 12; in fp32 4, 4, 8.
/// ZeRO 3 holds the whole weights of two units, the one that runs and the next (arXiv 2304.11277 section 3.3.2); ZeRO 2 and 3
/// the whole gradients of two, the one that runs and the one that is reduced.
/// Units that hold a tied head without the embedding hold a copy of its table.
StateMemory stateMemory(const WorkShape& work, UnitRange units, const Device& device);

/// Parameters of `units` that one device's optimizer updates: under ZeRO 1 to 3 its shard.
double parametersUpdated(const WorkShape& work, UnitRange units);

/// Bytes that one device keeps of one unit from a micro-batch's forward to its backward.
/// arXiv 2205.05198 eq. 1-6 and table 2 for dense GELU layers with 16-bit activations; counted term by term otherwise.
/// `Selective` leaves out what the attention core keeps, which is little where `keepsScores` is false, or what
/// `recomputesProducts` says. `Full` keeps a
/// layer's input, 2sbh, with sequence parallelism its shard. The embedding and the head are the same in all modes.
Bytes activationBytes(const WorkShape& work, int unit, Recompute recompute);

/// Bytes that one device keeps of one unit from the input's half of its backward pass to the weights' half: both operands
/// of every weight gradient, gathered over a tensor group. A dense GELU layer: 32 s b h in 16 bits (arXiv 2401.10241
/// table 1).
Bytes weightOperandBytes(const WorkShape& work, int unit);

/// Bytes that exist only while one unit is recomputed and run backward (the activations that were not kept).
Bytes workingBytes(const WorkShape& work, int unit, Recompute recompute);

} // namespace core
