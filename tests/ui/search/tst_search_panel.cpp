#include "tests/support/json.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/search/search_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <chrono>

namespace tst_search_panel {

/// Eight devices of two kinds and a model small enough to be searched in no time.
struct Desk
{
    ui::Session session;
    ui::SearchPanel panel {session};

    explicit Desk(const std::string& locks = "'pipelines': 'alike', 'stages': 'aligned', 'schedule': '1f1b', 'tensor': 2, 'zero': 0")
    {
        std::string text = support::sampleText();
        text.insert(text.rfind('}'), support::json(", 'search': { 'locks': { " + locks + " } }"));
        session.start(*core::parseProject(text).project);
    }
    template <typename T>
    T* find(const char* name) const
    {
        return panel.findChild<T*>(QLatin1String(name));
    }
    bool waitForEnd()
    {
        QSignalSpy ended(&panel.runner(), &ui::SearchRunner::ended), failed(&panel.runner(), &ui::SearchRunner::failed);
        const auto over = [&] { return ended.count() + failed.count() > 0; };
        return QTest::qWaitFor(over, 60'000) && failed.isEmpty();
    }
};

} // namespace tst_search_panel

using tst_search_panel::Desk;

class TestSearchPanel : public QObject
{
    Q_OBJECT
private slots:
    void theBestPlanIsShownAndSimulated();
    void anotherPlanReplacesIt();
    void costsAreShownWherePricesAreKnown();
    void stoppingKeepsTheWindowUsable();
    void aPauseEndsWithGoOn();
    void noPauseCounts();
    void anEmptyProjectIsToldSo();
};

void TestSearchPanel::theBestPlanIsShownAndSimulated()
{
    Desk desk;
    desk.find<QPushButton>("searchStart")->click();
    QVERIFY(desk.panel.runner().isRunning());
    QVERIFY(!desk.find<QPushButton>("searchStart")->isEnabled());
    QVERIFY(desk.waitForEnd());
    auto* plans = desk.find<QTableView>("searchPlans");
    QVERIFY(plans->model()->rowCount() > 0);
    QCOMPARE(desk.session.plan(), std::string("search result"));
    QTRY_VERIFY(desk.session.result() && desk.session.result()->input.plan == "search result");
    // The figure in the list is the one that the timeline shows.
    const auto* ranked = qobject_cast<const ui::RankedModel*>(plans->model());
    QCOMPARE(desk.session.result()->timeline.period, ranked->plan(0).evaluation.iterationTime);
    for (int row = 1; row < ranked->rowCount(); ++row)
        QVERIFY(ranked->plan(row).evaluation.score >= ranked->plan(0).evaluation.score);
}

void TestSearchPanel::anotherPlanReplacesIt()
{
    Desk desk;
    desk.find<QPushButton>("searchStart")->click();
    QVERIFY(desk.waitForEnd());
    const std::size_t plans = desk.session.project().plans.size();
    const auto* ranked = qobject_cast<const ui::RankedModel*>(desk.find<QTableView>("searchPlans")->model());
    QVERIFY(ranked->rowCount() > 1);
    desk.panel.showPlan(ranked->index(1, 0));
    QCOMPARE(desk.session.project().plans.size(), plans);
    QTRY_VERIFY(desk.session.result() && desk.session.result()->timeline.period == ranked->plan(1).evaluation.iterationTime);
    QSignalSpy wanted(&desk.panel, &ui::SearchPanel::timelineWanted);
    emit desk.find<QTableView>("searchPlans")->clicked(ranked->index(0, 0));
    QVERIFY(wanted.isEmpty()); // the list goes on being read
    emit desk.find<QTableView>("searchPlans")->activated(ranked->index(0, 0));
    QCOMPARE(wanted.count(), 1);
}

void TestSearchPanel::costsAreShownWherePricesAreKnown()
{
    Desk desk;
    const auto* plans = desk.find<QTableView>("searchPlans");
    desk.find<QPushButton>("searchStart")->click();
    QVERIFY(desk.waitForEnd());
    QVERIFY(plans->isColumnHidden(ui::RankedModel::Cost));
    desk.session.edit(QStringLiteral("Price"), [](core::Project& project) {
        core::Cluster& cluster = *project.cluster;
        for (std::size_t i = 0; i < cluster.nodes.size(); ++i) {
            core::DeviceOverride priced;
            priced.id.text = "priced" + std::to_string(i);
            priced.basedOn = cluster.nodes[i].device;
            priced.pricePerHour = 2;
            cluster.devices.append(priced);
            cluster.nodes.update(i, [&](core::Node& node) { node.device = priced.id; });
        }
    });
    desk.find<QPushButton>("searchStart")->click();
    QVERIFY(desk.waitForEnd());
    QVERIFY(!plans->isColumnHidden(ui::RankedModel::Cost));
}

void TestSearchPanel::stoppingKeepsTheWindowUsable()
{
    Desk desk;
    desk.find<QPushButton>("searchStart")->click();
    desk.find<QPushButton>("searchCancel")->click();
    QVERIFY(desk.waitForEnd());
    QVERIFY(desk.find<QPushButton>("searchStart")->isEnabled());
    desk.find<QPushButton>("searchStart")->click();
    QVERIFY(desk.waitForEnd());
    QVERIFY(desk.find<QTableView>("searchPlans")->model()->rowCount() > 0);
}

void TestSearchPanel::aPauseEndsWithGoOn()
{
    Desk desk;
    desk.find<QPushButton>("searchStart")->click();
    desk.find<QPushButton>("searchPause")->click();
    QVERIFY(desk.panel.runner().isPaused());
    QSignalSpy ended(&desk.panel.runner(), &ui::SearchRunner::ended);
    QTest::qWait(200);
    QVERIFY(ended.isEmpty());
    desk.find<QPushButton>("searchPause")->click();
    QVERIFY(desk.waitForEnd());
    QVERIFY(desk.find<QTableView>("searchPlans")->model()->rowCount() > 0);
}

void TestSearchPanel::noPauseCounts()
{
    Desk desk(""); // takes a while
    const auto begin = std::chrono::steady_clock::now();
    desk.find<QPushButton>("searchStart")->click();
    constexpr int pause = 300, pauses = 2;
    for (int i = 0; i < pauses; ++i) {
        desk.find<QPushButton>("searchPause")->click();
        QVERIFY(desk.panel.runner().isPaused());
        QTest::qWait(pause);
        QVERIFY(desk.panel.runner().isRunning());
        desk.find<QPushButton>("searchPause")->click();
    }
    desk.find<QPushButton>("searchCancel")->click();
    QVERIFY(desk.waitForEnd());
    const auto all = std::chrono::steady_clock::now() - begin;
    QVERIFY(desk.panel.runner().state().took <= all - std::chrono::milliseconds(pauses * pause - 2)); // timers may be early by less
}

void TestSearchPanel::anEmptyProjectIsToldSo()
{
    ui::Session session;
    ui::SearchPanel panel(session);
    panel.start();
    QVERIFY(!panel.runner().isRunning());
    QVERIFY(panel.findChild<QLabel*>(QStringLiteral("searchState"))->text().startsWith(QStringLiteral("No search")));
}

CLUSTERLOOM_TEST(TestSearchPanel)
#include "tst_search_panel.moc"
