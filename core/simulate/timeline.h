#pragma once

#include "core/base/raw_allocator.h"
#include "core/base/units.h"
#include "core/documents/plan.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace core {

enum class SpanKind : std::uint8_t {
    Forward,
    Backward,
    BackwardInput,
    BackwardWeight,
    Recompute,
    Optimizer,
    TensorCollective,
    ContextCollective,
    ExpertCollective,
    SendActivation,
    SendGradient,
    GradientReduce,
    ParameterGather
};
constexpr int spanKinds = 13;
const char* nameOf(SpanKind kind); ///< "forward", "tensor collective"
constexpr bool isCompute(SpanKind kind) { return kind <= SpanKind::Optimizer; }

/// On the communication lanes spans may overlap: gathers and reduces of the same stage do.
enum class LaneKind : std::uint8_t { Compute, TensorParallel, ContextParallel, ExpertParallel, StageToStage, DataParallel };
constexpr int laneKinds = 6;
const char* nameOf(LaneKind kind); ///< "compute", "TP", "CP", "EP", "PP" (stage to stage), "DP"
LaneKind laneOf(SpanKind kind);

constexpr std::uint32_t noSpan = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t noTraffic = std::numeric_limits<std::uint32_t>::max(); ///< computes, or takes a fixed time

/// One thing on a lane. Within a lane spans are in order of start; on a compute lane they do not overlap.
struct Span
{
    Nanoseconds start;
    Nanoseconds end;
    double bytes = 0;                  ///< moved, of a transfer or collective; of the full buffer
    std::uint32_t waitedFor = noSpan;  ///< the dependency that arrived last, an index into Timeline::spans; see `Dependencies`
    std::int32_t microBatch = -1;      ///< -1: none (optimizer, gradient reduce)
    std::uint16_t firstUnit = 0;       ///< units [firstUnit, endUnit)
    std::uint16_t endUnit = 0;
    std::uint32_t lane = 0;            ///< index into Timeline::lanes
    SpanKind kind = SpanKind::Forward;
    std::uint8_t algorithm = 0;        ///< of a collective: core::Algorithm
    std::uint32_t traffic = noTraffic; ///< what it put on the network, an index into Timeline::traffic
};

/// What one segment starts at once.
struct Traffic
{
    std::vector<int> activities; ///< indices into Workload::activities
    bool alone = false;          ///< see `Segment::alone`
};

/// What spans waited for beside `Span::waitedFor`. An id is a span, or `meeting` + the index of a meeting, or noSpan: of
/// another iteration.
struct Dependencies
{
    static constexpr std::uint32_t meeting = 1U << 31;

    /// Something that waited for both; either may be a meeting before it.
    struct Meeting
    {
        std::uint32_t last = noSpan; ///< the span that ended last of all
        std::uint32_t one = noSpan;
        std::uint32_t other = noSpan;
    };
    struct Pair
    {
        std::uint32_t span;
        std::uint32_t id;
    };
    std::vector<Meeting> meetings;
    std::vector<Pair> waited;   ///< spans that waited for a meeting; by span
    std::vector<Pair> together; ///< spans of a collective and another one of it: they begin and end at once
    std::vector<Pair> earlier;  ///< spans that waited for one of an iteration before, and its like in this one; by span
};

/// Devices that run alike share a lane; it stands for `devices.size()` of them.
struct Lane
{
    LaneKind kind = LaneKind::Compute;
    std::string title;        ///< "n0:0-7", of the first devices it stands for
    int pipeline = 0;
    int stage = 0;
    int replicas = 1;         ///< pipelines folded into this one
    std::vector<int> devices; ///< ranks, of all replicas
    std::uint32_t firstSpan = 0;
    std::uint32_t spanCount = 0;
    Nanoseconds window {};    ///< where its period begins: 0 but for the later stages of schedules without a barrier
};

/// Bytes on one device of a compute lane; constant from `at` to the next step's.
struct MemoryStep
{
    Nanoseconds at;
    Bytes activations;
    bool operator==(const MemoryStep&) const = default;
};

/// Memory of the devices of one compute lane.
struct LaneMemory
{
    Bytes weights, gradients, optimizer, buffers, framework;
    Bytes peakActivations;
    Bytes limit; ///< usable memory of the device
    std::vector<MemoryStep> steps;

    Bytes fixed() const { return weights + gradients + optimizer + buffers + framework; }
    Bytes peak() const { return fixed() + peakActivations; }
    bool operator==(const LaneMemory&) const = default;
};

/// All that happens in one iteration. With a barrier from 0 to `period`; without, on each lane of a stage in its own window
/// [window, window + period), between the starts of two successive iterations there (its transfers may end later). So
/// idle time is period minus busy time on every compute lane. A value: it knows nothing of documents.
struct Timeline
{
    std::vector<Lane> lanes; ///< by pipeline, stage, kind
    std::vector<Span, RawAllocator<Span>> spans; ///< by lane, then start
    std::vector<LaneMemory> memory; ///< one per lane; empty steps where the lane is not Compute
    std::vector<Traffic> traffic; ///< in order of first use; several spans may share one
    Dependencies dependencies;
    Nanoseconds start;       ///< of time 0, on the scenario's clock
    Nanoseconds period;      ///< steady-state time of one iteration
    Nanoseconds end {};      ///< of the last window and the last span
    int stages = 0;          ///< of the longest pipeline
    bool barrier = true;     ///< iterations begin on all stages together
    std::uint64_t fingerprint = 0;

    Nanoseconds length() const { return end > period ? end : period; } ///< of a picture that shows all of it

    /// Whether others may be using what it crosses, and it takes longer for it.
    bool sharesNetwork(const Span& span) const { return span.traffic != noTraffic && !traffic[span.traffic].alone; }

    std::span<const Span> spansOf(const Lane& lane) const
    {
        return std::span<const Span>(spans).subspan(lane.firstSpan, lane.spanCount);
    }
};

/// The same spans give the same number, on every machine.
std::uint64_t fingerprintOf(const Timeline& timeline);

} // namespace core
