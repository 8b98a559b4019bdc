#include "core/simulate/run.h"

#include "core/simulate/communication.h"
#include "core/simulate/event_queue.h"
#include "core/simulate/joints.h"
#include "core/simulate/run_state.h"
#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <string>
#include <utility>

namespace core {
namespace run_iteration {

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

const std::vector<Segment>& segmentsOf(const ChunkWork& chunk, PassKind kind)
{
    switch (kind) {
    case PassKind::Forward:
        return chunk.forward;
    case PassKind::BackwardWeight:
        return chunk.backwardWeight;
    case PassKind::Backward:
    case PassKind::BackwardInput:
        break;
    }
    return chunk.backward;
}

class Iteration
{
public:
    Iteration(const Workload& workload, const RunOptions& options)
        : m_work(workload), m_progress(options.progress), m_waterways(options.waterways), m_start(options.start), m_builder(workload)
        , m_communication(workload, options.waterways), m_joints(workload), m_now(options.start)
    {
        preparePipelines();
    }

    Result<Timeline> play()
    {
        forEachStage([this](StageRef ref) { post(ref, work(ref).jointsFirst, noSpan); });
        forEachStage([this](StageRef ref) { tryPass(ref); });
        std::size_t handled = 0;
        while (step())
            if (m_progress && (++handled & 0x3ff) == 0
                && !m_progress(static_cast<double>(m_passesDone) / static_cast<double>(std::max<std::size_t>(1, m_passes))))
                return Error{"cancelled", {}, {}, {}};
        if (const auto stall = m_communication.stall())
            return stalled(m_waterways, stall->capacity, m_now);
        if (m_stuck)
            return Error{"a device stands still for ever", "/scenario", "an event that ends", {}};
        if (m_stagesThrough < m_stages || !m_isUpdating)
            return Error{"the schedule's orders wait for each other: no stage can go on", "/schedule", "a schedule that fits the stages", ""};
        Timeline timeline = std::move(m_builder).finish(m_now - m_start);
        timeline.start = m_start;
        timeline.fingerprint = fingerprintOf(timeline);
        return timeline;
    }

private:
    StageState& state(StageRef ref)
    {
        return m_pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
    }
    const StageWork& work(StageRef ref) const
    {
        return m_work.pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
    }

    template <typename Visit>
    void forEachStage(Visit&& visit)
    {
        for (std::size_t p = 0; p < m_pipelines.size(); ++p)
            for (std::size_t s = 0; s < m_pipelines[p].stages.size(); ++s)
                visit(StageRef{static_cast<int>(p), static_cast<int>(s)});
    }

