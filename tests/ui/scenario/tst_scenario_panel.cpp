#include "tests/support/registry.h"
#include "tests/ui/scenario/scenario_desk.h"
#include "ui/widgets/message_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>

#include <QDragEnterEvent>

using support::ScenarioDesk;

namespace {

/// Writes into a cell as a user does: F2, the words, Enter.
void writeCell(ui::EventTable& table, int row, core::ScriptColumn column, const QString& words)
{
    const QModelIndex index = table.model()->index(row, static_cast<int>(column));
    table.setFocus();
    table.selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    table.edit(index);
    auto* field = table.findChild<QLineEdit*>(QStringLiteral("eventCell"));
    QVERIFY(field);
    field->selectAll();
    QTest::keyClicks(field, words);
    QTest::keyClick(field, Qt::Key_Return);
    QCoreApplication::processEvents(); // the table takes it a little later
}

QString cellOf(ui::EventTable& table, int row, core::ScriptColumn column)
{
    return table.model()->index(row, static_cast<int>(column)).data().toString();
}

} // namespace

class TestScenarioPanel : public QObject
{
    Q_OBJECT
private slots:
    void aCellRewritesItsLineOnly();
    void oneWordGoesIntoAllSelectedRows();
    void refusedWordsChangeNothingAndSayWhy();
    void eventsAreSwitchedOffWithSpaceAndDeletedWithDel();
    void theTableIsSortedByTimeAndBack();
    void rowsArePastedFromASpreadsheet();
    void whatIsTypedBecomesOneEditForEachBurst();
    void aLineThatDoesNotParseIsKeptAndMended();
    void anEditElsewhereKeepsTheCursor();
    void undoTakesBackEveryView();
    void horizonAndSeedAreEdited();
    void presetsAddLinesAndWhatTheyNeed();
    void aDroppedTraceIsCopiedBesideTheProject();
    void anEmptyScenarioGetsItsFirstEvent();
};

void TestScenarioPanel::aCellRewritesItsLineOnly()
{
    ScenarioDesk desk;
    QCOMPARE(desk.panel.table().model()->rowCount(), 2);
    writeCell(desk.panel.table(), 0, core::ScriptColumn::Value, QStringLiteral("50 Gbit/s"));
    QCOMPARE(desk.line(1), std::string("  at 10 s link slow-leaf bandwidth 50 Gbit/s for 20 s   # brown-out"));
    QCOMPARE(desk.line(0), std::string("# the uplink"));
    QVERIFY(desk.panel.editor().text().contains(QStringLiteral("50 Gbit/s for 20 s   # brown-out")));
    desk.session.undoStack().undo();
    QCOMPARE(desk.line(1), std::string("  at 10 s link slow-leaf bandwidth *0.25 for 20 s   # brown-out"));
}

void TestScenarioPanel::oneWordGoesIntoAllSelectedRows()
{
    ScenarioDesk desk;
    desk.panel.table().selectAll();
    writeCell(desk.panel.table(), 1, core::ScriptColumn::Length, QStringLiteral("5 s"));
    QCOMPARE(desk.line(1), std::string("  at 10 s link slow-leaf bandwidth *0.25 for 5 s   # brown-out"));
    QCOMPARE(desk.line(3), std::string("at 40 s node fast compute *0.5 for 5 s"));
    QCOMPARE(desk.session.undoStack().count(), 1);
}

void TestScenarioPanel::refusedWordsChangeNothingAndSayWhy()
{
    ScenarioDesk desk;
    writeCell(desk.panel.table(), 0, core::ScriptColumn::Time, QStringLiteral("soon"));
    QCOMPARE(desk.session.undoStack().count(), 0);
    QVERIFY(desk.find<ui::MessageBar>("scenarioMessages")->isVisible());
    QVERIFY(desk.find<ui::MessageBar>("scenarioMessages")->message().startsWith(QStringLiteral("time: ")));
    QCOMPARE(cellOf(desk.panel.table(), 0, core::ScriptColumn::Time), QStringLiteral("10 s"));
}

void TestScenarioPanel::eventsAreSwitchedOffWithSpaceAndDeletedWithDel()
{
    ScenarioDesk desk;
    desk.panel.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&desk.panel));
    desk.panel.table().setFocus();
    desk.panel.table().selectLine(3);
    QTest::keyClick(&desk.panel.table(), Qt::Key_Space);
    QCOMPARE(desk.line(3), std::string("off at 40 s node fast compute *0.5"));
    QTest::keyClick(&desk.panel.table(), Qt::Key_Delete);
    QCOMPARE(desk.lines(), std::size_t(3));
    desk.session.undoStack().undo();
    desk.session.undoStack().undo();
    QCOMPARE(desk.line(3), std::string("at 40 s node fast compute *0.5"));
}

