#pragma once

#include "core/costs/operators.h"

namespace core {

/// What one device sends across the boundary between two stages for one micro-batch.
struct BoundarySends
{
    Bytes forward;  ///< activations, and the attention mask where the software sends it along (`Software::sendsMask`)
    Bytes backward; ///< their gradient
};

/// Of a stage's device. Where the boundary is scattered each rank of a tensor group sends its share of the activations,
/// and of their gradient too unless the software sends that whole (`Software::sendsWholeGradients`).
BoundarySends boundarySends(const WorkShape& work, bool isScattered);

/// Of a tied table's gradient, whole, as the first and the last stage sum it (`Software::tiesAsStored`).
Bytes tiedGradient(const ModelShape& model, const Training& training);

} // namespace core
