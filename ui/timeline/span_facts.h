#pragma once

#include "core/simulate/timeline.h"

#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

namespace ui {

/// "Forward, micro-batch 3".
QString titleOf(const core::Span& span);

/// Names and values of what is known of a span: device, units, start, duration, bytes and rate, what it waited for.
std::vector<std::pair<QString, QString>> factsOf(const core::Timeline& timeline, std::uint32_t span);

/// "12 ms", or that there is none: how much later a span could end without lengthening the iteration.
QString slackText(core::Nanoseconds slack);

} // namespace ui
