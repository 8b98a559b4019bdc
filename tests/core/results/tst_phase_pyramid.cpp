#include "core/results/phase_pyramid.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <numeric>

using core::Nanoseconds;

namespace {

/// Time of one role of a row in [start, end), from the spans themselves.
std::int64_t timeOf(const core::Timeline& timeline, const core::TrackRow& row, std::size_t role, std::int64_t start,
    std::int64_t end)
{
    std::int64_t total = 0;
    for (const std::uint32_t index : row.spans) {
        const core::Span& span = timeline.spans[index];
        if (core::roleOf(span.kind) == row.roles[role])
            total += std::max<std::int64_t>(0, std::min(end, span.end.count) - std::max(start, span.start.count));
    }
    return total;
}

std::int64_t sumOf(const std::vector<std::int64_t>& columns, std::size_t roles, std::size_t role, int from, int to)
{
    std::int64_t total = 0;
    for (int k = from; k < to; ++k)
        total += columns[static_cast<std::size_t>(k) * roles + role];
    return total;
}

/// The times of `count` equal columns.
std::vector<std::int64_t> columnsOf(
    const core::PhasePyramid& pyramid, std::size_t row, std::int64_t start, std::int64_t end, int count)
{
    std::vector<std::int64_t> boundaries, columns;
    for (int k = 0; k <= count; ++k)
        boundaries.push_back(start + (end - start) / count * k + (end - start) % count * k / count);
    pyramid.columns(row, boundaries, Nanoseconds((end - start) / count), columns);
    return columns;
}

} // namespace

class TestPhasePyramid : public QObject
{
    Q_OBJECT
private slots:
    void columnsOfAHandWorkedRow()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0,
            {{core::SpanKind::Forward, 0, 10}, {core::SpanKind::Backward, 15, 35}, {core::SpanKind::Forward, 35, 40}});
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        const auto columns = columnsOf(pyramid, 0, 0, 40, 4); // forward, backward of each column
        QCOMPARE(columns, (std::vector<std::int64_t> {10, 0, 0, 5, 0, 10, 5, 5}));
        QCOMPARE(pyramid.times(0, Nanoseconds(5), Nanoseconds(37)), (std::vector<std::int64_t> {7, 20}));
        QCOMPARE(pyramid.spanAt(0, Nanoseconds(12)), std::optional<std::uint32_t>());
        QCOMPARE(pyramid.spanAt(0, Nanoseconds(15)), std::optional<std::uint32_t>(1));
        QCOMPARE(pyramid.spanAt(0, Nanoseconds(40)), std::optional<std::uint32_t>());
    }
    void everyRunOfColumnsEqualsTheExactTimeWithinOneColumn()
    {
        QVERIFY(support::law("columns are exact within one column, and never negative", 60, 1000, [] {
            const int spans = *rc::gen::inRange(1, 6000);
            const auto timeline = support::randomTimeline(spans, *rc::gen::inRange(1, 4), *rc::gen::arbitrary<std::uint32_t>());
            const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
            const auto start = *rc::gen::inRange<std::int64_t>(0, timeline.period.count);
            const auto end = *rc::gen::inRange<std::int64_t>(start + 1, timeline.period.count + 2);
            const int count = *rc::gen::inRange(1, 500);
            const int from = *rc::gen::inRange(0, count);
            const int to = *rc::gen::inRange(from, count + 1);
            const auto boundary = [&](int k) { return start + (end - start) / count * k + (end - start) % count * k / count; };
            for (std::size_t row = 0; row < pyramid.rows().size(); ++row) {
                const core::TrackRow& bars = pyramid.rows()[row];
                const auto columns = columnsOf(pyramid, row, start, end, count);
                RC_ASSERT(columns.size() == static_cast<std::size_t>(count) * bars.roles.size());
                for (std::size_t role = 0; role < bars.roles.size(); ++role) {
                    const auto exact = timeOf(timeline, bars, role, boundary(from), boundary(to));
                    const auto drawn = sumOf(columns, bars.roles.size(), role, from, to);
                    RC_ASSERT(std::abs(drawn - exact) <= (end - start) / count + 1);
                }
                RC_ASSERT(std::all_of(columns.begin(), columns.end(), [](auto share) { return share >= 0; }));
            }
        }));
    }
    void narrowColumnsAreExact()
    {
        const auto timeline = support::randomTimeline(4000, 2);
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        QVERIFY(!pyramid.isDense(0, Nanoseconds(100)));
        QVERIFY(pyramid.isDense(0, Nanoseconds(100'000)));
        const auto columns = columnsOf(pyramid, 0, 10'000, 50'000, 400);
        const auto& roles = pyramid.rows()[0].roles;
        for (int k = 0; k < 400; ++k)
            for (std::size_t role = 0; role < roles.size(); ++role)
                QCOMPARE(columns[static_cast<std::size_t>(k) * roles.size() + role],
                    timeOf(timeline, pyramid.rows()[0], role, 10'000 + k * 100, 10'100 + k * 100));
    }
    void theWholeIsTheSumOfItsParts()
    {
        const auto timeline = support::randomTimeline(20'000, 4);
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        for (std::size_t row = 0; row < pyramid.rows().size(); ++row) {
            const auto whole = pyramid.times(row, Nanoseconds(0), timeline.period);
            std::vector<std::int64_t> parts(whole.size(), 0);
            for (int part = 0; part < 7; ++part) {
                const Nanoseconds from(timeline.period.count * part / 7), to(timeline.period.count * (part + 1) / 7);
                const auto times = pyramid.times(row, from, to);
                std::transform(parts.begin(), parts.end(), times.begin(), parts.begin(), std::plus<>());
            }
            QCOMPARE(parts, whole);
        }
    }
    void rowsHoldEverySpanOnceAndNeverOverlap()
    {
        const auto timeline = support::randomTimeline(5000, 6, 3);
        for (const auto by : {core::ColourBy::Phase, core::ColourBy::MicroBatch, core::ColourBy::Stage}) {
            const core::PhasePyramid pyramid(timeline, by);
            std::size_t spans = 0;
            for (const core::TrackRow& row : pyramid.rows()) {
                spans += row.size();
                for (std::size_t i = 1; i < row.size(); ++i)
                    QVERIFY(row.ends[i - 1] <= row.starts[i]);
            }
            QCOMPARE(spans, timeline.spans.size());
        }
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        QCOMPARE(pyramid.rowsOf(0), (std::pair<std::size_t, std::size_t> {0, 1}));
        QVERIFY(pyramid.rowsOf(1).second > 2); // sends overlap: more than one track
    }
    void itIsSmallBesideTheSpans()
    {
        const auto timeline = support::randomTimeline(100'000, 20);
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        QVERIFY(pyramid.bytes() < 64 * timeline.spans.size());
    }
    void nothingIsNoProblem()
    {
        core::Timeline timeline;
        support::addLane(timeline, core::LaneKind::Compute, 0, {});
        const core::PhasePyramid pyramid(timeline, core::ColourBy::Phase);
        QVERIFY(columnsOf(pyramid, 0, 0, 100, 10).empty());
        QVERIFY(!pyramid.spanAt(0, Nanoseconds(0)));
    }
};
CLUSTERLOOM_TEST(TestPhasePyramid)

#include "tst_phase_pyramid.moc"
