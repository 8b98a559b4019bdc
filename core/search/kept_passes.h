#pragma once

#include "core/simulate/schedule.h"

#include <span>
#include <vector>

namespace core {

/// Micro-batches that a stage keeps something of at one moment, by chunk.
struct KeptPasses
{
    std::vector<int> activations;    ///< from its forward to its backward
    std::vector<int> weightOperands; ///< from there to the weights' half of the backward, where the schedule runs that apart
};

/// What a chunk keeps of one micro-batch.
struct KeptBytes
{
    double activations = 0;
    double weightOperands = 0;
};

/// The moments of a schedule's order on a stage at which no other one keeps as much of everything: whatever the chunks keep,
/// one of them is the peak. Of zb-greedy what it needs at least.
std::vector<KeptPasses> keptAtPeaks(Schedule schedule, const ScheduleShape& shape);

/// Such moments, for whoever asks often.
class KeptPeaks
{
public:
    explicit KeptPeaks(const std::vector<KeptPasses>& moments);

    /// Bytes at their peak.
    double bytes(std::span<const KeptBytes> chunks) const;

    /// No less, and soon found: as if each chunk had its own peak at once.
    double mostBytes(std::span<const KeptBytes> chunks) const;

private:
    std::vector<double> m_activations, m_weightOperands; ///< by moment and chunk; without the latter where there are none
    std::vector<KeptBytes> m_most;                       ///< by chunk, over all moments: how many micro-batches
};

} // namespace core
