#include "core/simulate/player.h"

#include <utility>

namespace core::run_iteration {

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

std::uint32_t& Player::arrival(PassKind pass, int pipeline, int position, int microBatch)
{
    const int count = m_work.pipelines[static_cast<std::size_t>(pipeline)].microBatches;
    return m_pipelines[static_cast<std::size_t>(pipeline)]
        .arrived[directionOf(pass)][static_cast<std::size_t>(position * count + microBatch)];
}

/// Starts the stage's next pass if its input is there.
void Player::tryPass(StageRef ref)
{
    StageState& stage = state(ref);
    if (stage.phase != Phase::Passes || stage.running || stage.sending || stage.pass == work(ref).order.size())
        return;
    const Pass& pass = work(ref).order[stage.pass];
    const ChunkWork& chunk = work(ref).chunks[static_cast<std::size_t>(pass.chunk)];
    const bool source = pass.kind == PassKind::BackwardWeight || (pass.kind == PassKind::Forward && chunk.position == 0);
    const std::uint32_t input = source ? 0 : arrival(pass.kind, ref.pipeline, chunk.position, pass.microBatch);
    if (!source && input == 0)
        return;
    if (!source)
        arrival(pass.kind, ref.pipeline, chunk.position, pass.microBatch) = 0; // for the next iteration
    if (stage.pass == 0)
        noteStart(ref);
    stage.running = true;
    stage.segment = 0;
    if (pass.kind == PassKind::Forward) {
        stage.activations += chunk.activations;
        m_builder.setActivations(ref, sinceStart(), stage.activations);
    }
    const std::uint32_t cause = source || input == noSpan ? noSpan : input - 1;
    nextSegment(ref, afterBoth(cause, stage.last));
}

/// Goes on with the running pass after the span `cause`.
void Player::nextSegment(StageRef ref, std::uint32_t cause)
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
    const std::uint32_t span = add(ref, segment, pass.microBatch, stage.last);
    begin(segment, {EventKind::SegmentDone, pass.kind, ref.pipeline, ref.stage, 0, 0, span},
        isCompute(segment.kind) ? &work(ref).speeds : nullptr);
}

/// Whether the pass may go on; if not, it does when the joint is done.
bool Player::meetJoint(StageRef ref, const Pass& pass, const Segment& segment)
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
        stage.last = afterBoth(m_joints.lastSpan(ref, segment.joint), stage.last);
        return true;
    }
    stage.awaited = segment.joint;
    return false;
}

/// Whether the pass is the stage's first or last forward, or its first or last to the weights' gradients, through the chunk.
bool Player::isDue(StageRef ref, const Pass& pass, Occasion occasion)
{
    if (occasion == Occasion::EveryPass)
        return true;
    const int done = state(ref).passesDone[static_cast<std::size_t>(pass.chunk)][directionOf(pass.kind)];
    const int count = m_work.pipelines[static_cast<std::size_t>(ref.pipeline)].microBatches;
    return occasion == Occasion::FirstPass ? done == 0 : done == count - 1;
}

void Player::finishPass(StageRef ref, const Pass& pass, const ChunkWork& chunk)
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
void Player::goOn(StageRef ref)
{
    if (state(ref).pass == work(ref).order.size())
        through(ref);
    else
        tryPass(ref);
}

void Player::send(StageRef ref, const Pass& pass, const Segment& segment, int position, std::uint32_t cause)
{
    if (segment.duration.count == 0)
        return arrive(pass.kind, ref.pipeline, position, pass.microBatch, cause);
    state(ref).sending = m_work.blockingSends;
    auto& queue = state(ref).sends[directionOf(pass.kind)];
    queue.push_back({&segment, position, pass.microBatch, cause, state(ref).iteration});
    if (queue.size() == 1)
        beginSend(ref, pass.kind);
}

void Player::beginSend(StageRef ref, PassKind pass)
{
    const QueuedSend& send = state(ref).sends[directionOf(pass)].front();
    const std::uint32_t span
        = m_builder.add({ref, *send.segment, send.segment->units, send.microBatch, sinceStart(), send.cause, send.iteration});
    begin(*send.segment, {EventKind::Arrived, pass, ref.pipeline, ref.stage, send.position, send.microBatch, span});
}

void Player::sent(const Event& event)
{
    const StageRef ref {event.pipeline, event.stage};
    auto& queue = state(ref).sends[directionOf(event.pass)];
    queue.pop_front();
    if (!queue.empty()) {
        queue.front().cause = m_builder.meeting(event.span, queue.front().cause);
        beginSend(ref, event.pass);
    }
    arrive(event.pass, event.pipeline, event.position, event.microBatch, event.span);
    if (!std::exchange(state(ref).sending, false))
        return;
    state(ref).last = event.span;
    goOn(ref);
}

void Player::arrive(PassKind pass, int pipeline, int position, int microBatch, std::uint32_t span)
{
    arrival(pass, pipeline, position, microBatch) = span == noSpan ? noSpan : span + 1;
    tryPass({pipeline, m_pipelines[static_cast<std::size_t>(pipeline)].stageAt[static_cast<std::size_t>(position)]});
}

} // namespace core::run_iteration
