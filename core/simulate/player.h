#pragma once

#include "core/simulate/communication.h"
#include "core/simulate/event_queue.h"
#include "core/simulate/joints.h"
#include "core/simulate/run.h"
#include "core/simulate/run_state.h"
#include "core/simulate/timeline_builder.h"

#include <optional>
#include <string>
#include <vector>

namespace core::run_iteration {

/// Plays iterations of a workload in a row, event by event. With a barrier an iteration begins on all stages when the one
/// before is over; without, on each stage as soon as its own optimizer and what follows it are done.
class Player
{
public:
    /// Both must outlive it. `iterations`: how many it plays at most. `records`: spans and memory are kept.
    Player(const Workload& workload, const RunOptions& options, int iterations, bool records);

    /// Until every stage has begun `iteration`, or nothing is left to play. Errors: as `run`.
    Result<void> playUntilBegun(int iteration);
    bool isOver() const { return m_finished == m_stages * static_cast<std::size_t>(m_iterations); }

    /// Without a barrier: whether each stage did the same in three iterations in a row, at the same distances from its
    /// start, and the starts are equally far apart on all stages; `last` and the next must have begun on all. What
    /// flows into the next iteration is then the same each time, so that all go on like this until something changes.
    bool isSteady(int last) const;
    /// From the start of an iteration to that of the next, the longest of all stages.
    Nanoseconds distance(int iteration) const;

    /// When each stage began the first pass of an iteration that all have begun, by pipeline and stage.
    const std::vector<Nanoseconds>& startsOf(int iteration) const { return m_starts[static_cast<std::size_t>(iteration)]; }
    /// When the last stage was through with an iteration that all have finished.
    Nanoseconds endOf(int iteration) const { return m_ends[static_cast<std::size_t>(iteration)]; }
    Nanoseconds now() const { return m_now; }

    /// In a steady state, once all stages have begun an iteration after the first: as if `iterations` more had been played,
    /// each `period` after the one before. Nothing may change in that time. Only without a record.
    void skip(Nanoseconds period, int iterations);

    /// The spans of one iteration; `period` on each lane.
    Timeline take(int iteration, Nanoseconds period) &&;

private:
    StageState& state(StageRef ref)
    {
        return m_pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
    }
    const StageWork& work(StageRef ref) const
    {
        return m_work.pipelines[static_cast<std::size_t>(ref.pipeline)].stages[static_cast<std::size_t>(ref.stage)];
    }
    std::size_t indexOf(StageRef ref) const
    {
        return m_pipelines[static_cast<std::size_t>(ref.pipeline)].firstStage + static_cast<std::size_t>(ref.stage);
    }
    template <typename Visit>
    void forEachStage(Visit&& visit)
    {
        for (std::size_t p = 0; p < m_pipelines.size(); ++p)
            for (std::size_t s = 0; s < m_pipelines[p].stages.size(); ++s)
                visit(StageRef {static_cast<int>(p), static_cast<int>(s)});
    }

    // player.cpp: time, and iterations one after the other
    void preparePipelines();
    bool step();
    Error whyStopped();
    void begin(const Segment& segment, const Event& event, const Speeds* speeds = nullptr);
    void handle(Event event);
    void beginIteration(StageRef ref);
    void beginAll();
    void noteStart(StageRef ref);
    void notePrint(StageRef ref, int iteration, EventKind kind, Nanoseconds since);
    void notePrint(const Event& event);
    void finishIteration(StageRef ref);
    Nanoseconds sinceStart() const { return m_now - m_start; }
    /// The cause of what waited for both.
    std::uint32_t afterBoth(std::uint32_t a, std::uint32_t b);
    std::uint32_t add(StageRef ref, const Segment& segment, int microBatch, std::uint32_t cause)
    {
        return m_builder.add({ref, segment, segment.units, microBatch, sinceStart(), cause, state(ref).iteration});
    }

    // player_passes.cpp: passes and what they send
    std::uint32_t& arrival(PassKind pass, int pipeline, int position, int microBatch);
    void tryPass(StageRef ref);
    void nextSegment(StageRef ref, std::uint32_t cause);
    bool meetJoint(StageRef ref, const Pass& pass, const Segment& segment);
    bool isDue(StageRef ref, const Pass& pass, Occasion occasion);
    void finishPass(StageRef ref, const Pass& pass, const ChunkWork& chunk);
    void goOn(StageRef ref);
    void send(StageRef ref, const Pass& pass, const Segment& segment, int position, std::uint32_t cause);
    void beginSend(StageRef ref, PassKind pass);
    void sent(const Event& event);
    void arrive(PassKind pass, int pipeline, int position, int microBatch, std::uint32_t span);

    // player_updates.cpp: joints, optimizers, and the end of an iteration
    void post(StageRef ref, const std::vector<int>& joints, std::uint32_t cause);
    void beginJoints();
    void jointDone(int index);
    void through(StageRef ref);
    bool isSettled(StageRef ref) const;
    std::uint32_t afterAll();
    std::uint32_t afterJoints(StageRef ref);
    void tryOptimizers();
    void tryOptimizer(StageRef ref);
    void nextOptimizer(StageRef ref, std::uint32_t cause);
    void tryFinish(StageRef ref);
    void tryFinishAll();

    const Workload& m_work;
    const Progress& m_progress;
    const Waterways& m_waterways;
    Nanoseconds m_start;
    int m_iterations;
    TimelineBuilder m_builder;
    Communication<Event> m_communication;
    Joints m_joints;
    EventQueue<Event> m_events;
    Nanoseconds m_now;
    std::optional<StageRef> m_stuck; ///< waits for a device that never computes again
    std::vector<PipelineState> m_pipelines;
    std::vector<std::vector<int>> m_jointsOf; ///< by stage
    std::size_t m_passes = 0, m_passesDone = 0; ///< passes of one iteration; done since the start
    std::size_t m_stages = 0;
    std::size_t m_finished = 0; ///< iterations, of all stages together
    std::vector<std::vector<Nanoseconds>> m_starts; ///< by iteration and stage
    std::vector<std::vector<std::uint64_t>> m_prints; ///< the same: of what was done when
    std::vector<std::size_t> m_begun; ///< stages, by iteration
    std::vector<Nanoseconds> m_ends;  ///< by iteration
    std::size_t m_stagesThrough = 0, m_stagesUpdated = 0; ///< of the iteration, with a barrier
    bool m_isUpdating = false; ///< with a barrier: the optimizers have begun
    std::vector<std::uint32_t> m_ended; ///< spans of the joint that ends
    int m_lastJoint = -1;                 ///< that ended last
    std::uint32_t m_lastThrough = noSpan; ///< cause of what waits for all stages' passes
};

} // namespace core::run_iteration
