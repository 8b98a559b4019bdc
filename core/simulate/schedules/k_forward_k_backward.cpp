#include "core/simulate/schedules/schedules.h"

#include <algorithm>

namespace core::schedules {

std::vector<Pass> kForwardKBackward(const ScheduleShape& shape)
{
    const int k = std::max(1, shape.group);
    ScheduleShape groups = shape;
    groups.microBatches = (shape.microBatches + k - 1) / k;
    std::vector<Pass> order;
    order.reserve(2 * static_cast<std::size_t>(shape.microBatches));
    for (const Pass& pass : oneForwardOneBackward(groups))
        for (int m = pass.microBatch * k; m < std::min((pass.microBatch + 1) * k, shape.microBatches); ++m)
            order.push_back({pass.kind, m, 0});
    return order;
}

} // namespace core::schedules
