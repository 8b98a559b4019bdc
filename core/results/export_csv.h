#pragma once

#include "core/simulate/timeline.h"

#include <string>

namespace core {

/// One line a span. Columns: devices (the first the lane stands for), lane, pipeline, stage, copies (devices that run
/// alike), kind, micro_batch, first_unit, end_unit, start_ns, end_ns, bytes.
std::string spansCsv(const Timeline& timeline);

/// One line a change of memory on one device of a compute lane. Columns: devices, lane, pipeline, stage, copies, at_ns,
/// fixed_bytes, activation_bytes, limit_bytes.
std::string memoryCsv(const Timeline& timeline);

} // namespace core
