#pragma once

#include "core/base/result.h"
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

/// What a schedule may look at.
struct ScheduleShape
{
    int stages = 1;
    int stage = 0;
    int microBatches = 1;
    int chunks = 1; ///< per stage
    int group = 1;  ///< kFkB: k
};

/// The order of the passes on one stage: each pass of each micro-batch and chunk exactly once, and no deadlock with
/// the orders of the other stages. Errors: a schedule that is not simulated yet, or cannot run the shape.
Result<std::vector<Pass>> passOrder(Schedule schedule, const ScheduleShape& shape);

/// Whether its backward passes are run in two.
bool separatesWeights(Schedule schedule);

/// The field's name of a schedule as in a project file: "1f1b".
const char* nameOf(Schedule schedule);

} // namespace core
