#pragma once

#include "core/simulate/timeline.h"

#include <string>

namespace core {

/// A trace that Perfetto and chrome://tracing open (the JSON object form of the Trace Event Format). A process a stage of a
/// pipeline; a thread a lane, and one more for each further span that runs at once, so that within a thread spans never
/// overlap; "X" events with micro-batch, units and bytes; a flow ("s", "f") from every span to each one that waited for it
/// on another thread; a counter "memory" a compute lane. Times are microseconds with three decimals: exact.
std::string chromeTrace(const Timeline& timeline);

} // namespace core
