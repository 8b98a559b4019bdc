#pragma once

#include "core/results/critical_path.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace core {

struct WaterfallBar
{
    std::string name;    ///< "compute", "TP", "fill and drain"
    std::int64_t ns = 0; ///< of b's critical path minus that of a's
    bool operator==(const WaterfallBar&) const = default;
};

/// Spans of one kind and range of units that only one of two timelines has.
struct Unmatched
{
    bool inB = false;
    SpanKind kind = SpanKind::Forward;
    int firstUnit = 0;
    int endUnit = 0;
    int firstMicroBatch = -1;
    int lastMicroBatch = -1;
    std::int64_t spans = 0; ///< over all pipelines, unfolded
    bool operator==(const Unmatched&) const = default;
};

struct Comparison
{
    std::int64_t difference = 0; ///< nanoseconds: b's period minus a's
    std::vector<WaterfallBar> waterfall; ///< adds up to the difference; every bar, also those of 0
    std::int64_t matched = 0;    ///< spans of a that b has too, unfolded
    std::vector<Unmatched> unmatched;
    std::string sentence;        ///< "b takes 12 ms (8.1 %) longer than a: PP +9 ms, events +4 ms, compute -1 ms"
};

struct Compared
{
    std::string name;
    const Timeline& timeline;
    const CriticalPath& path;
};

/// Spans match by micro-batch, kind and units, as often as both timelines have them; computing that is cut into other
/// ranges of units, or into the halves of a backward, matches where the other timeline's cover it.
Comparison compare(const Compared& a, const Compared& b);

} // namespace core
