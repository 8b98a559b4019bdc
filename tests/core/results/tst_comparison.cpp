#include "core/results/comparison.h"
#include "core/results/explanation.h"
#include "tests/support/fluid_workloads.h"
#include "tests/support/law.h"
#include "tests/support/random_runs.h"
#include "tests/support/timelines.h"

#include <numeric>

using namespace core;

namespace {

std::int64_t sumOf(const Comparison& comparison)
{
    return std::accumulate(comparison.waterfall.begin(), comparison.waterfall.end(), std::int64_t{0},
        [](std::int64_t sum, const WaterfallBar& bar) { return sum + bar.ns; });
}

/// A lane of forward spans of micro-batch 0 with these units, one nanosecond each.
Timeline forwards(const std::vector<std::pair<int, int>>& units)
{
    Timeline timeline;
    std::vector<support::Piece> pieces;
    for (std::size_t i = 0; i < units.size(); ++i)
        pieces.push_back({SpanKind::Forward, static_cast<std::int64_t>(i), static_cast<std::int64_t>(i) + 1, 0});
    support::addLane(timeline, LaneKind::Compute, 0, pieces);
    for (std::size_t i = 0; i < units.size(); ++i) {
        timeline.spans[i].firstUnit = static_cast<std::uint16_t>(units[i].first);
        timeline.spans[i].endUnit = static_cast<std::uint16_t>(units[i].second);
    }
    return timeline;
}

Comparison compared(const Timeline& a, const Timeline& b) { return compare({"a", a, criticalPath(a, {})}, {"b", b, criticalPath(b, {})}); }

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT
private slots:
    void waterfallsAddUpAndTurnRound()
    {
        QVERIFY(support::law("the bars of random pairs add up to the difference; a to a is nothing; b to a is minus a to b", 40, 1000, [] {
            const support::RandomRun one = support::randomRun(), two = support::randomRun();
            const Explanation first = explained(one.timeline, one.run, one.project, builtInCatalogue(), one.options).value();
            const Explanation second = explained(two.timeline, two.run, two.project, builtInCatalogue(), two.options).value();
            const Compared a {"a", one.timeline, first.path}, b {"b", two.timeline, second.path};
            const Comparison there = compare(a, b), back = compare(b, a), same = compare(a, a);
            RC_ASSERT(there.difference == (two.timeline.period - one.timeline.period).count);
            RC_ASSERT(sumOf(there) == there.difference);
            RC_ASSERT(back.difference == -there.difference);
            RC_ASSERT(back.unmatched.size() == there.unmatched.size());
            for (std::size_t i = 0; i < there.waterfall.size(); ++i) {
                RC_ASSERT(back.waterfall[i].ns == -there.waterfall[i].ns);
                RC_ASSERT(same.waterfall[i].ns == 0);
            }
            RC_ASSERT(same.unmatched.empty());
            std::int64_t spans = 0;
            for (const Lane& lane : one.timeline.lanes)
                spans += static_cast<std::int64_t>(lane.spanCount) * lane.replicas;
            RC_ASSERT(same.matched == spans);
            std::int64_t onlyInA = 0;
            for (const Unmatched& unmatched : there.unmatched)
                onlyInA += unmatched.inB ? 0 : unmatched.spans;
            RC_ASSERT(there.matched + onlyInA == spans);
        }));
    }
    void anEventIsItsOwnBar()
    {
        Workload workload;
        PipelineWork pipeline = support::pipelineFrom(Schedule::GPipe, {{10, 20, 100}, {10, 20, 100}}, 1);
        support::flowSends(workload, pipeline, 0, 10);
        support::addPipeline(workload, std::move(pipeline));
        const auto explain = [&](const Waterways& waterways, Timeline& timeline) {
            timeline = support::playedOn(workload, waterways);
            return criticalPath(timeline, delaysOf({timeline, workload, waterways}).value());
        };
        Timeline plain, slow;
        const CriticalPath a = explain(support::oneBytePerNanosecond(), plain);
        const CriticalPath b = explain(support::oneBytePerNanosecond(support::dropOf(0, 60, 0.5)), slow);
        const Comparison comparison = compare({"a", plain, a}, {"b", slow, b});
        QCOMPARE(comparison.difference, 50);
        for (const WaterfallBar& bar : comparison.waterfall)
            QCOMPARE(bar.ns, bar.name == "events" ? 50 : 0);
        QCOMPARE(comparison.sentence, std::string("b takes 50.0 ns (19.2 %) longer than a: events +50.0 ns"));
        QVERIFY(comparison.unmatched.empty());
        QCOMPARE(compare({"a", plain, a}, {"c", plain, a}).sentence, std::string("c takes as long as a"));
    }
    void layersThatAreCutElsewhereMatchWhereTheyAreCovered()
    {
        const Comparison cut = compared(forwards({{0, 4}}), forwards({{0, 2}, {2, 4}}));
        QCOMPARE(cut.matched, 1);
        QVERIFY(cut.unmatched.empty());
        const Comparison missing = compared(forwards({{0, 4}}), forwards({{0, 2}}));
        QCOMPARE(missing.matched, 0);
        QCOMPARE(missing.unmatched, (std::vector<Unmatched>{{false, SpanKind::Forward, 0, 4, 0, 0, 1}}));
        Timeline halves = forwards({{0, 4}, {0, 4}}), whole = forwards({{0, 4}});
        halves.spans[0].kind = SpanKind::BackwardInput;
        halves.spans[1].kind = SpanKind::BackwardWeight;
        whole.spans[0].kind = SpanKind::Backward;
        QVERIFY(compared(whole, halves).unmatched.empty());
        halves.spans[1].kind = SpanKind::BackwardInput;
        QCOMPARE(compared(whole, halves).unmatched.size(), std::size_t{1}); // the weights' half is missing
        const Comparison twice = compared(forwards({{0, 1}}), forwards({{0, 1}, {0, 1}}));
        QCOMPARE(twice.matched, 1);
        QCOMPARE(twice.unmatched, (std::vector<Unmatched>{{true, SpanKind::Forward, 0, 1, 0, 0, 1}}));
    }
};
CLUSTERLOOM_TEST(TestComparison)

#include "tst_comparison.moc"
