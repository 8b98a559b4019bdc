#include "core/documents/check_scenario.h"
#include "core/documents/scenario_changes.h"

#include "tests/support/registry.h"
#include "tests/support/scenarios.h"

using namespace core;

namespace {

/// "pointer severity message / fix" of every issue.
QStringList issuesOf(const Scenario& scenario)
{
    QStringList texts;
    for (const Issue& issue : checkScenario(scenario, support::scenarioCluster()))
        texts += QString::fromStdString(issue.pointer + (issue.severity == Severity::Error ? " error " : " warning ") + issue.message
            + (issue.fix.empty() ? "" : " / " + issue.fix));
    return texts;
}

QStringList issuesOf(const char* line, const char* horizon = "100 s", std::optional<std::uint64_t> seed = 1)
{
    return issuesOf(support::scenarioOf({line}, horizon, seed));
}

} // namespace

class TestCheckScenario : public QObject
{
    Q_OBJECT

private slots:
    void aLongScriptIsStoppedWhereverItIs()
    {
        std::vector<std::string> lines;
        for (int i = 0; i < 2'000; ++i)
            lines.push_back("at " + std::to_string(i % 700) + " ms link a bandwidth " + std::to_string(1 + i % 9) + " GB/s for 30 ms");
        Project project;
        project.cluster = support::scenarioCluster();
        project.scenario = support::scenarioOf(std::move(lines));
        const auto callsOf = [&](int most, const auto& work) {
            int calls = 0;
            const bool done = work([&](double) { return ++calls < most; }).ok();
            return std::pair(calls, done);
        };
        const auto checking = [&](const Progress& progress) { return check(project, builtInCatalogue(), progress); };
        const auto playing = [&](const Progress& progress) { return changes(*project.scenario, support::expandedScenarioCluster(), {}, progress); };
        const int whileChecking = callsOf(1'000'000, checking).first, whilePlaying = callsOf(1'000'000, playing).first;
        QVERIFY(whileChecking > 2'000 / 256 && whilePlaying > 2'000 / 256);
        for (int most = 1; most <= whileChecking; most += 11)
            QCOMPARE(callsOf(most, checking), std::pair(most, false));
        for (int most = 1; most <= whilePlaying; most += 11)
            QCOMPARE(callsOf(most, playing), std::pair(most, false));
    }
    void aSoundScenarioHasNoIssues()
    {
        const Scenario scenario = support::scenarioOf({"# all is well", "", "at 10 s link a bandwidth *0.25 for 20 s", "at 10 s link b bandwidth *0 for 90 s",
            "at 35 s link up:w* bandwidth 50 Gbit/s ramp 500 ms for 1 s", "at 36 s link up bandwidth 20 Gbit/s",
            "every 2 s from 1 s until 9 s link a bandwidth *0.5 for 100 ms", "at 50 s link a latency 20 ms", "at 60 s node n1 compute *0.6 for 30 s",
            "at 90 s node w[0-2] down", "random link up:* bandwidth *0.1..0.8 mean-gap 30 s mean-length 5 s",
            "trace \"uplink.csv\" link b forward bandwidth loop", "off at 1 s link nowhere down", "at 5 s node n1:1 compute *0.5 for 1 s"});
        QCOMPARE(issuesOf(scenario), QStringList());
    }
    void everyBadLineIsNamed()
    {
        const Scenario scenario = support::scenarioOf({"at 1 s link a down for 1 s", "at 1 s lnik a down", "at 1 s link bandwith down", "at 1 s node w9 down", "at 1 s link zz* down"});
        QCOMPARE(issuesOf(scenario), (QStringList {"/scenario/events/1 error line 2, column 8: unexpected \"lnik\" / link",
            "/scenario/events/2 error line 3, column 13: no link is called \"bandwith\" / bandwidth",
            "/scenario/events/3 error line 4, column 13: no node is called \"w9\" / w0",
            "/scenario/events/4 error line 5, column 13: no link matches \"zz*\" / a, b, bandwidth, ..."}));
    }
    void randomNeedsASeedAndAHorizon()
    {
        const char* line = " random link a bandwidth *0.5 mean-gap 1 s mean-length 1 s";
        QCOMPARE(issuesOf(line, "100 s", std::nullopt), (QStringList {"/scenario/events/0 error line 1, column 2: a random event needs a seed / \"seed\": 1"}));
        QCOMPARE(issuesOf(line, ""), (QStringList {"/scenario/events/0 error line 1, column 2: a random event needs a horizon / \"horizon\": \"10 min\""}));
        QCOMPARE(issuesOf("every 1 s link a down for 1 ms", "").size(), 1);
        QCOMPARE(issuesOf("every 1 s until 9 s link a down for 1 ms", "").size(), 0);
        QCOMPARE(issuesOf("at 1 s link a down", "", std::nullopt).size(), 0);
        QCOMPARE(issuesOf("", "0 s"), (QStringList {"/scenario/horizon error the horizon must be greater than 0"}));
    }
    void eventsBeyondTheHorizonAreWarnings()
    {
        QCOMPARE(issuesOf("at 90 s link for down for 11 s"), (QStringList {"/scenario/events/0 warning line 1, column 27: the event outlasts the horizon, which cuts it off"}));
        QCOMPARE(issuesOf("at 90 s link for down for 10 s"), QStringList());
        QCOMPARE(issuesOf("at 100 s link a down"), (QStringList {"/scenario/events/0 warning line 1, column 4: the event is after the horizon and has no effect"}));
        QCOMPARE(issuesOf("every 1 s from 100 s link a down for 1 ms").size(), 1);
        QCOMPARE(issuesOf("every 1 s link a bandwidth *0.5").size(), 1);
        QCOMPARE(issuesOf("at 1 s link a bandwidth *0.5 ramp 2 s for 1 s"), (QStringList {"/scenario/events/0 warning line 1, column 35: the ramp is longer than the event, whose end cuts it off"}));
    }
    void manyOverlapsAreSummedUp()
    {
        const QStringList issues = issuesOf(support::scenarioOf(std::vector<std::string>(1'503, "at 1 s link a latency 1 ms")));
        QCOMPARE(issues.size(), 1'001);
        QCOMPARE(issues.last(), QString("/scenario/events/1001 warning absolute values overlap on 502 more lines, from this one on"));
    }
    void overlappingAbsolutesAreWarnings()
    {
        const Scenario scenario = support::scenarioOf({"at 30 s link up:w1 bandwidth 3 GB/s for 5 s", "at 10 s link up bandwidth 1 GB/s for 20 s", "at 29 s link up:w* backward bandwidth 2 GB/s for 1 s",
            "at 29 s link up:w1 latency 1 ms for 9 s", "off at 0 s link up:w1 bandwidth 7 GB/s", "trace \"t\" link a bandwidth hold", "at 3 s link a bandwidth 1 B/s for 1 s"});
        QCOMPARE(issuesOf(scenario), (QStringList {"/scenario/events/2 warning line 3, column 1: bandwidth of up:w0 is also set by line 2 at that time; the later start wins",
            "/scenario/events/6 warning line 7, column 1: bandwidth of a is also set by line 6 at that time; the later start wins"}));
    }
};

CLUSTERLOOM_TEST(TestCheckScenario)

#include "tst_check_scenario.moc"
