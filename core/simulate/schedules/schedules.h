#pragma once

#include "core/simulate/schedule.h"

namespace core::schedules {

/// All forwards, then all backwards in reverse order (Huang et al. 2019, arXiv 1811.06965).
std::vector<Pass> gpipe(const ScheduleShape& shape);

/// stages - stage - 1 warm-up forwards, then one forward and one backward in turn, then the remaining backwards
/// (PipeDream-flush; Narayanan et al. 2021, arXiv 2104.04473 figure 4 top).
std::vector<Pass> oneForwardOneBackward(const ScheduleShape& shape);

/// 1F1B over groups of `group` micro-batches (Ada-Grouper, arXiv 2303.01675): more memory, sends hidden longer.
std::vector<Pass> kForwardKBackward(const ScheduleShape& shape);

/// Interleaved 1F1B as Megatron-LM orders it (arXiv 2104.04473 section 2.2): rounds of `stages` micro-batches through
/// all chunks, 2 (stages - stage - 1) + (chunks - 1) stages warm-up passes; all of them when there is only one round.
/// Error: micro-batches that are not a multiple of the stages.
Result<std::vector<Pass>> interleaved(const ScheduleShape& shape);

} // namespace core::schedules
