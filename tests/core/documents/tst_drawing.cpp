#include "core/documents/check.h"
#include "core/documents/drawing.h"
#include "core/documents/project_file.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"

#include <QtTest>

#include <algorithm>

#include <set>

using namespace core;

namespace tst_drawing {

const DeviceKindId a100 {"A100-80G-SXM"};

std::vector<std::string> idsOf(const Project& project)
{
    std::vector<std::string> ids;
    for (const Node& node : project.cluster->nodes)
        ids.push_back(node.id.text);
    for (const Switch& one : project.cluster->switches)
        ids.push_back(one.id.text);
    for (const Link& link : project.cluster->links)
        ids.push_back(link.id.text + " " + link.ends[0] + " " + link.ends[1]);
    return ids;
}

} // namespace tst_drawing

using tst_drawing::a100;
using tst_drawing::idsOf;

class TestDrawing : public QObject
{
    Q_OBJECT
private slots:
    void aBlankProjectBecomesACluster();
    void newNodesAreLikeTheLastOfTheirKind();
    void idsAreTheNextFreeOnes();
    void linksAreRefusedWithAReason();
    void anEndMovesElsewhere();
    void whatIsPastedIsLikeWhatWasCopied();
    void copiesHangOnTheSameNeighbours();
    void nonsenseIsNotPasted();
};

void TestDrawing::aBlankProjectBecomesACluster()
{
    Project project;
    project = withNode(project, builtInCatalogue(), a100, {0, 0}).project;
    project = withNode(project, builtInCatalogue(), a100, {300, 0}).project;
    project = withSwitch(project, {150, -150}).project;
    project = withLink(project, "n0", "switch").value().project;
    project = withLink(project, "n1", "switch").value().project;
    QCOMPARE(idsOf(project), (std::vector<std::string> {"n0", "n1", "switch", "n0-switch n0 switch", "n1-switch n1 switch"}));
    for (const Issue& issue : check(project, builtInCatalogue()))
        QVERIFY2(issue.pointer.rfind("/cluster", 0) != 0 || issue.severity != Severity::Error, issue.message.c_str());
}

void TestDrawing::newNodesAreLikeTheLastOfTheirKind()
{
    Project project = withNode({}, builtInCatalogue(), a100, {0, 0}).project;
    project.cluster->nodes.update(0, [](Node& node) { node.count = 4; });
    const Drawn drawn = withNode(project, builtInCatalogue(), a100, {10, 0});
    QCOMPARE(drawn.project.cluster->nodes[1].count, 4);
    QCOMPARE(withNode(project, builtInCatalogue(), DeviceKindId {"V100-16G-SXM"}, {}).project.cluster->nodes[1].count, 8);
}

void TestDrawing::idsAreTheNextFreeOnes()
{
    const auto taken = [](const std::string& id) { return std::set<std::string> {"n3", "n4", "leaf", "w[0-7]", "w[8-15]"}.contains(id); };
    QCOMPARE(nextId("n2", taken), std::string("n2"));
    QCOMPARE(nextId("n3", taken), std::string("n5"));
    QCOMPARE(nextId("leaf", taken), std::string("leaf-2"));
    QCOMPARE(nextId("w[0-7]", taken), std::string("w[16-23]"));
}

void TestDrawing::linksAreRefusedWithAReason()
{
    Project project = support::sampleProject();
    QVERIFY(mayJoin(project, "fast", "slow").ok());
    QVERIFY(!mayJoin(project, "fast", "fast"));
    QVERIFY(!mayJoin(project, "fast", "nowhere"));
    Node array = project.cluster->nodes[0];
    array.id.text = "a[0-3]";
    project.cluster->nodes.append(array);
    array.id.text = "b[0-1]";
    project.cluster->nodes.append(array);
    const auto refused = mayJoin(project, "a[0-3]", "b[0-1]");
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("a[0-3] has 4 members and b[0-1] has 2"));
    QVERIFY(mayJoin(project, "a[0-3]", "leaf").ok());
    const std::vector<std::string> all = notJoinable(project, {"a[0-3]", "leaf"});
    for (const Node& node : project.cluster->nodes)
        QCOMPARE(std::find(all.begin(), all.end(), node.id.text) == all.end(), mayJoin(project, "a[0-3]", node.id.text).ok() && mayJoin(project, "leaf", node.id.text).ok());
    QVERIFY(std::find(all.begin(), all.end(), "leaf") != all.end());
}

void TestDrawing::anEndMovesElsewhere()
{
    const Project project = support::sampleProject();
    const auto moved = withEndAt(project, LinkId {"fast-leaf"}, 1, "slow");
    QVERIFY(moved);
    QCOMPARE(moved->cluster->links[0].ends, (std::array<std::string, 2> {"fast", "slow"}));
    QVERIFY(!withEndAt(project, LinkId {"fast-leaf"}, 1, "fast"));
}

void TestDrawing::whatIsPastedIsLikeWhatWasCopied()
{
    const Project project = support::sampleProject();
    const std::string text = copied(project, {{NodeId {"fast"}, NodeId {"slow"}}, {SwitchId {"leaf"}}, {}});
    const auto blank = pasted({}, text, {0, 0});
    QVERIFY(blank);
    QCOMPARE(idsOf(blank->project), idsOf(project));
    const auto beside = pasted(project, text, {24, 24});
    QVERIFY(beside);
    QCOMPARE(beside->made.nodes, (std::vector<NodeId> {{"fast-2"}, {"slow-2"}}));
    QCOMPARE(beside->project.cluster->links[2].ends, (std::array<std::string, 2> {"fast-2", "leaf-2"}));
}

void TestDrawing::copiesHangOnTheSameNeighbours()
{
    const Drawn drawn = duplicated(support::sampleProject(), {{NodeId {"slow"}}, {}, {}}, {24, 24});
    QCOMPARE(drawn.made.nodes, (std::vector<NodeId> {{"slow-2"}}));
    QCOMPARE(drawn.made.links, (std::vector<LinkId> {{"slow-leaf-2"}}));
    QCOMPARE(drawn.project.cluster->links[2].ends, (std::array<std::string, 2> {"slow-2", "leaf"}));
}

void TestDrawing::nonsenseIsNotPasted()
{
    QVERIFY(!pasted({}, "hello", {}));
    QVERIFY(!pasted({}, "{ \"clusterloom\": 1 }", {}));
}

CLUSTERLOOM_TEST(TestDrawing)
#include "tst_drawing.moc"
