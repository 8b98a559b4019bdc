#include "tests/support/law.h"
#include "tests/ui/timeline/shown_timeline.h"
#include "ui/timeline/facts_line.h"
#include "ui/timeline/legend.h"
#include "ui/widgets/colours.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <numeric>

using core::Nanoseconds;
using support::Shown;

namespace tst_timeline_marks {

constexpr std::int64_t ms = 1'000'000;

/// Four stages, eight micro-batches, with the path that ends them: as if every span waited for the one that ended at its start.
struct Explained : Shown
{
    Explained() : Shown(chained())
    {
        auto made = std::make_shared<core::Explanation>();
        made->bubbles = core::bubblesOf(*content, made->delays);
        made->path = core::criticalPath(*content, made->delays);
        explanation = made;
        view.setExplanation(made, [](int) { return std::string(); });
        view.activateWindow();
        if (QTest::qWaitForWindowActive(&view))
            view.setFocus();
    }
    static core::Timeline chained()
    {
        core::Timeline timeline = support::pipelineTimeline(4, 8);
        for (core::Span& span : timeline.spans)
            for (std::uint32_t i = 0; i < timeline.spans.size(); ++i)
                if (timeline.spans[i].end == span.start && (span.waitedFor == core::noSpan || timeline.spans[i].lane == span.lane))
                    span.waitedFor = i;
        return timeline;
    }
    bool isOnPath(std::uint32_t span) const
    {
        const auto& pieces = explanation->path.pieces;
        return std::any_of(pieces.begin(), pieces.end(), [&](const core::PathPiece& piece) { return piece.span == span; });
    }
    QColor colourOf(std::uint32_t index) // near its upper left corner, where no words are
    {
        const core::Span& span = content->spans[index];
        const QPoint place = at(span.start.count, static_cast<int>(span.lane)) + QPoint(3, -4);
        return canvas->grab().toImage().pixelColor(place);
    }
    QString facts() const { return view.findChild<ui::FactsLine*>()->facts().asText(); }

    std::shared_ptr<const core::Explanation> explanation;
};

} // namespace tst_timeline_marks

using tst_timeline_marks::Explained;
using tst_timeline_marks::ms;

class TestTimelineMarks : public QObject
{
    Q_OBJECT
private slots:
    void init() { ui::Colours::instance().setScheme(core::Scheme::Light); }

