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
/// Micro-batches that the stages do not divide make rounds longer, none shorter, which costs no bubble.
std::vector<Pass> interleaved(const ScheduleShape& shape);

/// 1F1B whose weights' halves wait `stage` micro-batches: as much memory as 1F1B's first stage on every one, a third of
/// its bubble (arXiv 2401.10241 section 3.1).
std::vector<Pass> zeroBubbleH1(const ScheduleShape& shape);

/// Twice the warm-up and twice the wait: memory of 2 stages - 1 micro-batches, and no bubble when all passes take the
/// same and there are as many micro-batches (arXiv 2401.10241 section 3.2).
std::vector<Pass> zeroBubbleH2(const ScheduleShape& shape);

/// Two chunks a stage, down and back up: memory of `stages` micro-batches, and no bubble when all passes take the same
/// and there are at least 2 stages - 1 micro-batches (arXiv 2401.10241 section 6, arXiv 2405.15362). Error: not two chunks.
Result<std::vector<Pass>> zeroBubbleV(const ScheduleShape& shape);

/// The best of several list schedules that keep within the limit of every stage, by the period of their steady state:
/// ZB-H1, ZB-H2, and greedy ones that run what has arrived, gradients first, and the weights' halves in the gaps.
/// The idea of arXiv 2401.10241 section 4, with every stage's own times. One chunk a stage.
PassOrders zeroBubbleGreedy(const ScheduleShape& shape);

} // namespace core::schedules
