#include "tests/app/gui/window_desk.h"
#include "tests/support/registry.h"
#include "ui/scenario/curve_plot.h"
#include "ui/scenario/script_editor.h"
#include "ui/text/project_text.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/message_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

namespace tst_window_scenario {

struct Desk : support::WindowDesk
{
    Desk() : WindowDesk({1440, 900}) { session.start(support::sampleProject()); }
};

} // namespace tst_window_scenario

using tst_window_scenario::Desk;

class TestWindowScenario : public QObject
{
    Q_OBJECT
private slots:
    void aDropIsScriptedSimulatedAndUndone();
    void undoReachesWhatIsTypedIntoTheScript();
    void theCursorOfTheScriptChoosesTheCurve();
    void theSpaceKeyPlays();
    void theCanvasShowsTheLinksAtThePlayhead();
    void theIterationAtThePlayheadIsSimulated();
    void aSweepFindsTheSlowLink();
    void undoDropsADraftOfTheTextFirst();
    void aDraftIsRecoveredIntoItsPane();
};

void TestWindowScenario::aDropIsScriptedSimulatedAndUndone()
{
    Desk desk;
    QVERIFY(desk.isActive());
    QTRY_VERIFY(desk.simulated());
    const core::Nanoseconds before = desk.session.result()->timeline.period;
    desk.raise("scenarioPane");
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    QTest::mouseClick(desk.find<QToolButton>("scenarioAdd"), Qt::LeftButton);
    auto* table = desk.find<QTableView>("eventTable");
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(desk.line(0), std::string("at 12 s link slow-leaf bandwidth *0.5 for 6 s"));
    desk.session.edit(QStringLiteral("Earlier"), [](core::Project& project) {
        project.scenario->events.set(0, "at 0 s link slow-leaf bandwidth *0.01 for 60 s");
    });
    desk.find<QAction>("actionSimulate")->trigger();
    QTRY_VERIFY(desk.simulated());
    QVERIFY(desk.session.result()->timeline.period > before);
    desk.find<QAction>("actionUndo")->trigger();
    desk.find<QAction>("actionUndo")->trigger();
    QVERIFY(!desk.session.project().scenario);
    QTRY_VERIFY(desk.simulated());
    QCOMPARE(desk.session.result()->timeline.period.count, before.count);
}

void TestWindowScenario::undoReachesWhatIsTypedIntoTheScript()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.raise("scenarioPane");
    desk.find<QTabBar>("scenarioTabs")->setCurrentIndex(1);
    auto* editor = desk.find<ui::ScriptEditor>("scriptEditor");
    editor->setFocus();
    QTest::keyClicks(editor, QStringLiteral("# no event"));
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier); // before the pause is over
    QVERIFY(editor->text().isEmpty());
    QVERIFY(!desk.session.undoStack().canUndo());
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(editor->text(), QStringLiteral("# no event\n"));
    QCOMPARE(desk.line(0), std::string("# no event"));
}

void TestWindowScenario::theCursorOfTheScriptChoosesTheCurve()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.edit(QStringLiteral("Script"), [](core::Project& project) {
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), {}, {"at 10 s link slow-leaf down for 5 s", "at 20 s node fast down for 5 s"}, {}};
    });
    desk.raise("scenarioPane");
    auto* subject = desk.find<QComboBox>("curveSubject");
    QTRY_COMPARE(subject->count(), 4);
    desk.find<QTabBar>("scenarioTabs")->setCurrentIndex(1);
    auto* editor = desk.find<ui::ScriptEditor>("scriptEditor");
    editor->setFocus();
    QTest::keyClick(editor, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(editor, Qt::Key_Down);
    QTRY_COMPARE(subject->currentText(), QStringLiteral("fast (compute)"));
    QTest::keyClick(editor, Qt::Key_Up);
    QTRY_COMPARE(subject->currentText(), QStringLiteral("slow-leaf"));
}

void TestWindowScenario::theSpaceKeyPlays()
{
    Desk desk;
    QVERIFY(desk.isActive());
    QTRY_VERIFY(desk.simulated());
    ui::Playhead& playhead = desk.session.playhead();
    QTRY_VERIFY(playhead.bounds().length() > core::Nanoseconds(0));
    auto& canvas = desk.window.canvas();
    canvas.setFocus();
    QTest::keyClick(&canvas, Qt::Key_Space);
    QVERIFY(playhead.isPlaying());
    QTRY_VERIFY(playhead.time() > core::Nanoseconds(0));
    QTest::keyClick(&canvas, Qt::Key_Space);
    QVERIFY(!playhead.isPlaying());
    QTest::keyPress(&canvas, Qt::Key_Space); // held for a drag
    QTest::mousePress(canvas.viewport(), Qt::LeftButton, {}, QPoint(60, 60));
    QTest::mouseRelease(canvas.viewport(), Qt::LeftButton, {}, QPoint(80, 60));
    QTest::keyRelease(&canvas, Qt::Key_Space);
    QVERIFY(!playhead.isPlaying());
}

