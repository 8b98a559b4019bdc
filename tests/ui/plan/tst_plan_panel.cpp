#include "core/simulate/plan_edits.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "ui/plan/layer_bars.h"
#include "ui/plan/plan_panel.h"

#include "core/documents/project_file.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>

namespace tst_plan_panel {

/// Two nodes of two devices each, and a model of 6 layers: 8 units.
core::Project twoNodes(const char* plans)
{
    const std::string text = support::json(std::string("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'n[0-1]', 'device': 'A100-80G-SXM', 'count': 2,"
        "'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'up',"
        "'ends': ['n[0-1]', 'core'], 'bandwidth': '100 Gbit/s', 'latency': '5 us' } ] }, 'model': { 'layers': 6, 'hidden': 512, 'heads': 8, 'vocab': 4096,"
        "'activation': 'gelu' }, 'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'bf16' }, 'plans': [ ") + plans + " ] }");
    return *core::parseProject(text).project;
}

constexpr const char* grid = "{ 'name': 'grid', 'tensor': 2, 'pipeline': 2, 'data': 1, 'micro_batch': 1 }";

struct Desk
{
    ui::Session session;
    ui::PlanPanel panel {session};

    explicit Desk(const char* plans = grid)
    {
        session.start(twoNodes(plans));
        panel.resize(1000, 400);
        panel.show();
    }
    ui::LayerBars* bars() const { return panel.findChild<ui::LayerBars*>(); }
    bool waitForBars(int rows) const
    {
        return QTest::qWaitFor([&] { return bars()->rows() == rows; });
    }
    const core::Plan& plan() const { return session.project().plans[core::indexOfPlan(session.project(), session.plan())]; }
    void press(const char* button) const { panel.findChild<QToolButton*>(QLatin1String(button))->click(); }
    QWidget* editor(const char* name) const
    {
        for (QWidget* widget : panel.findChildren<QWidget*>())
            if (widget->accessibleName() == QLatin1String(name))
                return widget;
        return nullptr;
    }
};

} // namespace tst_plan_panel

using tst_plan_panel::Desk;

class TestPlanPanel : public QObject
{
    Q_OBJECT
private slots:
    void aBoundaryIsDragged()
    {
        Desk desk;
        QVERIFY(desk.waitForBars(1));
        const QPoint from = desk.bars()->handle(0, 0).center();
        const int unit = (desk.bars()->width() - 16) / 8;
        QTest::mousePress(desk.bars(), Qt::LeftButton, {}, from);
        QTest::mouseMove(desk.bars(), from + QPoint(unit, 0));
        QTest::mouseMove(desk.bars(), from + QPoint(2 * unit, 0));
        QTest::mouseRelease(desk.bars(), Qt::LeftButton, {}, from + QPoint(2 * unit, 0));
        QTRY_COMPARE(desk.plan().stageLayers, (std::vector {6, 2}));
        QCOMPARE(desk.session.undoStack().count(), 1); // one gesture, one step
        desk.session.undoStack().undo();
        QVERIFY(desk.plan().stageLayers.empty());
    }
    void aBoundaryIsMovedWithKeys()
    {
        Desk desk;
        QVERIFY(desk.waitForBars(1));
        QTest::keyClick(desk.bars(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(desk.plan().stageLayers, (std::vector {5, 3}));
        desk.session.undoStack().undo();
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(desk.bars(), Qt::Key_Left, Qt::ControlModifier);
            QTest::qWait(5);
        }
        QTRY_COMPARE(desk.plan().stageLayers, (std::vector {1, 7})); // and no farther
    }
    void fieldsAreWritten()
    {
        Desk desk;
        auto* tensor = qobject_cast<QLineEdit*>(desk.editor("Tensor (TP)"));
        QVERIFY(tensor);
        QCOMPARE(tensor->text(), QStringLiteral("2"));
        tensor->setFocus();
        tensor->selectAll();
        QTest::keyClicks(tensor, QStringLiteral("1"));
        QTest::keyClick(tensor, Qt::Key_Return);
        QCOMPARE(*desk.plan().tensor, 1);
        auto* zero = qobject_cast<QComboBox*>(desk.editor("ZeRO"));
        QVERIFY(zero);
        QCOMPARE(zero->currentIndex(), 0);
        zero->setCurrentIndex(2);
        emit zero->activated(2);
        QCOMPARE(*desk.plan().zero, 2);
    }
    void aPlanWithAnotherNameStaysShown()
    {
        Desk desk;
        auto* name = qobject_cast<QLineEdit*>(desk.editor("Name"));
        QVERIFY(name);
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("mine"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(desk.session.plan(), std::string("mine"));
        desk.session.undoStack().undo();
        QCOMPARE(desk.session.plan(), std::string("grid"));
    }
    void plansAreMadeCopiedAndRemoved()
    {
        Desk desk("");
        QVERIFY(desk.session.project().plans.empty());
        desk.press("planNew");
        QCOMPARE(desk.session.project().plans.size(), std::size_t {1});
        QTRY_VERIFY(desk.session.canSimulate()); // the first plan is a sound one
        QCOMPARE(*desk.plan().tensor * *desk.plan().pipeline * *desk.plan().data, 4);
        desk.press("planCopy");
        QCOMPARE(desk.session.plan(), std::string("plan 2"));
        desk.press("planRemove");
        QCOMPARE(desk.session.plan(), std::string("plan"));
        desk.press("planRemove");
        QVERIFY(desk.session.plan().empty());
        QCOMPARE(desk.panel.findChild<QLabel*>(QStringLiteral("planSummary"))->text(), QStringLiteral("This project has no plan."));
    }
    void aWrittenPlanHasItsOwnStages()
    {
        Desk desk;
        desk.press("planWriteOut");
        QVERIFY(desk.plan().isExplicit());
        QVERIFY(!desk.editor("Tensor (TP)"));
        QCOMPARE(desk.plan().pipelines[0].stages[1].devices, (std::vector<std::string> {"n1"}));
        QVERIFY(!desk.panel.findChild<QToolButton*>(QStringLiteral("planWriteOut"))->isEnabled());
    }
};

CLUSTERLOOM_TEST(TestPlanPanel)
#include "tst_plan_panel.moc"
