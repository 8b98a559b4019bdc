#include "core/documents/fixes.h"
#include "tests/core/documents/issues.h"
#include "tests/support/registry.h"

using namespace core;
using support::issuesOf;
using support::onlyIssue;

namespace tst_check_reach {

std::string node(const std::string& id)
{
    return "{'id':'" + id + "','device':'A100-80G-SXM','count':4,'fabric':{'kind':'nvswitch','bandwidth':'300 GB/s','latency':'3 us'},'nics':4}";
}

std::string link(const std::string& id, const std::string& a, const std::string& b, const std::string& bandwidth)
{
    return "{'id':'" + id + "','ends':['" + a + "','" + b + "'],'bandwidth':'" + bandwidth + "','latency':'5 us'}";
}

std::string cluster(const std::string& nodes, const std::string& switches, const std::string& links)
{
    const std::string text = "'cluster':{'nodes':[" + nodes + "],'switches':[" + switches + "],'links':[" + links + "]}";
    return support::document(text, support::smallModel, support::smallTraining);
}

/// The array n in the rack "rack" of the site "West"; the array m in the group `other` unless empty.
std::string grouped(std::string text, const std::string& other)
{
    const auto put = [&text](const std::string& before, const std::string& what) { text.insert(text.find(before), what); };
    put("'id':'n[", "'group':'rack',");
    if (!other.empty())
        put("'id':'m[", "'group':'" + other + "',");
    put("'links':[", "'groups':[{'id':'West'},{'id':'rack','group':'West'},{'id':'East'},{'id':'spines'}],");
    return text;
}

Project project(const std::string& text) { return parseProject(support::json(text)).project.value(); }

} // namespace tst_check_reach

using namespace tst_check_reach;

class TestCheckReach : public QObject
{
    Q_OBJECT
private slots:
    void aLoneNodeIsTold();
    void membersOfAnArrayAreTold();
    void nodesWithoutAnyLinkAreAllTold();
    void aNodeAloneAtASwitchIsWhereOthersGo();
    void anUplinkIsToldWithItsRatio();
    void severalUplinksAreToldOfTheirSwitch();
    void theWorseEndOfALinkBetweenSitesIsTold();
    void aLinkThatJoinsGroupsIsMeantToBeNarrow();
    void aGroupWithoutNodesIsNoSite();
    void aBalancedTreeIsFine();
    void warningsHaveFixesThatMend();
    void aLinkOfNothingCanBeWidened();
};

void TestCheckReach::aLoneNodeIsTold()
{
    const auto found = issuesOf(cluster(node("a") + "," + node("b") + "," + node("c"), "{'id':'s'}", link("as", "a", "s", "10 GB/s") + "," + link("bs", "b", "s", "10 GB/s")));
    QVERIFY(onlyIssue(found, "/cluster/nodes/2", "nothing joins \"c\" to the other nodes", "a link to a switch", "link \"c\" to \"s\""));
    QVERIFY(found.front().severity == Severity::Warning);
    QVERIFY(issuesOf(cluster(node("a"), "", "")).empty());
}

void TestCheckReach::membersOfAnArrayAreTold()
{
    const auto found = issuesOf(cluster(node("n[0-3]"), "{'id':'s'}", link("up", "n[0-2]", "s", "10 GB/s")));
    QVERIFY(onlyIssue(found, "/cluster/nodes/0", "nothing joins \"n3\"", "", "link \"n3\" to \"s\""));
}

void TestCheckReach::nodesWithoutAnyLinkAreAllTold()
{
    QCOMPARE(issuesOf(cluster(node("a") + "," + node("b"), "", "")).size(), std::size_t(2));
}

void TestCheckReach::aNodeAloneAtASwitchIsWhereOthersGo()
{
    const Project drawn = project(cluster(node("a") + "," + node("b"), "{'id':'s'},{'id':'t'}", link("as", "a", "s", "10 GB/s")));
    const auto found = check(drawn, builtInCatalogue());
    QVERIFY(onlyIssue(found, "/cluster/nodes/1", "nothing joins \"b\"", "", "link \"b\" to \"s\""));
    QCOMPARE(fixesOf(drawn, builtInCatalogue(), found.front()).size(), std::size_t(1));
}

void TestCheckReach::anUplinkIsToldWithItsRatio()
{
    const auto found = issuesOf(cluster(node("n[0-3]") + "," + node("m[0-1]"), "{'id':'l0'},{'id':'l1'},{'id':'spine'}",
        link("u0", "n[0-3]", "l0", "100 Gbit/s") + "," + link("u1", "m[0-1]", "l1", "100 Gbit/s") + "," + link("t0", "l0", "spine", "150 Gbit/s") + ","
            + link("t1", "spine", "l1", "200 Gbit/s")));
    QVERIFY(onlyIssue(found, "/cluster/links/2/bandwidth", "uplink of \"l0\" is oversubscribed 2.7:1: 400 Gbit/s from below, 150 Gbit/s on", "unless it is meant so", "\"400 Gbit/s\""));
}