void TestScenarioPanel::theTableIsSortedByTimeAndBack()
{
    ScenarioDesk desk({"at 40 s link slow-leaf down for 1 s", "at 900 ms link slow-leaf down for 1 s", "at 5 s link slow-leaf down for 1 s"});
    auto& table = desk.panel.table();
    table.sortByColumn(static_cast<int>(core::ScriptColumn::Time), Qt::AscendingOrder);
    QCOMPARE(cellOf(table, 0, core::ScriptColumn::Time), QStringLiteral("900 ms"));
    QCOMPARE(cellOf(table, 2, core::ScriptColumn::Time), QStringLiteral("40 s"));
    writeCell(table, 0, core::ScriptColumn::Note, QStringLiteral("first"));
    QCOMPARE(desk.line(1), std::string("at 900 ms link slow-leaf down for 1 s  # first"));
    table.sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(cellOf(table, 0, core::ScriptColumn::Time), QStringLiteral("40 s"));
}

void TestScenarioPanel::rowsArePastedFromASpreadsheet()
{
    ScenarioDesk desk;
    desk.panel.table().selectLine(1);
    QApplication::clipboard()->setText(QStringLiteral("time\twhat\ttarget\tfield\n3 s\tlink\tfast-leaf\tdown\n"));
    desk.panel.table().paste();
    QCOMPARE(desk.line(2), std::string("at 3 s link fast-leaf down"));
    QCOMPARE(desk.line(3), std::string());
    desk.panel.table().selectLine(2);
    desk.panel.table().copy();
    desk.panel.table().paste();
    QCOMPARE(desk.line(3), std::string("at 3 s link fast-leaf down"));
}

void TestScenarioPanel::whatIsTypedBecomesOneEditForEachBurst()
{
    ScenarioDesk desk;
    auto& editor = desk.panel.editor();
    desk.find<QTabBar>("scenarioTabs")->setCurrentIndex(1);
    editor.goTo(2, 0);
    QTest::keyClicks(&editor, QStringLiteral("at 5 s link fast-leaf down"));
    QCOMPARE(desk.session.undoStack().count(), 0);
    QTRY_COMPARE(desk.session.undoStack().count(), 1);
    QCOMPARE(desk.line(2), std::string("at 5 s link fast-leaf down"));
    QCOMPARE(desk.panel.table().model()->rowCount(), 3);
    QTest::keyClicks(&editor, QStringLiteral(" for 2 s"));
    QTRY_COMPARE(desk.line(2), std::string("at 5 s link fast-leaf down for 2 s"));
    QCOMPARE(desk.session.undoStack().count(), 1);
    desk.session.undoStack().undo();
    QCOMPARE(desk.line(2), std::string());
    QVERIFY(!editor.text().contains(QStringLiteral("fast-leaf down")));
    QVERIFY(!editor.isUndoAvailable());
}

void TestScenarioPanel::aLineThatDoesNotParseIsKeptAndMended()
{
    ScenarioDesk desk({"at 5 s link fast-leaf bandwith *0.5 # typo"});
    QCOMPARE(desk.panel.table().model()->rowCount(), 1);
    QCOMPARE(cellOf(desk.panel.table(), 0, core::ScriptColumn::Time), QStringLiteral("at 5 s link fast-leaf bandwith *0.5 # typo"));
    desk.find<QTabBar>("scenarioTabs")->setCurrentIndex(1);
    desk.panel.editor().goTo(0, 3);
    QTRY_VERIFY(desk.panel.script().issueOf(0));
    QVERIFY(desk.panel.editor().annotation(0).contains(QStringLiteral("bandwidth")));
    QVERIFY(desk.find<ui::MessageBar>("scenarioMessages")->isVisible());
    QCOMPARE(desk.panel.editor().mapTo(&desk.panel, QPoint()).y(), desk.find<QTabBar>("scenarioTabs")->parentWidget()->height()); // nothing moves what is being written
    QTest::keyClick(&desk.panel.editor(), Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(desk.line(0), std::string("at 5 s link fast-leaf bandwidth *0.5 # typo"));
    QTRY_VERIFY(!desk.panel.script().issueOf(0) || desk.panel.script().issueOf(0)->severity == core::Severity::Warning);
}

void TestScenarioPanel::anEditElsewhereKeepsTheCursor()
{
    ScenarioDesk desk;
    auto& editor = desk.panel.editor();
    editor.goTo(3, 5);
    desk.panel.script().setLines(QStringLiteral("Edit"), {{1, "at 11 s link slow-leaf down # µ"}});
    int line = 0, column = 0;
    editor.getCursorPosition(&line, &column);
    QCOMPARE(line, 3);
    QCOMPARE(column, 5);
    desk.panel.script().insert(QStringLiteral("Add"), 0, {"# above"});
    editor.getCursorPosition(&line, &column);
    QCOMPARE(line, 4);
    QCOMPARE(editor.text(), QStringLiteral("# above\n# the uplink\nat 11 s link slow-leaf down # µ\n\nat 40 s node fast compute *0.5\n"));
}

void TestScenarioPanel::undoTakesBackEveryView()
{
    ScenarioDesk desk;
    const core::Project before = desk.session.project();
    writeCell(desk.panel.table(), 0, core::ScriptColumn::Value, QStringLiteral("*0.1"));
    desk.panel.editor().goTo(2, 0);
    QTest::keyClicks(&desk.panel.editor(), QStringLiteral("# new"));
    desk.panel.editor().flush();
    desk.panel.addPreset(core::ScenarioPreset::Diurnal);
    const core::Project after = desk.session.project();
    while (desk.session.undoStack().canUndo())
        desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == before);
    QCOMPARE(desk.panel.editor().text().toStdString(), core::scriptText(before.scenario->events));
    while (desk.session.undoStack().canRedo())
        desk.session.undoStack().redo();
    QVERIFY(desk.session.project() == after);
    QCOMPARE(desk.panel.editor().text().toStdString(), core::scriptText(after.scenario->events));
}

