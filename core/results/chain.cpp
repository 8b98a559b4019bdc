#include "core/results/chain.h"

#include "core/results/shares.h"

#include <algorithm>

namespace core {
namespace chain {

/// Appends [from, to), shared among those to blame; from back to front.
void addBlamed(std::vector<ChainPiece>& links, const ChainPiece& whole, const Blames& blames)
{
    std::vector<double> weights;
    for (const Blame& blame : blames)
        weights.push_back(blame.weight);
    const std::vector<std::int64_t> parts = shared((whole.end - whole.start).count, weights);
    Nanoseconds end = whole.end;
    for (std::size_t i = parts.size(); i-- > 0;)
        if (parts[i] > 0) {
            links.push_back({end - Nanoseconds(parts[i]), end, whole.span, blames[i].id, whole.reason});
            end -= Nanoseconds(parts[i]);
        }
    if (blames.empty())
        links.push_back(whole);
}

void addSpan(std::vector<ChainPiece>& links, const Timeline& timeline, const Delays& delays, std::uint32_t index, Nanoseconds from, Nanoseconds to)
{
    const Span& span = timeline.spans[index];
    const Delay* delay = delays.of(index);
    const Nanoseconds contended = delay ? span.end - delay->contention : span.end;
    const Nanoseconds changed = delay ? contended - delay->event : span.end;
    const auto clipped = [&](Nanoseconds start, Nanoseconds end, Reason reason) {
        return ChainPiece{std::max(start, from), std::min(end, to), index, -1, reason};
    };
    if (const ChainPiece link = clipped(contended, span.end, Reason::Contention); link.start < link.end)
        addBlamed(links, link, delay->flows);
    if (const ChainPiece link = clipped(changed, contended, Reason::Event); link.start < link.end)
        addBlamed(links, link, delay->lines);
    if (const ChainPiece link = clipped(span.start, changed, Reason::Nominal); link.start < link.end)
        links.push_back(link);
}

} // namespace chain

std::vector<ChainPiece> chainBack(const Timeline& timeline, const Delays& delays, std::uint32_t span, Nanoseconds from, Nanoseconds to)
{
    std::vector<ChainPiece> links; // from back to front
    while (from < to && span != noSpan) {
        const Span& ran = timeline.spans[span];
        if (ran.end < to) {
            links.push_back({std::max(from, ran.end), to, span, -1, Reason::Nothing});
            to = links.back().start;
        }
        chain::addSpan(links, timeline, delays, span, from, to);
        to = std::min(to, std::max(from, ran.start));
        span = ran.waitedFor;
    }
    if (from < to)
        links.push_back({from, to, noSpan, -1, Reason::Nothing});
    std::reverse(links.begin(), links.end());
    return links;
}

std::uint32_t lastSpan(const Timeline& timeline)
{
    std::uint32_t last = noSpan;
    for (std::uint32_t i = 0; i < timeline.spans.size(); ++i)
        if (last == noSpan || timeline.spans[i].end > timeline.spans[last].end)
            last = i;
    return last;
}

} // namespace core
