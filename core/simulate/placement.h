#pragma once

#include "core/base/result.h"
#include "core/costs/operators.h"
#include "core/documents/expansion.h"
#include "core/documents/model.h"
#include "core/documents/plan.h"
#include "core/documents/training.h"
#include "core/simulate/overlap.h"

#include <vector>

namespace core {

/// A contiguous range of units that a stage runs, and its place in the pipeline's order of chunks.
struct Chunk
{
    UnitRange units;
    int position = 0; ///< 0-based in model order; without interleaving the stage's index
    bool operator==(const Chunk&) const = default;
};

struct PlacedStage
{
    std::vector<int> ranks; ///< tensor-parallel groups one after the other, one per context rank
    std::vector<Chunk> chunks;
    Recompute recompute = Recompute::None;
    int context = 1; ///< degree of context parallelism

    int tensor() const { return static_cast<int>(ranks.size()) / context; }
    int rank(int tensorIndex, int contextIndex) const
    {
        return ranks[static_cast<std::size_t>(contextIndex * tensor() + tensorIndex)];
    }
    bool operator==(const PlacedStage&) const = default;
};

struct PlacedPipeline
{
    int microBatch = 1;
    int microBatches = 1;
    std::vector<PlacedStage> stages;
    bool operator==(const PlacedPipeline&) const = default;
};

/// A plan with every default filled in and every device named by its rank: grids and explicit plans look alike.
struct Placement
{
    Schedule schedule = Schedule::OneForwardOneBackward;
    int group = 1; ///< kFkB: k
    int activationLimit = 0; ///< zb-greedy: micro-batches; 0: what fits into memory
    bool sequenceParallel = false;
    int zero = 0;
    ContextMethod contextMethod = ContextMethod::Ring;
    int expert = 1; ///< degree of expert parallelism, inside data x context with the context index innermost
    Overlap overlap {};
    std::vector<PlacedPipeline> pipelines;
    bool operator==(const Placement&) const = default;

    int chunksPerPipeline() const;
};

/// Grid ranks follow node order, then device index, with `order` innermost first; a dimension of degree 1 may be left out. Errors name the field of the plan
/// (a pointer relative to it, "/tensor") and what would fit.
Result<Placement> placed(const Plan& plan, const ExpandedCluster& cluster, const ModelShape& model,
    const Training& training);

/// Units over `parts` chunks: layers evenly, the first ones one more when they do not divide, embedding with the first
/// chunk, head with the last.
std::vector<UnitRange> evenUnits(int layers, int parts);

} // namespace core
