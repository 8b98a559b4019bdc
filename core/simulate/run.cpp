#include "core/simulate/run.h"

#include "core/simulate/communication.h"
#include "core/simulate/event_queue.h"
#include "core/simulate/run_state.h"
#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <string>

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
        , m_communication(workload, options.waterways), m_now(options.start)
    {
        preparePipelines();
        prepareReductions();
    }

    Result<Timeline> play()
    {
        for (std::size_t p = 0; p < m_pipelines.size(); ++p)
            for (std::size_t s = 0; s < m_pipelines[p].stages.size(); ++s)
                tryPass({static_cast<int>(p), static_cast<int>(s)});
        std::size_t handled = 0;
        while (step())
            if (m_progress && (++handled & 0x3ff) == 0
                && !m_progress(static_cast<double>(m_passesDone) / static_cast<double>(std::max<std::size_t>(1, m_passes))))
                return Error{"cancelled", {}, {}, {}};
        if (const auto stall = m_communication.stall())
            return stalled(m_waterways, stall->capacity, m_now);
        if (m_stuck)
            return Error{"a device stands still for ever", "/scenario", "an event that ends", {}};
        if (m_stagesThrough < m_stages)
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
            m_pipelines.push_back(std::move(prepared));
        }
    }

    void prepareReductions()
    {
        for (const Reduction& reduction : m_work.reductions)
            m_reductions.push_back({reduction.members.size(), noSpan, false, {}});
        for (const Reduction& gather : m_work.gathers)
            m_gathers.push_back({gather.members.size(), noSpan, false, {}});
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
        case EventKind::ReductionDone:
            reduced(m_work.reductions, m_reductions, event);
            --m_reductionsOpen;
            m_lastReduction = event.span;
            return tryOptimizers();
        case EventKind::OptimizerDone:
            return nextOptimizer({event.pipeline, event.stage}, event.span);
        case EventKind::GatherDone:
            return reduced(m_work.gathers, m_gathers, event);
        }
    }

    /// Starts the stage's next pass if its input is there.
    void tryPass(StageRef ref)
    {
        StageState& stage = state(ref);
        if (stage.running || stage.pass == work(ref).order.size())
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

    void nextSegment(StageRef ref, std::uint32_t cause)
    {
        StageState& stage = state(ref);
        const Pass& pass = work(ref).order[stage.pass];
        const ChunkWork& chunk = work(ref).chunks[static_cast<std::size_t>(pass.chunk)];
        const std::vector<Segment>& segments = segmentsOf(chunk, pass.kind);
        stage.last = cause;
        if (stage.segment == segments.size())
            return finishPass(ref, pass, chunk);
        const Segment& segment = segments[stage.segment++];
        const LaneKind lane = isCompute(segment.kind) ? LaneKind::Compute : LaneKind::TensorParallel;
        const std::uint32_t span = m_builder.add(ref, lane, segment, pass.microBatch, sinceStart(), cause);
        begin(segment, {EventKind::SegmentDone, pass.kind, ref.pipeline, ref.stage, 0, 0, span},
            isCompute(segment.kind) ? &work(ref).speeds : nullptr);
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
        ++m_passesDone;
        const std::uint32_t span = stage.last;
        if (pass.kind == PassKind::Forward && chunk.position < last)
            send(ref, pass, chunk.sendForward, chunk.position + 1, span);
        else if (pass.kind == PassKind::Forward)
            arrive(PassKind::Backward, ref.pipeline, chunk.position, pass.microBatch, span);
        else if (passesGradient(pass.kind) && chunk.position > 0)
            send(ref, pass, chunk.sendBackward, chunk.position - 1, span);
        if (stage.pass == work(ref).order.size())
            through(ref);
        else
            tryPass(ref);
    }

    void send(StageRef ref, const Pass& pass, const Segment& segment, int position, std::uint32_t cause)
    {
        if (segment.duration.count == 0)
            return arrive(pass.kind, ref.pipeline, position, pass.microBatch, cause);
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
        release(m_work.reductions, m_reductions, ref, state(ref).last, EventKind::ReductionDone);
        tryOptimizers();
    }

    /// Starts the reductions for which `ref` was the last to be waited for.
    void release(const std::vector<Reduction>& all, std::vector<ReductionState>& states, StageRef ref, std::uint32_t cause,
        EventKind done)
    {
        for (std::size_t i = 0; i < all.size(); ++i)
            if (std::binary_search(all[i].members.begin(), all[i].members.end(), ref) && --states[i].missing == 0) {
                states[i].cause = cause;
                if (done == EventKind::ReductionDone)
                    ++m_reductionsOpen;
                tryReduce(all, states, i, done);
            }
    }

    /// Begins a reduction unless one of its members is still in another one.
    void tryReduce(const std::vector<Reduction>& all, std::vector<ReductionState>& states, std::size_t index, EventKind done)
    {
        const Reduction& reduction = all[index];
        ReductionState& own = states[index];
        own.waiting = std::any_of(reduction.members.begin(), reduction.members.end(),
            [this](const StageRef& member) { return state(member).reducing; });
        if (own.waiting)
            return;
        std::uint32_t span = noSpan;
        for (const StageRef& member : reduction.members) {
            own.cause = waitedLonger(own.cause, state(member).lastReduce);
            state(member).reducing = true;
        }
        for (const StageRef& member : reduction.members) {
            span = m_builder.add(member, LaneKind::DataParallel, reduction.segment, -1, sinceStart(), own.cause);
            own.spans.push_back(span);
        }
        begin(reduction.segment, {done, PassKind::Backward, static_cast<std::int32_t>(index), 0, 0, 0, span});
    }

    void reduced(const std::vector<Reduction>& all, std::vector<ReductionState>& states, const Event& event)
    {
        const auto index = static_cast<std::size_t>(event.pipeline);
        const auto& members = all[index].members;
        for (std::size_t i = 0; i < members.size(); ++i) {
            m_builder.setEnd(states[index].spans[i], sinceStart());
            state(members[i]).reducing = false;
            state(members[i]).lastReduce = states[index].spans[i];
        }
        for (std::size_t i = 0; i < all.size(); ++i)
            if (states[i].waiting)
                tryReduce(all, states, i, event.kind);
    }

    /// The gradient norm needs every gradient: all optimizers start together.
    void tryOptimizers()
    {
        if (m_stagesThrough < m_stages || m_reductionsOpen > 0)
            return;
        const std::uint32_t last = waitedLonger(m_lastReduction, m_lastThrough);
        for (std::size_t p = 0; p < m_pipelines.size(); ++p)
            for (std::size_t s = 0; s < m_pipelines[p].stages.size(); ++s)
                nextOptimizer({static_cast<int>(p), static_cast<int>(s)}, last);
    }

    void nextOptimizer(StageRef ref, std::uint32_t cause)
    {
        StageState& stage = state(ref);
        if (stage.optimizer == work(ref).optimizer.size())
            return release(m_work.gathers, m_gathers, ref, cause, EventKind::GatherDone);
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
    EventQueue<Event> m_events;
    std::vector<Event> m_tickets; ///< by ticket
    Nanoseconds m_now;
    bool m_stuck = false;
    std::vector<PipelineState> m_pipelines;
    std::vector<ReductionState> m_reductions;
    std::vector<ReductionState> m_gathers;
    std::size_t m_passes = 0, m_passesDone = 0;
    std::size_t m_stages = 0, m_stagesThrough = 0;
    std::size_t m_reductionsOpen = 0;
    std::uint32_t m_lastReduction = noSpan, m_lastThrough = noSpan;
};

} // namespace run_iteration

Result<Timeline> run(const Workload& workload, const RunOptions& options)
{
    return run_iteration::Iteration(workload, options).play();
}

} // namespace core
