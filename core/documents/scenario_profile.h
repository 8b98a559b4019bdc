#pragma once

#include "core/documents/scenario_changes.h"
#include "core/documents/scenario_play.h"

#include <vector>

namespace core::scenario_play {

/// The value of one subject over [0, horizon). Errors, with a JSON pointer: too many steps, too many events at once. May
/// throw `Stopped`.
Result<ChangeProfile> profileOf(const std::vector<Occurrence>& occurrences, Nanoseconds horizon, const Steps& steps);

} // namespace core::scenario_play
