#include "core/documents/scenario_changes.h"

#include "core/documents/scenario_trace.h"
#include "tests/support/law.h"
#include "tests/support/played_scenario.h"

#include <algorithm>
#include <cmath>

using namespace core;
using namespace support;

class TestScenarioChanges : public QObject
{
    Q_OBJECT

private slots:
    void intervalsAreHalfOpen();
    void theLastStartedAbsoluteCounts();
    void factorsMultiplyAndDownIsZero();
    void productsDoNotDependOnTheOrderOfLines();
    void directionsAreApart();
    void aNodeThatIsDownNeitherComputesNorTalks();
    void aDeviceHasItsHostsEventsToo();
    void repetitionsEndBeforeUntil();
    void rampsHaveTheAreaOfTheLine();
    void tracesLoopOrHold();
    void arraysShareOneProfile();
    void whatCannotBePlayedIsAnError();
    void aMillionEventsPlay();
};

void TestScenarioChanges::intervalsAreHalfOpen()
{
    const ScenarioChanges changes = played({"at 10 s link a bandwidth *0.5 for 10 s", "at 20 s link a bandwidth *0.25 for 80 s"});
    QCOMPARE(bandwidthStory(changes, "a"), std::string("10: 5 #1, 20: 2.5 #2"));
    QCOMPARE(bandwidthStory(changes, "b"), std::string());
    QCOMPARE(changes.horizon, milliseconds(100'000));
}

void TestScenarioChanges::theLastStartedAbsoluteCounts()
{
    QCOMPARE(bandwidthStory(played({"at 20 s link a bandwidth 2 B/s for 10 s", "at 10 s link a bandwidth 1 B/s", "at 20 s link a bandwidth 3 B/s for 5 s"}), "a"),
        std::string("10: 1 #2, 20: 3 #3, 25: 2 #1, 30: 1 #2"));
}

void TestScenarioChanges::factorsMultiplyAndDownIsZero()
{
    QCOMPARE(bandwidthStory(played({"at 0 s link a bandwidth *0.5 for 9 s", "at 3 s link a bandwidth 4 B/s for 3 s", "at 5 s link a down for 2 s", "at 4 s link a latency 1 s"}), "a"),
        std::string("0: 5 #1, 3: 2 #1 #2, 5: 0 #3 #1 #2, 6: 0 #3 #1, 7: 5 #1, 9: 10"));
}

void TestScenarioChanges::productsDoNotDependOnTheOrderOfLines()
{
    QVERIFY(0.1 * 0.7 * 0.3 != 0.3 * 0.7 * 0.1); // rounding is what this is about
    std::vector<std::string> lines {"at 1 s link a bandwidth *0.1", "at 1 s link a bandwidth *0.3", "at 1 s link a bandwidth *0.7"};
    const double product = played(lines).profiles.front().steps.front().value.factor;
    while (std::ranges::next_permutation(lines).found)
        QVERIFY(played(lines).profiles.front().steps.front().value.factor == product);
}

void TestScenarioChanges::directionsAreApart()
{
    const ScenarioChanges changes = played({"at 1 s link up:n1 forward bandwidth *0.5", "at 2 s link up:* backward bandwidth *0.1"});
    QCOMPARE(bandwidthStory(changes, "up:n1", 0), std::string("1: 5 #1"));
    QCOMPARE(bandwidthStory(changes, "up:n1", 1), std::string("2: 1 #2"));
    QCOMPARE(bandwidthStory(changes, "up:w3", 0), std::string());
    QCOMPARE(bandwidthStory(changes, "up:w3", 1), std::string("2: 1 #2"));
}

void TestScenarioChanges::aNodeThatIsDownNeitherComputesNorTalks()
{
    const ScenarioChanges changes = played({"at 60 s node n1 compute *0.6 for 35 s", "at 90 s node n1 down"});
    QCOMPARE(story(changes, {SubjectKind::Host, Property::Compute, 1, 0}, 1), std::string("60: 0.6 #1, 90: 0 #2 #1, 95: 0 #2"));
    QCOMPARE(story(changes, {SubjectKind::Host, Property::Bandwidth, 1, 0}, 1), std::string("90: 0 #2"));
}

void TestScenarioChanges::aDeviceHasItsHostsEventsToo()
{
    const ScenarioChanges changes = played({"at 1 s node n1:1 compute *0.5", "at 2 s node n1 compute *0.5"});
    QCOMPARE(changes.computeOf(playedCluster(), 3)->steps.size(), std::size_t(2));
    QCOMPARE(changes.computeOf(playedCluster(), 3)->steps.back().value.of(1), 0.25);
    QCOMPARE(changes.computeOf(playedCluster(), 2)->steps.back().value.of(1), 0.5);
    QCOMPARE(changes.computeOf(playedCluster(), 0), nullptr);
}

void TestScenarioChanges::repetitionsEndBeforeUntil()
{
    QCOMPARE(bandwidthStory(played({"every 2 s from 1 s until 5 s link a bandwidth *0.5 for 500 ms"}), "a"),
        std::string("1: 5 #1, 1.5: 10, 3: 5 #1, 3.5: 10"));
    QCOMPARE(bandwidthStory(played({"every 40 s link a down for 30 s"}), "a"), std::string("0: 0 #1, 30: 10, 40: 0 #1, 70: 10, 80: 0 #1"));
}

void TestScenarioChanges::rampsHaveTheAreaOfTheLine()
{
    const Subject subject {SubjectKind::Link, Property::Bandwidth, linkCalled("a"), 0};
    const ScenarioChanges changes = played({"at 10 s link a bandwidth 4 B/s ramp 8 s", "at 30 s link a bandwidth *0.5 ramp 8 s for 4 s"});
    const ChangeProfile& profile = *changes.profileOf(subject);
    double area = 0;
    for (std::size_t i = 0; profile.steps[i].at < milliseconds(18'000); ++i)
        area += profile.steps[i].value.of(10) * seconds(profile.steps[i + 1].at - profile.steps[i].at).value;
    QVERIFY(std::abs(area - 8 * (10 + 4) / 2.0) < 1e-9);
    QCOMPARE(valueAt(changes, subject, milliseconds(10'000), 10), 10 - 6 * 0.5 / 32);
    QCOMPARE(valueAt(changes, subject, milliseconds(18'000), 10), 4.0);
    QCOMPARE(valueAt(changes, subject, milliseconds(33'999), 10), 4 * (1 - 0.5 * 15.5 / 32)); // cut short half-way
    QCOMPARE(valueAt(changes, subject, milliseconds(34'000), 10), 4.0);
    QCOMPARE(profile.steps.size(), std::size_t(32 + 1 + 16 + 1));
    QCOMPARE(played({"at 1 s link a down for 1 s", "at 0 s link a bandwidth *0.5 ramp 3 ns for 3 ns"}).profileOf(subject)->steps.size(), std::size_t(3 + 1 + 2));
}

void TestScenarioChanges::tracesLoopOrHold()
{
    const Traces traces {{"t", parseTrace("1 s,6 B/s\n2 s,8 B/s\n").value()}};
    QCOMPARE(bandwidthStory(played({"trace \"t\" link a bandwidth hold", "at 5 s link a bandwidth 1 B/s for 1 s"}, traces), "a"),
        std::string("1: 6 #1, 2: 8 #1, 5: 1 #2, 6: 8 #1"));
    const ScenarioChanges looped = played({"trace \"t\" link a bandwidth loop", "at 1 s link a bandwidth *0.5 for 4 s"}, traces);
    QVERIFY(bandwidthStory(looped, "a").starts_with("1: 3 #1 #2, 2: 4 #1 #2, 3: 3 #1 #2, 4: 4 #1 #2, 5: 6 #1, 6: 8 #1, 7: 6 #1"));
    QCOMPARE(looped.profiles.front().steps.size(), std::size_t(99));
}

void TestScenarioChanges::arraysShareOneProfile()
{
    const ScenarioChanges changes = played({"at 1 s link up bandwidth *0.5", "at 2 s link up:w* bandwidth *0.5", "at 3 s node w* compute *0.5"});
    QCOMPARE(changes.changes.size(), std::size_t(2 * 6 + 4));
    QCOMPARE(changes.profiles.size(), std::size_t(3));
}

void TestScenarioChanges::whatCannotBePlayedIsAnError()
{
    const auto problem = [](std::vector<std::string> lines, const char* horizon = "100 s", std::optional<std::uint64_t> seed = 1) {
        const Result<ScenarioChanges> result = changes(scenarioOf(std::move(lines), horizon, seed), playedCluster());
        return result ? std::string() : result.error().where + " " + result.error().message;
    };
    QCOMPARE(problem({"", "at 1 s link c down"}), std::string("/scenario/events/1 line 2, column 13: no link is called \"c\""));
    QCOMPARE(problem({"random link a down mean-gap 1 s mean-length 1 s"}, "9 s", std::nullopt), std::string("/scenario/events/0 line 1, column 1: a random event needs a seed"));
    QCOMPARE(problem({"every 1 s link a down for 1 ms"}, ""), std::string("/scenario/events/0 line 1, column 1: a repetition without `until` needs a horizon"));
    QCOMPARE(problem({"trace \"t\" link a bandwidth hold"}), std::string("/scenario/events/0 line 1, column 7: the trace \"t\" has not been read"));
    QCOMPARE(problem({"random link a down mean-gap 1 ns mean-length 1 ns"}), std::string("/scenario/events/0 line 1: the random event happens too often"));
    QCOMPARE(problem({"every 1 ns link a down for 1 ns"}), std::string("/scenario/events/0 line 1, column 1: the scenario becomes too long here"));
    QVERIFY(!problem({"every 1 ms link a bandwidth *0.99"}).empty());
    QCOMPARE(problem({"this is not an event", "off at 1 s link c down"}), std::string());
}

void TestScenarioChanges::aMillionEventsPlay()
{
    const int count = support::count(20'000, 1'000'000);
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back("at " + std::to_string(i) + " ms link up:" + (i % 2 ? "n0" : "w1") + (i % 3 ? " bandwidth *0.5 for 1 ms" : " bandwidth 5 GB/s for 1 ms"));
    const Result<ScenarioChanges> result = changes(scenarioOf(std::move(lines), "2000 s"), playedCluster());
    QVERIFY(result.ok());
    QCOMPARE(result->profiles.size(), std::size_t(2));
    for (const ChangeProfile& profile : result->profiles)
        QCOMPARE(profile.steps.size(), static_cast<std::size_t>(count)); // a start and an end of each second line
}

CLUSTERLOOM_TEST(TestScenarioChanges)

#include "tst_scenario_changes.moc"
