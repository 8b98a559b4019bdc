#include "core/documents/expansion.h"
#include "tests/support/registry.h"

using namespace core;

namespace {

Node node(const char* id, int count)
{
    Node made;
    made.id.text = id;
    made.device = DeviceKindId {"A100-80G-SXM"};
    made.count = count;
    return made;
}

Link link(const char* id, const char* from, const char* to)
{
    Link made;
    made.id.text = id;
    made.ends = {from, to};
    return made;
}

Switch core_switch(const char* id)
{
    Switch made;
    made.id.text = id;
    return made;
}

std::string problem(const Cluster& cluster)
{
    const Result<ExpandedCluster> expanded = expand(cluster, builtInCatalogue());
    return expanded ? std::string() : describe(expanded.error());
}

} // namespace

class TestExpansion : public QObject
{
    Q_OBJECT
private slots:
    void aRangeStandsForItsMembers()
    {
        const NamePattern pattern = parseNamePattern("rack[2-5]-gpu").value();
        QCOMPARE(pattern.size(), 4);
        QCOMPARE(pattern.member(2), std::string("rack2-gpu"));
        QCOMPARE(pattern.member(5), std::string("rack5-gpu"));
        QCOMPARE(parseNamePattern("n0").value().size(), 1);
        QCOMPARE(parseNamePattern("n0").value().member(0), std::string("n0"));
        QCOMPARE(parseNamePattern("n[7]").value().member(7), std::string("n7"));
    }
    void badRangesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"n[", "n]", "n[]", "n[3-1]", "n[a-b]", "n[1-2", "n[-1-2]", "n[+1-2]", "n[0-1][0-1]", "n]0-1[", "n[0-100000]", "n[0-99999999999]", "n[1-2-3]"})
            QTest::newRow(text) << text;
    }
    void badRangesAreRefused()
    {
        QFETCH(const QString, text);
        const Result<NamePattern> pattern = parseNamePattern(text.toStdString());
        QVERIFY(!pattern);
        QVERIFY(pattern.error().message.find(text.toStdString()) != std::string::npos);
        QVERIFY(pattern.error().expected.find("n[0-63]") != std::string::npos);
    }
    void ranksFollowNodeOrderThenDeviceIndex()
    {
        Cluster cluster;
        cluster.nodes = {node("b", 2), node("a[3-4]", 3)};
        const ExpandedCluster expanded = expand(cluster, builtInCatalogue()).value();
        QCOMPARE(expanded.ranks(), 8);
        QCOMPARE(expanded.deviceName(0), std::string("b:0"));
        QCOMPARE(expanded.deviceName(2), std::string("a3:0"));
        QCOMPARE(expanded.deviceName(7), std::string("a4:2"));
        QCOMPARE(expanded.hostOf(5).member, 1);
        QCOMPARE(expanded.hostOf(5).node, 1);
        QCOMPARE(expanded.hosts[2].firstRank, 5);
        QCOMPARE(expanded.kinds.size(), std::size_t(1));
        QCOMPARE(expanded.deviceOf(7).id.text, std::string("A100-80G-SXM"));
    }
    void aLinkFromAnArrayIsOneLinkAMember()
    {
        Cluster cluster;
        cluster.nodes = {node("x", 1), node("n[0-63]", 8)};
        cluster.switches = {core_switch("core")};
        cluster.links = {link("up", "n[0-63]", "core"), link("back", "core", "n[10-11]"), link("one", "x", "core")};
        const ExpandedCluster expanded = expand(cluster, builtInCatalogue()).value();
        QCOMPARE(expanded.links.size(), std::size_t(64 + 2 + 1));
        QCOMPARE(expanded.links[0].name, std::string("up:n0"));
        QCOMPARE(expanded.links[63].name, std::string("up:n63"));
        QCOMPARE(expanded.links[63].ends, (std::array {64, 65})); // x is host 0, n63 host 64, core the vertex after the hosts
        QCOMPARE(expanded.links[64].name, std::string("back:n10"));
        QCOMPARE(expanded.links[64].ends, (std::array {65, 11}));
        QCOMPARE(expanded.links[66].name, std::string("one"));
    }
    void rangesOfEqualLengthPairUp()
    {
        Cluster cluster;
        cluster.nodes = {node("a[0-2]", 1), node("b[5-7]", 1)};
        cluster.links = {link("rail", "a[0-2]", "b[5-7]")};
        const ExpandedCluster expanded = expand(cluster, builtInCatalogue()).value();
        QCOMPARE(expanded.links.size(), std::size_t(3));
        QCOMPARE(expanded.links[1].ends, (std::array {1, 4}));
        QCOMPARE(expanded.links[1].name, std::string("rail:a1"));
        cluster.links = {link("rail", "a[0-2]", "b[5-6]")};
        QVERIFY(problem(cluster).find("/cluster/links/0/ends: the ends have 3 and 2 members") == 0);
    }
    void whatIsWrongIsNamed()
    {
        Cluster cluster;
        cluster.nodes = {node("n[0-3]", 1), node("n2", 1)};
        QVERIFY(problem(cluster).find("/cluster/nodes/1/id: the id \"n2\" is taken") == 0);
        cluster.nodes = {node("n0", 1)};
        cluster.links = {link("l", "n0", "n1")};
        QVERIFY(problem(cluster).find("/cluster/links/0/ends/1: no node or switch is called \"n1\"") == 0);
        cluster.links = {link("l", "n0", "n0")};
        QVERIFY(problem(cluster).find("/cluster/links/0/ends: the link joins a thing to itself") == 0);
        cluster.links = {};
        cluster.nodes = {node("a[0-99999]", 10), node("b", 1)};
        QVERIFY(problem(cluster).find("/cluster/nodes/1: the cluster grows too large here") == 0);
        cluster.nodes = {Node {{"n0"}, DeviceKindId {"A100-80G-SMX"}, 1, {}, 1, {}, {}, {}}};
        const std::string text = problem(cluster);
        QVERIFY(text.find("/cluster/nodes/0/device: no device is called \"A100-80G-SMX\"") == 0);
        QVERIFY(text.find("fix: \"A100-80G-SXM\"") != std::string::npos);
    }
    void devicesAreNamedByNodeAndRange()
    {
        Cluster cluster;
        cluster.nodes = {node("m", 4), node("n[0-2]", 2)};
        const ExpandedCluster expanded = expand(cluster, builtInCatalogue()).value();
        const auto ranks = [&](const char* text) { return ranksNamed(expanded, text).value(); };
        QCOMPARE(ranks("m:0-2"), (std::vector {0, 1, 2}));
        QCOMPARE(ranks("m:3"), (std::vector {3}));
        QCOMPARE(ranks("n1"), (std::vector {6, 7}));
        QCOMPARE(ranks("n[0-2]:1"), (std::vector {5, 7, 9}));
        QCOMPARE(ranks("n[1-2]:0-1"), (std::vector {6, 7, 8, 9}));
        QCOMPARE(ranks("n[0-2]"), (std::vector {4, 5, 6, 7, 8, 9}));
        for (const char* text : {"m:4", "m:2-1", "m:", "m:x", "m:0-", "z", "n[0-3]", "n[", "", ":0"})
            QVERIFY2(!ranksNamed(expanded, text), text);
        QCOMPARE(ranksNamed(expanded, "m:0-9").error().fix, std::string("\"m:0-3\""));
    }
};
CLUSTERLOOM_TEST(TestExpansion)

#include "tst_expansion.moc"
