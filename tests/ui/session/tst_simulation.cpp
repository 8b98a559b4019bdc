#include "core/documents/groups.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/session/session.h"

#include <QSignalSpy>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

using namespace std::chrono_literals;

namespace {

/// A simulation that the test holds by the hand.
struct Puppet
{
    std::atomic<int> begun {0};
    std::atomic<int> stopped {0};
    std::atomic<bool> release {false};

    core::Result<ui::SimulationResult> run(const ui::SimulationInput& input, const core::Progress& progress)
    {
        ++begun;
        while (!release) {
            if (!progress(0.5)) {
                ++stopped;
                return core::Error {"cancelled", {}, {}, {}};
            }
            std::this_thread::sleep_for(1ms);
        }
        return resultOf(input, 1s);
    }

    static ui::SimulationResult resultOf(const ui::SimulationInput& input, std::chrono::nanoseconds took)
    {
        ui::SimulationResult result;
        result.input = input;
        result.metrics.plan = input.plan;
        result.took = took;
        return result;
    }
};

ui::SimulationRunner::Work workOf(const std::shared_ptr<Puppet>& puppet)
{
    return [puppet](const ui::SimulationInput& input, const core::Progress& progress) { return puppet->run(input, progress); };
}

/// Ends at once, as if it had taken `took`, and counts.
ui::SimulationRunner::Work counted(const std::shared_ptr<std::atomic<int>>& runs, std::chrono::nanoseconds took)
{
    return [runs, took](const ui::SimulationInput& input, const core::Progress&) -> core::Result<ui::SimulationResult> {
        ++*runs;
        return Puppet::resultOf(input, took);
    };
}

void renameTheProject(ui::Session& session, int batch)
{
    session.edit(QStringLiteral("Batch"), [=](core::Project& p) { p.training->globalBatch = batch; });
}

} // namespace

class TestSimulation : public QObject
{
    Q_OBJECT
private slots:
    void linksThatChangeAndOthersComeInTurn();
    void aResultIsDeliveredWhole();
    void cancelStopsTheWork();
    void anotherStartDropsTheOneBefore();
    void theEndOfTheRunnerStopsTheWork();
    void aFailureIsAValue();
    void anEditMarksTheResultStaleAndKeepsIt();
    void aMoveOnTheCanvasLeavesTheResultFresh();
    void aQuickSimulationFollowsEdits();
    void aSlowOneDoesNot();
    void anotherPlanMakesTheResultStale();
    void aChosenPlanIsSimulated();
};

void TestSimulation::aResultIsDeliveredWhole()
{
    auto puppet = std::make_shared<Puppet>();
    ui::SimulationRunner runner(workOf(puppet));
    std::shared_ptr<const ui::SimulationResult> delivered;
    connect(&runner, &ui::SimulationRunner::finished, this, [&](const auto& result) { delivered = result; });
    QSignalSpy progress(&runner, &ui::SimulationRunner::progressed);
    runner.start({support::sampleProject(), "one-by-one"});
    QTRY_VERIFY(progress.count() > 0);
    QCOMPARE(progress.first().first().toDouble(), 0.5);
    QVERIFY(runner.isRunning());
    puppet->release = true;
    QTRY_VERIFY(delivered != nullptr);
    QCOMPARE(delivered->metrics.plan, std::string("one-by-one"));
    QVERIFY(delivered->input.project == support::sampleProject());
    QVERIFY(!runner.isRunning());
}

void TestSimulation::cancelStopsTheWork()
{
    auto puppet = std::make_shared<Puppet>();
    ui::SimulationRunner runner(workOf(puppet));
    QSignalSpy cancelled(&runner, &ui::SimulationRunner::cancelled);
    QSignalSpy finished(&runner, &ui::SimulationRunner::finished);
    runner.start({support::sampleProject(), "one-by-one"});
    QTRY_COMPARE(puppet->begun.load(), 1); // the work's own flag: the runner says "running" before it begins
    runner.cancel();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!runner.isRunning());
    QTRY_COMPARE(puppet->stopped.load(), 1);
    QTest::qWait(20);
    QCOMPARE(finished.count(), 0);
}

void TestSimulation::anotherStartDropsTheOneBefore()
{
    auto puppet = std::make_shared<Puppet>();
    ui::SimulationRunner runner(workOf(puppet));
    std::vector<std::string> delivered;
    connect(&runner, &ui::SimulationRunner::finished, this, [&](const auto& result) { delivered.push_back(result->input.plan); });
    runner.start({support::sampleProject(), "first"});
    QTRY_COMPARE(puppet->begun.load(), 1);
    runner.start({support::sampleProject(), "second"});
    QTRY_COMPARE(puppet->stopped.load(), 1);
    puppet->release = true;
    QTRY_COMPARE(delivered.size(), std::size_t(1));
    QTest::qWait(20);
    QCOMPARE(delivered, std::vector<std::string> {"second"});
}

void TestSimulation::theEndOfTheRunnerStopsTheWork()
{
    auto puppet = std::make_shared<Puppet>();
    {
        ui::SimulationRunner runner(workOf(puppet));
        runner.start({support::sampleProject(), "one-by-one"});
        QTRY_COMPARE(puppet->begun.load(), 1);
    }
    QCOMPARE(puppet->stopped.load(), 1);
}

