#pragma once

#include "core/base/result.h"
#include "core/documents/plan.h"

#include <vector>

namespace core {

enum class PassKind : unsigned char { Forward, Backward };

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

/// The field's name of a schedule as in a project file: "1f1b".
const char* nameOf(Schedule schedule);

} // namespace core
