#include "core/results/arrangement.h"
#include "core/results/gantt_picture.h"
#include "core/results/phase_pyramid.h"
#include "tests/support/law.h"
#include "tests/support/timelines.h"

#include <algorithm>
#include <numeric>

using namespace core;

class TestArrangement : public QObject
{
    Q_OBJECT

    /// Two micro-batches through two stages, with their sends and an optimizer step on either.
    static Timeline twoStages()
    {
        Timeline timeline;
        support::addLane(timeline, LaneKind::Compute, 0,
            {{SpanKind::Forward, 0, 10, 0}, {SpanKind::Forward, 10, 20, 1}, {SpanKind::Backward, 40, 60, 0}, {SpanKind::Optimizer, 90, 99, -1}});
        support::addLane(timeline, LaneKind::StageToStage, 0, {{SpanKind::SendActivation, 10, 15, 0}, {SpanKind::SendActivation, 20, 25, 1}});
        support::addLane(timeline, LaneKind::Compute, 1, {{SpanKind::Forward, 15, 25, 0}, {SpanKind::Forward, 25, 35, 1}, {SpanKind::Optimizer, 90, 95, -1}});
        return timeline;
    }

private slots:
    void aMicroBatchGoesThroughAllStages()
    {
        const Timeline timeline = twoStages();
        const Arrangement rows(timeline, Arrangement::By::MicroBatch);
        QCOMPARE(rows.size(), std::size_t(3));
        const auto indices = [&](std::size_t row) { return std::vector<std::uint32_t>(rows.spansOf(row).begin(), rows.spansOf(row).end()); };
        QCOMPARE(indices(0), (std::vector<std::uint32_t> {0, 4, 6, 2})); // forward, sent, forward, backward
        QCOMPARE(indices(1), (std::vector<std::uint32_t> {1, 5, 7}));
        QCOMPARE(indices(2), (std::vector<std::uint32_t> {3, 8}));
        QCOMPARE(rows.headOf(1).title, std::string("micro-batch 1"));
        QCOMPARE(rows.headOf(2).title, std::string("all micro-batches"));
        QVERIFY(!rows.laneOf(0));
        const PhasePyramid pyramid(timeline, rows, ColourBy::Stage);
        QCOMPARE(pyramid.rowsOf(0), (std::pair<std::size_t, std::size_t> {0, 1})); // one after the other
        QCOMPARE(pyramid.rowsOf(2), (std::pair<std::size_t, std::size_t> {2, 4})); // both optimizers at once
    }
    void pipelinesHaveRowsOfTheirOwn()
    {
        Timeline timeline = twoStages();
        timeline.lanes[2].pipeline = 1;
        timeline.lanes[2].replicas = 7;
        const Arrangement rows(timeline, Arrangement::By::MicroBatch);
        QCOMPARE(rows.size(), std::size_t(6));
        QCOMPARE(rows.headOf(4).title, std::string("micro-batch 1"));
        QCOMPARE(rows.headOf(4).detail, std::string("pipeline 1"));
        QCOMPARE(rows.headOf(4).count, 7);
        QCOMPARE(rows.rowOf(7), std::size_t(4));
    }
    void everySpanHasOneRow()
    {
        QVERIFY(support::law("rows hold every span once, in order of start, where rowOf says", 50, 500, [] {
            const Timeline timeline = support::randomTimeline(300, *rc::gen::inRange(1, 20), *rc::gen::arbitrary<std::uint32_t>());
            for (const auto by : {Arrangement::By::Lane, Arrangement::By::MicroBatch}) {
                const Arrangement rows(timeline, by);
                std::vector<int> seen(timeline.spans.size(), 0);
                for (std::size_t row = 0; row < rows.size(); ++row) {
                    const auto spans = rows.spansOf(row);
                    for (std::size_t i = 0; i < spans.size(); ++i) {
                        ++seen[spans[i]];
                        RC_ASSERT(rows.rowOf(spans[i]) == row);
                        if (i > 0)
                            RC_ASSERT(timeline.spans[spans[i - 1]].start <= timeline.spans[spans[i]].start);
                    }
                }
                RC_ASSERT(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
            }
        }));
    }
    void aPictureShowsThem()
    {
        GanttView view;
        view.rowsBy = Arrangement::By::MicroBatch;
        const Picture picture = ganttPicture(twoStages(), view);
        const auto says = [&](const std::string& words) {
            return std::any_of(picture.texts.begin(), picture.texts.end(), [&](const Text& text) { return text.text == words; });
        };
        QVERIFY(says("micro-batch 0") && says("micro-batch 1") && says("all micro-batches") && !says("stage 0"));
        QVERIFY(picture.hatches.empty()); // only devices are idle
        QCOMPARE(std::count_if(picture.rectangles.begin(), picture.rectangles.end(), [](const Rectangle& one) { return one.bar; }), 9);
    }
};
CLUSTERLOOM_TEST(TestArrangement)

#include "tst_arrangement.moc"