void TestSimulation::aFailureIsAValue()
{
    ui::Session session([](const ui::SimulationInput&, const core::Progress&) -> core::Result<ui::SimulationResult> {
        return core::Error {"no path between two stages", "/cluster/links", {}, {}};
    });
    QString message;
    connect(&session, &ui::Session::simulationFailed, this,
        [&](const core::Error& error) { message = QString::fromStdString(core::describe(error)); });
    session.start(support::sampleProject());
    QTRY_COMPARE(message, QStringLiteral("/cluster/links: no path between two stages"));
    QVERIFY(!session.result());
}

void TestSimulation::anEditMarksTheResultStaleAndKeepsIt()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 1s));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    const auto result = session.result();
    QVERIFY(!session.isStale());
    renameTheProject(session, 64);
    QVERIFY(session.isStale());
    QVERIFY(session.result() == result);
    session.undoStack().undo();
    QVERIFY(!session.isStale());
}

void TestSimulation::aMoveOnTheCanvasLeavesTheResultFresh()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 1ms));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() && !session.isStale());
    const int before = *runs;
    session.edit(QStringLiteral("Move"), [](core::Project& p) { p = core::withCentres(p, {{"fast", {700, 300}}}); });
    session.edit(QStringLiteral("Group"), [](core::Project& p) { p = core::grouped(p, {{core::NodeId {"fast"}}, {}, {}})->project; });
    QVERIFY(!session.isStale());
    QTest::qWait(120); // past the check after an edit
    QCOMPARE(int(*runs), before);
    renameTheProject(session, 64);
    QTRY_COMPARE(int(*runs), before + 1);
    session.edit(QStringLiteral("Shrink"), [](core::Project& p) { p.cluster->nodes.update(0, [](core::Node& node) { --node.count; }); });
    QVERIFY(session.isStale());
}

void TestSimulation::aQuickSimulationFollowsEdits()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 199ms));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    renameTheProject(session, 64);
    QTRY_COMPARE(runs->load(), 2);
    QTRY_VERIFY(!session.isStale());
    QCOMPARE(session.result()->input.project.training->globalBatch, 64);
}

void TestSimulation::aSlowOneDoesNot()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 200ms));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    QSignalSpy checked(&session, &ui::Session::issuesChanged);
    renameTheProject(session, 64);
    QTRY_COMPARE(checked.count(), 1);
    QTest::qWait(20);
    QCOMPARE(runs->load(), 1);
    session.simulate();
    QTRY_VERIFY(!session.isStale());
    QCOMPARE(runs->load(), 2);
}

void TestSimulation::anotherPlanMakesTheResultStale()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 5s));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    session.setPlan("all-forward-first");
    QVERIFY(session.isStale());
    session.setPlan("one-by-one");
    QVERIFY(!session.isStale());
}

void TestSimulation::aChosenPlanIsSimulated()
{
    auto runs = std::make_shared<std::atomic<int>>(0);
    ui::Session session(counted(runs, 1s));
    session.start(support::sampleProject());
    QTRY_VERIFY(session.result() != nullptr);
    session.setPlan("all-forward-first");
    QTRY_VERIFY(!session.isStale());
    QCOMPARE(session.result()->input.plan, std::string("all-forward-first"));
}

/// The link to the slower node falls to the half from 5 to 10 ms.
void TestSimulation::linksThatChangeAndOthersComeInTurn()
{
    std::string words = support::sampleText();
    words.insert(words.find("\"plans\""), "\"scenario\": { \"horizon\": \"1 s\", \"events\": [\"at 5 ms link slow-leaf bandwidth *0.5 for 5 ms\"] }, ");
    const auto result = ui::simulatePlan({*core::parseProject(words).project, {}}, {});
    QVERIFY(result);
    const std::vector<core::LinkUse>& links = result->links;
    QVERIFY(links.size() >= 2); // activations go one way, gradients the other
    QCOMPARE(links.front().link, std::string("slow-leaf"));
    const std::vector<core::LinkChange> expected {{core::Nanoseconds(5'000'000), {0}}, {core::Nanoseconds(10'000'000), {}}};
    QVERIFY(links.front().changes == expected);
    const auto limitAt = [&](std::int64_t at) {
        double rate = 0;
        for (const core::RateStep& step : links.front().use.limit)
            if (step.at.count <= at)
                rate = step.rate.value;
        return rate;
    };
    QCOMPARE(limitAt(1'000'000), links.front().nominal.value);
    QCOMPARE(limitAt(7'000'000), links.front().nominal.value / 2);
    QCOMPARE(limitAt(12'000'000), links.front().nominal.value);
    QVERIFY(links[1].changes.empty());
    for (const bool changes : {true, false}) {
        double least = 1;
        for (const core::LinkUse& link : links)
            if (link.changes.empty() != changes)
                QVERIFY(link.use.load.mean <= std::exchange(least, link.use.load.mean));
    }
}

CLUSTERLOOM_TEST(TestSimulation)
#include "tst_simulation.moc"
