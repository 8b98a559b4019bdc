#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/scenario/sensitivity_panel.h"
#include "ui/widgets/line_chart.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

namespace {

/// A plan that takes the slow node's help, and one that does without: which is better depends on how slow it is.
core::Project crossing()
{
    std::string text = support::sampleText();
    const std::string plans = support::json("{ 'name': 'both', 'tensor': 4, 'pipeline': 2, 'data': 1, 'micro_batch': 2, 'schedule': '1f1b' },"
                                            "{ 'name': 'alone', 'schedule': '1f1b', 'pipelines': [ { 'micro_batch': 2, 'micro_batches': 16, 'stages': ["
                                            "{ 'devices': ['fast:0-3'], 'layers': [0, 26] } ] } ] }");
    return *core::parseProject(text.substr(0, text.find("{ \"name\": \"one-by-one\"")) + plans + " ] }").project;
}

struct SensitivityDesk
{
    ui::Session session;
    ui::SensitivityPanel panel {session};

    SensitivityDesk()
    {
        session.start(crossing());
        panel.resize(900, 400);
        panel.show();
    }
    template <typename T>
    T* find(const char* name) const
    {
        return panel.findChild<T*>(QLatin1String(name));
    }
    QString state() const { return find<QLabel>("sensitivityState")->text(); }
    bool sweep(const QString& target)
    {
        panel.setTarget(target);
        find<QPushButton>("sensitivityStart")->click();
        return QTest::qWaitFor([this] { return !panel.runner().isRunning(); }, 60'000);
    }
};

} // namespace

class TestSensitivityPanel : public QObject
{
    Q_OBJECT
private slots:
    void aCrossoverIsMarkedAndChoosesThePlan();
    void onlyCheckedPlansAreSwept();
    void aSweepThatFailsLeavesTheOneBefore();
    void aTargetThatIsRemovedIsNotOffered();
};

void TestSensitivityPanel::aCrossoverIsMarkedAndChoosesThePlan()
{
    SensitivityDesk desk;
    QTRY_VERIFY(desk.session.canSimulate());
    QVERIFY(desk.sweep(QStringLiteral("node slow")));
    QVERIFY(desk.panel.result());
    QCOMPARE(desk.panel.result()->crossovers.size(), std::size_t(1));
    const core::Crossover& crossover = desk.panel.result()->crossovers[0];
    QCOMPARE(crossover.faster, std::string("both"));
    QCOMPARE(desk.find<QListWidget>("sensitivityCrossovers")->count(), 1);
    desk.session.setPlan("alone");
    ui::LineChart& chart = desk.panel.chart();
    const QPointF mark = chart.pixelOf({crossover.factor, core::seconds(crossover.time).value});
    QWidget* under = chart.childAt(mark.toPoint());
    QVERIFY(under);
    QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(&chart, mark.toPoint()));
    QCOMPARE(desk.session.plan(), std::string("both"));
}

void TestSensitivityPanel::onlyCheckedPlansAreSwept()
{
    SensitivityDesk desk;
    QTRY_VERIFY(desk.session.canSimulate());
    auto* plans = desk.find<QListWidget>("sensitivityPlans");
    plans->item(1)->setCheckState(Qt::Unchecked);
    QVERIFY(desk.sweep(QStringLiteral("link *")));
    QCOMPARE(desk.panel.result()->curves.size(), std::size_t(1));
    QCOMPARE(desk.panel.result()->curves[0].plan, std::string("both"));
    plans->item(0)->setCheckState(Qt::Unchecked);
    desk.panel.start();
    QVERIFY(!desk.panel.runner().isRunning());
    QCOMPARE(desk.state(), QStringLiteral("Not swept: no plan is chosen"));
}

void TestSensitivityPanel::aSweepThatFailsLeavesTheOneBefore()
{
    SensitivityDesk desk;
    QTRY_VERIFY(desk.session.canSimulate());
    QVERIFY(desk.sweep(QStringLiteral("link *")));
    const auto* before = desk.panel.result();
    QVERIFY(desk.sweep(QStringLiteral("link nowhere")));
    QCOMPARE(desk.panel.result(), before);
    QVERIFY(desk.state().startsWith(QStringLiteral("Not swept: ")));
    desk.session.edit(QStringLiteral("Batch"), [](core::Project& project) { project.training->globalBatch = 64; });
    QCOMPARE(desk.state(), QStringLiteral("link *, before the last edit"));
}

void TestSensitivityPanel::aTargetThatIsRemovedIsNotOffered()
{
    SensitivityDesk desk;
    const auto& target = *desk.find<QComboBox>("sensitivityTarget");
    desk.session.edit(QStringLiteral("Add link"), [](core::Project& project) {
        core::Link more = project.cluster->links[0];
        more.id.text = "more";
        project.cluster->links.append(more);
    });
    desk.session.selection().select(core::LinkId {"more"});
    QCOMPARE(target.currentText(), QStringLiteral("link more"));
    desk.session.selection().clear();
    desk.session.undoStack().undo();
    QCOMPARE(target.currentText(), QStringLiteral("link fast-leaf"));
    desk.panel.setTarget(QStringLiteral("link f*")); // written, not chosen: it stays
    desk.session.undoStack().redo();
    QCOMPARE(target.currentText(), QStringLiteral("link f*"));
}

CLUSTERLOOM_TEST(TestSensitivityPanel)
#include "tst_sensitivity_panel.moc"
