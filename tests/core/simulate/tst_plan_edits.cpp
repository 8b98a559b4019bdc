#include "core/simulate/plan_edits.h"
#include "core/simulate/plan_estimate.h"
#include "tests/support/law.h"
#include "tests/support/parallel.h"
#include "tests/support/random_runs.h"

#include <numeric>
#include <set>

using namespace core;

namespace {

PlanGround groundOf(const support::RandomRun& random)
{
    return {random.run.plan.cluster, random.run.plan.model, *random.project.training};
}

PlanGround groundOf(const support::Made& made) { return {made.plan.cluster, made.plan.model, *made.project.training}; }

std::set<int> ranksUsed(const Placement& placement)
{
    std::set<int> ranks;
    for (const PlacedPipeline& pipeline : placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            ranks.insert(stage.ranks.begin(), stage.ranks.end());
    return ranks;
}

support::Made twoNodes(const std::string& plan)
{
    support::ParallelCase one;
    one.plan = plan;
    return support::made(one);
}

} // namespace

class TestPlanEdits : public QObject
{
    Q_OBJECT
private slots:
    void devicesAreNamedInTheFewestWords()
    {
        const auto made = twoNodes("'tensor': 4, 'pipeline': 2, 'micro_batch': 1");
        QCOMPARE(devicesNamed({0, 1, 2, 3}, made.plan.cluster), (std::vector<std::string> {"n0"}));
        QCOMPARE(devicesNamed({1, 2, 4}, made.plan.cluster), (std::vector<std::string> {"n0:1-2", "n1:0"}));
        QCOMPARE(devicesNamed({3, 4, 5, 6, 7}, made.plan.cluster), (std::vector<std::string> {"n0:3", "n1"}));
    }
    void aWrittenPlanIsPlacedAlike()
    {
        QVERIFY(support::law("written out, a grid has the same placement", 40, 1000, [] {
            const auto random = support::randomRun();
            const auto written = writtenOut(random.project.plans[0], groundOf(random));
            RC_ASSERT(written.ok());
            RC_ASSERT(written->isExplicit());
            RC_ASSERT(!written->tensor && !written->pipeline && !written->data && !written->interleave);
            const auto again = placed(*written, random.run.plan.cluster, random.run.plan.model, *random.project.training);
            RC_ASSERT(again.ok());
            RC_ASSERT(*again == random.run.plan.placement);
        }));
    }
    void aGridStaysOneWhenItIsCutElsewhere()
    {
        // 4 layers and the two ends: units 0..5 in two stages of three.
        const auto made = twoNodes("'tensor': 2, 'pipeline': 2, 'data': 2, 'micro_batch': 1");
        const auto cut = withBoundary(made.project.plans[0], groundOf(made), 1, 0, 2);
        QVERIFY(cut.ok());
        QCOMPARE(cut->stageLayers, (std::vector {2, 4}));
        const auto back = withBoundary(*cut, groundOf(made), 0, 0, 3);
        QVERIFY(back.ok());
        QCOMPARE(*back, made.project.plans[0]); // even again: nothing is written
        QVERIFY(!withBoundary(made.project.plans[0], groundOf(made), 0, 0, 0).ok());
        QVERIFY(!withBoundary(made.project.plans[0], groundOf(made), 0, 0, 6).ok());
    }
    void onlyLikePipelinesFollowACut()
    {
        auto made = twoNodes("'tensor': 2, 'pipeline': 2, 'data': 2, 'micro_batch': 1");
        Plan plan = *writtenOut(made.project.plans[0], groundOf(made));
        plan.pipelines[1].stages[0].layers->end = plan.pipelines[1].stages[1].layers->first = 1;
        const auto cut = withBoundary(plan, groundOf(made), 0, 0, 4);
        QVERIFY(cut.ok());
        QCOMPARE(cut->pipelines[0].stages[1].layers->first, 4);
        QCOMPARE(cut->pipelines[1].stages[1].layers->first, 1);
    }
    void aBoundaryMovesAndNothingElse()
    {
        QVERIFY(support::law("a cut elsewhere moves one boundary", 40, 1000, [] {
            const auto random = support::randomRun();
            const auto ground = groundOf(random);
            const Plan plan = *rc::gen::element(0, 1) ? random.project.plans[0] : *writtenOut(random.project.plans[0], ground);
            auto cuts = cutsOf(random.run.plan.placement.pipelines[0]);
            RC_PRE(cuts.size() > 1);
            const int position = *rc::gen::inRange(0, static_cast<int>(cuts.size()) - 1);
            UnitRange& left = cuts[static_cast<std::size_t>(position)];
            UnitRange& right = cuts[static_cast<std::size_t>(position) + 1];
            const int unit = *rc::gen::inRange(left.first + 1, right.end);
            left.end = right.first = unit;
            const auto cut = withBoundary(plan, ground, 0, position, unit);
            RC_ASSERT(cut.ok());
            const auto again = placed(*cut, ground.cluster, ground.model, ground.training);
            RC_ASSERT(again.ok());
            for (std::size_t p = 0; p < again->pipelines.size(); ++p) {
                RC_ASSERT(cutsOf(again->pipelines[p]) == cuts);
                for (std::size_t s = 0; s < again->pipelines[p].stages.size(); ++s)
                    RC_ASSERT(again->pipelines[p].stages[s].ranks == random.run.plan.placement.pipelines[p].stages[s].ranks);
            }
        }));
    }
    void stagesTradeDevices()
    {
        const auto made = twoNodes("'tensor': 4, 'pipeline': 2, 'micro_batch': 1");
        const auto moved = withStageOn(made.project.plans[0], groundOf(made), 0, 0, "n1");
        QVERIFY(moved.ok());
        QCOMPARE(moved->pipelines[0].stages[0].devices, (std::vector<std::string> {"n1"}));
        QCOMPARE(moved->pipelines[0].stages[1].devices, (std::vector<std::string> {"n0"}));
        QVERIFY(!withStageOn(made.project.plans[0], groundOf(made), 0, 0, "n7").ok());
    }
    void freeDevicesAreTakenFirst()
    {
        const auto made = twoNodes("'tensor': 2, 'pipeline': 3, 'micro_batch': 1, 'stage_layers': [2, 2, 2]");
        const auto moved = withStageOn(made.project.plans[0], groundOf(made), 0, 0, "n1");
        QVERIFY(moved.ok());
        QCOMPARE(moved->pipelines[0].stages[0].devices, (std::vector<std::string> {"n1:2-3"})); // n1:0-1 is stage 2
        QCOMPARE(moved->pipelines[0].stages[2].devices, (std::vector<std::string> {"n1:0-1"}));
    }
    void noDeviceIsLostOrTakenTwice()
    {
        QVERIFY(support::law("stages on other nodes use every device once", 40, 1000, [] {
            const auto random = support::randomRun();
            const auto ground = groundOf(random);
            const Placement& before = random.run.plan.placement;
            const int pipeline = *rc::gen::inRange(0, static_cast<int>(before.pipelines.size()));
            const auto& stages = before.pipelines[static_cast<std::size_t>(pipeline)].stages;
            const int stage = *rc::gen::inRange(0, static_cast<int>(stages.size()));
            const std::string host = "n" + std::to_string(*rc::gen::inRange(0, 3));
            const auto moved = withStageOn(random.project.plans[0], ground, pipeline, stage, host);
            RC_ASSERT(moved.ok());
            const auto again = placed(*moved, ground.cluster, ground.model, ground.training);
            RC_ASSERT(again.ok()); // refuses a device that is used twice
            RC_ASSERT(ranksUsed(*again).size() == ranksUsed(before).size());
            for (const int rank : again->pipelines[static_cast<std::size_t>(pipeline)].stages[static_cast<std::size_t>(stage)].ranks)
                RC_ASSERT(ground.cluster.hostOf(rank).name == host);
        }));
    }
    void makingReadyCanBeStoppedWheneverItIsHeard()
    {
        QVERIFY(support::law("a plan that is being made ready is cancelled by the first no", 30, 1000, [] {
            const auto random = support::randomRun();
            SimulateOptions options = random.options;
            int heard = 0;
            options.progress = [&](double) { return ++heard > 0; };
            RC_ASSERT(prepared(random.project, builtInCatalogue(), options).ok());
            RC_ASSERT(heard > static_cast<int>(random.run.workload.pipelines.front().stages.size()));
            int left = *rc::gen::inRange(0, heard);
            options.progress = [&](double) { return left-- > 0; };
            const auto stopped = prepared(random.project, builtInCatalogue(), options);
            RC_ASSERT(!stopped);
            RC_ASSERT(stopped.error().message == "cancelled");
            RC_ASSERT(stopped.error().where.empty());
        }));
    }
    void peaksAndPeriodNeedNoSpans()
    {
        QVERIFY(support::law("the order of the passes alone decides the peaks, and the period is the same without spans", 60, 3000, [] {
            const auto random = support::randomRun();
            std::vector<double> played, ordered;
            for (std::size_t i = 0; i < random.timeline.lanes.size(); ++i)
                if (random.timeline.lanes[i].kind == LaneKind::Compute)
                    played.push_back(random.timeline.memory[i].peakActivations.value);
            for (const PipelineWork& pipeline : random.run.workload.pipelines)
                for (const StageWork& stage : pipeline.stages)
                    ordered.push_back(peakActivations(stage).value);
            RC_ASSERT(ordered == played);
            RC_ASSERT(*periodOf(random.run.workload, random.run.options) == random.timeline.period);
        }));
    }
    void estimatesAreWhatIsPlayed()
    {
        QVERIFY(support::law("memory and computing of the stages are those of the run", 40, 1000, [] {
            const auto random = support::randomRun();
            for (const PipelineWork& pipeline : random.run.workload.pipelines)
                for (const StageWork& stage : pipeline.stages)
                    RC_PRE(stage.speeds.empty()); // nominal
            const auto estimates = stageEstimates(random.run);
            std::size_t next = 0;
            for (std::size_t i = 0; i < random.timeline.lanes.size(); ++i) {
                const Lane& lane = random.timeline.lanes[i];
                if (lane.kind != LaneKind::Compute)
                    continue;
                RC_ASSERT(next < estimates.size());
                const StageEstimate& estimate = estimates[next++];
                RC_ASSERT(estimate.stage == lane.stage);
                RC_ASSERT(estimate.replicas == lane.replicas);
                RC_ASSERT(std::abs(estimate.peak.value - random.timeline.memory[i].peak().value) < 1);
                Nanoseconds busy {};
                for (const Span& span : random.timeline.spansOf(lane))
                    if (isCompute(span.kind) && span.kind != SpanKind::Optimizer)
                        busy += span.end - span.start;
                RC_ASSERT(busy == estimate.computing);
            }
            RC_ASSERT(next == estimates.size());
        }));
    }
};

CLUSTERLOOM_TEST(TestPlanEdits)
#include "tst_plan_edits.moc"
