#pragma once

#include "core/simulate/timeline.h"

#include <vector>

namespace core {

/// By span: how much later it could end without lengthening the iteration, if all else took as long as it did and waited
/// for what it waited for. Without a barrier: without delaying the next iteration on its stage. A collective of several
/// stages has one slack.
std::vector<Nanoseconds> slackOf(const Timeline& timeline);

} // namespace core
