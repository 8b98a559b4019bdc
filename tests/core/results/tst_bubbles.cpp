#include "core/results/bubbles.h"
#include "core/results/explanation.h"
#include "core/results/metrics.h"
#include "core/results/shares.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/law.h"
#include "tests/support/random_runs.h"
#include "tests/support/timelines.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>

using namespace core;

namespace {

using Parts = std::map<std::string, std::int64_t>;

/// Of one lane of a stage of a pipeline; causes without time are left out.
Parts causesOf(const Timeline& timeline, const Bubbles& bubbles, int stage, int pipeline = 0)
{
    Parts causes;
    for (std::uint32_t lane = 0; lane < timeline.lanes.size(); ++lane) {
        if (timeline.lanes[lane].kind != LaneKind::Compute || timeline.lanes[lane].stage != stage || timeline.lanes[lane].pipeline != pipeline)
            continue;
        const CauseTimes times = causeTimes(bubbles, lane);
        for (int cause = 0; cause < bubbleCauses; ++cause)
            if (const auto time = times[static_cast<std::size_t>(cause)]; time > 0)
                causes[nameOf(static_cast<BubbleCause>(cause))] = time;
    }
    return causes;
}

struct Case
{
    Workload workload;
    Waterways waterways;
    Timeline timeline;
    Bubbles bubbles;
};

Case explainedCase(Workload workload, Waterways waterways = {}, LoneLines lines = {})
{
    Case result {std::move(workload), std::move(waterways), {}, {}};
    result.timeline = support::playedOn(result.workload, result.waterways);
    result.bubbles = bubblesOf(result.timeline, delaysOf({result.timeline, result.workload, result.waterways, lines}).value());
    return result;
}

/// Two stages, one micro-batch: F 10, send 100, F 10, B 20, send back 100, B 20.
Workload onePass(int pipelines = 1)
{
    Workload workload;
    for (int p = 0; p < pipelines; ++p) {
        PipelineWork pipeline = support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        support::flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
    }
    return workload;
}

/// In order, within the idle time of its lane, nothing twice and nothing missing.
void checkExactly(const Timeline& timeline, const Bubbles& bubbles)
{
    auto bubble = bubbles.list.begin();
    for (std::uint32_t lane = 0; lane < timeline.lanes.size(); ++lane) {
        if (timeline.lanes[lane].kind != LaneKind::Compute)
            continue;
        Nanoseconds busyUntil = timeline.lanes[lane].window;
        const auto expectIdle = [&](Nanoseconds until) {
            while (busyUntil < until) {
                RC_ASSERT(bubble != bubbles.list.end());
                RC_ASSERT(bubble->lane == lane);
                RC_ASSERT(bubble->start == busyUntil);
                RC_ASSERT(bubble->end > bubble->start);
                RC_ASSERT(bubble->end <= until);
                busyUntil = (bubble++)->end;
            }
        };
        for (const Span& span : timeline.spansOf(timeline.lanes[lane])) {
            expectIdle(span.start);
            busyUntil = std::max(busyUntil, span.end);
        }
        expectIdle(timeline.lanes[lane].window + timeline.period);
    }
    RC_ASSERT(bubble == bubbles.list.end());
}

void checkCauses(const Project& project, const std::string& plan)
{
    RC_LOG() << plan << "\n";
    SimulateOptions options;
    options.plan = plan;
    const PreparedRun run = prepared(project, builtInCatalogue(), options).value();
    const Timeline timeline = core::run(run).value();
    const Explanation e = explained(timeline, run, project, builtInCatalogue(), options).value();
    checkExactly(timeline, e.bubbles);
    RC_ASSERT(std::accumulate(e.bubbles.totals.begin(), e.bubbles.totals.end(), std::int64_t{0})
        == metrics(timeline, project, builtInCatalogue(), plan).value().idleNs);
}

} // namespace