void TestWindowScenario::theCanvasShowsTheLinksAtThePlayhead()
{
    Desk desk;
    desk.session.edit(QStringLiteral("Script"), [](core::Project& project) {
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), {},
            {"at 10 s link slow-leaf down for 5 s", "at 20 s node fast down for 5 s", "at 30 s link fast-leaf bandwidth *0.25 for 5 s"}, {}};
    });
    ui::Session& session = desk.session;
    QTRY_VERIFY(session.scenarioPlayer().played() && session.scenarioPlayer().played()->marks.size() == 6);
    const ui::ClusterScene& scene = desk.window.canvas().clusterScene();
    const auto& links = scene.picture().links; // fast-leaf, slow-leaf
    QVERIFY(!scene.lookOf(links[0])); // the playhead rests at the start
    const auto at = [&](double time) { session.playhead().setTime(core::rounded(core::Seconds(time))); };
    at(9);
    QVERIFY(!scene.lookOf(links[1])->isDegraded());
    at(12);
    QVERIFY(scene.lookOf(links[1])->isDown());
    QVERIFY(!scene.lookOf(links[0])->isDegraded());
    at(22);
    QVERIFY(scene.lookOf(links[0])->isDown()); // its host is
    at(31);
    QCOMPARE(scene.lookOf(links[0])->share, 0.25);
    auto* forward = desk.find<QToolButton>("playbackForward");
    auto* back = desk.find<QToolButton>("playbackBack");
    forward->click();
    QCOMPARE(session.playhead().time().count, 35'000'000'000);
    forward->click();
    QCOMPARE(session.playhead().time().count, 60'000'000'000);
    back->click();
    back->click();
    QCOMPARE(session.playhead().time().count, 30'000'000'000);
}

void TestWindowScenario::theIterationAtThePlayheadIsSimulated()
{
    Desk desk;
    desk.session.edit(QStringLiteral("Script"), [](core::Project& project) {
        project.scenario = core::Scenario {core::parseQuantity<core::Seconds>("60 s").value(), {}, {"at 10 s link slow-leaf bandwidth *0.01"}, {}};
    });
    ui::Session& session = desk.session;
    session.simulate();
    QTRY_VERIFY(desk.simulated());
    const core::Nanoseconds nominal = session.result()->timeline.period;
    QTRY_COMPARE(session.playhead().bounds().end.count, 60'000'000'000);
    QCOMPARE(desk.find<QLabel>("playbackTime")->text(), QStringLiteral("0 s of 60 s"));
    session.playhead().setTime(core::Nanoseconds(20'000'000'000));
    desk.find<QToolButton>("playbackSimulate")->click();
    QTRY_VERIFY(desk.simulated());
    QVERIFY(session.result()->timeline.period > nominal);
    QCOMPARE(session.result()->timeline.start.count, 20'000'000'000);
    // A step by span goes to the first span's end.
    desk.find<QComboBox>("playbackSteps")->setCurrentIndex(1);
    desk.find<QToolButton>("playbackForward")->click();
    const core::Nanoseconds at = session.playhead().time() - session.result()->input.start;
    QVERIFY(at > core::Nanoseconds(0));
    for (const core::Span& span : session.result()->timeline.spans)
        QVERIFY((span.start >= at || span.start <= core::Nanoseconds(0)) && (span.end >= at || span.end <= core::Nanoseconds(0)));
}

void TestWindowScenario::aSweepFindsTheSlowLink()
{
    Desk desk;
    QTRY_VERIFY(desk.simulated());
    desk.raise("sensitivityPane");
    desk.session.selection().select(core::LinkId {"slow-leaf"});
    QCOMPARE(desk.find<QComboBox>("sensitivityTarget")->currentText(), QStringLiteral("link slow-leaf"));
    desk.find<QPushButton>("sensitivityStart")->click();
    QTRY_VERIFY_WITH_TIMEOUT(desk.find<QPushButton>("sensitivityStart")->isEnabled(), 60'000);
    QVERIFY(desk.find<QLabel>("sensitivityState")->text().startsWith(QStringLiteral("link slow-leaf")));
    QVERIFY(!desk.find<QPushButton>("sensitivityCancel")->isEnabled());
}

void TestWindowScenario::undoDropsADraftOfTheTextFirst()
{
    Desk desk;
    QVERIFY(desk.isActive());
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; });
    desk.raise("textPane");
    auto* pane = desk.find<ui::ProjectText>("projectText");
    pane->editor().setFocus();
    pane->editor().goTo(0, 0);
    QTest::keyClicks(&pane->editor(), QStringLiteral("x"));
    QTRY_VERIFY(pane->isDraft());
    QTest::keyClick(&pane->editor(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!pane->isDraft());
    QCOMPARE(desk.session.project().training->globalBatch, 64);
    QTest::keyClicks(&pane->editor(), QStringLiteral("x"));
    QTRY_VERIFY(pane->isDraft());
    desk.window.canvas().setFocus(); // wherever the key is pressed
    QTest::keyClick(&desk.window.canvas(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!pane->isDraft());
    QCOMPARE(desk.session.project().training->globalBatch, 64);
    QTest::keyClick(&pane->editor(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(desk.session.project().training->globalBatch, 32);
}

void TestWindowScenario::aDraftIsRecoveredIntoItsPane()
{
    Desk desk;
    const QString file = desk.folder.filePath(QStringLiteral("p.loom"));
    QVERIFY(desk.session.saveAs(file));
    desk.write(desk.folder.filePath(QStringLiteral(".p.loom.autosave-draft")), "{ broken");
    QVERIFY(desk.window.openFile(file));
    ui::MessageBar* offer = nullptr;
    for (auto* bar : desk.window.findChildren<ui::MessageBar*>())
        if (bar->message().startsWith(QStringLiteral("There is work that was not saved, from ")))
            offer = bar;
    QVERIFY(offer && !offer->message().endsWith(QStringLiteral("from "))); // it says from when
    QVERIFY(!desk.window.isWindowModified());
    emit offer->actionTriggered();
    auto* pane = desk.find<ui::ProjectText>("projectText");
    QTRY_VERIFY(pane->isVisible());
    QVERIFY(pane->isDraft());
    QCOMPARE(pane->editor().text(), QStringLiteral("{ broken"));
    QVERIFY(desk.window.isWindowModified());
}

CLUSTERLOOM_TEST(TestWindowScenario)
#include "tst_window_scenario.moc"
