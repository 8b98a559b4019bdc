#include "core/results/bubbles.h"

#include "core/results/chain.h"
#include "core/results/shares.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace core {
namespace bubbles {

/// When a lane's first backward begins and its last forward ends.
struct Turn
{
    Nanoseconds firstBackward = Nanoseconds::never();
    Nanoseconds lastForward;
};

bool isBackward(SpanKind kind)
{
    return kind == SpanKind::Backward || kind == SpanKind::BackwardInput || kind == SpanKind::BackwardWeight || kind == SpanKind::Recompute;
}

Turn turnOf(std::span<const Span> spans)
{
    Turn turn;
    for (const Span& span : spans) {
        if (isBackward(span.kind))
            turn.firstBackward = std::min(turn.firstBackward, span.start);
        if (span.kind == SpanKind::Forward)
            turn.lastForward = std::max(turn.lastForward, span.end);
    }
    return turn;
}

class Charger
{
public:
    Charger(const Timeline& timeline, const Delays& delays) : m_timeline(timeline), m_delays(delays)
    {
        if (!timeline.lanes.empty())
            m_last = beforeNext(timeline, timeline.lanes.front());
    }

    std::vector<Bubble> charge()
    {
        for (m_lane = 0; m_lane < m_timeline.lanes.size(); ++m_lane)
            if (m_timeline.lanes[m_lane].kind == LaneKind::Compute)
                chargeLane();
        return std::move(m_list);
    }

private:
    void chargeLane()
    {
        const Lane& lane = m_timeline.lanes[m_lane];
        m_turn = turnOf(m_timeline.spansOf(lane));
        Nanoseconds busyUntil = lane.window;
        for (std::uint32_t i = lane.firstSpan; i < lane.firstSpan + lane.spanCount; ++i) {
            const Span& span = m_timeline.spans[i];
            if (span.start > busyUntil)
                chargeGap(before(m_timeline, {i, Nanoseconds(0)}), busyUntil, span.start);
            busyUntil = std::max(busyUntil, span.end);
        }
        if (const Nanoseconds end = lane.window + m_timeline.period; busyUntil < end)
            chargeGap(isSteady(m_timeline) ? beforeNext(m_timeline, lane) : m_last, busyUntil, end);
    }

    void chargeGap(Occurrence last, Nanoseconds from, Nanoseconds to)
    {
        for (const ChainPiece& piece : chainBack(m_timeline, m_delays, last, from, to))
            chargePiece(piece);
    }

    void chargePiece(const ChainPiece& piece)
    {
        const bool computes = piece.span != noSpan && isCompute(m_timeline.spans[piece.span].kind);
        switch (piece.reason) {
        case Reason::Event:
            return add(piece, computes ? BubbleCause::Straggler : BubbleCause::Event);
        case Reason::Contention:
            return add(piece, BubbleCause::Contention);
        case Reason::Nothing: // without a barrier: for an iteration that is not shown
            return isSteady(m_timeline) ? chargeComputing(piece) : add(piece, BubbleCause::MemoryStall);
        case Reason::Nominal:
            break;
        }
        if (computes)
            return chargeComputing(piece);
        const SpanKind kind = m_timeline.spans[piece.span].kind;
        const bool sends = kind == SpanKind::SendActivation || kind == SpanKind::SendGradient;
        add(piece, sends ? BubbleCause::Transfer : BubbleCause::ExposedCollective);
    }

    /// Fill until the lane's first backward, drain from its last forward on, imbalance in between.
    void chargeComputing(const ChainPiece& piece)
    {
        const Nanoseconds filled = std::clamp(m_turn.firstBackward, piece.start, piece.end);
        const Nanoseconds drains = std::clamp(m_turn.lastForward, filled, piece.end);
        add({piece.start, filled, piece.span, -1, piece.reason}, BubbleCause::Fill);
        add({filled, drains, piece.span, -1, piece.reason}, BubbleCause::Imbalance);
        add({drains, piece.end, piece.span, -1, piece.reason}, BubbleCause::Drain);
    }

    void add(const ChainPiece& piece, BubbleCause cause)
    {
        if (piece.start < piece.end)
            m_list.push_back({piece.start, piece.end, static_cast<std::uint32_t>(m_lane), piece.span, piece.who, cause});
    }

