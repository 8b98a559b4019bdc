#pragma once

#include "core/base/result.h"
#include "core/results/bubbles.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace core {

/// The spans for which every word of a query holds, as indices into Timeline::spans in order:
///   phase:bwd      kind by its name or label, or the beginning of one (forward fwd F, backward bwd B, W, R, opt, TP, send, AR, AG)
///   stage:3        also pipeline: and mb: (micro-batch); stage:2-5 is a range
///   lane:n0        the lane's title contains it; lane:pp also its kind
///   dur>2ms        also <, and start, end, bytes ("bytes>1GiB")
///   cause:transfer its lane idled for that cause just before it ("cause:event"; without bubbles none does)
///   F12            a bar's label; else as phase:
/// Upper and lower case are alike. An empty query finds nothing. Error: names the word and what was expected.
Result<std::vector<std::uint32_t>> findSpans(const Timeline& timeline, const Bubbles* bubbles, std::string_view query);

} // namespace core
