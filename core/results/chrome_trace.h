#pragma once

#include "core/results/bubbles.h"
#include "core/simulate/timeline.h"

#include <string>

namespace core {

/// A trace that Perfetto and chrome://tracing open (the JSON object form of the Trace Event Format). A process a stage of a
/// pipeline; a thread a lane, and one more for each further span that runs at once, so that within a thread spans never
/// overlap; "X" events with micro-batch, units and bytes; a flow ("s", "f") from every span to each one that waited for it
/// on another thread; a counter "memory" a compute lane. Times are microseconds with three decimals: exact.
/// With causes, spans that took longer than alone at nominal speed say so ("event_ns", "contention_ns"), and idle time of
/// compute lanes is an "X" event of category "idle" a bubble, named for its cause.
std::string chromeTrace(const Timeline& timeline, const Causes* causes = nullptr);

} // namespace core
