#pragma once

#include "core/search/candidate.h"
#include "core/search/kept_passes.h"
#include "core/search/pass_sums.h"
#include "core/search/planning_world.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace core {

/// What a tensor group of one pool needs for each unit. Times are the least possible under the world's scenario, in seconds;
/// tensor-parallel collectives run beside weight gradients where the training's software has them so.
struct UnitCosts
{
    PassSums forward;
    std::array<PassSums, 3> backward;      ///< by Recompute, with what is recomputed
    std::array<PassSums, 3> inputGradient; ///< the same without the weights' gradients, where a schedule runs these apart
    PassSums weightGradient;
    std::array<PassSums, 3> apartBy; ///< no more than both halves together
    Sums both;                       ///< no more than forward and backward of a micro-batch, whatever is done again; adds up over ranges
    Sums bothApart;                  ///< the same with the weights' gradients apart
    Sums through;                    ///< no more than forward and back to the gradient of the input, in any schedule; adds up over ranges
    std::array<Sums, 3> activations; ///< by Recompute, bytes on one device from forward to backward
    Sums weightOperands;             ///< bytes on one device between the two halves of a backward pass, where they are apart
    Sums parameters;                 ///< on one device
    double boundary = 0;             ///< bytes that each device sends to the next stage for one micro-batch
    double boundaryBack = 0;         ///< and that each device of the next stage sends back
    int segments = 1;                ///< of one unit's pass, at most: each is rounded to nanoseconds once
};

/// Tables of the world, filled when they are first asked for. Safe for several threads at once.
class StageCosts
{
public:
    explicit StageCosts(const PlanningWorld& world) : m_world(world) { }

    const PlanningWorld& world() const { return m_world; }

    /// nullptr: the pool's device cannot do the precision, or nothing joins the group.
    const UnitCosts* costs(int pool, int tensor, int microBatch, bool sequenceParallel) const;

    /// Least seconds per sample that such a group needs for all layers, whatever the micro-batch; infinite where it
    /// cannot. Head and embedding are left out (they may be on other pools).
    struct PerSample
    {
        double forward = 0;
        double both = 0; ///< forward and backward
    };
    PerSample leastPerSample(int pool, int tensor, const SpaceSettings& space) const;

    /// What a pipeline of such stages can do at best with one size of micro-batches, whatever its cut and its schedule.
    struct PipelinePace
    {
        int microBatch = 1;
        double perSample = 0; ///< least seconds of its busiest stage
        double chain = 0;     ///< of one micro-batch through all units and back: no iteration is shorter
    };
    /// For every size of the space, whose sizes and sequence parallelism are always the same ones; none: it cannot run the model.
    const std::vector<PipelinePace>& paces(std::vector<StageRun> runs, const SpaceSettings& space) const;

    /// Bytes on a device without its activations.
    double stateBytes(const StageRun& run, const GroupBatch& batch, const StateChoice& state, int pipelines,
        std::span<const UnitRange> chunks, Recompute recompute) const;

    /// `keptAtPeaks` of the schedule.
    const std::vector<KeptPasses>& keptAtPeaks(Schedule schedule, const ScheduleShape& shape) const;

    /// Least seconds of the optimizer for this many parameters on one device.
    double optimizerSeconds(int pool, double parameters) const;

private:
    using Key = std::tuple<int, int, int, bool>;
    /// What the state of a stage depends on. Found by a question whose chunks are not its own, so that nothing is copied to ask.
    template <typename Chunks>
    struct MemoryOf
    {
        std::array<int, 7> numbers {}; ///< pool, tensor degree, micro-batch, sequence parallelism, ZeRO stage, pipelines that share, recompute
        Chunks chunks {};
    };
    using MemoryKey = MemoryOf<std::vector<UnitRange>>;
    using MemoryQuestion = MemoryOf<std::span<const UnitRange>>;
    struct MemoryHash
    {
        using is_transparent = void;
        std::size_t operator()(const auto& of) const
        {
            std::uint64_t hash = 14695981039346656037ULL; // FNV-1a, by numbers
            const auto mix = [&hash](int number) { hash = (hash ^ static_cast<std::uint32_t>(number)) * 1099511628211ULL; };
            for (const int number : of.numbers)
                mix(number);
            for (const UnitRange& units : of.chunks) {
                mix(units.first);
                mix(units.end);
            }
            return static_cast<std::size_t>(hash ^ (hash >> 32));
        }
    };
    struct MemoryEqual
    {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const { return a.numbers == b.numbers && std::equal(a.chunks.begin(), a.chunks.end(), b.chunks.begin(), b.chunks.end()); }
    };

    std::unique_ptr<UnitCosts> computed(const Key& key) const;
    /// Of the tensor groups that the pool can be cut into, those that differ in what their collectives take.
    const std::vector<std::vector<int>>& groupsOf(int pool, int tensor) const;
    std::vector<PipelinePace> pacesOf(const std::vector<StageRun>& runs, const SpaceSettings& space) const;
    WorkShape shapeOf(int tensor, int microBatch, bool sequenceParallel) const;

    const PlanningWorld& m_world;
    mutable std::mutex m_mutex;
    mutable std::map<Key, std::unique_ptr<UnitCosts>> m_known;
    mutable std::map<std::pair<int, int>, std::vector<std::vector<int>>> m_groups; ///< by pool and tensor degree
    mutable std::map<std::pair<int, int>, PerSample> m_perSample;
    mutable std::map<std::vector<StageRun>, std::vector<PipelinePace>> m_paces;
    mutable std::unordered_map<MemoryKey, double, MemoryHash, MemoryEqual> m_memory;
    mutable std::map<std::tuple<Schedule, int, int, int, int>, std::vector<KeptPasses>> m_kept; ///< by stages, stage, micro-batches, chunks
};

} // namespace core
