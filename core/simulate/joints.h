#pragma once

#include "core/simulate/workload.h"

#include <cstdint>
#include <vector>

namespace core::run_iteration {

/// What a member said when it joined.
struct Posted
{
    UnitRange units;
    std::int32_t microBatch = -1;
    std::uint32_t cause = noSpan;
};

/// The state of a workload's joints: who has joined, what may begin, what is under way.
class Joints
{
public:
    explicit Joints(const Workload& workload);

    void post(StageRef member, int joint, const Posted& posted);

    /// A joint that all its members have joined and whose streams are free, the one that has waited longest; it counts as
    /// under way from now on. -1: none.
    int begin();
    /// The member's span that was on the stream of the one under way before; noSpan when there was none.
    std::uint32_t before(int joint, StageRef member) const;
    /// What its members said, by member, when they joined the one that is under way; good until the next one begins.
    const std::vector<Posted>& take(int joint);
    void addSpan(int joint, std::uint32_t span) { state(joint).spans.push_back(span); }

    /// Ends the one that is under way.
    void finish(int joint);
    const std::vector<std::uint32_t>& spansOf(int joint) const { return m_states[static_cast<std::size_t>(joint)].spans; }

    /// Whether all that the member joined is done.
    bool isSettled(StageRef member, int joint) const;
    /// The member's span in the last one; noSpan when there was none.
    std::uint32_t lastSpan(StageRef member, int joint) const;

    std::size_t open() const { return m_open; } ///< joined by some, and not done

private:
    /// First in, first out, without giving memory back.
    class Queue
    {
    public:
        bool empty() const { return m_first == m_all.size(); }
        void add(const Posted& posted) { m_all.push_back(posted); }
        Posted take()
        {
            const Posted posted = m_all[m_first++];
            if (empty()) {
                m_all.clear();
                m_first = 0;
            }
            return posted;
        }

    private:
        std::vector<Posted> m_all;
        std::size_t m_first = 0; ///< taken before it
    };

    struct State
    {
        std::vector<Queue> posted;              ///< by member, what has not begun
        std::vector<Posted> taken;              ///< by member, of the one that began last
        std::size_t missing = 0;                ///< members that have not joined the next one
        bool isRunning = false;
        std::vector<std::uint32_t> spans; ///< by member, of the last that began
    };

    State& state(int joint) { return m_states[static_cast<std::size_t>(joint)]; }
    const Joint& work(int joint) const { return m_joints[static_cast<std::size_t>(joint)]; }
    std::size_t indexOf(StageRef member, int joint) const;
    bool isFree(int joint) const;
    void occupy(int joint, bool busy);
    std::size_t stream(StageRef member, SpanKind kind) const;

    const std::vector<Joint>& m_joints;
    std::vector<State> m_states;
    std::vector<int> m_ready; ///< joined by all, in that order
    std::vector<std::size_t> m_firstStage; ///< per pipeline, index of its first stage
    std::vector<bool> m_busy;          ///< by stage and kind of span
    std::vector<std::uint32_t> m_last; ///< the same: the span that ended last
    std::size_t m_open = 0;
};

} // namespace core::run_iteration
