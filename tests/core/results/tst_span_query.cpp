#include "core/results/range_statistics.h"
#include "core/results/span_query.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <algorithm>
#include <numeric>

using core::Nanoseconds;

namespace tst_span_query {

/// Stage 0: F0 [0, 10), F1 [10, 20), B0 [50, 70). Stage 1: F0 [15, 25), B0 [25, 45) and its gradient [45, 50).
core::Timeline small()
{
    using core::SpanKind;
    core::Timeline timeline;
    support::addLane(timeline, core::LaneKind::Compute, 0,
        {{SpanKind::Forward, 0, 10, 0}, {SpanKind::Forward, 10, 20, 1}, {SpanKind::Backward, 50, 70, 0}});
    support::addLane(timeline, core::LaneKind::Compute, 1, {{SpanKind::Forward, 15, 25, 0}, {SpanKind::Backward, 25, 45, 0}});
    support::addLane(timeline, core::LaneKind::StageToStage, 1, {{SpanKind::SendGradient, 45, 50, 0}});
    timeline.spans[5].bytes = 4e6;
    timeline.spans[2].waitedFor = 5;
    timeline.spans[5].waitedFor = 4;
    return timeline;
}

std::vector<std::uint32_t> found(std::string_view query)
{
    const core::Timeline timeline = small();
    const core::Bubbles bubbles = core::bubblesOf(timeline, {});
    const auto result = core::findSpans(timeline, &bubbles, query);
    return result ? *result : std::vector<std::uint32_t> {999};
}

} // namespace tst_span_query

class TestSpanQuery : public QObject
{
    Q_OBJECT
private slots:
    void wordsFindWhatTheySay_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QList<int>>("spans");
        const auto row = [](const char* query, const QList<int>& spans) { QTest::newRow(query) << QByteArray(query) << spans; };
        row("phase:bwd", {2, 4});
        row("backward", {2, 4});
        row("FWD stage:0", {0, 1});
        row("f0", {0, 3});
        row("send", {5});
        row("stage:1", {3, 4, 5});
        row("stage:0-1 mb:1", {1});
        row("lane:n1", {3, 4, 5});
        row("lane:pp", {5});
        row("dur>10ns", {2, 4});
        row("dur<10ns", {5});
        row("start>20ns end<60ns", {4, 5});
        row("bytes>1MB", {5});
        row("cause:transfer", {2});
        row("cause:fill", {2});
        row("cause:memory", {2, 3});
        row("mb:7", {});
        row("", {});
        row("   ", {});
    }
    void wordsFindWhatTheySay()
    {
        QFETCH(QByteArray, query);
        QFETCH(QList<int>, spans);
        QList<int> got;
        for (const std::uint32_t span : tst_span_query::found(query.toStdString()))
            got << static_cast<int>(span);
        QCOMPARE(got, spans);
    }
    void whatIsNotUnderstoodIsNamed_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("field") << QByteArray("stag:3") << QByteArray("stag");
        QTest::newRow("phase") << QByteArray("phase:xyz") << QByteArray("xyz");
        QTest::newRow("number") << QByteArray("stage:x") << QByteArray("stage");
        QTest::newRow("unit") << QByteArray("dur>3 ") << QByteArray("unit");
        QTest::newRow("cause") << QByteArray("fwd cause:rain") << QByteArray("rain");
    }
    void whatIsNotUnderstoodIsNamed()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, named);
        const auto result = core::findSpans(tst_span_query::small(), nullptr, query.toStdString());
        QVERIFY(!result);
        QVERIFY2(QByteArray::fromStdString(core::describe(result.error())).contains(named), core::describe(result.error()).c_str());
    }
    void moreWordsFindFewer()
    {
        QVERIFY(support::law("a query of two words finds what both find", 50, 1000, [] {
            const std::vector<std::string> words {"fwd", "stage:1", "dur>900ns", "lane:pp", "send", "mb:3-9", "cause:fill", "start>5us"};
            const auto timeline = support::randomTimeline(400, 8, *rc::gen::arbitrary<std::uint32_t>());
            const core::Bubbles bubbles = core::bubblesOf(timeline, {});
            const std::string a = *rc::gen::elementOf(words), b = *rc::gen::elementOf(words);
            const auto ofA = *core::findSpans(timeline, &bubbles, a), ofB = *core::findSpans(timeline, &bubbles, b);
            std::vector<std::uint32_t> both;
            std::set_intersection(ofA.begin(), ofA.end(), ofB.begin(), ofB.end(), std::back_inserter(both));
            RC_ASSERT(*core::findSpans(timeline, &bubbles, a + " " + b) == both);
        }));
    }
    void aRangeIsBusyOrIdleForACause()
    {
        QVERIFY(support::law("busy, idle and causes of a range add up", 50, 1000, [] {
            const auto timeline = support::randomTimeline(300, 6, *rc::gen::arbitrary<std::uint32_t>());
            const core::Bubbles bubbles = core::bubblesOf(timeline, {});
            const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
            const std::int64_t start = *rc::gen::inRange<std::int64_t>(0, timeline.period.count);
            const std::int64_t end = *rc::gen::inRange<std::int64_t>(start, timeline.period.count + 1);
            const auto figures = core::statistics(pyramid, timeline, Nanoseconds(start), Nanoseconds(end));
            const core::CauseTimes causes = core::causeTimes(bubbles, timeline, Nanoseconds(start), Nanoseconds(end));
            RC_ASSERT(std::accumulate(causes.begin(), causes.end(), std::int64_t(0)) == figures.idle.count);
            RC_ASSERT((figures.busy + figures.idle).count == 3 * (end - start));
        }));
    }
};
CLUSTERLOOM_TEST(TestSpanQuery)

#include "tst_span_query.moc"