void TestScenarioPanel::horizonAndSeedAreEdited()
{
    ScenarioDesk desk;
    auto* horizon = desk.find<QLineEdit>("scenarioHorizon");
    QCOMPARE(horizon->text(), QStringLiteral("60 s"));
    horizon->setText(QStringLiteral("2 min"));
    emit horizon->editingFinished();
    QCOMPARE(desk.session.project().scenario->horizon->value, core::Seconds(120));
    horizon->setText(QStringLiteral("2"));
    emit horizon->editingFinished();
    QCOMPARE(horizon->text(), QStringLiteral("2 min"));
    QVERIFY(desk.find<ui::MessageBar>("scenarioMessages")->isVisible());
    auto* seed = desk.find<QLineEdit>("scenarioSeed");
    seed->setText(QStringLiteral("7"));
    emit seed->editingFinished();
    QVERIFY(desk.session.project().scenario->seed == 7U);
}

void TestScenarioPanel::presetsAddLinesAndWhatTheyNeed()
{
    ScenarioDesk desk(std::vector<std::string> {});
    desk.session.edit(QStringLiteral("None"), [](core::Project& project) { project.scenario.reset(); });
    desk.panel.addPreset(core::ScenarioPreset::NoisyNeighbour);
    QVERIFY(desk.session.project().scenario->seed.has_value());
    QVERIFY(desk.session.project().scenario->horizon.has_value());
    desk.session.selection().select({core::LinkId {"fast-leaf"}, core::LinkId {"slow-leaf"}});
    desk.panel.addPreset(core::ScenarioPreset::Flap);
    QCOMPARE(desk.lines(), std::size_t(3));
    QVERIFY(desk.line(2).find("link slow-leaf down") != std::string::npos);
    desk.panel.addPreset(core::ScenarioPreset::NodeLoss);
    QVERIFY(desk.line(3).find("node fast down") != std::string::npos);
    QVERIFY(QTest::qWaitFor([&] { return !core::hasErrors(desk.session.issues()); }));
}

void TestScenarioPanel::aDroppedTraceIsCopiedBesideTheProject()
{
    QTemporaryDir home, elsewhere;
    ScenarioDesk desk(std::vector<std::string> {});
    QVERIFY(desk.session.saveAs(home.filePath(QStringLiteral("p.loom"))));
    const QString file = elsewhere.filePath(QStringLiteral("uplink.csv"));
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("0 s,50 Mbit/s\n1 s,20 Mbit/s\n");
    }
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&desk.panel, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&desk.panel, &drop);
    QCOMPARE(desk.line(0), std::string("trace \"uplink.csv\" link fast-leaf bandwidth loop"));
    QVERIFY(QFile::exists(home.filePath(QStringLiteral("uplink.csv"))));
    QVERIFY(desk.waitForCurves());
    QTRY_VERIFY(desk.session.scenarioPlayer().played() && !desk.session.scenarioPlayer().played()->changes.profiles.empty());
    desk.panel.addTraces({home.filePath(QStringLiteral("p.loom"))}); // not a trace
    QCOMPARE(desk.lines(), std::size_t(1));
    QVERIFY(desk.find<ui::MessageBar>("scenarioMessages")->isVisible());
}

void TestScenarioPanel::anEmptyScenarioGetsItsFirstEvent()
{
    ui::Session session;
    ui::ScenarioPanel panel(session);
    panel.addEvent(); // no cluster: said, not done
    QCOMPARE(session.undoStack().count(), 0);
    session.start(support::sampleProject());
    panel.findChild<QToolButton*>(QStringLiteral("scenarioAdd"))->click();
    QCOMPARE(session.project().scenario->events[0], std::string("at 12 s link fast-leaf bandwidth *0.5 for 6 s"));
    session.undoStack().undo();
    QVERIFY(!session.project().scenario);
}

CLUSTERLOOM_TEST(TestScenarioPanel)
#include "tst_scenario_panel.moc"
