#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/results/compare_panel.h"
#include "ui/results/waterfall_chart.h"
#include "ui/timeline/timeline_view.h"

#include <QComboBox>
#include <QLabel>

class TestCompare : public QObject
{
    Q_OBJECT
private slots:
    void theRowsOfAWaterfallFollowOnOneAnother()
    {
        core::Comparison comparison;
        comparison.waterfall = {{"compute", -30}, {"TP", 0}, {"PP", 50}, {"events", -5}};
        comparison.difference = 15;
        ui::WaterfallChart chart;
        chart.showComparison({"a", core::Nanoseconds(100)}, {"b", core::Nanoseconds(115)}, comparison);
        const auto& rows = chart.rows();
        QCOMPARE(rows.size(), std::size_t(5)); // both plans and what differs
        for (std::size_t i = 1; i < rows.size(); ++i)
            QCOMPARE(rows[i].from, rows[i - 1].to);
        QCOMPARE(rows.back().to, std::int64_t(15));
        QCOMPARE(rows[1].value, QString::fromUtf8("\u221230.0 ns"));
        QCOMPARE(rows[2].value, QString("+50.0 ns"));
    }
    void aPinnedResultIsKeptAndCompared();
    void aPlanIsSimulatedToCompareWith();
};

namespace tst_compare {

/// A session with the sample project, simulated.
struct Desk
{
    Desk()
    {
        session.start(support::sampleProject());
        panel.resize(1200, 400);
        simulate();
    }
    void simulate()
    {
        const auto before = session.result();
        session.simulate();
        QTRY_VERIFY_WITH_TIMEOUT(session.result() != before, 20'000);
    }
    QString sentence() const { return panel.findChild<QLabel*>("compareSentence")->text(); }

    ui::Session session;
    ui::ComparePanel panel {session};
};

} // namespace tst_compare

void TestCompare::aPinnedResultIsKeptAndCompared()
{
    tst_compare::Desk desk;
    const auto first = desk.session.result();
    desk.panel.pin();
    QCOMPARE(desk.panel.baseline(), first);
    QVERIFY2(desk.sentence().contains("as long as"), qPrintable(desk.sentence()));
    desk.session.edit("slower", [](core::Project& project) { project.training->sequence = 2048; });
    desk.simulate();
    QCOMPARE(desk.panel.baseline(), first);
    QCOMPARE(desk.panel.present(), desk.session.result());
    QVERIFY2(desk.sentence().contains("longer than"), qPrintable(desk.sentence()));
    const auto& rows = desk.panel.findChild<ui::WaterfallChart*>()->rows();
    QCOMPARE(rows.back().to, (desk.session.result()->timeline.period - first->timeline.period).count);
}

void TestCompare::aPlanIsSimulatedToCompareWith()
{
    tst_compare::Desk desk;
    const auto& plans = desk.session.project().plans;
    QVERIFY(plans.size() > 1);
    desk.panel.setBaseline(plans.back().name);
    QTRY_VERIFY_WITH_TIMEOUT(desk.panel.baseline() != nullptr, 20'000);
    QCOMPARE(desk.panel.baseline()->metrics.plan, plans.back().name);
    auto* gantt = desk.panel.findChild<ui::TimelineView*>("compareBaselineGantt");
    auto* present = desk.panel.findChild<ui::TimelineView*>("comparePresentGantt");
    QCOMPARE(gantt->timeline(), &desk.panel.baseline()->timeline);
    emit gantt->spanSelected(0); // its twin is shown in the other
    const core::Span span = gantt->timeline()->spans[0];
    QVERIFY(present->selectedSpan());
    const core::Span twin = present->timeline()->spans[*present->selectedSpan()];
    QCOMPARE(twin.kind, span.kind);
    QCOMPARE(twin.microBatch, span.microBatch);
}

CLUSTERLOOM_TEST(TestCompare)
#include "tst_compare.moc"
