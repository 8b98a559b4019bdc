#pragma once

#include "core/simulate/simulate.h"

#include <vector>

namespace core {

/// What a stage does and needs, without playing the iteration.
struct StageEstimate
{
    int pipeline = 0;
    int stage = 0;
    int replicas = 1;           ///< pipelines that are alike
    std::vector<UnitRange> chunks;
    Nanoseconds computing;      ///< in one iteration, all micro-batches, at nominal speed, without the optimizer
    Bytes peak, limit;          ///< memory of one device
    std::vector<int> ranks;     ///< of the first pipeline
    bool fits() const { return peak <= limit; }
};

/// What a stage's passes hold at most, in their order: the peak that `run` finds, whatever the times.
Bytes peakActivations(const StageWork& work);

/// The stages of a plan: exact memory, since the order of the passes decides it, and the time of computing alone.
std::vector<StageEstimate> stageEstimates(const PreparedRun& run);

} // namespace core
