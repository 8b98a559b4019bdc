#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string_view>
#include <vector>

namespace core {

struct TraceStep
{
    Nanoseconds at;
    BytesPerSecond rate; ///< until the next step
    bool operator==(const TraceStep&) const = default;
};

/// A recorded bandwidth. Looped, the first step follows `end`; the time before the first step is not repeated.
struct Trace
{
    std::vector<TraceStep> steps; ///< in order of time, none before 0; never empty
    Nanoseconds end;              ///< after the last step's `at`
    bool operator==(const Trace&) const = default;
};

/// Text of a trace file: rows `time,rate` (CSV), or one whole number a line (Mahimahi). `#` begins a comment.
///
/// CSV: values with units ("0.5 s,50 Mbit/s"), or plain numbers in the units of the header ("time (ms),rate (Mbit/s)"),
/// or, without any, seconds and bytes per second. Times grow strictly. The last row lasts as long as the one before
/// it (a single row: 1 s).
/// Mahimahi (Netravali et al., USENIX ATC 2015): each line is the millisecond at which 1504 bytes may leave. They are
/// spread over the millisecond that ends there (0 counts as 1), and the last line is the length of the trace, so that
/// no byte is lost or added. Times may repeat but not go backwards.
///
/// Errors carry "line N, column M": empty, malformed, not numbers, time that goes backwards.
Result<Trace> parseTrace(std::string_view text);

} // namespace core
