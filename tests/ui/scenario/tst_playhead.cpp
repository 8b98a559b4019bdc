#include "tests/support/registry.h"
#include "tests/ui/scenario/scenario_desk.h"
#include "ui/scenario/playback_bar.h"

#include <QSignalSpy>

using core::Nanoseconds;

class TestPlayhead : public QObject
{
    Q_OBJECT
private slots:
    void itStaysInsideItsBounds();
    void itAdvancesBySpeedToTheEnd();
    void aLoopBeginsAgain();
    void slowPlayingLosesNothing();
    void everyEventOfALongScenarioIsAStep();
};

void TestPlayhead::itStaysInsideItsBounds()
{
    ui::Playhead playhead;
    playhead.play();
    QVERIFY(!playhead.isPlaying()); // nowhere to go
    playhead.setBounds({Nanoseconds(0), Nanoseconds(1000)});
    playhead.setTime(Nanoseconds(5000));
    QCOMPARE(playhead.time().count, 1000);
    playhead.setTime(Nanoseconds(-5));
    QCOMPARE(playhead.time().count, 0);
    playhead.setTime(Nanoseconds(900));
    QSignalSpy moved(&playhead, &ui::Playhead::moved);
    playhead.setBounds({Nanoseconds(0), Nanoseconds(500)});
    QCOMPARE(playhead.time().count, 500);
    QCOMPARE(moved.count(), 1);
}

void TestPlayhead::itAdvancesBySpeedToTheEnd()
{
    ui::Playhead playhead;
    playhead.setBounds({Nanoseconds(0), Nanoseconds(1'000'000'000)});
    playhead.setSpeed(0.5);
    playhead.play();
    QVERIFY(playhead.isPlaying());
    playhead.advance(std::chrono::milliseconds(200));
    QCOMPARE(playhead.time().count, 100'000'000);
    playhead.advance(std::chrono::seconds(5));
    QCOMPARE(playhead.time().count, 1'000'000'000);
    QVERIFY(!playhead.isPlaying());
    playhead.play();
    QCOMPARE(playhead.time().count, 0);
}

void TestPlayhead::aLoopBeginsAgain()
{
    ui::Playhead playhead;
    playhead.setBounds({Nanoseconds(0), Nanoseconds(1000)});
    playhead.setLooping(true);
    playhead.setTime(Nanoseconds(900));
    playhead.advance(std::chrono::nanoseconds(300));
    QCOMPARE(playhead.time().count, 200);
}

void TestPlayhead::slowPlayingLosesNothing()
{
    ui::Playhead playhead;
    playhead.setBounds({Nanoseconds(0), Nanoseconds(1000)});
    playhead.setSpeed(0x1p-23);
    for (int frame = 0; frame < 64; ++frame)
        playhead.advance(std::chrono::milliseconds(16)); // 1.907... ns a frame
    QCOMPARE(playhead.time().count, 122); // 122.07
}

void TestPlayhead::everyEventOfALongScenarioIsAStep()
{
    support::ScenarioDesk desk({"every 2 ms link slow-leaf down for 1 ms"}); // 60,000 changes
    QVERIFY(desk.waitForCurves());
    QTRY_VERIFY(desk.session.scenarioPlayer().played() && !desk.session.scenarioPlayer().played()->marks.empty());
    const ui::PlaybackBar bar(desk.session);
    const Nanoseconds late(59'500'000'000);
    QCOMPARE(bar.next(late, ui::PlaybackBar::Step::Event, true).count, 59'501'000'000);
    QCOMPARE(bar.next(late, ui::PlaybackBar::Step::Event, false).count, 59'499'000'000);
}

CLUSTERLOOM_TEST(TestPlayhead)
#include "tst_playhead.moc"