    void preparePipelines()
    {
        for (const PipelineWork& pipeline : m_work.pipelines) {
            PipelineState prepared;
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

    std::uint32_t& arrival(PassKind pass, int pipeline, int position, int microBatch)
    {
        const int count = m_work.pipelines[static_cast<std::size_t>(pipeline)].microBatches;
        return m_pipelines[static_cast<std::size_t>(pipeline)]
            .arrived[directionOf(pass)][static_cast<std::size_t>(position * count + microBatch)];
    }

    /// To the next instant at which something happens; false: there is none.
    bool step()
    {
        const Nanoseconds computed = m_events.empty() ? Nanoseconds::never() : m_events.nextTime();
        const Nanoseconds communicated = m_communication.next();
        if (computed == Nanoseconds::never() && communicated == Nanoseconds::never())
            return false;
        if (communicated <= computed) {
            m_now = communicated;
            for (const int ticket : std::vector<int>(m_communication.advance(m_now)))
                handle(m_tickets[static_cast<std::size_t>(ticket)]);
        } else {
            m_communication.advance(computed);
            m_now = computed;
            handle(m_events.take());
        }
        return true;
    }

    /// Begins what a segment stands for; `event` is handled when it is done.
    void begin(const Segment& segment, const Event& event, const Speeds* speeds = nullptr)
    {
        if (!segment.activities.empty()) {
            m_communication.start(segment, static_cast<int>(m_tickets.size()), m_now);
            m_tickets.push_back(event);
            return;
        }
        const Nanoseconds end = speeds ? endOfWork(*speeds, m_now, segment.duration) : m_now + segment.duration;
        if (end == Nanoseconds::never())
            m_stuck = true;
        else
            m_events.add(end, event);
    }

    Nanoseconds sinceStart() const { return m_now - m_start; }

    /// By value: what it starts may move the tickets.
    void handle(Event event)
    {
        if (event.span != noSpan)
            m_builder.setEnd(event.span, sinceStart());
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

    /// Starts the stage's next pass if its input is there.
    void tryPass(StageRef ref)
    {
        StageState& stage = state(ref);
        if (stage.running || stage.sending || stage.pass == work(ref).order.size())
            return;
        const Pass& pass = work(ref).order[stage.pass];
        const ChunkWork& chunk = work(ref).chunks[static_cast<std::size_t>(pass.chunk)];
        const bool source = pass.kind == PassKind::BackwardWeight || (pass.kind == PassKind::Forward && chunk.position == 0);
        const std::uint32_t input = source ? 0 : arrival(pass.kind, ref.pipeline, chunk.position, pass.microBatch);
        if (!source && input == 0)
            return;
        stage.running = true;
        stage.segment = 0;
        if (pass.kind == PassKind::Forward) {
            stage.activations += chunk.activations;
            m_builder.setActivations(ref, sinceStart(), stage.activations);
        }
        const std::uint32_t cause = source || input == noSpan ? noSpan : input - 1;
        nextSegment(ref, waitedLonger(cause, stage.last));
    }

    /// Of two spans that something waited for, the one that ended later.
    std::uint32_t waitedLonger(std::uint32_t a, std::uint32_t b) const
    {
        if (a == noSpan || b == noSpan)
            return a == noSpan ? b : a;
        return m_builder.endOf(a) > m_builder.endOf(b) ? a : b;
    }

    /// Goes on with the running pass after the span `cause`.
    void nextSegment(StageRef ref, std::uint32_t cause)
    {
        StageState& stage = state(ref);
        const Pass& pass = work(ref).order[stage.pass];
        const ChunkWork& chunk = work(ref).chunks[static_cast<std::size_t>(pass.chunk)];
        const std::vector<Segment>& segments = segmentsOf(chunk, pass.kind);
        stage.last = cause;
        while (stage.segment < segments.size() && segments[stage.segment].joint >= 0)
            if (!meetJoint(ref, pass, segments[stage.segment++]))
                return;
        if (stage.segment == segments.size())
            return finishPass(ref, pass, chunk);
        const Segment& segment = segments[stage.segment++];
        const std::uint32_t span = m_builder.add(ref, laneOf(segment.kind), segment, pass.microBatch, sinceStart(), stage.last);
        begin(segment, {EventKind::SegmentDone, pass.kind, ref.pipeline, ref.stage, 0, 0, span},
            isCompute(segment.kind) ? &work(ref).speeds : nullptr);
    }

    /// Whether the pass may go on; if not, it does when the joint is done.
    bool meetJoint(StageRef ref, const Pass& pass, const Segment& segment)
    {
        if (!isDue(ref, pass, segment.occasion))
            return true;
        StageState& stage = state(ref);
        if (segment.role != Role::Await) {
            m_joints.post(ref, segment.joint, {segment.units, pass.microBatch, stage.last});
            beginJoints();
        }
        if (segment.role == Role::Post)
            return true;
        if (m_joints.isSettled(ref, segment.joint)) {
            stage.last = waitedLonger(m_joints.lastSpan(ref, segment.joint), stage.last);
            return true;
        }
        stage.awaited = segment.joint;
        return false;
    }

    /// Whether the pass is the stage's first or last forward, or its first or last to the weights' gradients, through the chunk.
    bool isDue(StageRef ref, const Pass& pass, Occasion occasion)
    {
        if (occasion == Occasion::EveryPass)
            return true;
        const int done = state(ref).passesDone[static_cast<std::size_t>(pass.chunk)][directionOf(pass.kind)];
        const int count = m_work.pipelines[static_cast<std::size_t>(ref.pipeline)].microBatches;
        return occasion == Occasion::FirstPass ? done == 0 : done == count - 1;
    }

    void post(StageRef ref, const std::vector<int>& joints, std::uint32_t cause)
    {
        for (const int joint : joints)
            m_joints.post(ref, joint, {m_work.joints[static_cast<std::size_t>(joint)].segment.units, -1, cause});
        beginJoints();
    }

    void beginJoints()
    {
        for (int index = m_joints.begin(); index >= 0; index = m_joints.begin()) {
            const Joint& joint = m_work.joints[static_cast<std::size_t>(index)];
            std::uint32_t cause = noSpan;
            const std::vector<Posted> said = m_joints.take(index);
            for (const Posted& posted : said)
                cause = waitedLonger(cause, posted.cause);
            for (const StageRef member : joint.members)
                cause = waitedLonger(cause, m_joints.before(index, member));
            for (std::size_t i = 0; i < joint.members.size(); ++i) {
                const std::uint32_t span
                    = m_builder.add(joint.members[i], laneOf(joint.segment.kind), joint.segment, said[i].microBatch, sinceStart(), cause);
                m_builder.setUnits(span, said[i].units);
                m_joints.addSpan(index, span);
            }
            begin(joint.segment, {EventKind::JointDone, PassKind::Backward, index, 0, 0, 0, noSpan});
        }
    }

    void jointDone(int index)
    {
        const std::vector<std::uint32_t> spans = m_joints.spansOf(index);
        for (const std::uint32_t span : spans)
            m_builder.setEnd(span, sinceStart());
        m_lastJoint = spans.back();
        m_joints.finish(index);
        beginJoints();
        const std::vector<StageRef>& members = m_work.joints[static_cast<std::size_t>(index)].members;
        for (std::size_t i = 0; i < members.size(); ++i)
            if (state(members[i]).awaited == index && m_joints.isSettled(members[i], index)) {
                state(members[i]).awaited = -1;
                nextSegment(members[i], waitedLonger(spans[i], state(members[i]).last));
            }
        tryOptimizers();
    }

    void finishPass(StageRef ref, const Pass& pass, const ChunkWork& chunk)
    {
        StageState& stage = state(ref);
        const int last = static_cast<int>(m_pipelines[static_cast<std::size_t>(ref.pipeline)].stageAt.size()) - 1;
        if (pass.kind != PassKind::Forward) {
            if (pass.kind != PassKind::BackwardWeight)
                stage.activations -= chunk.activations;
            if (pass.kind == PassKind::BackwardInput)
                stage.activations += chunk.weightOperands;
            if (pass.kind == PassKind::BackwardWeight)
                stage.activations -= chunk.weightOperands;
            m_builder.setActivations(ref, sinceStart(), stage.activations);
        }
        stage.running = false;
        ++stage.pass;
        if (pass.kind != PassKind::BackwardInput)
            ++stage.passesDone[static_cast<std::size_t>(pass.chunk)][directionOf(pass.kind)];
        ++m_passesDone;
        const std::uint32_t span = stage.last;
        if (pass.kind == PassKind::Forward && chunk.position < last)
            send(ref, pass, chunk.sendForward, chunk.position + 1, span);
        else if (pass.kind == PassKind::Forward)
            arrive(PassKind::Backward, ref.pipeline, chunk.position, pass.microBatch, span);
        else if (passesGradient(pass.kind) && chunk.position > 0)
            send(ref, pass, chunk.sendBackward, chunk.position - 1, span);
        if (!stage.sending)
            goOn(ref);
    }

    /// After a pass, and after what it sent where that is waited for.
    void goOn(StageRef ref)
    {
        if (state(ref).pass == work(ref).order.size())
            through(ref);
        else
            tryPass(ref);
    }

    void send(StageRef ref, const Pass& pass, const Segment& segment, int position, std::uint32_t cause)
    {
        if (segment.duration.count == 0)
            return arrive(pass.kind, ref.pipeline, position, pass.microBatch, cause);
        state(ref).sending = m_work.blockingSends;
        auto& queue = state(ref).sends[directionOf(pass.kind)];
        queue.push_back({&segment, position, pass.microBatch, cause});
        if (queue.size() == 1)
            beginSend(ref, pass.kind);
    }

    void beginSend(StageRef ref, PassKind pass)
    {
        const QueuedSend& send = state(ref).sends[directionOf(pass)].front();
        const std::uint32_t span = m_builder.add(ref, LaneKind::StageToStage, *send.segment, send.microBatch, sinceStart(), send.cause);
        begin(*send.segment, {EventKind::Arrived, pass, ref.pipeline, ref.stage, send.position, send.microBatch, span});
    }

    void sent(const Event& event)
    {
        const StageRef ref {event.pipeline, event.stage};
        auto& queue = state(ref).sends[directionOf(event.pass)];
        queue.pop_front();
        if (!queue.empty()) {
            queue.front().cause = event.span;
            beginSend(ref, event.pass);
        }
        arrive(event.pass, event.pipeline, event.position, event.microBatch, event.span);
        if (!std::exchange(state(ref).sending, false))
            return;
        state(ref).last = event.span;
        goOn(ref);
    }

    void arrive(PassKind pass, int pipeline, int position, int microBatch, std::uint32_t span)
    {
        arrival(pass, pipeline, position, microBatch) = span == noSpan ? noSpan : span + 1;
        tryPass({pipeline, m_pipelines[static_cast<std::size_t>(pipeline)].stageAt[static_cast<std::size_t>(position)]});
    }

    /// The stage has run all its passes.
    void through(StageRef ref)
    {
        ++m_stagesThrough;
        m_lastThrough = state(ref).last;
        post(ref, work(ref).jointsThrough, state(ref).last);
        tryOptimizers();
    }

    /// The gradient norm needs every gradient: all optimizers start together.
    void tryOptimizers()
    {
        if (m_isUpdating || m_stagesThrough < m_stages || m_joints.open() > 0)
            return;
        m_isUpdating = true;
        const std::uint32_t last = waitedLonger(m_lastJoint, m_lastThrough);
        forEachStage([&](StageRef ref) { nextOptimizer(ref, last); });
    }

    void nextOptimizer(StageRef ref, std::uint32_t cause)
    {
        StageState& stage = state(ref);
        if (stage.optimizer == work(ref).optimizer.size())
            return post(ref, work(ref).jointsUpdated, cause);
        const Segment& segment = work(ref).optimizer[stage.optimizer++];
        const std::uint32_t span = m_builder.add(ref, LaneKind::Compute, segment, -1, sinceStart(), cause);
        begin(segment, {EventKind::OptimizerDone, PassKind::Backward, ref.pipeline, ref.stage, 0, 0, span}, &work(ref).speeds);
    }

    const Workload& m_work;
    const Progress& m_progress;
    const Waterways& m_waterways;
    Nanoseconds m_start;
    TimelineBuilder m_builder;
    Communication m_communication;
    Joints m_joints;
    EventQueue<Event> m_events;
    std::vector<Event> m_tickets; ///< by ticket
    Nanoseconds m_now;
    bool m_stuck = false;
    std::vector<PipelineState> m_pipelines;
    std::size_t m_passes = 0, m_passesDone = 0;
    std::size_t m_stages = 0, m_stagesThrough = 0;
    bool m_isUpdating = false; ///< the optimizers have begun
    std::uint32_t m_lastJoint = noSpan, m_lastThrough = noSpan;
};

} // namespace run_iteration

Result<Timeline> run(const Workload& workload, const RunOptions& options)
{
    return run_iteration::Iteration(workload, options).play();
}

} // namespace core
