#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/plan.h"

#include <vector>

namespace core {

/// Zero-bubble schedules run a backward pass in two: the input's gradient, which the previous chunk waits for, and the
/// weights', which nobody does (arXiv 2401.10241). The others run `Backward`, both at once.
enum class PassKind : unsigned char { Forward, Backward, BackwardInput, BackwardWeight };

/// Whether it hands a gradient to the previous chunk.
constexpr bool passesGradient(PassKind kind) { return kind == PassKind::Backward || kind == PassKind::BackwardInput; }

/// One pass of one micro-batch through one chunk of a stage.
struct Pass
{
    PassKind kind = PassKind::Forward;
    int microBatch = 0;
    int chunk = 0; ///< 0-based among the stage's own chunks
    bool operator==(const Pass&) const = default;
};

/// What the passes of one stage take when nothing disturbs them, for a schedule that looks at it.
struct StageLoad
{
    Nanoseconds forward, backwardInput, backwardWeight;
    Nanoseconds sendForward, sendBackward; ///< to the next stage, and to the previous
    Bytes activations;    ///< of one micro-batch, from its forward to its backward
    Bytes weightOperands; ///< from the input's half of the backward to the weights'
    Bytes limit;          ///< of both for all micro-batches
    bool operator==(const StageLoad&) const = default;
};

/// What a schedule may look at.
struct ScheduleShape
{
    int stages = 1;
    int stage = 0;
    int microBatches = 1;
    int chunks = 1; ///< per stage
    int group = 1;  ///< kFkB: k
    int activationLimit = 0; ///< zb-greedy: micro-batches; 0: what each stage's load allows
    std::vector<StageLoad> loads {}; ///< zb-greedy: of all stages; none: all passes take the same, and sends nothing
    bool operator==(const ScheduleShape&) const = default;
};

using PassOrders = std::vector<std::vector<Pass>>; ///< by stage

/// The order of the passes on every stage (`shape.stage` is not looked at): each pass of each micro-batch and chunk
/// exactly once, and orders that never wait for each other. Errors: a shape that the schedule cannot run.
Result<PassOrders> passOrders(Schedule schedule, const ScheduleShape& shape);

/// The same for one stage.
Result<std::vector<Pass>> passOrder(Schedule schedule, const ScheduleShape& shape);

/// Where chunk `chunk` of a stage stands in the order of the model: the schedule's chunks go round the stages, or with
/// ZB-V down and back up.
int positionOf(Schedule schedule, int stages, int stage, int chunk);

/// Whether its backward passes are run in two.
bool separatesWeights(Schedule schedule);

/// The field's name of a schedule as in a project file: "1f1b".
const char* nameOf(Schedule schedule);

} // namespace core
