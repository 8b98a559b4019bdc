#include "core/simulate/player.h"

#include <algorithm>
#include <string>

namespace core::run_iteration {

/// A transfer that waits for bandwidth which never comes back: where, and by which line of the scenario.
Error stalled(const Waterways& waterways, int capacity, Nanoseconds now)
{
    const std::string name = waterways.name ? waterways.name(capacity) : "capacity " + std::to_string(capacity);
    Error error {"a transfer stands still for ever on " + name, {}, "bandwidth that comes back", {}};
    if (waterways.changes(capacity))
        if (const int line = waterways.profiles->at(capacity).eventAt(now); line >= 0) {
            error.message += " since the event of line " + std::to_string(line + 1);
            error.where = "/scenario/events/" + std::to_string(line);
            error.fix = "end the event with \"for\" and a time";
        }
    return error;
}

/// A stage whose devices never compute again.
Error standsStill(const Workload& workload, StageRef ref)
{
    const auto pipeline = static_cast<std::size_t>(ref.pipeline), stage = static_cast<std::size_t>(ref.stage);
    const bool named = pipeline < workload.devices.size() && stage < workload.devices[pipeline].size();
    Error error {(named ? workload.devices[pipeline][stage].title : "a device") + " stands still for ever", "/scenario", "an event that ends", {}};
    if (const Speeds& speeds = workload.pipelines[pipeline].stages[stage].speeds; !speeds.empty() && speeds.back().line >= 0) {
        error.message += " since the event of line " + std::to_string(speeds.back().line + 1);
        error.where = "/scenario/events/" + std::to_string(speeds.back().line);
        error.fix = "end the event with \"for\" and a time";
    }
    return error;
}

Player::Player(const Workload& workload, const RunOptions& options, int iterations, bool records)
    : m_work(workload), m_progress(options.progress), m_waterways(options.waterways), m_start(options.start), m_iterations(iterations)
    , m_builder(workload, records), m_communication(workload, options.waterways), m_joints(workload), m_now(options.start)
{
    preparePipelines();
    m_jointsOf.resize(m_stages);
    for (std::size_t joint = 0; joint < workload.joints.size(); ++joint)
        for (const StageRef member : workload.joints[joint].members)
            m_jointsOf[indexOf(member)].push_back(static_cast<int>(joint));
}

Result<void> Player::playUntilBegun(int iteration)
{
    if (m_begun.empty() && m_iterations > 0)
        beginAll();
    const auto hasBegun = [&] {
        return static_cast<std::size_t>(iteration) < m_begun.size() && m_begun[static_cast<std::size_t>(iteration)] == m_stages;
    };
    const double all = static_cast<double>(std::max<std::size_t>(1, m_passes * static_cast<std::size_t>(m_iterations)));
    std::size_t handled = 0;
    while (!hasBegun()) {
        if (!step())
            return isOver() ? Result<void>() : whyStopped();
        if (m_progress && (++handled & 0x3ff) == 0 && !m_progress(static_cast<double>(m_passesDone) / all))
            return Error {"cancelled", {}, {}, {}};
    }
    return {};
}

Error Player::whyStopped()
{
    if (const auto stall = m_communication.stall())
        return stalled(m_waterways, stall->capacity, m_now);
    if (m_stuck)
        return standsStill(m_work, *m_stuck);
    if (!m_events.empty() || !m_communication.idle())
        return Error {"the iteration takes longer than the 290 years that can be played", {}, "less work, shorter latencies or faster devices", {}};
    return Error {"the schedule's orders wait for each other: no stage can go on", "/schedule", "a schedule that fits the stages", ""};
}

void Player::beginIteration(StageRef ref)
{
    StageState& stage = state(ref);
    if (static_cast<std::size_t>(stage.iteration) >= m_begun.size()) {
        m_begun.push_back(0);
        m_starts.emplace_back(m_stages);
        m_prints.emplace_back(m_stages);
        m_ends.emplace_back();
    }
    stage.phase = Phase::Passes;
    stage.begun = m_now;
    stage.pass = 0;
    stage.optimizer = 0;
    for (auto& done : stage.passesDone)
        done = {};
    post(ref, work(ref).jointsFirst, m_work.barrier ? noSpan : stage.last);
}

void Player::beginAll()
{
    forEachStage([this](StageRef ref) { beginIteration(ref); });
    forEachStage([this](StageRef ref) { tryPass(ref); });
}

void Player::noteStart(StageRef ref)
{
    const auto iteration = static_cast<std::size_t>(state(ref).iteration);
    m_starts[iteration][indexOf(ref)] = m_now;
    if (!m_work.barrier)
        notePrint(ref, state(ref).iteration, EventKind::SegmentDone, state(ref).begun);
    ++m_begun[iteration];
}

/// Something of that kind was done, so long after `since`.
void Player::notePrint(StageRef ref, int iteration, EventKind kind, Nanoseconds since)
{
    std::uint64_t& print = m_prints[static_cast<std::size_t>(iteration)][indexOf(ref)];
    print = (print ^ (static_cast<std::uint64_t>((m_now - since).count) * 4 + static_cast<std::uint64_t>(kind))) * 0xff51afd7ed558ccdULL;
    print ^= print >> 29;
}

void Player::notePrint(const Event& event)
{
    const auto since = [&](StageRef ref, int iteration) { return m_starts[static_cast<std::size_t>(iteration)][indexOf(ref)]; };
    const StageRef ref {event.pipeline, event.stage};
    switch (event.kind) {
    case EventKind::SegmentDone:
    case EventKind::OptimizerDone:
        return notePrint(ref, state(ref).iteration, event.kind, since(ref, state(ref).iteration));
    case EventKind::Arrived: {
        const int iteration = state(ref).sends[directionOf(event.pass)].front().iteration;
        return notePrint(ref, iteration, event.kind, since(ref, iteration));
    }
    case EventKind::JointDone: // some are done before the first pass begins
        for (const StageRef member : m_work.joints[static_cast<std::size_t>(event.pipeline)].members)
            notePrint(member, state(member).iteration, event.kind, state(member).begun);
    }
}

Nanoseconds Player::distance(int iteration) const
{
    const std::vector<Nanoseconds>& starts = startsOf(iteration);
    const std::vector<Nanoseconds>& next = startsOf(iteration + 1);
    Nanoseconds longest;
    for (std::size_t s = 0; s < starts.size(); ++s)
        longest = std::max(longest, next[s] - starts[s]);
    return longest;
}

bool Player::isSteady(int last) const
{
    if (last < 2)
        return false;
    const Nanoseconds period = distance(last);
    for (int iteration = last - 2; iteration <= last; ++iteration)
        for (std::size_t s = 0; s < m_stages; ++s)
            if (startsOf(iteration + 1)[s] - startsOf(iteration)[s] != period
                || m_prints[static_cast<std::size_t>(iteration)][s] != m_prints[static_cast<std::size_t>(last)][s])
                return false;
    return true;
}

void Player::finishIteration(StageRef ref)
{
    StageState& stage = state(ref);
    Nanoseconds& end = m_ends[static_cast<std::size_t>(stage.iteration)];
    end = std::max(end, m_now);
    ++m_finished;
    stage.phase = Phase::Over;
    ++stage.iteration;
}

void Player::skip(Nanoseconds period, int iterations)
{
    const Nanoseconds by = period * iterations;
    m_now += by;
    m_events.skip(by);
    m_communication.skip(by);
    auto current = static_cast<std::size_t>(std::find_if(m_begun.begin(), m_begun.end(), [&](std::size_t n) { return n < m_stages; }) - m_begun.begin()) - 1;
    for (std::size_t row = current + 1; row < m_starts.size(); ++row)
        for (Nanoseconds& start : m_starts[row])
            start += by;
    for (std::size_t row = current; row < m_ends.size(); ++row)
        m_ends[row] += by;
    for (int i = 0; i < iterations; ++i, ++current) {
        std::vector<Nanoseconds> next = m_starts[current];
        for (Nanoseconds& start : next)
            start += period;
        const auto at = static_cast<std::ptrdiff_t>(current);
        m_starts.insert(m_starts.begin() + at + 1, std::move(next));
        m_prints.insert(m_prints.begin() + at, m_prints[current - 1]);
        m_begun.insert(m_begun.begin() + at + 1, m_stages);
        m_ends.insert(m_ends.begin() + at, m_ends[current - 1] + period);
    }
    m_finished += m_stages * static_cast<std::size_t>(iterations);
    forEachStage([&](StageRef ref) {
        state(ref).iteration += iterations;
        state(ref).begun += by;
        for (auto& sends : state(ref).sends)
            for (QueuedSend& send : sends)
                send.iteration += iterations;
    });
}

Timeline Player::take(int iteration, Nanoseconds period) &&
{
    std::vector<Nanoseconds> starts(m_stages, m_start);
    if (!m_work.barrier)
        starts = startsOf(iteration);
    const Nanoseconds origin = *std::min_element(starts.begin(), starts.end());
    for (Nanoseconds& start : starts)
        start -= m_start;
    Timeline timeline = std::move(m_builder).finish({iteration, std::move(starts), origin - m_start, period});
    timeline.start = origin;
    timeline.barrier = m_work.barrier;
    timeline.fingerprint = fingerprintOf(timeline);
    return timeline;
}

void Player::preparePipelines()
{
    for (const PipelineWork& pipeline : m_work.pipelines) {
        PipelineState prepared;
        prepared.firstStage = m_stages;
        for (std::size_t s = 0; s < pipeline.stages.size(); ++s) {
            for (const ChunkWork& chunk : pipeline.stages[s].chunks) {
                const auto position = static_cast<std::size_t>(chunk.position);
                prepared.stageAt.resize(std::max(prepared.stageAt.size(), position + 1));
                prepared.stageAt[position] = static_cast<int>(s);
            }
            m_passes += pipeline.stages[s].order.size();
            ++m_stages;
        }
        for (auto& arrivals : prepared.arrived)
            arrivals.assign(prepared.stageAt.size() * static_cast<std::size_t>(pipeline.microBatches), 0);
        prepared.stages.resize(pipeline.stages.size());
        for (std::size_t s = 0; s < pipeline.stages.size(); ++s)
            prepared.stages[s].passesDone.resize(pipeline.stages[s].chunks.size());
        m_pipelines.push_back(std::move(prepared));
    }
}

/// To the next instant at which something happens; false: there is none.
bool Player::step()
{
    const Nanoseconds computed = m_events.empty() ? Nanoseconds::never() : m_events.nextTime();
    const Nanoseconds communicated = m_communication.next();
    if (computed == Nanoseconds::never() && communicated == Nanoseconds::never())
        return false;
    if (communicated <= computed) {
        m_now = communicated;
        for (const Event& event : m_communication.advance(m_now))
            handle(event);
    } else {
        m_communication.advance(computed);
        m_now = computed;
        handle(m_events.take());
    }
    return true;
}

/// Begins what a segment stands for; `event` is handled when it is done.
void Player::begin(const Segment& segment, const Event& event, const Speeds* speeds)
{
    if (!segment.activities.empty() && !segment.alone) {
        m_communication.start(segment, event, m_now);
        return;
    }
    const Nanoseconds end = speeds ? endOfWork(*speeds, m_now, segment.duration) : m_now + segment.duration;
    if (end == Nanoseconds::never())
        m_stuck = StageRef {event.pipeline, event.stage};
    else
        m_events.add(end, event);
}

/// By value: what it starts may move the events.
void Player::handle(Event event)
{
    if (event.span != noSpan)
        m_builder.setEnd(event.span, sinceStart());
    if (!m_work.barrier)
        notePrint(event);
    switch (event.kind) {
    case EventKind::SegmentDone:
        return nextSegment({event.pipeline, event.stage}, event.span);
    case EventKind::Arrived:
        return sent(event);
    case EventKind::JointDone:
        return jointDone(event.pipeline);
    case EventKind::OptimizerDone:
        return nextOptimizer({event.pipeline, event.stage}, event.span);
    }
}

std::uint32_t Player::afterBoth(std::uint32_t a, std::uint32_t b)
{
    if (a == noSpan || b == noSpan)
        return a == noSpan ? b : a;
    return m_builder.endOf(a) > m_builder.endOf(b) ? m_builder.meeting(a, b) : m_builder.meeting(b, a);
}

} // namespace core::run_iteration
