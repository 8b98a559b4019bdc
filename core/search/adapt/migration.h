#pragma once

#include "core/costs/operators.h"
#include "core/documents/expansion.h"
#include "core/documents/model.h"
#include "core/documents/training.h"
#include "core/search/islands.h"
#include "core/simulate/placement.h"

#include <optional>
#include <vector>

namespace core {

/// What one device sends another so that training can go on under another plan.
struct StateMove
{
    int from = 0; ///< ranks
    int to = 0;
    Bytes bytes;
    bool operator==(const StateMove&) const = default;
};

struct MigrationInput
{
    const ExpandedCluster& cluster;
    const Islands& islands;
    const ModelShape& model;
    const Training& training;
    const Placement& from;
    const Placement& to;
    std::vector<bool> down {}; ///< by rank, who cannot send; empty: nobody
};

/// The state that has to move between two iterations: weights and optimizer state (no gradients, no activations) that a
/// device needs under `to` and does not hold under `from`. ZeRO's shards count as held by their owner only.
///
/// A part that several devices hold comes from one in the same host, else in the same site, else from any; among those
/// from the one that sends the least so far. Matrices, norms and biases of a unit are divided alike over its tensor group; a tied
/// head's table is that of the embedding. One move for each pair of devices, sorted by them. None: a part is held by devices
/// that are down alone.
std::optional<std::vector<StateMove>> stateMoves(const MigrationInput& input);

/// Weights and optimizer state of `units`, once: what one move of them to a device without them takes.
Bytes stateBytes(const ModelShape& model, const Training& training, UnitRange units);

} // namespace core
