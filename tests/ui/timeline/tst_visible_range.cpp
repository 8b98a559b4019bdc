#include "tests/support/law.h"
#include "ui/session/visible_range.h"

using core::Nanoseconds;

class TestVisibleRange : public QObject
{
    Q_OBJECT

    static ui::TimeRange range(std::int64_t start, std::int64_t end) { return {Nanoseconds(start), Nanoseconds(end)}; }

private slots:
    void itStaysInsideItsBounds()
    {
        ui::VisibleRange visible;
        visible.setBounds(range(0, 1000));
        QCOMPARE(visible.range(), range(0, 1000));
        visible.setRange(range(-50, 250));
        QCOMPARE(visible.range(), range(0, 300));
        visible.pan(Nanoseconds(5000));
        QCOMPARE(visible.range(), range(700, 1000));
        visible.setRange(range(400, 401));
        QCOMPARE(visible.range(), range(400, 420)); // never shorter than 20 ns
    }
    void zoomKeepsItsAnchor()
    {
        ui::VisibleRange visible;
        visible.setBounds(range(0, 1000));
        visible.zoom(0.5, Nanoseconds(200)); // a fifth of the way stays a fifth of the way
        QCOMPARE(visible.range(), range(100, 600));
        visible.zoom(100, Nanoseconds(300));
        QCOMPARE(visible.range(), range(0, 1000));
    }
    void noGestureLeavesTheBounds()
    {
        QVERIFY(support::law("start and end stay in order and inside", 300, 5000, [] {
            ui::VisibleRange visible;
            const auto end = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
            visible.setBounds(range(0, end));
            for (int i = 0; i < 20; ++i) {
                if (*rc::gen::arbitrary<bool>())
                    visible.pan(Nanoseconds(*rc::gen::inRange<std::int64_t>(-end, end)));
                else
                    visible.zoom(*rc::gen::inRange(1, 300) / 100.0, Nanoseconds(*rc::gen::inRange<std::int64_t>(0, end)));
                RC_ASSERT(visible.range().start.count >= 0 && visible.range().end.count <= end);
                RC_ASSERT(visible.range().length().count >= std::min<std::int64_t>(20, end));
            }
        }));
    }
    void newBoundsKeepShowingAllOrTheSamePart()
    {
        ui::VisibleRange visible;
        visible.setBounds(range(0, 1000));
        visible.setBounds(range(0, 2000));
        QCOMPARE(visible.range(), range(0, 2000));
        visible.setRange(range(100, 200));
        visible.setBounds(range(0, 500));
        QCOMPARE(visible.range(), range(100, 200));
        visible.setBounds(range(0, 150));
        QCOMPARE(visible.range(), range(50, 150));
    }
    void backReturnsToWhatWasRemembered()
    {
        ui::VisibleRange visible;
        visible.setBounds(range(0, 1000));
        QVERIFY(!visible.back());
        visible.remember();
        visible.setRange(range(100, 200));
        visible.remember();
        visible.setRange(range(150, 180));
        visible.remember(); // a gesture that changed nothing
        int changes = 0;
        connect(&visible, &ui::VisibleRange::changed, this, [&changes] { ++changes; });
        QVERIFY(visible.back());
        QCOMPARE(visible.range(), range(100, 200));
        QVERIFY(visible.back());
        QCOMPARE(visible.range(), range(0, 1000));
        QVERIFY(!visible.back());
        QCOMPARE(changes, 2);
    }
};
CLUSTERLOOM_TEST(TestVisibleRange)

#include "tst_visible_range.moc"
