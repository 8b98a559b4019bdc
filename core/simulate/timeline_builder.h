#pragma once

#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <array>
#include <memory>
#include <vector>

namespace core {

/// The iteration that becomes a timeline, and where it stands among all that was collected.
struct Window
{
    int iteration = 0;
    std::vector<Nanoseconds> starts; ///< of each stage's lanes
    Nanoseconds origin;              ///< becomes 0
    Nanoseconds period;
};

/// Collects spans as they happen and puts them in order at the end.
class TimelineBuilder
{
public:
    /// One lane per stage and kind that the workload can use. Unless it `records`, nothing is kept and `add` returns noSpan.
    TimelineBuilder(const Workload& workload, bool records);

    /// Index of the span, good for `waitedFor` of later ones. Starts must not go back.
    std::uint32_t add(StageRef stage, LaneKind kind, const Segment& segment, int microBatch, Nanoseconds start,
        std::uint32_t waitedFor, int iteration);
    void setUnits(std::uint32_t span, UnitRange units);
    void setEnd(std::uint32_t span, Nanoseconds end)
    {
        if (span != noSpan)
            at(span).end = end;
    }
    void setActivations(StageRef stage, Nanoseconds at, Bytes bytes);

    Nanoseconds endOf(std::uint32_t span) const { return m_chunks[span / chunkSize][span % chunkSize].end; }
    Timeline finish(Window window) &&;

private:
    static constexpr std::uint32_t chunkSize = 1U << 14;

    Span& at(std::uint32_t span) { return m_chunks[span / chunkSize][span % chunkSize]; }
    void placeSpans(const Window& window);
    void placeMemory(const Window& window);
    std::uint32_t& laneOf(StageRef stage, LaneKind kind);
    std::uint32_t trafficOf(const Segment& segment);

    Timeline m_timeline;
    bool m_records;
    bool m_tells; ///< iterations apart
    std::vector<std::unique_ptr<Span[]>> m_chunks; ///< in order of adding; never moved, freed one by one at the end
    std::uint32_t m_count = 0;
    std::vector<std::uint16_t> m_iterations; ///< of each span, where there may be several
    std::vector<std::size_t> m_firstStage; ///< per pipeline, index of its first stage
    std::vector<std::array<std::uint32_t, laneKinds>> m_lanes; ///< per stage and kind
    std::vector<std::uint32_t> m_trafficFrom; ///< by first activity
};

} // namespace core
