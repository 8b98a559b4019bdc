#include "core/simulate/folding.h"
#include "core/simulate/run.h"
#include "tests/support/law.h"
#include "tests/support/workloads.h"

using namespace core;

namespace {

Segment work(SpanKind kind, int unit, std::int64_t duration) { return {kind, Algorithm::Direct, {unit, unit + 1}, Nanoseconds(duration), 0, {}}; }

Segment meet(int joint, Role role, Occasion occasion = Occasion::EveryPass)
{
    Segment segment;
    segment.joint = joint;
    segment.role = role;
    segment.occasion = occasion;
    return segment;
}

Joint jointOf(SpanKind kind, std::int64_t duration, std::vector<StageRef> members, bool beside = true)
{
    return {{kind, Algorithm::Ring, {0, 1}, Nanoseconds(duration), 8, {}}, std::move(members), beside};
}

Timeline played(const Workload& workload) { return run(workload).value(); }

std::vector<Span> spansOf(const Timeline& timeline, SpanKind kind, int pipeline = 0)
{
    std::vector<Span> found;
    for (const Lane& lane : timeline.lanes)
        if (lane.pipeline == pipeline)
            for (const Span& span : timeline.spansOf(lane))
                if (span.kind == kind)
                    found.push_back(span);
    return found;
}

/// One stage: F 5, then B 10 of unit 1 and B 10 of unit 0.
Workload twoUnits(int microBatches)
{
    Workload workload = support::onePipeline(Schedule::GPipe, {{5, 20, 0}}, microBatches);
    workload.pipelines[0].stages[0].chunks[0].backward = {work(SpanKind::Backward, 1, 10), work(SpanKind::Backward, 0, 10)};
    return workload;
}

} // namespace

class TestJoints : public QObject
{
    Q_OBJECT
private slots:
    void aBucketIsReducedBesideTheLastBackwardPass()
    {
        // F 0-5, 5-10; B of the one 10-30, of the other 30-50. Unit 1 is complete at 40, unit 0 at 50.
        Workload beside = twoUnits(2);
        StageWork& stage = beside.pipelines[0].stages[0];
        beside.joints = {jointOf(SpanKind::GradientReduce, 6, {{0, 0}}), jointOf(SpanKind::GradientReduce, 6, {{0, 0}})};
        stage.chunks[0].backward.insert(stage.chunks[0].backward.begin() + 1, meet(0, Role::Post, Occasion::LastPass));
        stage.chunks[0].backward.push_back(meet(1, Role::Post, Occasion::LastPass));
        stage.optimizer = {work(SpanKind::Optimizer, 0, 3)};
        const Timeline t = played(beside);
        const auto reduces = spansOf(t, SpanKind::GradientReduce);
        QCOMPARE(reduces.size(), std::size_t{2});
        QCOMPARE(reduces[0].start.count, 40);
        QCOMPARE(reduces[1].start.count, 50);
        QCOMPARE(t.period.count, 59); // 50 + 6 + 3

        Workload after = twoUnits(2);
        after.joints = beside.joints;
        after.pipelines[0].stages[0].jointsThrough = {0, 1};
        after.pipelines[0].stages[0].optimizer = stage.optimizer;
        QCOMPARE(played(after).period.count, 65); // 50 + 6 + 6 + 3
    }

    void aGatherAheadHidesBehindTheUnitThatRuns()
    {
        // Gathers of 4, units of 5, no backward work to speak of: the first gather shows, the second runs during unit 0.
        Workload workload = support::onePipeline(Schedule::GPipe, {{1, 1, 0}}, 1);
        ChunkWork& chunk = workload.pipelines[0].stages[0].chunks[0];
        workload.joints = {jointOf(SpanKind::ParameterGather, 4, {{0, 0}}), jointOf(SpanKind::ParameterGather, 4, {{0, 0}})};
        chunk.forward = {meet(0, Role::Post), meet(0, Role::Await), meet(1, Role::Post), work(SpanKind::Forward, 0, 5), meet(1, Role::Await),
            work(SpanKind::Forward, 1, 5)};
        QCOMPARE(played(workload).period.count, 4 + 5 + 5 + 1);
        chunk.forward = {meet(0, Role::Post), meet(0, Role::Await), work(SpanKind::Forward, 0, 5), meet(1, Role::Post), meet(1, Role::Await),
            work(SpanKind::Forward, 1, 5)};
        QCOMPARE(played(workload).period.count, 4 + 5 + 4 + 5 + 1);
    }

