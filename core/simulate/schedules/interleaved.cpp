#include "core/simulate/schedules/schedules.h"

#include <algorithm>

namespace core::schedules {
namespace interleaved_schedule {

/// All forward (or backward) passes of a stage in order: each round's micro-batches through one chunk after another.
std::vector<Pass> inRounds(const ScheduleShape& shape, PassKind kind, int rounds)
{
    std::vector<Pass> passes;
    for (int round = 0, first = 0; round < rounds; ++round) {
        const int end = first + shape.microBatches / rounds + (round < shape.microBatches % rounds ? 1 : 0);
        for (int chunk = 0; chunk < shape.chunks; ++chunk)
            for (int m = first; m < end; ++m)
                passes.push_back({kind, m, kind == PassKind::Forward ? chunk : shape.chunks - 1 - chunk});
        first = end;
    }
    return passes;
}

} // namespace interleaved_schedule

std::vector<Pass> interleaved(const ScheduleShape& shape)
{
    const int rounds = std::max(1, shape.microBatches / shape.stages);
    const std::vector<Pass> forward = interleaved_schedule::inRounds(shape, PassKind::Forward, rounds);
    const std::vector<Pass> backward = interleaved_schedule::inRounds(shape, PassKind::Backward, rounds);
    const int longest = (shape.microBatches + rounds - 1) / rounds;
    const int wanted = 2 * (shape.stages - shape.stage - 1) + (shape.chunks - 1) * longest;
    const std::size_t warmUp = rounds == 1 ? forward.size() : std::min(forward.size(), static_cast<std::size_t>(wanted));
    std::vector<Pass> order(forward.begin(), forward.begin() + static_cast<std::ptrdiff_t>(warmUp));
    for (std::size_t k = 0; k < backward.size(); ++k) {
        if (warmUp + k < forward.size())
            order.push_back(forward[warmUp + k]);
        order.push_back(backward[k]);
    }
    return order;
}

} // namespace core::schedules
