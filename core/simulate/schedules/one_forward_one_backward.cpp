#include "core/simulate/schedules/schedules.h"

#include <algorithm>

namespace core::schedules {

std::vector<Pass> oneForwardOneBackward(const ScheduleShape& shape)
{
    std::vector<Pass> order;
    order.reserve(2 * static_cast<std::size_t>(shape.microBatches));
    const int warmUp = std::min(shape.stages - shape.stage - 1, shape.microBatches);
    for (int m = 0; m < warmUp; ++m)
        order.push_back({PassKind::Forward, m, 0});
    for (int m = warmUp; m < shape.microBatches; ++m) {
        order.push_back({PassKind::Forward, m, 0});
        order.push_back({PassKind::Backward, m - warmUp, 0});
    }
    for (int m = shape.microBatches - warmUp; m < shape.microBatches; ++m)
        order.push_back({PassKind::Backward, m, 0});
    return order;
}

} // namespace core::schedules
