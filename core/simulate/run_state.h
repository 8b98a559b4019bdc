#pragma once

#include "core/simulate/workload.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

/// What `run` keeps while it plays an iteration.
namespace core::run_iteration {

enum class EventKind : std::uint8_t { SegmentDone, Arrived, ReductionDone, OptimizerDone, GatherDone };

/// 0: activations, on to the next position; 1: gradients, back to the previous.
constexpr std::size_t directionOf(PassKind pass) { return pass == PassKind::Forward ? 0 : 1; }

struct Event
{
    EventKind kind;
    PassKind pass;
    std::int32_t pipeline; ///< of reductions and gathers: the index
    std::int32_t stage;
    std::int32_t position; ///< where an arrival goes
    std::int32_t microBatch;
    std::uint32_t span;
};

struct QueuedSend
{
    const Segment* segment;
    int position;
    int microBatch;
    std::uint32_t cause;
};

struct StageState
{
    std::size_t pass = 0;
    std::size_t segment = 0;
    bool running = false;
    std::uint32_t last = noSpan;               ///< span that ended last on the compute stream
    std::array<std::deque<QueuedSend>, 2> sends; ///< per direction; the first is under way
    bool reducing = false;
    std::uint32_t lastReduce = noSpan;
    std::size_t optimizer = 0;
    Bytes activations;
};

struct PipelineState
{
    std::vector<int> stageAt;                  ///< by position
    std::array<std::vector<std::uint32_t>, 2> arrived; ///< [direction][position * microBatches + microBatch]: span + 1, 0 = not yet
    std::vector<StageState> stages;
};

struct ReductionState
{
    std::size_t missing = 0; ///< members that are not through
    std::uint32_t cause = noSpan;
    bool waiting = false;    ///< for a member that is still in another one
    std::vector<std::uint32_t> spans;
};

} // namespace core::run_iteration
