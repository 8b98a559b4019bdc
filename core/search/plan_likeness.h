#pragma once

#include "core/documents/plan.h"
#include "core/search/judge.h"
#include "core/search/space.h"

#include <optional>

namespace core {

/// The candidate of the space with a plan's pipelines, stages, tensor degrees, micro-batches, schedule, ZeRO stage and SP. Cuts and
/// recompute are the plan's own if the space has them, else those of the least bound that fit in memory. None: the space has
/// nothing like it, or it does not fit.
std::optional<Candidate> candidateLike(const Plan& plan, const Judge& judge, const Space& space);

} // namespace core
