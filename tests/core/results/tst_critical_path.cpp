#include "core/results/chain.h"
#include "core/results/effects.h"
#include "core/results/explanation.h"
#include "core/results/lone_lines.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/json.h"
#include "tests/support/law.h"
#include "tests/support/random_runs.h"

#include <map>
#include <numeric>

using namespace core;

namespace {

using Times = std::map<std::string, std::int64_t>;

Times timesOf(const CriticalPath& path)
{
    Times times;
    for (int i = 0; i < pathCategories; ++i)
        if (const auto time = path.totals[static_cast<std::size_t>(i)]; time > 0)
            times[nameOf(static_cast<PathCategory>(i))] = time;
    return times;
}

/// Pipelines of two stages whose sends share two links: F 10, send 100, F 10, B 20, send back 100, B 20.
Workload passes(int pipelines)
{
    Workload workload;
    for (int p = 0; p < pipelines; ++p) {
        PipelineWork pipeline = support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        support::flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
    }
    return workload;
}

} // namespace

class TestCriticalPath : public QObject
{
    Q_OBJECT
private slots:
    void fillAndDrainOfEqualStages()
    {
        QVERIFY(support::law("1F1B: m (F + B) on the last stage, (p - 1) F before, (p - 1) B after", 50, 1000, [] {
            const int p = *rc::gen::inRange(2, 9), m = *rc::gen::inRange(p, 20);
            const std::int64_t f = *rc::gen::inRange(1, 100), b = *rc::gen::inRange(1, 100);
            const Timeline timeline = support::playedOn(support::onePipeline(Schedule::OneForwardOneBackward,
                std::vector<support::StageTimes>(static_cast<std::size_t>(p), {f, b, 0}), m), {});
            RC_ASSERT(timesOf(criticalPath(timeline, {})) == (Times{{"compute", m * (f + b)}, {"fill", (p - 1) * f}, {"drain", (p - 1) * b}}));
        }));
    }
    void anEventIsApartFromTheSendThatItSlows()
    {
        const Workload workload = passes(1);
        const Waterways waterways = support::oneBytePerNanosecond(support::dropOf(0, 60, 0.5));
        const Timeline timeline = support::playedOn(workload, waterways);
        const CriticalPath path = criticalPath(timeline, delaysOf({timeline, workload, waterways}).value());
        QCOMPARE(timesOf(path), (Times{{"compute", 60}, {"PP", 200}, {"events", 50}}));
        QCOMPARE(path.pieces[2].start.count, 110); // after what the send takes at nominal speed
        QCOMPARE(path.pieces[2].who, 3);
    }
    void boundsByHand()
    {
        const Workload workload = passes(2);
        const Waterways waterways = support::oneBytePerNanosecond();
        const Timeline timeline = support::playedOn(workload, waterways);
        const LowerBounds bounds = lowerBounds({timeline, workload, waterways});
        QCOMPARE(bounds.compute.count, 30);
        QCOMPARE(bounds.link.count, 199); // 200 bytes over one link, less half a nanosecond for the rounded end
    }
    void thePathCoversTheWindowAndBoundsHold()
    {
        QVERIFY(support::law("pieces from 0 to the period without holes; bounds are below", 60, 1000, [] {
            const support::RandomRun r = support::randomRun();
            const Explanation e = explained(r.timeline, r.run, r.project, builtInCatalogue(), r.options).value();
            Nanoseconds reached;
            for (const PathPiece& piece : e.path.pieces) {
                RC_ASSERT(piece.start == reached);
                RC_ASSERT(piece.end > piece.start);
                reached = piece.end;
            }
            RC_ASSERT(reached == r.timeline.period);
            RC_ASSERT(std::accumulate(e.path.totals.begin(), e.path.totals.end(), std::int64_t{0}) == r.timeline.period.count);
            const bool changesBetweenIterations = isSteady(r.timeline)
                && !linesInForce(r.run.changes, r.run.options.start, r.timeline.start + r.timeline.length()).empty();
            RC_ASSERT(changesBetweenIterations || e.path.totals[static_cast<std::size_t>(PathCategory::Waiting)] == 0);
            RC_ASSERT(e.bounds.compute <= r.timeline.period);
            RC_ASSERT(e.bounds.link <= r.timeline.period);
        }));
    }
    void anIterationWaitsForTheOtherPipelineOfTheOneBefore()
    {
        const auto loaded = parseProject(support::json("{'clusterloom':1,'cluster':{'nodes':[{'id':'n[0-2]','device':'A100-80G-SXM','count':6,"
            "'fabric':{'kind':'pcie','bandwidth':'100 GB/s','latency':'3 us'},'nics':2}],'switches':[{'id':'core'}],'links':[{'id':'up',"
            "'ends':['n[0-2]','core'],'bandwidth':'100 Gbit/s','latency':'5 us'}]},'model':{'name':'tiny','layers':8,'hidden':512,'heads':8,"
            "'vocab':4096,'activation':'gelu','tied_embeddings':true},'training':{'global_batch':8,'sequence':512,'precision':'fp16'},"
            "'plans':[{'name':'p','tensor':2,'pipeline':2,'data':2,'micro_batch':1,'schedule':'zb-h2','zero':1}]}"));
        QVERIFY(loaded.project);
        const auto run = prepared(*loaded.project, builtInCatalogue(), {});
        const Timeline timeline = core::run(*run).value();
        const Explanation e = explained(timeline, *run, *loaded.project, builtInCatalogue(), {}).value();
        QVERIFY(isSteady(timeline));
        QCOMPARE(e.path.totals[static_cast<std::size_t>(PathCategory::Waiting)], 0);
    }
    void aFlowOnItsOwnNetworkLetsTheOtherGo()
    {
        PreparedRun run;
        run.workload = passes(2);
        run.options.waterways = support::oneBytePerNanosecond();
        const Timeline timeline = core::run(run.workload, run.options).value();
        QCOMPARE(timeline.period.count, 460);
        const Explanation explanation {delaysOf({timeline, run.workload, run.options.waterways}).value(), {}, {}, {}, {}};
        const Effects effects = effectsOf(timeline, explanation, run, {}, builtInCatalogue(), {}).value();
        QCOMPARE(effects.flows.size(), std::size_t{4});
        for (const FlowEffect& effect : effects.flows)
            QCOMPARE(effect.ns, 100); // both sends of one direction then take 100 in place of 200
    }
    void anEventsEffectIsTheTimeWithoutIt()
    {
        QVERIFY(support::law("effect = period - period without the line", 10, 300, [] {
            const support::RandomRun r = support::randomRun();
            const Explanation e = explained(r.timeline, r.run, r.project, builtInCatalogue(), r.options).value();
            const Effects effects = effectsOf(r.timeline, e, r.run, r.project, builtInCatalogue(), r.options).value();
            for (const EventEffect& effect : effects.events) {
                Project without = r.project;
                without.scenario->events.update(static_cast<std::size_t>(effect.line), [](std::string& text) { text = "off " + text; });
                RC_ASSERT(effect.ns == (r.timeline.period - simulate(without, builtInCatalogue(), r.options).value().period).count);
            }
        }));
    }
    void effectsCanBeCancelled()
    {
        PreparedRun run;
        run.workload = support::onePipeline(Schedule::GPipe, {{1, 1, 1}}, 3000);
        SimulateOptions options;
        options.progress = [](double) { return false; };
        run.workload = passes(2);
        run.options.waterways = support::oneBytePerNanosecond();
        const Timeline timeline = core::run(run.workload, run.options).value();
        const auto delays = delaysOf({timeline, run.workload, run.options.waterways}, options.progress);
        QVERIFY(!delays);
        QCOMPARE(delays.error().message, std::string("cancelled"));
    }
};
CLUSTERLOOM_TEST(TestCriticalPath)

#include "tst_critical_path.moc"
