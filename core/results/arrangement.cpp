#include "core/results/arrangement.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace core {

Arrangement::Arrangement(const Timeline& timeline, By by) : m_timeline(&timeline), m_by(by)
{
    m_spans.resize(timeline.spans.size());
    std::iota(m_spans.begin(), m_spans.end(), 0U);
    if (by == By::MicroBatch)
        addMicroBatches();
    else
        for (const Lane& lane : timeline.lanes)
            m_rows.push_back({lane.firstSpan, lane.spanCount});
}

void Arrangement::addMicroBatches()
{
    std::vector<int> most; // the last micro-batch of each pipeline
    for (const Lane& lane : m_timeline->lanes) {
        most.resize(std::max(most.size(), static_cast<std::size_t>(lane.pipeline) + 1), -1);
        m_replicas.resize(most.size(), 1);
        m_replicas[static_cast<std::size_t>(lane.pipeline)] = lane.replicas;
        for (const Span& span : m_timeline->spansOf(lane))
            most[static_cast<std::size_t>(lane.pipeline)] = std::max(most[static_cast<std::size_t>(lane.pipeline)], span.microBatch);
    }
    m_firstRow.push_back(0);
    for (const int last : most)
        m_firstRow.push_back(m_firstRow.back() + static_cast<std::size_t>(last) + 2);
    const std::vector<Span, RawAllocator<Span>>& spans = m_timeline->spans;
    const auto key = [&](std::uint32_t index) { return std::tuple(rowOf(spans[index]), spans[index].start, index); };
    std::sort(m_spans.begin(), m_spans.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    m_rows.resize(m_firstRow.back());
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        Row& row = m_rows[rowOf(spans[m_spans[i]])];
        if (row.count++ == 0)
            row.first = i;
    }
}

std::size_t Arrangement::rowOf(const Span& span) const
{
    if (m_by == By::Lane)
        return span.lane;
    const auto pipeline = static_cast<std::size_t>(m_timeline->lanes[span.lane].pipeline);
    return span.microBatch < 0 ? m_firstRow[pipeline + 1] - 1 : m_firstRow[pipeline] + static_cast<std::size_t>(span.microBatch);
}

std::size_t Arrangement::rowOf(std::uint32_t span) const { return rowOf(m_timeline->spans[span]); }

std::optional<std::uint32_t> Arrangement::laneOf(std::size_t row) const
{
    return m_by == By::Lane ? std::optional(static_cast<std::uint32_t>(row)) : std::nullopt;
}

bool Arrangement::isTall(std::size_t row) const { return m_by != By::Lane || m_timeline->lanes[row].kind == LaneKind::Compute; }

Arrangement::Head Arrangement::headOf(std::size_t row) const
{
    if (m_by == By::Lane) {
        const Lane& lane = m_timeline->lanes[row];
        const bool computes = lane.kind == LaneKind::Compute;
        return {lane.title, computes ? "stage " + std::to_string(lane.stage) : nameOf(lane.kind), static_cast<int>(lane.devices.size())};
    }
    const auto pipeline = static_cast<std::size_t>(std::upper_bound(m_firstRow.begin(), m_firstRow.end(), row) - m_firstRow.begin()) - 1;
    const bool isOfAll = row + 1 == m_firstRow[pipeline + 1];
    return {isOfAll ? "all micro-batches" : "micro-batch " + std::to_string(row - m_firstRow[pipeline]),
        m_replicas.size() > 1 ? "pipeline " + std::to_string(pipeline) : "", m_replicas[pipeline]};
}

} // namespace core
