#include "ui/trust/trust_panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/scatter_plot.h"

#include "tests/support/registry.h"

#include <QComboBox>
#include <QLabel>
#include <QTableView>

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
};

CLUSTERLOOM_TEST(TestTrustPanel)
#include "tst_trust_panel.moc"
