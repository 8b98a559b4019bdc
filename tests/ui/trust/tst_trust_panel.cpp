#include "ui/trust/trust_panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/scatter_plot.h"

#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

using namespace ui;

namespace {

core::ScoredRun runOf(const char* source, const char* id, double measured, double heldOut, double shipped)
{
    core::ScoredRun run;
    run.shipped.source = source;
    run.shipped.id = id;
    run.shipped.measured = core::Seconds(measured);
    run.shipped.predicted = core::Prediction();
    run.shipped.predicted->iteration = core::Seconds(shipped);
    run.heldOut = run.shipped;
    run.heldOut.predicted->iteration = core::Seconds(heldOut);
    run.facts = {{"L4"}, "", core::Precision::Bf16, 8, 2048, 24, 1024, 1, 1, 1};
    return run;
}

std::vector<core::ScoredRun> threeRuns()
{
    return {runOf("first", "a", 1, 1.1, 1), runOf("first", "b", 10, 9, 10), runOf("second", "c", 100, 150, 120)};
}

QString cell(const QAbstractItemModel& model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class TestTrustPanel : public QObject
{
    Q_OBJECT

private slots:
    void theTableHasALineForEachSource()
    {
        const auto runs = threeRuns();
        ErrorTable table(runs);
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(cell(table, 0, ErrorTable::Source), QString("first"));
        QCOMPARE(cell(table, 0, ErrorTable::Runs), QString("2"));
        QCOMPARE(cell(table, 0, ErrorTable::Median), QString("10.0 %"));
        QCOMPARE(cell(table, 1, ErrorTable::Bias), QString("+50.0 %"));
        QCOMPARE(cell(table, 1, ErrorTable::Memory), QString("–"));
        table.setSeen(Seen::Shipped);
        QCOMPARE(cell(table, 1, ErrorTable::Bias), QString("+20.0 %"));
    }
    void hoveringFindsTheRun()
    {
        ScatterPlot plot;
        plot.resize(400, 400);
        plot.setPoints({{1, 1.1, "a", false, false}, {100, 150, "b", true, false}}, "measured", "predicted");
        plot.grab(); // lays it out
        QCOMPARE(plot.pointAt(plot.placeOf(0)), 0);
        QCOMPARE(plot.pointAt(plot.placeOf(1) + QPoint(3, 2)), 1);
        QCOMPARE(plot.pointAt((plot.placeOf(0) + plot.placeOf(1)) / 2), -1);
    }
    void choosingASourceAndAQuantityShowsItsPoints()
    {
        Session session;
        const auto runs = threeRuns();
        TrustPanel panel(session, runs);
        panel.resize(1200, 360);
        panel.grab();
        auto* plot = panel.findChild<ScatterPlot*>("trustScatter");
        QCOMPARE(plot->pointAt(plot->placeOf(2)), 2);
        panel.findChild<QTableView*>("trustErrors")->selectRow(1);
        panel.findChild<QComboBox*>("trustSeen")->setCurrentIndex(1);
        QCOMPARE(panel.findChild<QTableView*>("trustErrors")->selectionModel()->selectedRows().size(), 1);
        panel.findChild<QComboBox*>("trustCompared")->setCurrentIndex(1); // nobody measured memory
        panel.grab();
    }
    void aChosenSourceSaysWhatIsKnownOfItsErrors()
    {
        Session session;
        const std::vector<core::ScoredRun> runs {runOf("bloom", "a", 1, 1.1, 1), runOf("own", "b", 100, 150, 120)};
        TrustPanel panel(session, runs);
        const auto* note = panel.findChild<QLabel*>("trustNote");
        QVERIFY(note->text().startsWith("Choose a source"));
        panel.findChild<QTableView*>("trustErrors")->selectRow(0);
        QVERIFY(note->text().startsWith("bloom: Measured plans"));
        panel.findChild<QTableView*>("trustErrors")->selectRow(1);
        QCOMPARE(note->text(), QString("own: no cause of these errors is known."));
    }
    void anEmptyProjectSaysWhatIsMissing()
    {
        Session session;
        const auto runs = threeRuns();
        ProjectTrust trust(session, runs);
        QVERIFY(trust.findChild<QLabel*>("trustFigures")->text().contains("plan that can be simulated"));
    }
    void barsAreWrittenAsRanges()
    {
        const core::Nanoseconds second(1'000'000'000);
        const QString range = QString("%1 ± 10 %, that is %2 to %3").arg(text(second), text(core::Nanoseconds(900'000'000)), text(core::Nanoseconds(1'100'000'000)));
        QCOMPARE(withBar(second, {0.1, 5, "words"}), range);
        QVERIFY(withBar(second, {0.101, 5, "words"}).contains("11 %")); // never narrower than what was found
    }
    void importedTimesBelongToTheProjectAndCanBeUndone()
    {
        const QTemporaryDir folder;
        const auto fileOf = [&](const char* name, const char* content) {
            QFile file(folder.filePath(QLatin1String(name)));
            const bool opened = file.open(QIODevice::WriteOnly);
            file.write(support::json(content).c_str());
            return opened ? file.fileName() : QString();
        };
        Session session;
        session.start(*core::parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [{ 'id': 'n0', 'device': 'L4', 'count': 1 }] },"
            "'model': { 'layers': 2, 'hidden': 64, 'heads': 4, 'vocab': 100 }, 'training': { 'global_batch': 4, 'sequence': 128 } }")).project);
        const auto runs = threeRuns();
        TrustPanel panel(session, runs);
        auto* devices = panel.findChild<QLabel*>("measuredDevices");
        auto* messages = panel.findChild<QWidget*>("measuredMessages");
        panel.measuredTimes().importFiles({fileOf("bad.json", "{ 'clusterloom-layer-profiles': 1, 'rows': [{ 'device': 'L4', 'layer_s': [1, -1] }] }")});
        QVERIFY(!messages->isHidden());
        QVERIFY(devices->text().startsWith("None"));
        panel.measuredTimes().importFiles({fileOf("good.json", "{ 'clusterloom-layer-profiles': 1, 'rows': [{ 'device': 'L4', 'tensor': 1, 'micro_batch': 2, 'layer_s': [1, 2] },"
            "{ 'device': 'L4', 'tensor': 1, 'micro_batch': 8, 'layer_s': [1, 2] }] }")});
        QVERIFY(messages->isHidden());
        QCOMPARE(devices->text(), QString("<b>L4</b>: 2 measurements, tensor 1, micro-batch 2 to 8"));
        session.undoStack().undo();
        QVERIFY(devices->text().startsWith("None"));
        session.undoStack().redo();
        panel.findChild<QPushButton*>("measuredRemove")->click();
        QVERIFY(devices->text().startsWith("None"));
    }
};

CLUSTERLOOM_TEST(TestTrustPanel)
#include "tst_trust_panel.moc"
