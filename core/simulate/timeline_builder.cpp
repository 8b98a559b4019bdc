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
        m_timeline.traffic.push_back({segment.activities, segment.alone});
    }
    assert(m_timeline.traffic[known].activities == segment.activities);
    return known;
}

std::uint32_t TimelineBuilder::commonOf(const NewSpan& added)
{
    const std::uint32_t lane = laneOf(added.stage, core::laneOf(added.segment.kind));
    const auto [known, isNew] = m_commonOf.try_emplace({&added.segment, lane, added.units}, static_cast<std::uint32_t>(m_commons.size()));
    if (!isNew)
        return known->second;
    Span span;
    span.bytes = added.segment.bytes;
    span.firstUnit = static_cast<std::uint16_t>(added.units.first);
    span.endUnit = static_cast<std::uint16_t>(added.units.end);
    span.lane = lane;
    span.kind = added.segment.kind;
    span.algorithm = static_cast<std::uint8_t>(added.segment.algorithm);
    span.traffic = trafficOf(added.segment);
    m_commons.push_back(span);
    return known->second;
}

std::uint32_t TimelineBuilder::add(const NewSpan& span)
{
    if (!m_records)
        return noSpan;
    return append({span.start, span.start, span.cause, commonOf(span), span.microBatch, static_cast<std::uint16_t>(span.iteration)});
}

std::uint32_t TimelineBuilder::append(const Record& record)
{
    const bool isFirst = m_chunks.empty();
    if (isFirst || m_chunks.back().size() == chunkSize) {
        m_chunks.emplace_back();
        if (!isFirst) // the first grows with a short iteration
            m_chunks.back().reserve(chunkSize);
    }
    m_chunks.back().push_back(record);
    return static_cast<std::uint32_t>((m_chunks.size() - 1) * chunkSize + m_chunks.back().size() - 1);
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

std::uint32_t TimelineBuilder::lastOf(std::uint32_t cause) const
{
    return isMeeting(cause) ? m_timeline.dependencies.meetings[cause - Dependencies::meeting].last : cause;
}

std::uint32_t TimelineBuilder::meeting(std::uint32_t last, std::uint32_t other)
{
    if (last == noSpan || other == noSpan || other == last)
        return last == noSpan ? other : last;
    std::vector<Dependencies::Meeting>& meetings = m_timeline.dependencies.meetings;
    meetings.push_back({lastOf(last), last, other});
    return Dependencies::meeting + static_cast<std::uint32_t>(meetings.size() - 1);
}

void TimelineBuilder::setTogether(std::uint32_t span, std::uint32_t other)
{
    if (span != noSpan && span != other)
        m_timeline.dependencies.together.push_back({span, other});
}

void TimelineBuilder::countSpans(const Window& window)
{
    std::size_t waiting = 0;
    std::uint32_t id = 0;
    m_isSought.assign(m_commons.size(), false);
    for (const std::vector<Record>& chunk : m_chunks)
        for (const Record& record : chunk) {
            if (isKept(record, window)) {
                ++m_timeline.lanes[m_commons[record.common].lane].spanCount;
                waiting += isMeeting(record.cause) ? 1 : 0;
            }
            noteEarlier(id++, record, window);
        }
    std::uint32_t first = 0;
    for (Lane& lane : m_timeline.lanes) {
        lane.firstSpan = first;
        first += lane.spanCount;
    }
    m_timeline.spans.resize(first);
    m_timeline.dependencies.waited.reserve(waiting);
}

/// Of what begins the kept iteration, and of what begins the next one, which is all that is known if the kept one is the first.
void TimelineBuilder::noteEarlier(std::uint32_t id, const Record& record, const Window& window)
{
    const std::uint32_t cause = lastOf(record.cause);
    const bool waits = isKept(record, window);
    if (cause == noSpan || waits == isKept(at(cause), window) || (!waits && record.iteration != window.iteration + 1))
        return;
    m_earlier.push_back(waits ? Earlier {id, at(cause), true} : Earlier {cause, record, false});
    m_isSought[m_earlier.back().other.common] = true;
}

/// Spans by lane, then start: they were added in order of start.
void TimelineBuilder::placeSpans(const Window& window)
{
    countSpans(window);
    std::vector<std::uint32_t> next;
    for (const Lane& lane : m_timeline.lanes)
        next.push_back(lane.firstSpan);
    m_places.reserve(m_chunks.empty() ? 0 : (m_chunks.size() - 1) * chunkSize + m_chunks.back().size());
    for (std::vector<Record>& chunk : m_chunks) {
        for (const Record& record : chunk)
            m_places.push_back(isKept(record, window) ? place(record, window, next[m_commons[record.common].lane]++) : noSpan);
        chunk = std::vector<Record>();
    }
}

/// `at`: where its span goes.
std::uint32_t TimelineBuilder::place(const Record& record, const Window& window, std::uint32_t at)
{
    Span& span = m_timeline.spans[at];
    span = m_commons[record.common];
    span.start = record.start - window.origin;
    span.end = record.end - window.origin;
    span.microBatch = record.microBatch;
    m_timeline.end = std::max(m_timeline.end, span.end);
    const std::uint32_t cause = lastOf(record.cause); // before it, so that it has been placed
    span.waitedFor = cause == noSpan ? noSpan : m_places[cause];
    if (m_isSought[record.common])
        m_likes[{record.common, record.microBatch}] = at;
    if (isMeeting(record.cause))
        m_timeline.dependencies.waited.push_back({at, record.cause});
    return at;
}

void TimelineBuilder::placeDependencies()
{
    Dependencies& all = m_timeline.dependencies;
    const auto moved = [this](std::uint32_t id) { return id >= Dependencies::meeting ? id : m_places[id]; };
    for (Dependencies::Meeting& meeting : all.meetings)
        meeting = {moved(meeting.last), moved(meeting.one), moved(meeting.other)};
    for (Dependencies::Pair& pair : all.together)
        pair = {moved(pair.span), moved(pair.id)};
    std::erase_if(all.together, [](const Dependencies::Pair& pair) { return pair.span == noSpan || pair.id == noSpan; });
    placeEarlier();
    m_places = std::vector<std::uint32_t>();
}

void TimelineBuilder::placeEarlier()
{
    std::vector<Dependencies::Pair>& placed = m_timeline.dependencies.earlier;
    std::stable_partition(m_earlier.begin(), m_earlier.end(), [](const Earlier& earlier) { return earlier.waits; });
    for (const Earlier& earlier : m_earlier)
        if (const auto like = m_likes.find({earlier.other.common, earlier.other.microBatch}); like != m_likes.end()) {
            const std::uint32_t kept = m_places[earlier.kept];
            placed.push_back(earlier.waits ? Dependencies::Pair {kept, like->second} : Dependencies::Pair {like->second, kept});
        }
    const auto isBefore = [](const Dependencies::Pair& a, const Dependencies::Pair& b) { return a.span < b.span; };
    const auto isSame = [](const Dependencies::Pair& a, const Dependencies::Pair& b) { return a.span == b.span; };
    std::stable_sort(placed.begin(), placed.end(), isBefore);
    placed.erase(std::unique(placed.begin(), placed.end(), isSame), placed.end());
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
    placeDependencies();
    if (m_tells)
        placeMemory(window);
    return std::move(m_timeline);
}

} // namespace core
