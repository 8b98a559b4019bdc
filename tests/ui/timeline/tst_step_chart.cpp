#include "tests/support/registry.h"
#include "tests/support/timelines.h"
#include "ui/timeline/timeline_view.h"

#include <QToolButton>

class TestStepChart : public QObject
{
    Q_OBJECT
private slots:
    void theChartTakesRoomFromTheLanes();
};

void TestStepChart::theChartTakesRoomFromTheLanes()
{
    ui::VisibleRange range;
    ui::TimelineView view(range);
    view.setTimeline(std::make_shared<const core::Timeline>(support::pipelineTimeline(2, 4)));
    view.resize(900, 500);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage before = view.grab().toImage();
    auto* memory = view.findChild<QToolButton*>(QStringLiteral("timelineMemory"));
    memory->click();
    const QImage with = view.grab().toImage();
    QVERIFY(with != before);
    memory->click();
    QCOMPARE(view.grab().toImage(), before);
}

CLUSTERLOOM_TEST(TestStepChart)
#include "tst_step_chart.moc"
