#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"
#include "ui/widgets/colours.h"

#include <QApplication>
#include <QMouseEvent>
#include <QScreen>

#include <algorithm>
#include <cstdlib>

namespace tst_played_canvas {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

/// A canvas on the screen: what is looked at is what was painted on it, never painted for the look.
struct Screen
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};

    Screen()
    {
        core::Project project = support::sampleProject();
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), {}, {"at 10 s link slow-leaf down for 5 s", "at 20 s link slow-leaf bandwidth *0.3 for 5 s"}, {}};
        view.resize(900, 600);
        session.start(project);
        view.show();
    }
    bool isReady() { return session.scenarioPlayer().played() && !session.scenarioPlayer().isPlaying() && !session.scenarioPlayer().played()->marks.empty(); }
    void seek(int milliseconds)
    {
        session.playhead().setTime(core::Nanoseconds(milliseconds * std::int64_t(1'000'000)));
        QApplication::processEvents();
    }
    QImage seen() { return view.screen()->grabWindow(view.winId()).toImage().convertToFormat(QImage::Format_RGB32); }
    QRect around(const ui::Element& element) { return view.mapFromScene(ui::boxOf(view.clusterScene().still(), element)).boundingRect(); }
    QImage seenOf(const ui::Element& element) { return seen().copy(around(element)); }
};

/// The largest difference of a channel, of 255.
int difference(const QImage& a, const QImage& b)
{
    if (a.size() != b.size())
        return 255;
    int most = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb one = a.pixel(x, y), other = b.pixel(x, y);
            most = std::max({most, std::abs(qRed(one) - qRed(other)), std::abs(qGreen(one) - qGreen(other)), std::abs(qBlue(one) - qBlue(other))});
        }
    return most;
}

const ui::Element changing = core::LinkId {"slow-leaf"};

} // namespace tst_played_canvas

using namespace tst_played_canvas;

class TestPlayedCanvas : public QObject
{
    Q_OBJECT
private slots:
    void linksChangeOnTheScreen();
    void linksChangeWhileItPlays();
    void whatIsHoveredWhilePlayedLightsUp();
    void layersLookLikeOnePainting();
};

void TestPlayedCanvas::linksChangeOnTheScreen()
{
    Screen screen;
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QTRY_VERIFY(screen.isReady());
    screen.seek(1000);
    const QImage whole = screen.seenOf(changing);
    for (int frame = 1; frame < 5; ++frame) { // as it goes on, though nothing changes
        screen.seek(1000 + 16 * frame);
        QVERIFY(difference(whole, screen.seenOf(changing)) < 4);
    }
    screen.seek(12'000);
    const QImage down = screen.seenOf(changing);
    QVERIFY(difference(whole, down) > 60);
    screen.seek(12'016);
    screen.seek(22'000);
    const QImage slow = screen.seenOf(changing);
    QVERIFY(difference(down, slow) > 60);
    QVERIFY(difference(whole, slow) > 60);
    screen.seek(30'000);
    QVERIFY(difference(whole, screen.seenOf(changing)) < 4);
}

void TestPlayedCanvas::linksChangeWhileItPlays()
{
    Screen screen;
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QTRY_VERIFY(screen.isReady());
    ui::Playhead& playhead = screen.session.playhead();
    screen.seek(9'900);
    const QImage before = screen.seenOf(changing);
    playhead.setSpeed(1);
    playhead.play();
    QTRY_VERIFY(playhead.time() > core::Nanoseconds(10'100'000'000) || !playhead.isPlaying());
    playhead.pause();
    QApplication::processEvents();
    QVERIFY(difference(before, screen.seenOf(changing)) > 60);
}

void TestPlayedCanvas::whatIsHoveredWhilePlayedLightsUp()
{
    Screen screen;
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QTRY_VERIFY(screen.isReady());
    for (const int time : {1000, 1016, 1032})
        screen.seek(time);
    const ui::Element node = core::NodeId {"slow"};
    const QImage plain = screen.seenOf(node);
    const QPoint at = screen.around(node).center();
    QMouseEvent event(QEvent::MouseMove, at, screen.view.viewport()->mapToGlobal(at), Qt::NoButton, {}, {});
    QApplication::sendEvent(screen.view.viewport(), &event);
    QVERIFY(screen.view.clusterScene().hovered() == node);
    QTRY_VERIFY(difference(plain, screen.seenOf(node)) > 60);
}

/// A frame that only puts a layer under and one over the links differs by no more than rounding.
void TestPlayedCanvas::layersLookLikeOnePainting()
{
    Screen screen;
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QTRY_VERIFY(screen.isReady());
    for (const int time : {12'000, 22'000}) {
        screen.seek(0); // at rest: nothing is played
        screen.seek(time);
        const QImage painted = screen.seen();
        for (int frame = 1; frame < 4; ++frame)
            screen.seek(time + frame);
        QVERIFY(difference(painted, screen.seen()) < 8);
    }
}

CLUSTERLOOM_TEST(TestPlayedCanvas)
#include "tst_played_canvas.moc"
