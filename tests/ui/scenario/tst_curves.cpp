#include "tests/support/registry.h"
#include "tests/ui/scenario/scenario_desk.h"

#include <QComboBox>

#include <cmath>

using support::ScenarioDesk;

namespace {

core::Nanoseconds secondsAt(double time) { return core::rounded(core::Seconds(time)); }

} // namespace

class TestCurves : public QObject
{
    Q_OBJECT
private slots:
    void theCurveIsWhatTheScenarioPlays();
    void draggedPointsRewriteTheirLine();
    void theBeginOfARampCanBeDragged();
    void aDragWithTheMouseIsOneStepOfUndo();
    void controlClickAddsAndDelRemoves();
    void aPointIsAddedWhereItIsAskedFor();
    void aNodeHasACurveOfItsSpeed();
    void theCurveFollowsTheSelection();
};

void TestCurves::theCurveIsWhatTheScenarioPlays()
{
    ScenarioDesk desk;
    QVERIFY(desk.waitForCurves());
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    const ui::Curve& curve = desk.panel.curves().plot().curve();
    QCOMPARE(curve.subject.name, QStringLiteral("slow-leaf"));
    QCOMPARE(curve.nominal, 12.5e9);
    QCOMPARE(curve.at(secondsAt(9)), 12.5e9);
    QCOMPARE(curve.at(secondsAt(10)), 12.5e9 / 4);
    QCOMPARE(curve.at(secondsAt(29.999)), 12.5e9 / 4);
    QCOMPARE(curve.at(secondsAt(30)), 12.5e9);
    QCOMPARE(curve.handles.size(), std::size_t(2));
    QVERIFY((curve.handles[0] == ui::CurveHandle {1, ui::CurveHandle::Kind::Start, secondsAt(10), 12.5e9 / 4}));
    QVERIFY((curve.handles[1] == ui::CurveHandle {1, ui::CurveHandle::Kind::End, secondsAt(30), 12.5e9 / 4}));
}

void TestCurves::draggedPointsRewriteTheirLine()
{
    ScenarioDesk desk({"at 10 s link slow-leaf bandwidth *0.25 for 20 s # a", "at 12 s link slow-leaf bandwidth 40 Gbit/s"});
    QVERIFY(desk.waitForCurves());
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    const ui::Curve& curve = desk.panel.curves().plot().curve();
    QCOMPARE(curve.handles.size(), std::size_t(3)); // two starts, one end
    const auto& first = curve.handles[0];
    const auto line = [&](int index) { return desk.panel.script().line(index); };
    // Half of the nominal bandwidth, from 5 s.
    QCOMPARE(*ui::dragged(line(0), first, curve, secondsAt(5), 6.25e9), std::string("at 5 s link slow-leaf bandwidth *0.5 for 20 s # a"));
    QCOMPARE(*ui::dragged(line(0), curve.handles[2], curve, secondsAt(25), 0), std::string("at 10 s link slow-leaf bandwidth *0.25 for 15 s # a"));
    QVERIFY(!ui::dragged(line(0), curve.handles[2], curve, secondsAt(9), 0));
    const core::ScriptLine ramped = core::parseLine(0, "at 10 s link slow-leaf bandwidth *0.25 ramp 4 s");
    QCOMPARE(*ui::dragged(ramped, {0, ui::CurveHandle::Kind::Start, secondsAt(14), 12.5e9 / 4}, curve, secondsAt(20), 6.25e9), std::string("at 16 s link slow-leaf bandwidth *0.5 ramp 4 s"));
    // 40 Gbit/s, of which a quarter is in force: 20 Gbit/s shown wants 80 Gbit/s written.
    QCOMPARE(*ui::dragged(line(1), curve.handles[1], curve, secondsAt(12), 2.5e9), std::string("at 12 s link slow-leaf bandwidth 80 Gbit/s"));
}

void TestCurves::theBeginOfARampCanBeDragged()
{
    ScenarioDesk desk({"at 10 s link slow-leaf bandwidth *0.25 for 20 s ramp 4 s"});
    QVERIFY(desk.waitForCurves());
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    const ui::Curve& curve = desk.panel.curves().plot().curve();
    QCOMPARE(curve.handles.size(), std::size_t(3));
    QVERIFY((curve.handles[0] == ui::CurveHandle {0, ui::CurveHandle::Kind::Ramp, secondsAt(10), 12.5e9}));
    const auto dragTo = [&](double time) {
        return *core::parseLine(0, *ui::dragged(desk.panel.script().line(0), curve.handles[0], curve, secondsAt(time), 0)).event;
    };
    // It is complete at 14 s and over at 30 s, wherever the ramp begins.
    const core::Event longer = dragTo(8), none = dragTo(20);
    QCOMPARE(std::get<core::At>(longer.when).start.value.value, 8.0);
    QCOMPARE(longer.ramp->value.value, 6.0);
    QCOMPARE(longer.length->value.value, 22.0);
    QCOMPARE(std::get<core::At>(none.when).start.value.value, 14.0);
    QVERIFY(!none.ramp);
    QCOMPARE(none.length->value.value, 16.0);
}