    void theCriticalPathStaysBright()
    {
        Explained shown;
        const QColor full = ui::colour(core::ColourRole::Forward);
        std::uint32_t on = 0, off = 0;
        for (std::uint32_t i = 0; i < shown.content->spans.size(); ++i)
            if (shown.content->spans[i].kind == core::SpanKind::Forward)
                (shown.isOnPath(i) ? on : off) = i;
        QCOMPARE(shown.colourOf(off), full);
        QTest::keyClick(&shown.view, Qt::Key_C);
        QVERIFY(shown.view.isPathShown());
        QCOMPARE(shown.colourOf(on), full);
        QVERIFY(shown.colourOf(off) != full);
        QVERIFY(shown.facts().startsWith("Critical path"));
        QTest::keyClick(&shown.view, Qt::Key_C);
        QCOMPARE(shown.colourOf(off), full);
    }
    void aRangeSaysWhereItsTimeGoes()
    {
        Explained shown;
        shown.drag(shown.at(10 * ms, 0), shown.at(20 * ms, 0));
        const QString facts = shown.facts();
        QVERIFY2(facts.contains("selected") && facts.contains("busy") && facts.contains("forward"), qPrintable(facts));
        QTest::keyClick(&shown.view, Qt::Key_Escape);
        QVERIFY(!shown.facts().contains("selected"));
    }
    void groupingsOnlyReorder()
    {
        QVERIFY(support::law("every grouping shows each lane once, at the same height", 20, 200, [] {
            const auto timeline = support::randomTimeline(200, *rc::gen::inRange(1, 30), *rc::gen::arbitrary<std::uint32_t>());
            std::vector<int> heights;
            for (int i = 0; i < ui::groupings; ++i) {
                const auto grouping = static_cast<ui::Grouping>(i);
                const core::Arrangement rows(timeline, ui::rowsBy(grouping));
                const core::PhasePyramid pyramid(timeline, rows, core::ColourBy::Phase);
                const ui::LaneLayout layout(rows, pyramid, ui::orderOf(timeline, rows, grouping), 24.0);
                if (i == 0)
                    for (std::size_t lane = 0; lane < rows.size(); ++lane)
                        heights.push_back(layout.height(lane));
                for (std::size_t lane = 0; lane < rows.size(); ++lane) {
                    if (rows.laneOf(lane))
                        RC_ASSERT(layout.height(lane) == heights[lane]);
                    RC_ASSERT(layout.laneAt(layout.top(lane)) == std::optional(lane));
                    RC_ASSERT(layout.order()[layout.placeOf(lane)] == lane);
                }
            }
        }));
    }
    void streamsPutComputeLanesTogether()
    {
        Explained shown;
        QTest::keyClick(&shown.view, Qt::Key_G);
        QTest::keyClick(&shown.view, Qt::Key_G);
        QTest::keyClick(&shown.view, Qt::Key_G);
        QCOMPARE(shown.view.findChild<QComboBox*>("timelineGrouping")->currentText(), QString("Stream"));
        const auto lanes = shown.view.ganttView().rows;
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(shown.content->lanes[lanes[i]].kind, core::LaneKind::Compute);
            QCOMPARE(shown.content->lanes[lanes[i]].stage, static_cast<int>(i));
        }
        const int height = static_cast<int>(shown.view.ganttView().laneHeight);
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, QPoint(shown.at(4 * ms, 0).x(), 26 + height + height / 3));
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].lane, 3u); // the compute lane of stage 1
        QTest::keyClick(&shown.view, Qt::Key_Up);
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].lane, 0u);
    }
    void rowsOfMicroBatches()
    {
        Explained shown;
        const QImage lanes = shown.image();
        const auto range = shown.range.range();
        shown.view.findChild<QComboBox*>("timelineGrouping")->setCurrentText("Micro-batch");
        QVERIFY(shown.image() != lanes);
        const int height = static_cast<int>(shown.view.ganttView().laneHeight);
        const int second = 26 + height + height / 3; // rows have one track: sends do not overlap passes of the same micro-batch
        std::optional<std::uint32_t> found;
        for (int x = 0; x < shown.canvas->width() && !found; x += 4) {
            QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, QPoint(x, second));
            found = shown.view.selectedSpan();
        }
        QVERIFY(found);
        QCOMPARE(shown.content->spans[*found].microBatch, 1);
        QTest::keyClick(&shown.view, Qt::Key_Period);
        QVERIFY(shown.view.selectedSpan() != found);
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].microBatch, 1);
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].microBatch, 2);
        shown.view.showSpan(std::nullopt);
        shown.view.findChild<QComboBox*>("timelineGrouping")->setCurrentText("Pipeline");
        QCOMPARE(shown.range.range(), range);
        QCOMPARE(shown.image(), lanes);
    }
    void aSearchDimsWhatDoesNotMatch()
    {
        Explained shown;
        QTest::keyClick(&shown.view, Qt::Key_Slash);
        auto* edit = shown.view.findChild<QLineEdit*>("timelineFindText");
        QVERIFY(edit->hasFocus());
        const ui::TimeRange range = shown.range.range();
        QTest::keyClicks(edit, "stage:1 fw"); // letters are no shortcuts here
        QCOMPARE(edit->text(), QString("stage:1 fw"));
        QCOMPARE(shown.range.range(), range);
        QTest::keyClicks(edit, "d");
        auto* state = shown.view.findChild<QLabel*>("timelineFindState");
        QVERIFY2(state->text().startsWith("8 match"), qPrintable(state->text()));
        const QColor full = ui::colour(core::ColourRole::Forward);
        QVERIFY(shown.colourOf(0) != full);
        QCOMPARE(shown.colourOf(shown.content->lanes[3].firstSpan), full);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].microBatch, 0);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(state->text(), QString("2 of 8"));
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(state->text(), QString("8 of 8"));
        QTest::keyClicks(edit, " colour:red");
        QVERIFY2(state->text().contains("colour"), qPrintable(state->text()));
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
        QCOMPARE(shown.colourOf(0), full);
        QVERIFY(shown.view.selectedSpan()); // Escape closed the search only
    }
    void theLegendHidesAndSolos()
    {
        Explained shown;
        auto* legend = shown.view.findChild<ui::Legend*>();
        const QColor full = ui::colour(core::ColourRole::Forward);
        QTest::mouseClick(legend, Qt::LeftButton, {}, QPoint(5, legend->height() / 2)); // forward is the first
        QVERIFY(shown.colourOf(0) != full);
        QTest::mouseClick(legend, Qt::LeftButton, Qt::AltModifier, QPoint(5, legend->height() / 2));
        QCOMPARE(shown.colourOf(0), full);
        QCOMPARE(shown.view.ganttView().hidden & core::roleSet(core::ColourRole::Forward), core::RoleSet(0));
        QVERIFY(core::contains(shown.view.ganttView().hidden, core::ColourRole::Backward));
        QTest::mouseClick(legend, Qt::LeftButton, Qt::AltModifier, QPoint(5, legend->height() / 2));
        QCOMPARE(shown.view.ganttView().hidden, core::RoleSet(0));
        shown.view.setColourBy(core::ColourBy::Stage); // stages are hidden in the same way
        QTest::mouseClick(legend, Qt::LeftButton, {}, QPoint(5, legend->height() / 2));
        QCOMPARE(shown.view.ganttView().hidden, core::roleSet(core::hueRole(0)));
    }
    void fittingTwiceFillsTheView()
    {
        Explained shown;
        shown.view.showSpan(4);
        const core::Span span = shown.content->spans[4];
        QTest::keyClick(&shown.view, Qt::Key_F);
        QVERIFY(shown.range.range().start < span.start && shown.range.range().end > span.end);
        QTest::keyClick(&shown.view, Qt::Key_F);
        QCOMPARE(shown.range.range(), (ui::TimeRange {span.start, span.end}));
        QTest::keyClick(&shown.view, Qt::Key_Backspace);
        QVERIFY(shown.range.range().start < span.start);
    }
    void allKeysAreListed()
    {
        Explained shown;
        QTest::keyClick(&shown.view, Qt::Key_Question);
        auto* help = shown.view.findChild<QWidget*>("timelineKeys");
        QVERIFY(help->isVisible());
        QVERIFY(shown.view.rect().contains(help->geometry()));
        for (const QAction* action : shown.view.actions())
            QVERIFY(!action->text().isEmpty() && !action->shortcuts().isEmpty());
        QTest::keyClick(help, Qt::Key_Escape);
        QVERIFY(!help->isVisible());
        QVERIFY(shown.view.hasFocus());
    }
    void screenshots() // looked at by a person: CLUSTERLOOM_SHOTS=folder
    {
        const QByteArray folder = qgetenv("CLUSTERLOOM_SHOTS");
        if (folder.isEmpty())
            QSKIP("CLUSTERLOOM_SHOTS names no folder");
        for (const auto scheme : {core::Scheme::Light, core::Scheme::Dark}) {
            ui::Colours::instance().setScheme(scheme);
            const QString end = scheme == core::Scheme::Light ? "-light.png" : "-dark.png";
            Explained shown;
            const auto save = [&](const char* name) { QVERIFY(shown.image().save(QString::fromLocal8Bit(folder) + "/" + name + end)); };
            QTest::keyClick(&shown.view, Qt::Key_C);
            save("path");
            QTest::keyClick(&shown.view, Qt::Key_C);
            QTest::keyClick(&shown.view, Qt::Key_Question);
            save("keys");
            QTest::keyClick(shown.view.findChild<QWidget*>("timelineKeys"), Qt::Key_Escape);
            shown.view.setColourBy(core::ColourBy::Cause);
            save("cause");
            shown.view.setColourBy(core::ColourBy::Phase);
            QTest::keyClick(&shown.view, Qt::Key_Slash);
            QTest::keyClicks(shown.view.findChild<QLineEdit*>(), "stage:1-2 bwd mb:2-5");
            shown.drag(shown.at(10 * ms, 0), shown.at(20 * ms, 0));
            save("find");
        }
    }
};
CLUSTERLOOM_TEST(TestTimelineMarks)

#include "tst_timeline_marks.moc"
