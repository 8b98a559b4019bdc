#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "tests/support/timelines.h"
#include "ui/results/span_table.h"

#include <QLabel>
#include <QLineEdit>
#include <QTableView>

#include <algorithm>

namespace tst_span_table {

core::Result<ui::SimulationResult> small(const ui::SimulationInput& input, const core::Progress&)
{
    ui::SimulationResult result;
    result.input = input;
    result.timeline = support::pipelineTimeline(2, 3);
    result.explanation.bubbles = core::bubblesOf(result.timeline, {});
    return result;
}

/// A session with that result, and the table on screen.
struct Desk
{
    Desk()
    {
        session.start(support::sampleProject());
        session.simulate();
        QTRY_VERIFY(session.result());
        table.resize(900, 400);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
    }
    const core::Timeline& timeline() const { return session.result()->timeline; }

    ui::Session session {small};
    ui::SpanTable table {session};
    ui::SpanModel* model = table.findChild<ui::SpanModel*>();
    QTableView* view = table.findChild<QTableView*>();
};

} // namespace tst_span_table

using tst_span_table::Desk;

class TestSpanTable : public QObject
{
    Q_OBJECT
private slots:
    void everyOrderHasEverySpanOnce()
    {
        Desk desk;
        const int count = static_cast<int>(desk.timeline().spans.size());
        for (int column = 0; column < ui::SpanModel::columns; ++column)
            for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                desk.model->sort(column, order);
                QCOMPARE(desk.model->rowCount(), count);
                std::vector<bool> seen(static_cast<std::size_t>(count), false);
                for (int row = 0; row < count; ++row)
                    seen[desk.model->spanAt(row)] = true;
                QVERIFY(std::all_of(seen.begin(), seen.end(), [](bool one) { return one; }));
            }
        desk.model->sort(ui::SpanModel::Duration, Qt::DescendingOrder);
        const auto length = [&](int row) { return desk.timeline().spans[desk.model->spanAt(row)].end - desk.timeline().spans[desk.model->spanAt(row)].start; };
        for (int row = 1; row < count; ++row)
            QVERIFY(length(row) <= length(row - 1));
    }
    void aQueryLeavesWhatItFinds()
    {
        Desk desk;
        desk.table.findChild<QLineEdit*>("spanQuery")->setText("fwd stage:1");
        QCOMPARE(desk.model->rowCount(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(desk.timeline().lanes[desk.timeline().spans[desk.model->spanAt(row)].lane].stage, 1);
        desk.table.findChild<QLineEdit*>("spanQuery")->setText("colour:red");
        QVERIFY(desk.table.findChild<QLabel*>("spanState")->text().contains("colour"));
        QCOMPARE(desk.model->rowCount(), static_cast<int>(desk.timeline().spans.size()));
    }
    void selectionIsShared()
    {
        Desk desk;
        desk.session.selection().select(ui::SpanIndex {5});
        QCOMPARE(desk.model->spanAt(desk.view->currentIndex().row()), 5U);
        desk.view->selectRow(*desk.model->rowOf(2));
        const ui::Element current = desk.session.selection().current();
        QCOMPARE(std::get<ui::SpanIndex>(current).value, 2U);
    }
};
CLUSTERLOOM_TEST(TestSpanTable)

#include "tst_span_table.moc"
