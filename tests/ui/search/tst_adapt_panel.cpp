#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "core/documents/project_file.h"
#include "ui/search/adapt_panel.h"
#include "ui/widgets/line_chart.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

namespace tst_adapt_panel {

/// Two nodes whose link falls for a while, and a plan that suffers. Alone, which is not allowed, one node would do better.
core::Project project(const std::string& events)
{
    return *core::parseProject(support::json("{ 'clusterloom': 1, 'cluster': { 'nodes': [ { 'id': 'a', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } }, "
        "{ 'id': 'b', 'device': 'A100-40G-SXM', 'count': 2, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s', 'latency': '3 us' } } ], 'switches': [ { 'id': 'core' } ], 'links': [ { 'id': 'la', 'ends': ['a', 'core'], 'bandwidth': '10 Gbit/s', 'latency': '5 us' }, "
        "{ 'id': 'lb', 'ends': ['b', 'core'], 'bandwidth': '10 Gbit/s', 'latency': '5 us' } ] }, 'model': { 'layers': 6, 'hidden': 1024, 'heads': 4, 'vocab': 1000 }, "
        "'training': { 'global_batch': 8, 'sequence': 512, 'precision': 'fp16' }, 'scenario': { 'horizon': '20 s', 'events': [ " + events + " ] }, "
        "'search': { 'locks': { 'schedule': '1f1b', 'recompute': 'none', 'zero': 0, 'nodes': 'all' } }, 'plans': [ { 'name': 'data', 'data': 4, 'micro_batch': 1 } ] }")).project;
}

struct Desk
{
    ui::Session session;
    ui::AdaptPanel panel {session};

    explicit Desk(const std::string& events = "'at 4 s link lb bandwidth *0.02 for 12 s'")
    {
        session.start(project(events));
        for (const char* name : {"adaptDetection", "adaptPlanning", "adaptRestart"})
            find<QLineEdit>(name)->setText(QStringLiteral("100 ms"));
    }
    template <typename T>
    T* find(const char* name) const
    {
        return panel.findChild<T*>(QLatin1String(name));
    }
    bool waitForEnd()
    {
        QSignalSpy ended(&panel.runner(), &ui::AdaptRunner::ended), failed(&panel.runner(), &ui::AdaptRunner::failed);
        const auto over = [&] { return ended.count() + failed.count() > 0; };
        return QTest::qWaitFor(over, 60'000) && failed.isEmpty();
    }
};

} // namespace tst_adapt_panel

using tst_adapt_panel::Desk;

class TestAdaptPanel : public QObject
{
    Q_OBJECT
private slots:
    void policiesAndSwitchesAreListed()
    {
        Desk desk;
        desk.find<QPushButton>("adaptStart")->click();
        QVERIFY(desk.panel.runner().isRunning());
        QVERIFY(desk.waitForEnd());
        const QAbstractItemModel* policies = desk.find<QTableView>("adaptPolicies")->model();
        QCOMPARE(policies->rowCount(), 4);
        const core::Adaptation& adaptation = *desk.panel.result();
        std::size_t changes = 0;
        for (const core::PolicyRun& run : adaptation.policies)
            changes += run.switches.size();
        QVERIFY(changes > 0);
        QCOMPARE(desk.find<QTableView>("adaptSwitches")->model()->rowCount(), static_cast<int>(changes));
        QVERIFY(desk.find<QPushButton>("adaptStart")->isEnabled());
    }
    void stoppingLeavesNothingBehind()
    {
        Desk desk;
        desk.find<QPushButton>("adaptStart")->click();
        desk.find<QPushButton>("adaptCancel")->click();
        QVERIFY(desk.waitForEnd());
        QVERIFY(!desk.panel.result());
        QVERIFY(desk.find<QPushButton>("adaptStart")->isEnabled());
    }
    void whatStandsAgainstItIsTold()
    {
        Desk desk;
        desk.find<QLineEdit>("adaptRestart")->setText("soon");
        desk.find<QPushButton>("adaptStart")->click();
        QVERIFY(!desk.panel.runner().isRunning());
        QVERIFY(desk.find<QLabel>("adaptState")->text().startsWith("soon: "));
        desk.session.start(core::Project());
        desk.find<QPushButton>("adaptStart")->click();
        QVERIFY(desk.find<QLabel>("adaptState")->text().contains("there is no project"));
    }
    void withoutChangesItSaysSo()
    {
        Desk desk("'# nothing happens'");
        desk.find<QPushButton>("adaptStart")->click();
        QVERIFY(desk.waitForEnd());
        QVERIFY(!desk.panel.result()->drop);
        QCOMPARE(desk.find<QTableView>("adaptSwitches")->model()->rowCount(), 0);
    }
};

CLUSTERLOOM_TEST(TestAdaptPanel)
#include "tst_adapt_panel.moc"
