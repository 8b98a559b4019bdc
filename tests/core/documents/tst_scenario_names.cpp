#include "core/documents/scenario_names.h"

#include "tests/support/registry.h"
#include "tests/support/scenarios.h"

using namespace core;

namespace {

/// Names of what matches, or the error and its fix.
std::string linksOf(const ScenarioNames& names, std::string_view pattern)
{
    const Result<std::vector<int>> links = names.links(pattern);
    if (!links)
        return links.error().message + " / " + links.error().fix;
    std::string text;
    for (const int link : *links)
        text += (text.empty() ? "" : " ") + names.linkName(link);
    return text;
}

} // namespace

class TestScenarioNames : public QObject
{
    Q_OBJECT

private slots:
    void linksMatch_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("links");
        const auto row = [](const char* pattern, const char* links) { QTest::newRow(pattern) << pattern << links; };
        row("a", "a");
        row("up", "up:n0 up:n1 up:w0 up:w1 up:w2 up:w3");
        row("up:n1", "up:n1");
        row("up:w*", "up:w0 up:w1 up:w2 up:w3");
        row("u*:*3", "up:w3");
        row("up:w[1-2]", "up:w1 up:w2");
        row("up:w[2-9]", "up:w2 up:w3");
        row("u*p", "up:n0 up:n1 up:w0 up:w1 up:w2 up:w3");
        row("*-link", "µ-link");
        row("up:w4", "no link is called \"up:w4\" / up:w0");
        row("bandwith", "no link is called \"bandwith\" / bandwidth");
        row("frow*", "no link matches \"frow*\" / forw*");
        row("z*", "no link matches \"z*\" / a, b, bandwidth, ...");
        row("a*a", "no link matches \"a*a\" / a*");
        row("?", "no link is called \"?\" / a, b, bandwidth, ...");
    }
    void linksMatch()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, links);
        QCOMPARE(QString::fromStdString(linksOf(ScenarioNames(support::scenarioCluster()), pattern.toStdString())), links);
        QCOMPARE(QString::fromStdString(linksOf(ScenarioNames(support::expandedScenarioCluster()), pattern.toStdString())), links);
    }
    void indicesAreThoseOfTheExpansion()
    {
        const ExpandedCluster expanded = support::expandedScenarioCluster();
        const ScenarioNames names(support::scenarioCluster());
        for (std::size_t i = 0; i < expanded.links.size(); ++i)
            QCOMPARE(names.linkName(static_cast<int>(i)), expanded.links[i].name);
        for (std::size_t i = 0; i < expanded.hosts.size(); ++i)
            QCOMPARE(names.hostName(static_cast<int>(i)), expanded.hosts[i].name);
        for (int rank = 0; rank < expanded.ranks(); ++rank)
            QCOMPARE(names.hostOf(rank), expanded.hostOfRank[static_cast<std::size_t>(rank)]);
        QCOMPARE(names.hostOf(expanded.ranks()), -1);
    }
    void nodesAndDevicesMatch()
    {
        const ScenarioNames names(support::scenarioCluster());
        QCOMPARE(names.nodes("n[0-1]")->hosts, (std::vector {0, 1}));
        QCOMPARE(names.nodes("w[0-3]")->hosts, (std::vector {4, 5, 6, 7}));
        QCOMPARE(names.nodes("*2")->hosts, (std::vector {6}));
        QCOMPARE(names.nodes("n1:0-1")->ranks, (std::vector {2, 3}));
        QCOMPARE(names.nodes("n*:1")->ranks, (std::vector {1, 3}));
        QCOMPARE(names.nodes("n2").error().fix, std::string("n0"));
        QVERIFY(!names.nodes("n1:2"));
        QVERIFY(!names.nodes("n1:x"));
        QVERIFY(!names.nodes("n[1"));
        QVERIFY(!names.nodes("core"));
    }
};

CLUSTERLOOM_TEST(TestScenarioNames)

#include "tst_scenario_names.moc"
