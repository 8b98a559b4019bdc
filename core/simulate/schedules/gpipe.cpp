#include "core/simulate/schedules/schedules.h"

namespace core::schedules {

std::vector<Pass> gpipe(const ScheduleShape& shape)
{
    std::vector<Pass> order;
    order.reserve(2 * static_cast<std::size_t>(shape.microBatches));
    for (int m = 0; m < shape.microBatches; ++m)
        order.push_back({PassKind::Forward, m, 0});
    for (int m = shape.microBatches - 1; m >= 0; --m)
        order.push_back({PassKind::Backward, m, 0});
    return order;
}

} // namespace core::schedules
