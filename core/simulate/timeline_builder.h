#pragma once

#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <array>
#include <vector>

namespace core {

/// Collects spans as they happen and puts them in order at the end.
class TimelineBuilder
{
public:
    /// One lane per stage and kind that the workload can use.
    explicit TimelineBuilder(const Workload& workload);

    /// Index of the span, good for `waitedFor` of later ones.
    std::uint32_t add(StageRef stage, LaneKind kind, const Segment& segment, int microBatch, Nanoseconds start,
        std::uint32_t waitedFor);
    void setUnits(std::uint32_t span, UnitRange units);
    void setEnd(std::uint32_t span, Nanoseconds end) { m_spans[span].end = end; }
    void setActivations(StageRef stage, Nanoseconds at, Bytes bytes);

    Nanoseconds endOf(std::uint32_t span) const { return m_spans[span].end; }
    Timeline finish(Nanoseconds period) &&;

private:
    std::uint32_t& laneOf(StageRef stage, LaneKind kind);
    std::uint32_t trafficOf(const Segment& segment);

    Timeline m_timeline;
    std::vector<Span> m_spans; ///< in order of adding
    std::vector<std::size_t> m_firstStage; ///< per pipeline, index of its first stage
    std::vector<std::array<std::uint32_t, laneKinds>> m_lanes; ///< per stage and kind
    std::vector<std::uint32_t> m_trafficFrom; ///< by first activity
};

} // namespace core
