#include "core/simulate/schedules/schedules.h"

#include <algorithm>

namespace core::schedules {
namespace zero_bubble_h {

/// 1F1B after `warmUp` forwards, the weights' halves `lag` micro-batches behind the input's.
std::vector<Pass> withLag(int microBatches, int warmUp, int lag)
{
    std::vector<Pass> order;
    order.reserve(3 * static_cast<std::size_t>(microBatches));
    warmUp = std::min(warmUp, microBatches);
    for (int m = 0; m < warmUp; ++m)
        order.push_back({PassKind::Forward, m, 0});
    for (int m = 0; m < microBatches; ++m) {
        if (m + warmUp < microBatches)
            order.push_back({PassKind::Forward, m + warmUp, 0});
        order.push_back({PassKind::BackwardInput, m, 0});
        if (m >= lag)
            order.push_back({PassKind::BackwardWeight, m - lag, 0});
    }
    for (int m = std::max(0, microBatches - lag); m < microBatches; ++m)
        order.push_back({PassKind::BackwardWeight, m, 0});
    return order;
}

} // namespace zero_bubble_h

std::vector<Pass> zeroBubbleH1(const ScheduleShape& shape)
{
    return zero_bubble_h::withLag(shape.microBatches, shape.stages - shape.stage - 1, shape.stage);
}

std::vector<Pass> zeroBubbleH2(const ScheduleShape& shape)
{
    return zero_bubble_h::withLag(shape.microBatches, 2 * (shape.stages - shape.stage - 1), 2 * shape.stage);
}

} // namespace core::schedules
