#include "tests/support/registry.h"
#include "tests/ui/timeline/shown_timeline.h"
#include "ui/widgets/colours.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QPixmap>
#include <QScrollBar>
#include <QSignalSpy>
#include <QWheelEvent>

#include <cmath>

using core::Nanoseconds;

namespace {

using support::Shown;
constexpr std::int64_t ms = 1'000'000;

} // namespace

class TestTimelineView : public QObject
{
    Q_OBJECT
private slots:
    void init() { ui::Colours::instance().setScheme(core::Scheme::Light); }

    void aClickSelectsTheSpanUnderIt()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        QSignalSpy selected(&shown.view, &ui::TimelineView::spanSelected);
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, shown.at(3 * ms, 0)); // the second forward of stage 0
        QCOMPARE(selected.size(), 1);
        QCOMPARE(shown.view.selectedSpan(), std::optional<std::uint32_t>(1));
        QCOMPARE(shown.content->spans[1].microBatch, 1);
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, QPoint(shown.canvas->width() / 2, shown.canvas->height() - 2));
        QVERIFY(!shown.view.selectedSpan());
        QCOMPARE(selected.last().first().toUInt(), core::noSpan);
    }
    void hoverNamesTheSpan()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        QSignalSpy hovered(&shown.view, &ui::TimelineView::spanHovered);
        QTest::mouseMove(shown.canvas, shown.at(1 * ms, 0));
        QTRY_COMPARE(hovered.size(), 1);
        QCOMPARE(hovered.first().first().toUInt(), 0u);
    }
    /// Beside a longer timeline the time after the end is neither busy nor idle.
    void nothingIsHatchedAfterTheEnd()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        const core::Nanoseconds period = shown.content->period;
        shown.range.setBounds({core::Nanoseconds(0), period * 2});
        shown.range.showAll();
        const auto halves = [&] {
            QTest::qWait(20);
            const QImage all = shown.canvas->grab().toImage();
            const int middle = shown.at(period.count, 0).x() + 3;
            return std::pair(all.copy(0, 0, middle, all.height()), all.copy(middle, 0, all.width() - middle, all.height()));
        };
        const auto [during, after] = halves();
        shown.view.findChild<QAction*>(QStringLiteral("timelineBubbles"))->trigger();
        const auto [bareDuring, bareAfter] = halves();
        QVERIFY(during != bareDuring);
        QVERIFY(after == bareAfter);
    }
    void aLeftDragSelectsARange()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        QSignalSpy selected(&shown.view, &ui::TimelineView::rangeSelected);
        shown.drag(shown.at(10 * ms, 2), shown.at(20 * ms, 4));
        QVERIFY(selected.size() > 0);
        const auto range = shown.view.selectedRange();
        QVERIFY(range);
        const double pixel = static_cast<double>(shown.range.range().length().count) / shown.canvas->width();
        QVERIFY(std::abs(static_cast<double>(range->start.count - 10 * ms)) <= pixel);
        QVERIFY(std::abs(static_cast<double>(range->end.count - 20 * ms)) <= pixel);
        QCOMPARE(shown.range.range(), shown.range.bounds()); // selecting never zooms or filters
    }
    void aDragOnTheRulerZooms()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        const QPoint left(100, 8), right(400, 8);
        const double perPixel = static_cast<double>(shown.range.bounds().length().count) / shown.canvas->width();
        shown.drag(left, right);
        QVERIFY(std::abs(static_cast<double>(shown.range.range().start.count) - 100 * perPixel) <= perPixel);
        QVERIFY(std::abs(static_cast<double>(shown.range.range().end.count) - 400 * perPixel) <= perPixel);
        QVERIFY(!shown.view.selectedRange());
        QTest::keyClick(&shown.view, Qt::Key_Backspace);
        QCOMPARE(shown.range.range(), shown.range.bounds());
    }
    void theWheelZoomsAtTheCursor()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        const QPoint point = shown.at(15 * ms, 3);
        shown.wheel(point, Qt::ControlModifier, 120);
        QVERIFY(shown.range.range().length() < shown.range.bounds().length());
        QVERIFY((shown.at(15 * ms, 3) - point).manhattanLength() <= 1);
        const ui::TimeRange before = shown.range.range();
        shown.wheel(point, Qt::ShiftModifier, -120);
        QVERIFY(shown.range.range().start > before.start);
        QCOMPARE(shown.range.range().length(), before.length());
    }
    void theWheelScrollsLanes()
    {
        Shown shown(support::randomTimeline(4000, 120), {900, 400});
        auto* bar = shown.view.findChild<QScrollBar*>();
        QVERIFY(bar->isVisible());
        shown.wheel(QPoint(200, 200), Qt::NoModifier, -120);
        QVERIFY(bar->value() > 0);
        QCOMPARE(shown.range.range(), shown.range.bounds());
    }
    void aMiddleDragPans()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        shown.range.zoom(0.25, Nanoseconds(20 * ms));
        const ui::TimeRange before = shown.range.range();
        shown.drag(QPoint(500, 200), QPoint(400, 200), Qt::MiddleButton);
        const double perPixel = static_cast<double>(before.length().count) / shown.canvas->width();
        QVERIFY(std::abs(static_cast<double>((shown.range.range().start - before.start).count) - 100 * perPixel) <= 3 * perPixel);
    }
    void keysZoomPanAndWalk()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        shown.view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&shown.view));
        shown.view.setFocus();
        QTest::keyClick(&shown.view, Qt::Key_W);
        const auto zoomed = shown.range.range();
        QVERIFY(zoomed.length() < shown.range.bounds().length());
        QTest::keyClick(&shown.view, Qt::Key_D);
        QVERIFY(shown.range.range().start > zoomed.start);
        QTest::keyClick(&shown.view, Qt::Key_0);
        QCOMPARE(shown.range.range(), shown.range.bounds());
        QTest::keyClick(&shown.view, Qt::Key_Period); // the first, as nothing is selected
        QTest::keyClick(&shown.view, Qt::Key_Period);
        QCOMPARE(shown.view.selectedSpan(), std::optional<std::uint32_t>(1));
        QTest::keyClick(&shown.view, Qt::Key_Comma);
        QCOMPARE(shown.view.selectedSpan(), std::optional<std::uint32_t>(0));
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QCOMPARE(shown.content->spans[*shown.view.selectedSpan()].lane, 1u);
        QTest::keyClick(&shown.view, Qt::Key_F);
        QVERIFY(shown.range.range().length() < shown.range.bounds().length());
        QTest::keyClick(&shown.view, Qt::Key_Escape);
        QVERIFY(!shown.view.selectedSpan());
    }
    void bracketsFollowDependencies()
    {
        core::Timeline timeline = support::pipelineTimeline(2, 2);
        timeline.spans[1].waitedFor = 0;
        timeline.spans[2].waitedFor = 1;
        Shown shown(timeline);
        shown.view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&shown.view));
        shown.view.setFocus();
        shown.view.showSpan(1);
        QTest::keyClick(&shown.view, Qt::Key_BracketRight);
        QCOMPARE(shown.view.selectedSpan(), std::optional<std::uint32_t>(2));
        QTest::keyClick(&shown.view, Qt::Key_BracketLeft);
        QTest::keyClick(&shown.view, Qt::Key_BracketLeft);
        QCOMPARE(shown.view.selectedSpan(), std::optional<std::uint32_t>(0));
    }
    void noKeyMeansTwoThings()
    {
        ui::VisibleRange range;
        const ui::TimelineView view(range);
        QStringList keys;
        for (const QAction* action : view.actions()) {
            QCOMPARE(action->shortcutContext(), Qt::WidgetWithChildrenShortcut);
            for (const QKeySequence& key : action->shortcuts())
                keys << key.toString();
        }
        const auto count = keys.size();
        QVERIFY(count > 15);
        QCOMPARE(keys.removeDuplicates(), 0);
    }
    void aPannedFrameEqualsAFreshOne_data()
    {
        QTest::addColumn<int>("spans");
        QTest::addColumn<double>("zoom");
        QTest::newRow("columns of many bars") << 60'000 << 0.9;
        QTest::newRow("a bar is a few columns") << 4'000 << 0.3;
        QTest::newRow("bars with words") << 4'000 << 0.02;
    }
    void aPannedFrameEqualsAFreshOne()
    {
        QFETCH(int, spans);
        QFETCH(double, zoom);
        const core::Timeline timeline = support::randomTimeline(spans, 12);
        Shown panned(timeline, {900, 500});
        panned.range.zoom(zoom, Nanoseconds(timeline.period.count / 3));
        const std::int64_t length = panned.range.range().length().count;
        for (const std::int64_t by : {length / 700, -length / 300, length / 3, length / 11, -length / 2, 3 * length}) {
            panned.range.pan(Nanoseconds(by));
            QApplication::processEvents();
            const QImage moved = panned.canvas->grab().toImage();
            Shown fresh(timeline, {900, 500});
            fresh.range.setRange(panned.range.range());
            QCOMPARE(moved, fresh.canvas->grab().toImage());
        }
    }
    void everyPixelIsPainted()
    {
        for (const int lanes : {4, 60}) { // with room below the lanes, and scrolled
            Shown shown(support::randomTimeline(400, lanes), {700, 401});
            shown.view.findChild<QScrollBar*>()->setValue(7);
            QImage images[2];
            for (const auto& [image, before] : {std::pair(&images[0], Qt::magenta), std::pair(&images[1], Qt::green)}) {
                QPixmap pixmap(shown.canvas->size());
                pixmap.fill(before);
                shown.canvas->render(&pixmap);
                *image = pixmap.toImage();
            }
            QCOMPARE(images[0], images[1]);
        }
    }
    void barsAreWhereThePictureHasThem()
    {
        Shown shown(support::pipelineTimeline(4, 6));
        core::GanttView view = shown.view.ganttView();
        view.gutter = 0;
        view.width = shown.canvas->width() + 12; // its right margin
        const core::Picture picture = core::ganttPicture(*shown.content, view);
        const QImage image = shown.canvas->grab().toImage();
        int bars = 0;
        for (const core::Rectangle& rectangle : picture.rectangles) {
            if (!rectangle.bar || rectangle.box.width < 8)
                continue;
            ++bars; // the picture's lanes begin at 56, those of the view at 26
            const QColor found = image.pixelColor(static_cast<int>(rectangle.box.x + 3), static_cast<int>(rectangle.box.y + 2 - 56 + 26));
            QCOMPARE(found, ui::colour(rectangle.role));
        }
        QCOMPARE(bars, static_cast<int>(shown.content->spans.size()));
    }
    void emptyAndStaleAreSaid()
    {
        ui::VisibleRange range;
        ui::TimelineView view(range);
        view.show();
        auto* empty = view.findChild<QLabel*>("timelineEmpty");
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->text(), QString("Press F5 to simulate the plan"));
        view.setTimeline(std::make_shared<const core::Timeline>(support::pipelineTimeline(2, 2)));
        QVERIFY(!empty->isVisible());
        auto* state = view.findChild<QLabel*>("timelineState");
        const QString fresh = state->text();
        view.setStale(true);
        QVERIFY(state->text() != fresh);
        view.setTimeline(nullptr);
        QVERIFY(empty->isVisible());
        QVERIFY(range.isEmpty());
    }
    void theSchemeChangesLive()
    {
        Shown shown(support::pipelineTimeline(4, 8));
        const QColor light = shown.canvas->grab().toImage().pixelColor(shown.at(1 * ms, 0));
        ui::Colours::instance().setScheme(core::Scheme::Dark);
        QTRY_VERIFY(shown.canvas->grab().toImage().pixelColor(shown.at(1 * ms, 0)) != light);
    }
    void screenshots() // looked at by a person: CLUSTERLOOM_SHOTS=folder
    {
        const QByteArray folder = qgetenv("CLUSTERLOOM_SHOTS");
        if (folder.isEmpty())
            QSKIP("CLUSTERLOOM_SHOTS names no folder");
        for (const auto scheme : {core::Scheme::Light, core::Scheme::Dark}) {
            ui::Colours::instance().setScheme(scheme);
            const QString name = scheme == core::Scheme::Light ? "light" : "dark";
            core::Timeline timeline = support::pipelineTimeline(4, 8);
            for (std::uint32_t i = 4; i < timeline.spans.size(); i += 3)
                timeline.spans[i].waitedFor = i - 4;
            Shown shown(timeline, {1400, 560});
            shown.view.showSpan(52);
            shown.drag(shown.at(22 * ms, 6), shown.at(34 * ms, 7));
            QTest::mouseMove(shown.canvas, shown.at(25 * ms, 3));
            QTest::qWait(50);
            QVERIFY(shown.image().save(QString::fromLocal8Bit(folder) + "/view-" + name + ".png"));
            Shown dense(support::randomTimeline(400'000, 24), {1400, 560});
            QVERIFY(dense.image().save(QString::fromLocal8Bit(folder) + "/dense-" + name + ".png"));
            dense.range.zoom(0.002, Nanoseconds(dense.range.bounds().length().count / 3));
            QTest::qWait(20);
            QVERIFY(dense.image().save(QString::fromLocal8Bit(folder) + "/zoomed-" + name + ".png"));
        }
    }
};
CLUSTERLOOM_TEST(TestTimelineView)

#include "tst_timeline_view.moc"
