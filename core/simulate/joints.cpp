#include "core/simulate/joints.h"

#include <algorithm>

namespace core::run_iteration {

Joints::Joints(const Workload& workload) : m_joints(workload.joints)
{
    for (const Joint& joint : workload.joints)
        m_states.push_back({std::vector<Queue>(joint.members.size()), {}, joint.members.size(), false, {}});
    std::size_t stages = 0;
    for (const PipelineWork& pipeline : workload.pipelines) {
        m_firstStage.push_back(stages);
        stages += pipeline.stages.size();
    }
    m_busy.assign(stages * spanKinds, false);
    m_last.assign(stages * spanKinds, noSpan);
}

std::size_t Joints::indexOf(StageRef member, int joint) const
{
    const std::vector<StageRef>& members = work(joint).members;
    return static_cast<std::size_t>(std::lower_bound(members.begin(), members.end(), member) - members.begin());
}

std::size_t Joints::stream(StageRef member, SpanKind kind) const
{
    return (m_firstStage[static_cast<std::size_t>(member.pipeline)] + static_cast<std::size_t>(member.stage)) * spanKinds
        + static_cast<std::size_t>(kind);
}

bool Joints::isFree(int joint) const
{
    const Joint& own = work(joint);
    return !own.beside || std::none_of(own.members.begin(), own.members.end(),
               [&](StageRef member) { return m_busy[stream(member, own.segment.kind)]; });
}

void Joints::occupy(int joint, bool busy)
{
    const Joint& own = work(joint);
    for (const StageRef member : own.members)
        if (own.beside)
            m_busy[stream(member, own.segment.kind)] = busy;
}

void Joints::post(StageRef member, int joint, const Posted& posted)
{
    State& own = state(joint);
    auto& queue = own.posted[indexOf(member, joint)];
    const bool isNext = queue.empty();
    queue.add(posted);
    if (!isNext)
        return;
    if (own.missing == work(joint).members.size())
        ++m_open;
    if (--own.missing == 0 && !own.isRunning)
        m_ready.push_back(joint);
}

int Joints::begin()
{
    for (auto ready = m_ready.begin(); ready != m_ready.end(); ++ready) {
        const int joint = *ready;
        if (!isFree(joint))
            continue;
        m_ready.erase(ready);
        occupy(joint, true);
        state(joint).isRunning = true;
        return joint;
    }
    return -1;
}

std::uint32_t Joints::before(int joint, StageRef member) const
{
    return work(joint).beside ? m_last[stream(member, work(joint).segment.kind)] : noSpan;
}

const std::vector<Posted>& Joints::take(int joint)
{
    State& own = state(joint);
    own.spans.clear();
    own.taken.clear();
    bool isJoined = false;
    for (auto& queue : own.posted) {
        own.taken.push_back(queue.take());
        isJoined = isJoined || !queue.empty();
        own.missing += queue.empty() ? 1 : 0;
    }
    m_open += isJoined ? 1 : 0;
    return own.taken;
}

void Joints::finish(int joint)
{
    State& own = state(joint);
    own.isRunning = false;
    --m_open;
    occupy(joint, false);
    for (std::size_t i = 0; i < own.spans.size(); ++i)
        m_last[stream(work(joint).members[i], work(joint).segment.kind)] = own.spans[i];
    if (own.missing == 0)
        m_ready.push_back(joint);
}

bool Joints::isSettled(StageRef member, int joint) const
{
    const State& own = m_states[static_cast<std::size_t>(joint)];
    return !own.isRunning && own.posted[indexOf(member, joint)].empty();
}

std::uint32_t Joints::lastSpan(StageRef member, int joint) const
{
    const State& own = m_states[static_cast<std::size_t>(joint)];
    return own.spans.empty() ? noSpan : own.spans[indexOf(member, joint)];
}

} // namespace core::run_iteration