    const Timeline& m_timeline;
    const Delays& m_delays;
    Occurrence m_last; ///< that every lane waits for at the barrier
    std::size_t m_lane = 0;
    Turn m_turn;
    std::vector<Bubble> m_list;
};

std::string oneDecimal(std::int64_t tenths)
{
    return tenths % 10 == 0 ? std::to_string(tenths / 10) : std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

} // namespace bubbles

const char* nameOf(BubbleCause cause)
{
    switch (cause) {
    case BubbleCause::Fill:
        return "fill";
    case BubbleCause::Drain:
        return "drain";
    case BubbleCause::Imbalance:
        return "imbalance";
    case BubbleCause::Straggler:
        return "straggler";
    case BubbleCause::Transfer:
        return "transfer";
    case BubbleCause::Event:
        return "event";
    case BubbleCause::Contention:
        return "contention";
    case BubbleCause::ExposedCollective:
        return "exposed collective";
    case BubbleCause::MemoryStall:
        return "memory stall";
    }
    return "";
}

const char* keyOf(BubbleCause cause)
{
    if (cause == BubbleCause::ExposedCollective)
        return "exposed_collective";
    return cause == BubbleCause::MemoryStall ? "memory_stall" : nameOf(cause);
}

Bubbles bubblesOf(const Timeline& timeline, const Delays& delays)
{
    Bubbles bubbles;
    bubbles.list = bubbles::Charger(timeline, delays).charge();
    bubbles.flows = delays.flows;
    bubbles.flowTotals.resize(delays.flows.size());
    std::map<int, EventShare> events;
    for (const Bubble& bubble : bubbles.list) {
        const std::int64_t time = (bubble.end - bubble.start).count * static_cast<std::int64_t>(timeline.lanes[bubble.lane].devices.size());
        bubbles.totals[static_cast<std::size_t>(bubble.cause)] += time;
        if (bubble.cause == BubbleCause::Event)
            events[bubble.who].network += time;
        if (bubble.cause == BubbleCause::Straggler)
            events[bubble.who].straggler += time;
        if (bubble.cause == BubbleCause::Contention)
            bubbles.flowTotals[static_cast<std::size_t>(bubble.who)] += time;
    }
    for (const auto& [line, share] : events)
        bubbles.events.push_back({line, share.network, share.straggler});
    return bubbles;
}

CauseTimes causeTimes(const Bubbles& bubbles, std::uint32_t lane)
{
    CauseTimes times {};
    auto bubble = std::lower_bound(bubbles.list.begin(), bubbles.list.end(), lane, [](const Bubble& b, std::uint32_t l) { return b.lane < l; });
    for (; bubble != bubbles.list.end() && bubble->lane == lane; ++bubble)
        times[static_cast<std::size_t>(bubble->cause)] += (bubble->end - bubble->start).count;
    return times;
}

std::string nameOf(const Flow& flow, const Timeline& timeline)
{
    const Lane& lane = timeline.lanes[flow.lane];
    std::string name = std::string(nameOf(flow.kind)) + " of stage " + std::to_string(lane.stage);
    if (timeline.lanes.front().pipeline != timeline.lanes.back().pipeline)
        name += " of pipeline " + std::to_string(lane.pipeline);
    return name + " (" + lane.title + ")";
}

std::string detailOf(const Bubble& bubble, const Timeline& timeline, const Causes& causes)
{
    if (bubble.cause == BubbleCause::MemoryStall || bubble.span == noSpan)
        return "nothing that runs";
    const Span& span = timeline.spans[bubble.span];
    const std::string batch = span.microBatch < 0 ? "" : " of micro-batch " + std::to_string(span.microBatch);
    const std::string what = nameOf(span.kind) + batch + " on " + timeline.lanes[span.lane].title;
    if (bubble.cause == BubbleCause::Contention)
        return what + " shares the network with " + nameOf(causes.bubbles.flows[static_cast<std::size_t>(bubble.who)], timeline);
    if (bubble.who >= 0 && causes.lineName)
        return causes.lineName(bubble.who) + " slows " + what;
    return what;
}

std::string bubbleSentence(const Bubbles& bubbles, std::int64_t idle, std::int64_t window)
{
    const double ratio = window > 0 ? static_cast<double>(idle) / static_cast<double>(window) : 0;
    const bool whole = ratio >= 0.1; // else tenths of a percent
    const std::int64_t shown = std::llround(ratio * (whole ? 100 : 1000));
    const auto text = [whole](std::int64_t part) { return whole ? std::to_string(part) : bubbles::oneDecimal(part); };
    std::vector<double> weights(bubbles.totals.begin(), bubbles.totals.end());
    const std::vector<std::int64_t> parts = shared(shown, weights);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i] > 0)
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return parts[a] > parts[b]; });
    std::string sentence = "bubble " + text(shown) + " %";
    for (std::size_t i = 0; i < order.size(); ++i)
        sentence += (i == 0 ? " = " : " + ") + std::string(nameOf(static_cast<BubbleCause>(order[i]))) + " " + text(parts[order[i]]);
    return sentence;
}

} // namespace core
