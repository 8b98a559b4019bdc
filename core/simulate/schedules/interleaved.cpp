#include "core/simulate/schedules/schedules.h"

#include <algorithm>
#include <string>

namespace core::schedules {
namespace {

/// The k-th forward (or backward) pass of a stage: rounds of `stages` micro-batches, each through all chunks in turn.
Pass interleavedPass(const ScheduleShape& shape, PassKind kind, int k)
{
    const int round = shape.stages * shape.chunks;
    const int chunk = k % round / shape.stages;
    const int microBatch = k / round * shape.stages + k % shape.stages;
    return {kind, microBatch, kind == PassKind::Forward ? chunk : shape.chunks - 1 - chunk};
}

} // namespace

Result<std::vector<Pass>> interleaved(const ScheduleShape& shape)
{
    if (shape.microBatches % shape.stages != 0)
        return Error{"the interleaved schedule needs micro-batches in multiples of the stages, and has "
                + std::to_string(shape.microBatches) + " for " + std::to_string(shape.stages) + " stages",
            "/schedule", "a multiple of " + std::to_string(shape.stages) + " micro-batches per pipeline", "\"1f1b\""};
    const int total = shape.microBatches * shape.chunks;
    const int warmUp = shape.microBatches == shape.stages
        ? total
        : std::min(total, 2 * (shape.stages - shape.stage - 1) + (shape.chunks - 1) * shape.stages);
    std::vector<Pass> order;
    order.reserve(2 * static_cast<std::size_t>(total));
    for (int k = 0; k < warmUp; ++k)
        order.push_back(interleavedPass(shape, PassKind::Forward, k));
    for (int k = warmUp; k < total; ++k) {
        order.push_back(interleavedPass(shape, PassKind::Forward, k));
        order.push_back(interleavedPass(shape, PassKind::Backward, k - warmUp));
    }
    for (int k = total - warmUp; k < total; ++k)
        order.push_back(interleavedPass(shape, PassKind::Backward, k));
    return order;
}

} // namespace core::schedules