void TestCurves::aDragWithTheMouseIsOneStepOfUndo()
{
    ScenarioDesk desk;
    QVERIFY(desk.waitForCurves());
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    auto& plot = desk.panel.curves().plot();
    QTest::qWait(50); // laid out
    const QPoint from = plot.pointOf(plot.curve().handles[0]).toPoint();
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 5; ++step)
        QTest::mouseMove(&plot, from + QPoint(step * 10, -step * 6));
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, from + QPoint(50, -30));
    QCOMPARE(desk.session.undoStack().count(), 1);
    QVERIFY(desk.line(1) != "  at 10 s link slow-leaf bandwidth *0.25 for 20 s   # brown-out");
    QVERIFY(desk.line(1).ends_with(" for 20 s   # brown-out"));
    const core::ScriptLine line = core::parseLine(1, desk.line(1));
    const double start = std::get<core::At>(line.event->when).start.value.value;
    QVERIFY(start > 10 && start < 20);
    QVERIFY(std::get<core::Factor>(line.event->effect).low > 0.25);
    desk.session.undoStack().undo();
    QCOMPARE(desk.line(1), std::string("  at 10 s link slow-leaf bandwidth *0.25 for 20 s   # brown-out"));
}

void TestCurves::controlClickAddsAndDelRemoves()
{
    ScenarioDesk desk(std::vector<std::string> {});
    QVERIFY(desk.waitForCurves());
    auto& plot = desk.panel.curves().plot();
    QTest::qWait(50);
    const QPoint middle = plot.mapping(0).area.center();
    QTest::mouseClick(&plot, Qt::LeftButton, Qt::ControlModifier, middle);
    QCOMPARE(desk.lines(), std::size_t(1));
    const auto event = core::parseLine(0, desk.line(0)).event;
    QVERIFY(event && event->target.pattern == "fast-leaf");
    QVERIFY(std::abs(std::get<core::At>(event->when).start.value.value - 30) < 0.2);
    QVERIFY(std::abs(std::get<core::SetBandwidth>(event->effect).value.value.value - 28e9) < 1e9); // half the axis, which is 12 % longer than 50 GB/s
    QVERIFY(plot.selectedLine() == 0);
    QTest::keyClick(&plot, Qt::Key_Delete);
    QCOMPARE(desk.lines(), std::size_t(0));
    desk.session.undoStack().undo();
    QCOMPARE(desk.lines(), std::size_t(1));
    // A click elsewhere moves the playhead.
    QTest::mouseClick(&plot, Qt::LeftButton, {}, QPoint(middle.x() / 2, plot.mapping(0).area.bottom() - 4));
    QVERIFY(desk.session.playhead().time() > core::Nanoseconds(0));
    QCOMPARE(desk.session.undoStack().index(), 1);
}

void TestCurves::aPointIsAddedWhereItIsAskedFor()
{
    // Whatever other lines say of the link at that time.
    const core::Nanoseconds at(25'000'000'000);
    for (const char* other : {"at 1 s link fast-leaf bandwidth *0.25 for 50 s", "at 1 s link fast-leaf bandwidth 40 Gbit/s for 50 s", "# nothing"}) {
        ScenarioDesk desk({other});
        QVERIFY(desk.waitForCurves());
        const ui::CurveSubject subject {core::TargetKind::Link, QStringLiteral("fast-leaf"), 0, 0};
        const auto curve = [&] { return ui::curveOf(subject, *desk.session.scenarioPlayer().played(), desk.panel.script()); };
        QTRY_VERIFY(curve().nominal > 0 && (other[0] == '#' || curve().at(at) < curve().nominal));
        for (const double wanted : {20e9, 1e9}) {
            desk.panel.script().insert(QStringLiteral("Add"), -1, {ui::pointLine(curve(), at, wanted)});
            QTRY_VERIFY(std::abs(curve().at(at) - wanted) < 1e-2 * wanted);
            desk.session.undoStack().undo();
            QTRY_VERIFY(std::abs(curve().at(at) - wanted) > 0.1 * wanted);
        }
    }
}

void TestCurves::aNodeHasACurveOfItsSpeed()
{
    ScenarioDesk desk;
    QVERIFY(desk.waitForCurves());
    desk.panel.table().selectLine(3);
    const ui::Curve& curve = desk.panel.curves().plot().curve();
    QCOMPARE(curve.subject.kind, core::TargetKind::Node);
    QCOMPARE(curve.at(secondsAt(39)), 1.0);
    QCOMPARE(curve.at(secondsAt(41)), 0.5);
    QCOMPARE(*ui::dragged(desk.panel.script().line(3), curve.handles[0], curve, secondsAt(40), 0.8), std::string("at 40 s node fast compute *0.8"));
}

void TestCurves::theCurveFollowsTheSelection()
{
    ScenarioDesk desk;
    QVERIFY(desk.waitForCurves());
    QCOMPARE(desk.find<QComboBox>("curveSubject")->currentText(), QStringLiteral("slow-leaf")); // what the first event is about
    desk.session.selection().select(core::LinkId {"fast-leaf"});
    QCOMPARE(desk.find<QComboBox>("curveSubject")->currentText(), QStringLiteral("fast-leaf"));
    QVERIFY(desk.panel.curves().plot().curve().handles.empty());
}

CLUSTERLOOM_TEST(TestCurves)
#include "tst_curves.moc"
