#include "core/results/gantt_legend.h"

#include <algorithm>
#include <array>

namespace core {
namespace gantt_legend {

/// "stage 1", or "stage 1, 9, 17" where the hues repeat.
std::string nameOf(const char* what, int index, int count)
{
    std::string name = what + std::to_string(index);
    if (index + hues < count)
        name += ", " + std::to_string(index + hues);
    return index + 2 * hues < count ? name + ", \u2026" : name;
}

} // namespace gantt_legend

ColourRole barRole(const Timeline& timeline, const Span& span, ColourBy by)
{
    switch (by) {
    case ColourBy::Phase:
        break;
    case ColourBy::MicroBatch:
        return span.microBatch < 0 ? roleOf(SpanKind::Optimizer) : hueRole(span.microBatch);
    case ColourBy::Stage:
        return hueRole(timeline.lanes[span.lane].stage);
    case ColourBy::Cause:
        return ColourRole::Border;
    }
    return roleOf(span.kind);
}

ColourRole hatchRole(BubbleCause cause)
{
    switch (cause) {
    case BubbleCause::Fill:
    case BubbleCause::Drain:
        return ColourRole::Bubble;
    case BubbleCause::Imbalance:
        return ColourRole::MutedText;
    case BubbleCause::Straggler:
        return ColourRole::Error;
    case BubbleCause::Transfer:
        return ColourRole::SendActivation;
    case BubbleCause::Event:
        return ColourRole::Warning;
    case BubbleCause::Contention:
        return ColourRole::SendGradient;
    case BubbleCause::ExposedCollective:
        return ColourRole::TensorCollective;
    case BubbleCause::MemoryStall:
        return ColourRole::Accent;
    }
    return ColourRole::Bubble;
}

std::vector<LegendEntry> barLegend(const Timeline& timeline, ColourBy by)
{
    std::array<bool, spanKinds> present {};
    int microBatches = 0;
    for (const Span& span : timeline.spans) {
        present[static_cast<std::size_t>(span.kind)] = true;
        microBatches = std::max(microBatches, span.microBatch + 1);
    }
    std::vector<LegendEntry> entries;
    const auto addHues = [&](const char* what, int count) {
        for (int i = 0; i < std::min(hues, count); ++i)
            entries.push_back({hueRole(i), gantt_legend::nameOf(what, i, count)});
    };
    switch (by) {
    case ColourBy::Phase:
        for (int kind = 0; kind < spanKinds; ++kind)
            if (present[static_cast<std::size_t>(kind)])
                entries.push_back({roleOf(static_cast<SpanKind>(kind)), nameOf(static_cast<SpanKind>(kind))});
        break;
    case ColourBy::MicroBatch:
        addHues("micro-batch ", microBatches);
        if (std::any_of(timeline.spans.begin(), timeline.spans.end(), [](const Span& span) { return span.microBatch < 0; }))
            entries.push_back({roleOf(SpanKind::Optimizer), "none"});
        break;
    case ColourBy::Stage:
        addHues("stage ", timeline.stages);
        break;
    case ColourBy::Cause:
        entries.push_back({ColourRole::Border, "busy"});
        break;
    }
    return entries;
}

std::vector<LegendEntry> idleLegend(const Bubbles* bubbles)
{
    if (!bubbles)
        return {{ColourRole::Bubble, "bubble", true}};
    const CauseTimes& totals = bubbles->totals;
    std::vector<LegendEntry> entries;
    if (totals[static_cast<std::size_t>(BubbleCause::Fill)] + totals[static_cast<std::size_t>(BubbleCause::Drain)] > 0)
        entries.push_back({hatchRole(BubbleCause::Fill), "fill and drain", true});
    for (int i = static_cast<int>(BubbleCause::Imbalance); i < bubbleCauses; ++i)
        if (totals[static_cast<std::size_t>(i)] > 0)
            entries.push_back({hatchRole(static_cast<BubbleCause>(i)), nameOf(static_cast<BubbleCause>(i)), true});
    return entries;
}

} // namespace core
