#include "core/simulate/run.h"

#include "core/simulate/event_queue.h"
#include "core/simulate/timeline_builder.h"

#include <algorithm>
#include <array>

namespace core {
namespace run_iteration {

enum class EventKind : std::uint8_t { SegmentDone, Arrived, ReductionDone, OptimizerDone, GatherDone };

struct Event
{
    EventKind kind;
    PassKind pass;
    std::int32_t pipeline; ///< or the reduction's index
    std::int32_t stage;
    std::int32_t position; ///< where an arrival goes
    std::int32_t microBatch;
    std::uint32_t span;
};

struct StageState
{
    std::size_t pass = 0;
    std::size_t segment = 0;
    bool running = false;
    std::uint32_t last = noSpan;               ///< span that ended last on the compute stream
    std::array<Nanoseconds, 2> sendFree {};    ///< per direction
    std::array<std::uint32_t, 2> lastSend {noSpan, noSpan};
    Nanoseconds reduceFree;
    std::uint32_t lastReduce = noSpan;
    std::size_t optimizer = 0;
    Bytes activations;
};

struct PipelineState
{
    std::vector<int> stageAt;                  ///< by position
    std::array<std::vector<std::uint32_t>, 2> arrived; ///< [pass][position * microBatches + microBatch]: span + 1, 0 = not yet
    std::vector<StageState> stages;
};

struct ReductionState
{
    std::size_t missing = 0; ///< members that are not through
    std::uint32_t cause = noSpan;
};

class Iteration
{
public:
    Iteration(const Workload& workload, const Progress& progress) : m_work(workload), m_progress(progress), m_builder(workload)
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
        while (!m_events.empty()) {
            m_now = m_events.nextTime();
            handle(m_events.take());
            if (m_progress && (++handled & 0x3ff) == 0
                && !m_progress(static_cast<double>(m_passesDone) / static_cast<double>(std::max<std::size_t>(1, m_passes))))
                return Error{"cancelled", {}, {}, {}};
        }
        if (m_stagesThrough < m_stages)
            return Error{"the schedule's orders wait for each other: no stage can go on", "/schedule", "a schedule that fits the stages", ""};
        Timeline timeline = std::move(m_builder).finish(m_now);
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
            m_reductions.push_back({reduction.members.size(), noSpan});
        for (const Reduction& gather : m_work.gathers)
            m_gathers.push_back({gather.members.size(), noSpan});
    }

    std::uint32_t& arrival(PassKind pass, int pipeline, int position, int microBatch)
    {
        const int count = m_work.pipelines[static_cast<std::size_t>(pipeline)].microBatches;
        return m_pipelines[static_cast<std::size_t>(pipeline)]
            .arrived[static_cast<std::size_t>(pass)][static_cast<std::size_t>(position * count + microBatch)];
    }

