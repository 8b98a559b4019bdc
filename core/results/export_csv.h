#pragma once

#include "core/results/network_use.h"
#include "core/simulate/timeline.h"

#include <string>

namespace core {

/// One line a span. Columns: devices (the first the lane stands for), lane, pipeline, stage, copies (devices that run
/// alike), kind, micro_batch, first_unit, end_unit, start_ns, end_ns, bytes, algorithm, slack_ns (see `slackOf`).
std::string spansCsv(const Timeline& timeline, const std::vector<Nanoseconds>& slack);

/// One line a change of memory on one device of a compute lane. Columns: devices, lane, pipeline, stage, copies, at_ns,
/// fixed_bytes, activation_bytes, limit_bytes.
std::string memoryCsv(const Timeline& timeline);

/// One line a change of what a capacity carries or could carry. Columns: link ("n0-leaf forward"), at_ns,
/// used_bytes_per_s, limit_bytes_per_s.
std::string linksCsv(const std::vector<CapacityUse>& uses, const Network& network);

} // namespace core