class TestBubbles : public QObject
{
    Q_OBJECT
private slots:
    void fillAndDrainOfEqualStagesAreTheClosedForm()
    {
        QVERIFY(support::law("1F1B: fill s F + (p-1-s) B, drain (p-1-s) F + s B, in all (p-1)(F+B) a lane", 50, 1000, [] {
            const int p = *rc::gen::inRange(1, 9), m = *rc::gen::inRange(p, 20);
            const std::int64_t f = *rc::gen::inRange(1, 100), b = *rc::gen::inRange(1, 100);
            const Case c = explainedCase(support::onePipeline(Schedule::OneForwardOneBackward,
                std::vector<support::StageTimes>(static_cast<std::size_t>(p), {f, b, 0}), m));
            for (int s = 0; s < p; ++s) {
                Parts expected;
                if (p > 1)
                    expected = {{"fill", s * f + (p - 1 - s) * b}, {"drain", (p - 1 - s) * f + s * b}};
                RC_ASSERT(causesOf(c.timeline, c.bubbles, s) == expected);
            }
        }));
    }
    void sendsAtNominalSpeedAreTransfer()
    {
        const Case c = explainedCase(onePass(), support::oneBytePerNanosecond());
        // Stage 0 waits 10-110 for its send, 110-140 for stage 1, 140-240 for the send back; stage 1 computes 110-140.
        QCOMPARE(causesOf(c.timeline, c.bubbles, 0), (Parts{{"transfer", 200}, {"fill", 30}}));
        QCOMPARE(causesOf(c.timeline, c.bubbles, 1), (Parts{{"transfer", 200}, {"fill", 10}, {"drain", 20}}));
    }
    void whatAnEventAddsNamesItsLine()
    {
        // Half the bandwidth from 60 on: of the send 10-110 the last 50 bytes take 100, 50 more; it is blamed from 110 on.
        const Case c = explainedCase(onePass(), support::oneBytePerNanosecond(support::dropOf(0, 60, 0.5)));
        QCOMPARE(causesOf(c.timeline, c.bubbles, 0), (Parts{{"transfer", 200}, {"event", 50}, {"fill", 30}}));
        QCOMPARE(causesOf(c.timeline, c.bubbles, 1), (Parts{{"transfer", 200}, {"event", 50}, {"fill", 10}, {"drain", 20}}));
        QCOMPARE(c.bubbles.events.size(), std::size_t{1});
        QCOMPARE(c.bubbles.events[0].line, 3);
        QCOMPARE(c.bubbles.events[0].network, 100);
        const auto event = std::find_if(c.bubbles.list.begin(), c.bubbles.list.end(), [](const Bubble& b) { return b.cause == BubbleCause::Event; });
        QCOMPARE(event->start.count, 110);
        QCOMPARE(event->end.count, 160);
        QCOMPARE(c.timeline.spans[event->span].kind, SpanKind::SendActivation);
    }
    void eventsAtOnceShareByWhatEachAloneWouldCost()
    {
        // Together 0.4 of the bandwidth: 250 in place of 100. Alone one would lose 0.5, the other 0.2 of it: 150 = 107 + 43.
        const auto lone = [] { return std::vector<LoneLine> {{5, support::dropOf(0, 0, 0.5), {}, {}}, {7, support::dropOf(0, 0, 0.8), {}, {}}}; };
        const Case c = explainedCase(onePass(), support::oneBytePerNanosecond(support::dropOf(0, 0, 0.4)), lone);
        QCOMPARE(causesOf(c.timeline, c.bubbles, 0)["event"], 150);
        QCOMPARE(c.bubbles.events.size(), std::size_t{2});
        QCOMPARE(c.bubbles.events[0].line, 5);
        QCOMPARE(c.bubbles.events[0].network, 2 * 107);
        QCOMPARE(c.bubbles.events[1].network, 2 * 43);
    }
    void flowsOnOneLinkNameEachOther()
    {
        const Case c = explainedCase(onePass(2), support::oneBytePerNanosecond());
        // Both sends take 200 on the link that they share, and both sends back.
        for (int p = 0; p < 2; ++p) {
            QCOMPARE(causesOf(c.timeline, c.bubbles, 0, p), (Parts{{"transfer", 200}, {"contention", 200}, {"fill", 30}}));
            QCOMPARE(causesOf(c.timeline, c.bubbles, 1, p), (Parts{{"transfer", 200}, {"contention", 200}, {"fill", 10}, {"drain", 20}}));
        }
        QCOMPARE(c.bubbles.flows.size(), std::size_t{4});
        for (const Bubble& bubble : c.bubbles.list)
            if (bubble.cause == BubbleCause::Contention) {
                const Flow& other = c.bubbles.flows[static_cast<std::size_t>(bubble.who)];
                const Span& delayed = c.timeline.spans[bubble.span];
                QCOMPARE(other.kind, delayed.kind);
                QCOMPARE(c.timeline.lanes[other.lane].pipeline, 1 - c.timeline.lanes[delayed.lane].pipeline);
            }
        QCOMPARE(nameOf(c.bubbles.flows[3], c.timeline), std::string("send gradient of stage 1 of pipeline 1 (d3)"));
    }
    void aSlowNodeIsAStraggler()
    {
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 20, 0}, {10, 20, 0}}, 1);
        workload.pipelines[0].stages[1].speeds = {{Nanoseconds(0), 0.5}};
        const auto lone = [] { return std::vector<LoneLine> {{2, nullptr, {}, {}}}; };
        const Case c = explainedCase(workload, {}, lone);
        // Stage 1 computes 10-30 and 30-70 in place of 10 and 20; stage 0 goes on until 90.
        QCOMPARE(causesOf(c.timeline, c.bubbles, 0), (Parts{{"fill", 30}, {"straggler", 30}}));
        QCOMPARE(causesOf(c.timeline, c.bubbles, 1), (Parts{{"fill", 10}, {"drain", 20}}));
        QCOMPARE(c.bubbles.events[0].line, 2);
        QCOMPARE(c.bubbles.events[0].straggler, 30);
    }
    void unequalStagesAreImbalanceInTheMiddle()
    {
        // Stage 1 takes 2 for everything, stage 0 takes 1: it waits 2-5 before its first backward, 7-9 in the middle,
        // 11-13 and 14-17 after its last forward.
        const Case c = explainedCase(support::onePipeline(Schedule::OneForwardOneBackward, {{1, 1, 0}, {2, 2, 0}}, 4));
        QCOMPARE(causesOf(c.timeline, c.bubbles, 0), (Parts{{"fill", 3}, {"imbalance", 2}, {"drain", 5}}));
    }
    void aCollectiveThatComputingWaitsForIsExposed()
    {
        Workload workload = support::onePipeline(Schedule::GPipe, {{10, 20, 0}}, 1);
        auto& forward = workload.pipelines[0].stages[0].chunks[0].forward;
        forward.push_back({SpanKind::TensorCollective, Algorithm::Ring, {0, 1}, Nanoseconds(5), 1, {}});
        forward.push_back(forward.front());
        QCOMPARE(causesOf(explainedCase(workload).timeline, explainedCase(workload).bubbles, 0), (Parts{{"exposed collective", 5}}));
    }
    void waitingForNothingThatRunsIsAMemoryStall()
    {
        Timeline timeline;
        support::addLane(timeline, LaneKind::Compute, 0, {{SpanKind::Forward, 0, 10, 0}, {SpanKind::Forward, 25, 30, 1}});
        timeline.spans[1].waitedFor = 0;
        const Bubbles bubbles = bubblesOf(timeline, {});
        QCOMPARE(causesOf(timeline, bubbles, 0), (Parts{{"memory stall", 15}}));
    }
    void causesAddUpToIdleTime()
    {
        CauseTimes seen {};
        int several = 0;
        QVERIFY(support::law("every idle nanosecond has one cause; totals are those of the metrics", 60, 1000, [&] {
            const support::RandomRun r = support::randomRun();
            const Explanation e = explained(r.timeline, r.run, r.project, builtInCatalogue(), r.options).value();
            checkExactly(r.timeline, e.bubbles);
            const std::int64_t idle = metrics(r.timeline, r.project, builtInCatalogue(), "p").value().idleNs;
            RC_ASSERT(std::accumulate(e.bubbles.totals.begin(), e.bubbles.totals.end(), std::int64_t{0}) == idle);
            const auto total = [&](BubbleCause cause) { return e.bubbles.totals[static_cast<std::size_t>(cause)]; };
            std::int64_t network = 0, stragglers = 0;
            for (const EventShare& share : e.bubbles.events) {
                RC_ASSERT(share.line >= 0);
                network += share.network, stragglers += share.straggler;
            }
            RC_ASSERT(network == total(BubbleCause::Event));
            RC_ASSERT(stragglers == total(BubbleCause::Straggler));
            RC_ASSERT(std::accumulate(e.bubbles.flowTotals.begin(), e.bubbles.flowTotals.end(), std::int64_t{0}) == total(BubbleCause::Contention));
            RC_ASSERT(total(BubbleCause::MemoryStall) == 0);
            for (std::size_t cause = 0; cause < bubbleCauses; ++cause)
                seen[cause] += e.bubbles.totals[cause] > 0;
            several += e.bubbles.events.size() > 1;
        }));
        for (int cause = 0; cause < bubbleCauses; ++cause) // the draws know every cause but waiting for memory
            QVERIFY2(seen[static_cast<std::size_t>(cause)] > 0 || cause == static_cast<int>(BubbleCause::MemoryStall), nameOf(static_cast<BubbleCause>(cause)));
        QVERIFY(several > 0);
    }
    void causesAddUpOnEveryExample()
    {
        QVERIFY(support::law("causes of the first plan of every example, in the full suite of all", 1, 1, [] {
            for (const auto& folder : std::filesystem::directory_iterator(CLUSTERLOOM_SOURCE_DIR "/examples")) {
                if (!std::filesystem::exists(folder.path() / "project.loom"))
                    continue;
                std::ifstream file(folder.path() / "project.loom");
                const std::string text {std::istreambuf_iterator<char>(file), {}};
                const auto loaded = parseProject(text);
                RC_ASSERT(loaded.project.has_value());
                const std::size_t plans = support::fullRun() ? loaded.project->plans.size() : 1;
                for (std::size_t plan = 0; plan < plans; ++plan)
                    checkCauses(*loaded.project, loaded.project->plans[plan].name);
            }
        }));
    }
    void theSentenceAddsUp()
    {
        Bubbles bubbles;
        bubbles.totals[static_cast<std::size_t>(BubbleCause::Fill)] = 64;
        bubbles.totals[static_cast<std::size_t>(BubbleCause::Drain)] = 62;
        bubbles.totals[static_cast<std::size_t>(BubbleCause::Event)] = 49;
        bubbles.totals[static_cast<std::size_t>(BubbleCause::Imbalance)] = 15;
        QCOMPARE(bubbleSentence(bubbles, 190, 1000), std::string("bubble 19 % = fill 6 + drain 6 + event 5 + imbalance 2"));
        QCOMPARE(bubbleSentence(bubbles, 190, 10000), std::string("bubble 1.9 % = fill 0.6 + drain 0.6 + event 0.5 + imbalance 0.2"));
        QCOMPARE(bubbleSentence({}, 0, 1000), std::string("bubble 0 %"));
    }
    void sharesAddUp()
    {
        QCOMPARE(shared(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
        QCOMPARE(shared(10, {0, 1, 3}), (std::vector<std::int64_t>{0, 3, 7}));
        QVERIFY(support::law("parts add up and are within one of exact", 200, 5000, [] {
            const auto weights = *rc::gen::container<std::vector<double>>(rc::gen::map(rc::gen::inRange(0, 1000), [](int w) { return w / 7.0; }));
            RC_PRE(!weights.empty());
            const std::int64_t amount = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
            const auto parts = shared(amount, weights);
            const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
            RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == amount);
            for (std::size_t i = 0; total > 0 && i < parts.size(); ++i)
                RC_ASSERT(std::abs(static_cast<double>(parts[i]) - static_cast<double>(amount) * weights[i] / total) < 1.001);
        }));
    }
};
CLUSTERLOOM_TEST(TestBubbles)

#include "tst_bubbles.moc"