    void handle(const Event& event)
    {
        switch (event.kind) {
        case EventKind::SegmentDone:
            return nextSegment({event.pipeline, event.stage}, event.span);
        case EventKind::Arrived:
            return arrive(event.pass, event.pipeline, event.position, event.microBatch, event.span);
        case EventKind::ReductionDone:
            --m_reductionsOpen;
            m_lastReduction = event.span;
            return tryOptimizers();
        case EventKind::OptimizerDone:
            return nextOptimizer({event.pipeline, event.stage}, event.span);
        case EventKind::GatherDone:
            return;
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
        const bool source = pass.kind == PassKind::Forward && chunk.position == 0;
        const std::uint32_t input = source ? 0 : arrival(pass.kind, ref.pipeline, chunk.position, pass.microBatch);
        if (!source && input == 0)
            return;
        stage.running = true;
        stage.segment = 0;
        if (pass.kind == PassKind::Forward) {
            stage.activations += chunk.activations;
            m_builder.setActivations(ref, m_now, stage.activations);
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
        const std::vector<Segment>& segments = pass.kind == PassKind::Forward ? chunk.forward : chunk.backward;
        stage.last = cause;
        if (stage.segment == segments.size())
            return finishPass(ref, pass, chunk);
        const Segment& segment = segments[stage.segment++];
        const LaneKind lane = isCompute(segment.kind) ? LaneKind::Compute : LaneKind::TensorParallel;
        const Nanoseconds end = m_now + segment.duration;
        const std::uint32_t span = m_builder.add(ref, lane, segment, pass.microBatch, m_now, end, cause);
        m_events.add(end, {EventKind::SegmentDone, pass.kind, ref.pipeline, ref.stage, 0, 0, span});
    }

    void finishPass(StageRef ref, const Pass& pass, const ChunkWork& chunk)
    {
        StageState& stage = state(ref);
        const int last = static_cast<int>(m_pipelines[static_cast<std::size_t>(ref.pipeline)].stageAt.size()) - 1;
        if (pass.kind == PassKind::Backward) {
            stage.activations -= chunk.activations;
            m_builder.setActivations(ref, m_now, stage.activations);
        }
        stage.running = false;
        ++stage.pass;
        ++m_passesDone;
        const std::uint32_t span = stage.last;
        if (pass.kind == PassKind::Forward && chunk.position < last)
            send(ref, pass, chunk.sendForward, chunk.position + 1, span);
        else if (pass.kind == PassKind::Forward)
            arrive(PassKind::Backward, ref.pipeline, chunk.position, pass.microBatch, span);
        else if (chunk.position > 0)
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
        StageState& stage = state(ref);
        const auto direction = static_cast<std::size_t>(pass.kind);
        const bool queued = stage.sendFree[direction] > m_now;
        const Nanoseconds start = queued ? stage.sendFree[direction] : m_now;
        const Nanoseconds end = start + segment.duration;
        const std::uint32_t span = m_builder.add(ref, LaneKind::StageToStage, segment, pass.microBatch, start, end,
            queued ? stage.lastSend[direction] : cause);
        stage.sendFree[direction] = end;
        stage.lastSend[direction] = span;
        m_events.add(end, {EventKind::Arrived, pass.kind, ref.pipeline, ref.stage, position, pass.microBatch, span});
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
            if (std::binary_search(all[i].members.begin(), all[i].members.end(), ref) && --states[i].missing == 0)
                reduce(all[i], cause, done);
    }

    void reduce(const Reduction& reduction, std::uint32_t cause, EventKind done)
    {
        Nanoseconds start = m_now;
        for (const StageRef& member : reduction.members)
            if (state(member).reduceFree > start) {
                start = state(member).reduceFree;
                cause = state(member).lastReduce;
            }
        const Nanoseconds end = start + reduction.segment.duration;
        std::uint32_t span = noSpan;
        for (const StageRef& member : reduction.members) {
            span = m_builder.add(member, LaneKind::DataParallel, reduction.segment, -1, start, end, cause);
            state(member).reduceFree = end;
            state(member).lastReduce = span;
        }
        if (done == EventKind::ReductionDone)
            ++m_reductionsOpen;
        m_events.add(end, {done, PassKind::Backward, 0, 0, 0, 0, span});
    }

    /// The gradient norm needs every gradient: all optimizers start together.
    void tryOptimizers()
    {
        if (m_stagesThrough < m_stages || m_reductionsOpen > 0)
            return;
        for (std::size_t p = 0; p < m_pipelines.size(); ++p)
            for (std::size_t s = 0; s < m_pipelines[p].stages.size(); ++s)
                nextOptimizer({static_cast<int>(p), static_cast<int>(s)}, m_lastReduction != noSpan ? m_lastReduction : m_lastThrough);
    }

    void nextOptimizer(StageRef ref, std::uint32_t cause)
    {
        StageState& stage = state(ref);
        if (stage.optimizer == work(ref).optimizer.size())
            return release(m_work.gathers, m_gathers, ref, cause, EventKind::GatherDone);
        const Segment& segment = work(ref).optimizer[stage.optimizer++];
        const Nanoseconds end = m_now + segment.duration;
        const std::uint32_t span = m_builder.add(ref, LaneKind::Compute, segment, -1, m_now, end, cause);
        m_events.add(end, {EventKind::OptimizerDone, PassKind::Backward, ref.pipeline, ref.stage, 0, 0, span});
    }

    const Workload& m_work;
    const Progress& m_progress;
    TimelineBuilder m_builder;
    EventQueue<Event> m_events;
    Nanoseconds m_now;
    std::vector<PipelineState> m_pipelines;
    std::vector<ReductionState> m_reductions;
    std::vector<ReductionState> m_gathers;
    std::size_t m_passes = 0, m_passesDone = 0;
    std::size_t m_stages = 0, m_stagesThrough = 0;
    std::size_t m_reductionsOpen = 0;
    std::uint32_t m_lastReduction = noSpan, m_lastThrough = noSpan;
};

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
    hash *= 0xff51afd7ed558ccdULL;
    return hash ^ (hash >> 33);
}

} // namespace run_iteration

Result<Timeline> run(const Workload& workload, const Progress& progress)
{
    return run_iteration::Iteration(workload, progress).play();
}

std::uint64_t fingerprintOf(const Timeline& timeline)
{
    using run_iteration::mixed;
    std::uint64_t hash = mixed(0, static_cast<std::uint64_t>(timeline.period.count));
    for (const Lane& lane : timeline.lanes) {
        hash = mixed(hash, static_cast<std::uint64_t>(lane.kind));
        hash = mixed(hash, static_cast<std::uint64_t>(lane.devices.size()));
        for (const Span& span : timeline.spansOf(lane)) {
            hash = mixed(hash, static_cast<std::uint64_t>(span.start.count));
            hash = mixed(hash, static_cast<std::uint64_t>(span.end.count));
            hash = mixed(hash, static_cast<std::uint64_t>(span.kind) << 32 | static_cast<std::uint32_t>(span.microBatch));
            hash = mixed(hash, static_cast<std::uint64_t>(span.firstUnit) << 16 | span.endUnit);
        }
    }
    return hash;
}

} // namespace core
