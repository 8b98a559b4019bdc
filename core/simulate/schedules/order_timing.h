#pragma once

#include "core/simulate/schedule.h"

namespace core::schedules {

/// The period of pipelines of one chunk a stage that run these orders again and again, each stage going on as soon as it
/// is through, with sends in turn per direction; never() if the orders wait for each other. Where no steady state comes
/// about in a few iterations, the longest of the last one's distances.
Nanoseconds steadyPeriod(const PassOrders& orders, const std::vector<StageLoad>& loads, int microBatches);

/// Most that an order holds at once on a stage.
Bytes peakOf(const std::vector<Pass>& order, const StageLoad& load);

} // namespace core::schedules
