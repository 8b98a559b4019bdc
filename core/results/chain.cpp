#include "core/results/chain.h"

#include "core/results/shares.h"

#include <algorithm>

namespace core {
namespace chain {

/// Appends [from, to), shared among those to blame; from back to front.
void addBlamed(std::vector<ChainPiece>& pieces, const ChainPiece& whole, const Blames& blames)
{
    std::vector<double> weights;
    for (const Blame& blame : blames)
        weights.push_back(blame.weight);
    const std::vector<std::int64_t> parts = shared((whole.end - whole.start).count, weights);
    Nanoseconds end = whole.end;
    for (std::size_t i = parts.size(); i-- > 0;)
        if (parts[i] > 0) {
            pieces.push_back({end - Nanoseconds(parts[i]), end, whole.span, blames[i].id, whole.reason});
            end -= Nanoseconds(parts[i]);
        }
    if (blames.empty())
        pieces.push_back(whole);
}

void addSpan(std::vector<ChainPiece>& pieces, const Timeline& timeline, const Delays& delays, Occurrence ran, Nanoseconds from, Nanoseconds to)
{
    const Nanoseconds start = timeline.spans[ran.span].start + ran.shift, end = timeline.spans[ran.span].end + ran.shift;
    const Delay* delay = delays.of(ran.span);
    const Nanoseconds contended = delay ? end - delay->contention : end;
    const Nanoseconds changed = delay ? contended - delay->event : end;
    const auto clipped = [&](Nanoseconds first, Nanoseconds last, Reason reason) {
        return ChainPiece{std::max(first, from), std::min(last, to), ran.span, -1, reason};
    };
    if (const ChainPiece piece = clipped(contended, end, Reason::Contention); piece.start < piece.end)
        addBlamed(pieces, piece, delay->flows);
    if (const ChainPiece piece = clipped(changed, contended, Reason::Event); piece.start < piece.end)
        addBlamed(pieces, piece, delay->lines);
    if (const ChainPiece piece = clipped(start, changed, Reason::Nominal); piece.start < piece.end)
        pieces.push_back(piece);
}

} // namespace chain

Occurrence before(const Timeline& timeline, Occurrence of)
{
    const Span& waiting = timeline.spans[of.span];
    if (waiting.waitedFor != noSpan || !isSteady(timeline))
        return {waiting.waitedFor, of.shift};
    const std::vector<Dependencies::Pair>& all = timeline.dependencies.earlier;
    const auto earlier = std::lower_bound(all.begin(), all.end(), of.span, [](const Dependencies::Pair& pair, std::uint32_t span) { return pair.span < span; });
    if (earlier == all.end() || earlier->span != of.span)
        return {noSpan, of.shift};
    const std::int64_t late = (timeline.spans[earlier->id].end - waiting.start).count, period = timeline.period.count;
    return {earlier->id, of.shift - timeline.period * std::max<std::int64_t>(1, (late + period - 1) / period)};
}

std::vector<ChainPiece> chainBack(const Timeline& timeline, const Delays& delays, Occurrence last, Nanoseconds from, Nanoseconds to)
{
    std::vector<ChainPiece> pieces; // from back to front
    while (from < to && last.span != noSpan) {
        const Nanoseconds start = timeline.spans[last.span].start + last.shift, end = timeline.spans[last.span].end + last.shift;
        if (end < to) {
            pieces.push_back({std::max(from, end), to, last.span, -1, Reason::Nothing});
            to = pieces.back().start;
        }
        chain::addSpan(pieces, timeline, delays, last, from, to);
        to = std::min(to, std::max(from, start));
        if (from < to)
            last = before(timeline, last);
    }
    if (from < to)
        pieces.push_back({from, to, noSpan, -1, Reason::Nothing});
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
}

bool isSteady(const Timeline& timeline)
{
    return !timeline.barrier;
}

Occurrence beforeNext(const Timeline& timeline, const Lane& lane)
{
    if (isSteady(timeline) && lane.spanCount > 0)
        return before(timeline, {lane.firstSpan, timeline.period});
    Occurrence last;
    for (std::uint32_t i = 0; i < timeline.spans.size(); ++i)
        if (last.span == noSpan || timeline.spans[i].end > timeline.spans[last.span].end)
            last.span = i;
    return last;
}

} // namespace core
