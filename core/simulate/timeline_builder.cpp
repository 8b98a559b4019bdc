#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace core {
namespace timeline_builder {

using Lanes = std::array<bool, laneKinds>;

void note(Lanes& lanes, const std::vector<Segment>& segments)
{
    for (const Segment& segment : segments)
        if (segment.joint < 0)
            lanes[static_cast<std::size_t>(laneOf(segment.kind))] = true;
}

/// Which lanes a stage's passes and sends use.
Lanes lanesOf(const StageWork& stage)
{
    Lanes lanes {};
    lanes[static_cast<std::size_t>(LaneKind::Compute)] = true;
    for (const ChunkWork& chunk : stage.chunks) {
        note(lanes, chunk.forward);
        note(lanes, chunk.backward);
        note(lanes, chunk.backwardWeight);
        if (chunk.sendForward.duration.count > 0 || chunk.sendBackward.duration.count > 0)
            lanes[static_cast<std::size_t>(LaneKind::StageToStage)] = true;
    }
    return lanes;
}

/// By pipeline and stage.
std::vector<std::vector<Lanes>> lanesOf(const Workload& workload)
{
    std::vector<std::vector<Lanes>> lanes;
    for (const PipelineWork& pipeline : workload.pipelines) {
        lanes.emplace_back();
        for (const StageWork& stage : pipeline.stages)
            lanes.back().push_back(lanesOf(stage));
    }
    for (const Joint& joint : workload.joints)
        for (const StageRef& member : joint.members)
            lanes[static_cast<std::size_t>(member.pipeline)][static_cast<std::size_t>(member.stage)]
                 [static_cast<std::size_t>(laneOf(joint.segment.kind))] = true;
    return lanes;
}

} // namespace timeline_builder

TimelineBuilder::TimelineBuilder(const Workload& workload) : m_trafficFrom(workload.activities.size(), noTraffic)
{
    const auto used = timeline_builder::lanesOf(workload);
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p) {
        const PipelineWork& pipeline = workload.pipelines[p];
        m_firstStage.push_back(m_lanes.size());
        m_timeline.stages = std::max(m_timeline.stages, static_cast<int>(pipeline.stages.size()));
        for (std::size_t s = 0; s < pipeline.stages.size(); ++s) {
            const StageRef ref {static_cast<int>(p), static_cast<int>(s)};
            const StageDevices& devices = workload.devices[p][s];
            m_lanes.emplace_back();
            for (std::size_t k = 0; k < laneKinds; ++k) {
                m_lanes.back()[k] = noSpan;
                if (!used[p][s][k])
                    continue;
                const auto kind = static_cast<LaneKind>(k);
                m_lanes.back()[k] = static_cast<std::uint32_t>(m_timeline.lanes.size());
                m_timeline.lanes.push_back({kind, devices.title, ref.pipeline, ref.stage, workload.replicas[p], devices.ranks, 0, 0});
                m_timeline.memory.push_back(kind == LaneKind::Compute ? pipeline.stages[s].memory : LaneMemory());
            }
        }
    }
}

std::uint32_t& TimelineBuilder::laneOf(StageRef stage, LaneKind kind)
{
    const std::size_t index = m_firstStage[static_cast<std::size_t>(stage.pipeline)] + static_cast<std::size_t>(stage.stage);
    return m_lanes[index][static_cast<std::size_t>(kind)];
}

std::uint32_t TimelineBuilder::trafficOf(const Segment& segment)
{
    if (segment.activities.empty())
        return noTraffic;
    std::uint32_t& known = m_trafficFrom[static_cast<std::size_t>(segment.activities.front())];
    if (known == noTraffic) {
        known = static_cast<std::uint32_t>(m_timeline.traffic.size());
        m_timeline.traffic.push_back(segment.activities);
    }
    assert(m_timeline.traffic[known] == segment.activities);
    return known;
}

std::uint32_t TimelineBuilder::add(StageRef stage, LaneKind kind, const Segment& segment, int microBatch, Nanoseconds start,
    std::uint32_t waitedFor)
{
    Span span;
    span.start = start;
    span.end = start;
    span.bytes = segment.bytes;
    span.waitedFor = waitedFor;
    span.microBatch = microBatch;
    span.firstUnit = static_cast<std::uint16_t>(segment.units.first);
    span.endUnit = static_cast<std::uint16_t>(segment.units.end);
    span.lane = laneOf(stage, kind);
    span.kind = segment.kind;
    span.algorithm = static_cast<std::uint8_t>(segment.algorithm);
    span.traffic = trafficOf(segment);
    ++m_timeline.lanes[span.lane].spanCount;
    m_spans.push_back(span);
    return static_cast<std::uint32_t>(m_spans.size() - 1);
}

void TimelineBuilder::setUnits(std::uint32_t span, UnitRange units)
{
    m_spans[span].firstUnit = static_cast<std::uint16_t>(units.first);
    m_spans[span].endUnit = static_cast<std::uint16_t>(units.end);
}

void TimelineBuilder::setActivations(StageRef stage, Nanoseconds at, Bytes bytes)
{
    LaneMemory& memory = m_timeline.memory[laneOf(stage, LaneKind::Compute)];
    memory.peakActivations = std::max(memory.peakActivations, bytes);
    if (!memory.steps.empty() && memory.steps.back().at == at)
        memory.steps.back().activations = bytes;
    else
        memory.steps.push_back({at, bytes});
}

Timeline TimelineBuilder::finish(Nanoseconds period) &&
{
    std::vector<std::uint32_t> next(m_timeline.lanes.size());
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < m_timeline.lanes.size(); ++i) {
        m_timeline.lanes[i].firstSpan = next[i] = first;
        first += m_timeline.lanes[i].spanCount;
    }
    std::vector<std::uint32_t> order(m_spans.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto byStart = [&](std::uint32_t a, std::uint32_t b) { return m_spans[a].start < m_spans[b].start; };
    if (!std::is_sorted(order.begin(), order.end(), byStart))
        std::stable_sort(order.begin(), order.end(), byStart);
    std::vector<std::uint32_t> moved(m_spans.size());
    m_timeline.spans.resize(m_spans.size());
    for (const std::uint32_t i : order) {
        moved[i] = next[m_spans[i].lane]++;
        m_timeline.spans[moved[i]] = m_spans[i];
    }
    for (Span& span : m_timeline.spans)
        if (span.waitedFor != noSpan)
            span.waitedFor = moved[span.waitedFor];
    m_timeline.period = period;
    return std::move(m_timeline);
}

} // namespace core