    void oneStreamRunsOneAfterTheOther()
    {
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 1, 0}}, 1);
        ChunkWork& chunk = workload.pipelines[0].stages[0].chunks[0];
        workload.joints = {jointOf(SpanKind::ParameterGather, 4, {{0, 0}}), jointOf(SpanKind::ParameterGather, 4, {{0, 0}}),
            jointOf(SpanKind::GradientReduce, 4, {{0, 0}})};
        chunk.forward.insert(chunk.forward.begin(), {meet(0, Role::Post), meet(1, Role::Post), meet(2, Role::Post)});
        const Timeline t = played(workload);
        QCOMPARE(spansOf(t, SpanKind::ParameterGather)[1].start.count, 4);
        QCOMPARE(spansOf(t, SpanKind::GradientReduce)[0].start.count, 0); // a stream of its own
    }

    void allWaitForTheLastToJoin()
    {
        // Forward passes of 2 and 7, then an exchange of 3 in both, then backward passes of 1.
        Workload workload;
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{2, 1, 0}}, 1));
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{7, 1, 0}}, 1));
        workload.joints = {jointOf(SpanKind::ExpertCollective, 3, {{0, 0}, {1, 0}}, false)};
        for (PipelineWork& pipeline : workload.pipelines)
            pipeline.stages[0].chunks[0].forward.push_back(meet(0, Role::Run));
        const Timeline t = played(workload);
        for (int pipeline = 0; pipeline < 2; ++pipeline) {
            QCOMPARE(spansOf(t, SpanKind::ExpertCollective, pipeline)[0].start.count, 7);
            QCOMPARE(spansOf(t, SpanKind::Backward, pipeline)[0].start.count, 10);
        }
        QCOMPARE(t.period.count, 11);
    }

    void aMemberMayBeAheadOfTheOthers()
    {
        // Joined three times by both, at 2, 4, 6 and at 7, 14, 21; each takes 1, and only the end is waited for.
        Workload workload;
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{2, 1, 0}}, 3));
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{7, 1, 0}}, 3));
        workload.joints = {jointOf(SpanKind::GradientReduce, 1, {{0, 0}, {1, 0}})};
        for (PipelineWork& pipeline : workload.pipelines)
            pipeline.stages[0].chunks[0].forward.push_back(meet(0, Role::Post));
        const auto spans = spansOf(played(workload), SpanKind::GradientReduce);
        QCOMPARE(spans.size(), std::size_t{3});
        for (std::int64_t i = 0; i < 3; ++i)
            QCOMPARE(spans[static_cast<std::size_t>(i)].start.count, 7 * (i + 1));
    }

    void aJointThatSomeNeverJoinIsAnError()
    {
        Workload workload;
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{2, 1, 0}}, 1));
        support::addPipeline(workload, support::pipelineFrom(Schedule::GPipe, {{2, 1, 0}}, 1));
        workload.joints = {jointOf(SpanKind::GradientReduce, 1, {{0, 0}, {1, 0}})};
        workload.pipelines[0].stages[0].jointsThrough = {0};
        QVERIFY(!run(workload));
    }

    void aBlockingSendHoldsTheStage()
    {
        // F 1, B 2, send 4; two micro-batches. Stage 0: F0 0-1, sends to 5, F1 5-6, sends to 10. Stage 1: F0 5-6, F1 10-11,
        // B1 11-13, sends to 17, B0 17-19, sends to 23. Stage 0: B1 17-19, B0 23-25.
        Workload workload = support::onePipeline(Schedule::GPipe, {{1, 2, 4}, {1, 2, 4}}, 2);
        workload.blockingSends = true;
        QCOMPARE(played(workload).period.count, 25);
        workload.blockingSends = false; // F1 1-2 arrives at 9: 9-10, B1 10-12, B0 12-14; they arrive at 16 and 20
        QCOMPARE(played(workload).period.count, 22);
    }

    void blockingIsNeverFaster()
    {
        QVERIFY(support::law("with a fixed order, waiting for sends only delays", 100, 2000, [] {
            std::vector<support::StageTimes> times;
            for (int s = *rc::gen::inRange(1, 6); s > 0; --s)
                times.push_back({*rc::gen::inRange(1, 50), *rc::gen::inRange(1, 90), *rc::gen::inRange(0, 70)});
            Workload workload = support::onePipeline(Schedule::OneForwardOneBackward, times, *rc::gen::inRange(1, 9));
            const Nanoseconds asynchronous = played(workload).period;
            workload.blockingSends = true;
            RC_ASSERT(played(workload).period >= asynchronous);
        }));
    }
};
CLUSTERLOOM_TEST(TestJoints)

#include "tst_joints.moc"
