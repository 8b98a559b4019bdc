#include "core/simulate/player.h"

#include <algorithm>

namespace core::run_iteration {

void Player::post(StageRef ref, const std::vector<int>& joints, std::uint32_t cause)
{
    for (const int joint : joints)
        m_joints.post(ref, joint, {m_work.joints[static_cast<std::size_t>(joint)].segment.units, -1, cause});
    beginJoints();
}

void Player::beginJoints()
{
    for (int index = m_joints.begin(); index >= 0; index = m_joints.begin()) {
        const Joint& joint = m_work.joints[static_cast<std::size_t>(index)];
        std::uint32_t cause = noSpan;
        const std::vector<Posted>& said = m_joints.take(index);
        for (const Posted& posted : said)
            cause = afterBoth(cause, posted.cause);
        for (const StageRef member : joint.members)
            cause = afterBoth(cause, m_joints.before(index, member));
        for (std::size_t i = 0; i < joint.members.size(); ++i) {
            const StageRef member = joint.members[i];
            m_joints.addSpan(index, m_builder.add({member, joint.segment, said[i].units, said[i].microBatch, sinceStart(), cause, state(member).iteration}));
            m_builder.setTogether(m_joints.spansOf(index).back(), m_joints.spansOf(index).front());
        }
        begin(joint.segment, {EventKind::JointDone, PassKind::Backward, index, 0, 0, 0, noSpan});
    }
}

void Player::jointDone(int index)
{
    m_ended = m_joints.spansOf(index); // it may begin again at once
    for (const std::uint32_t span : m_ended)
        m_builder.setEnd(span, sinceStart());
    m_lastJoint = index;
    m_joints.finish(index);
    beginJoints();
    const std::vector<StageRef>& members = m_work.joints[static_cast<std::size_t>(index)].members;
    for (std::size_t i = 0; i < members.size(); ++i)
        if (state(members[i]).awaited == index && m_joints.isSettled(members[i], index)) {
            state(members[i]).awaited = -1;
            nextSegment(members[i], afterBoth(m_ended[i], state(members[i]).last));
        }
    if (m_work.barrier) {
        tryOptimizers();
        tryFinishAll();
        return;
    }
    for (const StageRef member : members) {
        tryOptimizer(member);
        tryFinish(member);
    }
}

/// The stage has run all its passes.
void Player::through(StageRef ref)
{
    StageState& stage = state(ref);
    stage.phase = Phase::Reductions;
    ++m_stagesThrough;
    m_lastThrough = m_builder.meeting(stage.last, m_lastThrough);
    post(ref, work(ref).jointsThrough, stage.last);
    if (m_work.barrier)
        tryOptimizers();
    else
        tryOptimizer(ref);
}

/// Whether all that the stage has joined is done.
bool Player::isSettled(StageRef ref) const
{
    const std::vector<int>& joints = m_jointsOf[indexOf(ref)];
    return std::all_of(joints.begin(), joints.end(), [&](int joint) { return m_joints.isSettled(ref, joint); });
}

/// The cause of what waits for all passes and all joints.
std::uint32_t Player::afterAll()
{
    std::uint32_t cause = m_lastThrough;
    if (m_lastJoint >= 0)
        cause = afterBoth(m_joints.spansOf(m_lastJoint).back(), cause);
    for (std::size_t joint = 0; joint < m_work.joints.size(); ++joint)
        if (const auto& spans = m_joints.spansOf(static_cast<int>(joint)); !spans.empty())
            cause = m_builder.meeting(cause, spans.back());
    return cause;
}

/// With a barrier: the gradient norm needs every gradient, all optimizers start together.
void Player::tryOptimizers()
{
    if (m_isUpdating || m_stagesThrough < m_stages || m_joints.open() > 0)
        return;
    m_isUpdating = true;
    const std::uint32_t last = afterAll();
    forEachStage([&](StageRef ref) {
        state(ref).phase = Phase::Update;
        nextOptimizer(ref, last);
    });
}

/// Without one: as soon as the stage's own gradients are there; a norm that asks for more is looked at afterwards
/// (post-validation, arXiv 2401.10241 section 5).
void Player::tryOptimizer(StageRef ref)
{
    StageState& stage = state(ref);
    if (stage.phase != Phase::Reductions || !isSettled(ref))
        return;
    stage.phase = Phase::Update;
    nextOptimizer(ref, afterJoints(ref));
}

/// The cause of what waits for the stage and all that it has joined.
std::uint32_t Player::afterJoints(StageRef ref)
{
    std::uint32_t cause = state(ref).last;
    for (const int joint : m_jointsOf[indexOf(ref)])
        cause = afterBoth(m_joints.lastSpan(ref, joint), cause);
    return cause;
}

void Player::nextOptimizer(StageRef ref, std::uint32_t cause)
{
    StageState& stage = state(ref);
    if (stage.optimizer == work(ref).optimizer.size()) {
        stage.phase = Phase::Gathers;
        stage.last = cause;
        ++m_stagesUpdated;
        post(ref, work(ref).jointsUpdated, cause);
        return m_work.barrier ? tryFinishAll() : tryFinish(ref);
    }
    const Segment& segment = work(ref).optimizer[stage.optimizer++];
    const std::uint32_t span = add(ref, segment, -1, cause);
    begin(segment, {EventKind::OptimizerDone, PassKind::Backward, ref.pipeline, ref.stage, 0, 0, span}, &work(ref).speeds);
}

void Player::tryFinish(StageRef ref)
{
    if (state(ref).phase != Phase::Gathers || !isSettled(ref))
        return;
    state(ref).last = afterJoints(ref);
    finishIteration(ref);
    if (state(ref).iteration == m_iterations)
        return;
    beginIteration(ref);
    tryPass(ref);
}

/// With a barrier: the iteration is over once nothing is under way.
void Player::tryFinishAll()
{
    if (m_stagesUpdated < m_stages || m_joints.open() > 0)
        return;
    m_stagesThrough = m_stagesUpdated = 0;
    m_isUpdating = false;
    m_lastThrough = noSpan;
    forEachStage([this](StageRef ref) { finishIteration(ref); });
    if (!isOver())
        beginAll();
}

} // namespace core::run_iteration
