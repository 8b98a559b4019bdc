#pragma once

#include "core/simulate/workload.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

/// What `run` keeps while it plays an iteration.
namespace core::run_iteration {

enum class EventKind : std::uint8_t { SegmentDone, Arrived, JointDone, OptimizerDone };

/// 0: activations, on to the next position; 1: gradients, back to the previous.
constexpr std::size_t directionOf(PassKind pass) { return pass == PassKind::Forward ? 0 : 1; }

struct Event
{
    EventKind kind;
    PassKind pass;
    std::int32_t pipeline; ///< of joints: the index
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
    int iteration;
};

/// What a stage is in of its iteration.
enum class Phase : std::uint8_t { Passes, Reductions, Update, Gathers, Over };

struct StageState
{
    int iteration = 0;
    Nanoseconds begun;                         ///< when the iteration began on the stage
    Phase phase = Phase::Passes;
    std::size_t pass = 0;
    std::size_t segment = 0;
    bool running = false;
    bool sending = false;                      ///< waits until what it sends has arrived
    std::uint32_t last = noSpan;               ///< span that ended last on the compute stream
    std::vector<std::array<int, 2>> passesDone; ///< by chunk and direction; of halved backward passes the second halves
    std::array<std::deque<QueuedSend>, 2> sends; ///< per direction; the first is under way
    int awaited = -1;                          ///< the joint that the running pass waits for
    std::size_t optimizer = 0;
    Bytes activations;
};

struct PipelineState
{
    std::size_t firstStage = 0;                ///< stages of the pipelines before
    std::vector<int> stageAt;                  ///< by position
    std::array<std::vector<std::uint32_t>, 2> arrived; ///< [direction][position * microBatches + microBatch]: span + 1, 0 = not yet
    std::vector<StageState> stages;
};

} // namespace core::run_iteration
