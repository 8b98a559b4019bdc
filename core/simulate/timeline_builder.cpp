#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <cassert>

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

TimelineBuilder::TimelineBuilder(const Workload& workload, bool records)
    : m_records(records), m_tells(!workload.barrier), m_trafficFrom(workload.activities.size(), noTraffic)
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
                m_timeline.lanes.push_back({kind, devices.title, ref.pipeline, ref.stage, workload.replicas[p], devices.ranks, 0, 0, {}});
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
    std::uint32_t waitedFor, int iteration)
{
    if (!m_records)
        return noSpan;
    if (m_count % chunkSize == 0)
        m_chunks.push_back(std::make_unique<Span[]>(chunkSize));
    Span& span = at(m_count);
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
    if (m_tells)
        m_iterations.push_back(static_cast<std::uint16_t>(iteration));
    return m_count++;
}

void TimelineBuilder::setUnits(std::uint32_t span, UnitRange units)
{
    if (span == noSpan)
        return;
    at(span).firstUnit = static_cast<std::uint16_t>(units.first);
    at(span).endUnit = static_cast<std::uint16_t>(units.end);
}

void TimelineBuilder::setActivations(StageRef stage, Nanoseconds at, Bytes bytes)
{
    if (!m_records)
        return;
    LaneMemory& memory = m_timeline.memory[laneOf(stage, LaneKind::Compute)];
    memory.peakActivations = std::max(memory.peakActivations, bytes);
    if (!memory.steps.empty() && memory.steps.back().at == at)
        memory.steps.back().activations = bytes;
    else
        memory.steps.push_back({at, bytes});
}

/// Spans by lane, then start: they were added in order of start.
void TimelineBuilder::placeSpans(const Window& window)
{
    const auto isKept = [&](std::uint32_t i) { return !m_tells || m_iterations[i] == window.iteration; };
    std::vector<std::uint32_t> next(m_timeline.lanes.size());
    for (std::uint32_t i = 0; i < m_count; ++i)
        m_timeline.lanes[at(i).lane].spanCount += isKept(i) ? 1 : 0;
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < m_timeline.lanes.size(); ++i) {
        m_timeline.lanes[i].firstSpan = next[i] = first;
        first += m_timeline.lanes[i].spanCount;
    }
    std::vector<std::uint32_t> moved(m_count, noSpan);
    m_timeline.spans.resize(first);
    for (std::uint32_t i = 0; i < m_count; ++i) {
        if (isKept(i)) {
            moved[i] = next[at(i).lane]++;
            m_timeline.spans[moved[i]] = at(i);
        }
        if ((i + 1) % chunkSize == 0)
            m_chunks[i / chunkSize].reset();
    }
    m_chunks.clear();
    for (Span& span : m_timeline.spans) {
        span.waitedFor = span.waitedFor == noSpan ? noSpan : moved[span.waitedFor];
        span.start -= window.origin;
        span.end -= window.origin;
        m_timeline.end = std::max(m_timeline.end, span.end);
    }
}

/// Each lane's steps within its window, the first at its beginning.
void TimelineBuilder::placeMemory(const Window& window)
{
    for (std::size_t i = 0; i < m_timeline.lanes.size(); ++i) {
        const Nanoseconds from = m_timeline.lanes[i].window + window.origin;
        std::vector<MemoryStep> steps;
        for (const MemoryStep& step : m_timeline.memory[i].steps) {
            if (step.at >= from + window.period)
                break;
            if (step.at <= from)
                steps.clear();
            steps.push_back({std::max(step.at, from) - window.origin, step.activations});
        }
        m_timeline.memory[i].steps = std::move(steps);
    }
}

Timeline TimelineBuilder::finish(Window window) &&
{
    m_timeline.period = window.period;
    for (Lane& lane : m_timeline.lanes) {
        const std::size_t stage = m_firstStage[static_cast<std::size_t>(lane.pipeline)] + static_cast<std::size_t>(lane.stage);
        lane.window = window.starts[stage] - window.origin;
        m_timeline.end = std::max(m_timeline.end, lane.window + window.period);
    }
    placeSpans(window);
    if (m_tells)
        placeMemory(window);
    return std::move(m_timeline);
}

} // namespace core
