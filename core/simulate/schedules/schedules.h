#pragma once

#include "core/simulate/schedule.h"

namespace core::schedules {

/// All forwards, then all backwards in reverse order (Huang et al. 2019, arXiv 1811.06965).
std::vector<Pass> gpipe(const ScheduleShape& shape);

/// stages - stage - 1 warm-up forwards, then one forward and one backward in turn, then the remaining backwards
/// (PipeDream-flush; Narayanan et al. 2021, arXiv 2104.04473 figure 4 top).
std::vector<Pass> oneForwardOneBackward(const ScheduleShape& shape);

} // namespace core::schedules