void TestCheckReach::severalUplinksAreToldOfTheirSwitch()
{
    const auto found = issuesOf(cluster(node("n[0-3]") + "," + node("m"), "{'id':'leaf'},{'id':'s0'},{'id':'s1'},{'id':'other'}",
        link("u", "n[0-3]", "leaf", "100 Gbit/s") + "," + link("m", "m", "other", "10 Gbit/s") + "," + link("a", "leaf", "s0", "100 Gbit/s") + "," + link("b", "s1", "leaf", "100 Gbit/s")
            + "," + link("c", "other", "s0", "10 Gbit/s") + "," + link("d", "other", "s1", "10 Gbit/s")));
    QVERIFY(onlyIssue(found, "/cluster/switches/0", "uplinks of \"leaf\" are oversubscribed 2:1", "unless", ""));
}

void TestCheckReach::theWorseEndOfALinkBetweenSitesIsTold()
{
    const auto found = issuesOf(cluster(node("n[0-3]") + "," + node("m[0-1]"), "{'id':'a'},{'id':'b'}",
        link("u0", "n[0-3]", "a", "100 Gbit/s") + "," + link("u1", "m[0-1]", "b", "100 Gbit/s") + "," + link("wan", "b", "a", "10 Gbit/s")));
    QVERIFY(onlyIssue(found, "/cluster/links/2/bandwidth", "uplink of \"a\" is oversubscribed 40:1", "", "\"400 Gbit/s\""));
}

void TestCheckReach::aLinkThatJoinsGroupsIsMeantToBeNarrow()
{
    const auto sites = [](const std::string& group) {
        return grouped(cluster(node("n[0-3]") + "," + node("m[0-1]"), "{'id':'a','group':'rack'},{'id':'b','group':'" + group + "'}",
            link("u0", "n[0-3]", "a", "100 Gbit/s") + "," + link("u1", "m[0-1]", "b", "100 Gbit/s") + "," + link("wan", "b", "a", "10 Gbit/s")), group);
    };
    QVERIFY(issuesOf(sites("East")).empty());
    QVERIFY(onlyIssue(issuesOf(sites("rack")), "/cluster/links/2/bandwidth", "uplink of \"a\" is oversubscribed 40:1", "", ""));
}

void TestCheckReach::aGroupWithoutNodesIsNoSite()
{
    const auto found = issuesOf(grouped(cluster(node("n[0-3]") + "," + node("m[0-1]"), "{'id':'a','group':'rack'},{'id':'b','group':'spines'}",
        link("u0", "n[0-3]", "a", "100 Gbit/s") + "," + link("u1", "m[0-1]", "b", "200 Gbit/s") + "," + link("up", "b", "a", "200 Gbit/s")), {}));
    QVERIFY(onlyIssue(found, "/cluster/links/2/bandwidth", "uplink of \"a\" is oversubscribed 2:1", "", ""));
}

void TestCheckReach::aBalancedTreeIsFine()
{
    QVERIFY(issuesOf(cluster(node("n[0-3]") + "," + node("m[0-3]"), "{'id':'l0'},{'id':'l1'},{'id':'spine'}",
        link("u0", "n[0-3]", "l0", "100 Gbit/s") + "," + link("u1", "m[0-3]", "l1", "100 Gbit/s") + "," + link("t0", "l0", "spine", "400 Gbit/s") + ","
            + link("t1", "l1", "spine", "400 Gbit/s"))).empty());
}

void TestCheckReach::warningsHaveFixesThatMend()
{
    const Project drawn = project(cluster(node("n[0-3]") + "," + node("m[0-1]") + "," + node("x"), "{'id':'a'},{'id':'b'}",
        link("u0", "n[0-3]", "a", "100 Gbit/s") + "," + link("u1", "m[0-1]", "b", "100 Gbit/s") + "," + link("wan", "b", "a", "10 Gbit/s")));
    const auto issues = check(drawn, builtInCatalogue());
    QCOMPARE(issues.size(), std::size_t(2));
    const auto linked = fixesOf(drawn, builtInCatalogue(), issues[0]);
    QCOMPARE(linked.size(), std::size_t(1));
    QCOMPARE(linked[0].label, std::string("link \"x\" to \"a\""));
    QCOMPARE(linked[0].project.cluster->links.back().ends, (std::array<std::string, 2> {"x", "a"}));
    const auto widened = fixesOf(drawn, builtInCatalogue(), issues[1]);
    QCOMPARE(widened.size(), std::size_t(1));
    QCOMPARE(widened[0].project.cluster->links[2].bandwidth->text, std::string("400 Gbit/s"));
}

void TestCheckReach::aLinkOfNothingCanBeWidened()
{
    const Project drawn = project(cluster(node("a") + "," + node("b"), "", link("good", "a", "b", "25 Gbit/s") + "," + link("bad", "a", "b", "0 Gbit/s")));
    const auto issues = check(drawn, builtInCatalogue());
    QCOMPARE(issues.size(), std::size_t(1));
    const auto fixes = fixesOf(drawn, builtInCatalogue(), issues[0]);
    QCOMPARE(fixes.size(), std::size_t(1));
    QCOMPARE(fixes[0].project.cluster->links[1].bandwidth->text, std::string("25 Gbit/s"));
}

CLUSTERLOOM_TEST(TestCheckReach)
#include "tst_check_reach.moc"
