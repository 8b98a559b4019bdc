#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_view.h"
#include "ui/session/stage_move.h"

#include <QDragEnterEvent>
#include <QMimeData>

namespace tst_stage_drop {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

/// Stage 0 of the shown plan is on "fast", stage 1 on "slow".
struct Desk
{
    ui::Session session {neverRun};
    ui::ClusterView view {session};
    QMimeData data;

    Desk()
    {
        view.resize(1000, 700);
        session.start(support::sampleProject());
        view.show();
        view.fit();
        data.setData(QLatin1String(ui::DraggedStage::mimeType), ui::DraggedStage {0, 0}.data());
    }
    /// Whether the canvas would take it there.
    bool dragTo(const ui::Element& element)
    {
        const QPoint at = view.mapFromScene(ui::boxOf(view.clusterScene().still(), element).center());
        QDragEnterEvent enter(at, Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view.viewport(), &enter);
        QDragMoveEvent move(at, Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view.viewport(), &move);
        view.grab(); // what it says is painted
        return enter.isAccepted() && move.isAccepted();
    }
    void drop()
    {
        QDropEvent event({1, 1}, Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view.viewport(), &event);
    }
    std::vector<std::string> devices(std::size_t stage) const { return session.project().plans[0].pipelines.at(0).stages.at(stage).devices; }
};

} // namespace tst_stage_drop

using tst_stage_drop::Desk;

class TestStageDrop : public QObject
{
    Q_OBJECT
private slots:
    void aStageGoesOntoTheNodeUnderThePointer();
    void onlyNodesTakeStages();
    void whatDoesNotFitIsTold();
};

void TestStageDrop::aStageGoesOntoTheNodeUnderThePointer()
{
    Desk desk;
    QVERIFY(desk.dragTo(core::NodeId {"slow"}));
    desk.drop();
    QCOMPARE(desk.devices(0), std::vector<std::string> {"slow"}); // and what was there goes where it came from
    QCOMPARE(desk.devices(1), std::vector<std::string> {"fast"});
    QCOMPARE(desk.session.undoStack().count(), 1);
    desk.session.undoStack().undo();
    QVERIFY(desk.session.project() == support::sampleProject());
}

void TestStageDrop::onlyNodesTakeStages()
{
    Desk desk;
    QVERIFY(!desk.dragTo(core::SwitchId {"leaf"}));
    desk.drop();
    QVERIFY(desk.session.project() == support::sampleProject());
    QVERIFY(!ui::stageMove(desk.session, {0, 0}, "nobody").ok());
    QVERIFY(!ui::DraggedStage::fromData("no stage"));
}

void TestStageDrop::whatDoesNotFitIsTold()
{
    Desk desk;
    const auto fine = ui::stageMove(desk.session, {0, 0}, "slow");
    QVERIFY(fine.ok() && fine->fits);
    QVERIFY2(fine->told.contains(QLatin1String("of 15.8 GiB")), qPrintable(fine->told));
    desk.session.edit(QStringLiteral("Large model"), [](core::Project& project) { project.model->hidden = 16384; });
    const auto tight = ui::stageMove(desk.session, {0, 0}, "slow");
    QVERIFY(tight.ok() && !tight->fits);
    QVERIFY2(tight->told.contains(QLatin1String("too much")), qPrintable(tight->told));
}

CLUSTERLOOM_TEST(TestStageDrop)
#include "tst_stage_drop.moc"
