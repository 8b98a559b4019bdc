#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace core {
namespace timeline_builder {

constexpr std::array laneKinds {LaneKind::Compute, LaneKind::TensorParallel, LaneKind::StageToStage, LaneKind::DataParallel};

bool isTensorCollective(const Segment& segment) { return !isCompute(segment.kind); }

bool usesTensorLane(const StageWork& stage)
{
    return std::any_of(stage.chunks.begin(), stage.chunks.end(), [](const ChunkWork& chunk) {
        return std::any_of(chunk.forward.begin(), chunk.forward.end(), isTensorCollective)
            || std::any_of(chunk.backward.begin(), chunk.backward.end(), isTensorCollective);
    });
}

bool sends(const StageWork& stage)
{
    return std::any_of(stage.chunks.begin(), stage.chunks.end(), [](const ChunkWork& chunk) {
        return chunk.sendForward.duration.count > 0 || chunk.sendBackward.duration.count > 0;
    });
}

bool isMember(const std::vector<Reduction>& reductions, StageRef stage)
{
    return std::any_of(reductions.begin(), reductions.end(), [&](const Reduction& reduction) {
        return std::find(reduction.members.begin(), reduction.members.end(), stage) != reduction.members.end();
    });
}

bool uses(const Workload& workload, StageRef ref, LaneKind kind)
{
    const StageWork& stage = workload.pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
    switch (kind) {
    case LaneKind::Compute:
        return true;
    case LaneKind::TensorParallel:
        return usesTensorLane(stage);
    case LaneKind::StageToStage:
        return sends(stage);
    case LaneKind::DataParallel:
        return isMember(workload.reductions, ref) || isMember(workload.gathers, ref);
    }
    return false;
}

} // namespace timeline_builder

TimelineBuilder::TimelineBuilder(const Workload& workload) : m_trafficFrom(workload.activities.size(), noTraffic)
{
    for (std::size_t p = 0; p < workload.pipelines.size(); ++p) {
        const PipelineWork& pipeline = workload.pipelines[p];
        m_firstStage.push_back(m_lanes.size());
        m_timeline.stages = std::max(m_timeline.stages, static_cast<int>(pipeline.stages.size()));
        for (std::size_t s = 0; s < pipeline.stages.size(); ++s) {
            const StageRef ref {static_cast<int>(p), static_cast<int>(s)};
            const StageDevices& devices = workload.devices[p][s];
            m_lanes.emplace_back();
            for (const LaneKind kind : timeline_builder::laneKinds) {
                m_lanes.back()[static_cast<std::size_t>(kind)] = noSpan;
                if (!timeline_builder::uses(workload, ref, kind))
                    continue;
                m_lanes.back()[static_cast<std::size_t>(kind)] = static_cast<std::uint32_t>(m_timeline.lanes.size());
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
