#include "core/documents/groups.h"
#include "tests/core/documents/issues.h"
#include "tests/support/law.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace core;

namespace tst_groups {

/// a, b and x behind s; a and b in rack1 within site, x in site, s and d in none.
Project drawing()
{
    return parseProject(support::json("{'clusterloom':1,'cluster':{'nodes':[{'id':'a','group':'rack1'},{'id':'b','group':'rack1'},{'id':'x','group':'site'},{'id':'d'}],"
                                      "'switches':[{'id':'s'}],'links':[{'id':'as','ends':['a','s']},{'id':'ab','ends':['a','b']}],"
                                      "'groups':[{'id':'rack1','group':'site'},{'id':'site'}]}}")).project.value();
}

ElementIds nodes(const std::vector<std::string>& names)
{
    ElementIds ids;
    for (const std::string& name : names)
        ids.nodes.push_back({name});
    return ids;
}

ElementIds group(const std::string& name) { return {{}, {}, {}, {GroupId {name}}}; }

/// "a in rack1, b in rack1, rack1 in site": who is in which group.
std::string told(const Project& project)
{
    std::string words;
    const auto tell = [&](const auto& table) {
        for (const auto& one : table)
            if (one.group)
                words += (words.empty() ? "" : ", ") + one.id.text + " in " + one.group->text;
    };
    tell(project.cluster->nodes);
    tell(project.cluster->switches);
    tell(project.cluster->groups);
    return words;
}

std::string names(const Table<ClusterGroup>& groups)
{
    std::string words;
    for (const ClusterGroup& one : groups)
        words += (words.empty() ? "" : " ") + one.id.text;
    return words;
}

/// A random edit of groups, by the numbers of a generator.
Project edited(const Project& project, std::mt19937& random)
{
    const auto below = [&](std::size_t limit) { return random() % limit; };
    const Cluster& cluster = *project.cluster;
    ElementIds some;
    for (const Node& node : cluster.nodes)
        if (below(3) == 0)
            some.nodes.push_back(node.id);
    for (const ClusterGroup& one : cluster.groups)
        if (below(3) == 0)
            some.groups.push_back(one.id);
    const auto any = [&]() -> std::optional<GroupId> {
        return cluster.groups.empty() || below(4) == 0 ? std::nullopt : std::optional(cluster.groups[below(cluster.groups.size())].id);
    };
    switch (below(6)) {
    case 0:
    case 1: {
        const auto made = grouped(project, some);
        return made ? made->project : project;
    }
    case 2: return ungrouped(project, some.groups);
    case 3: {
        const auto put = withGroup(project, some, any());
        return put ? *put : project;
    }
    case 4: {
        const auto renaming = renamed(project, any().value_or(GroupId {"nobody"}), "g" + std::to_string(below(9)));
        return renaming ? renaming->project : project;
    }
    default: return withCollapsed(project, some.groups, below(2) == 0);
    }
}

} // namespace tst_groups

using namespace tst_groups;

class TestGroups : public QObject
{
    Q_OBJECT
private slots:
    void membersAreFoundAtAnyDepth();
    void groupingStaysWithinWhatHeldAll();
    void groupsOfTwoPlacesMeetInWhatHoldsBoth();
    void whatIsLeftEmptyGoes();
    void ungroupingGoesOneOut();
    void removalTakesWhatIsInside();
    void renameReachesMembers();
    void nothingLiesWithinItself();
    void copiesHaveGroupsOfTheirOwn();
    void aLoneCopyStaysInItsGroup();
    void checkTellsWhatIsUnknown();
    void editsKeepTheNetwork();
};

void TestGroups::membersAreFoundAtAnyDepth()
{
    const ElementIds all = withMembers(*drawing().cluster, group("site"));
    QCOMPARE(all.nodes, nodes({"a", "b", "x"}).nodes);
    QCOMPARE(all.groups.size(), std::size_t(2));
    const ElementIds outer = outermost(*drawing().cluster, all);
    QVERIFY(outer.nodes.empty());
    QCOMPARE(outer.groups, group("site").groups);
}

void TestGroups::groupingStaysWithinWhatHeldAll()
{
    const auto drawn = grouped(drawing(), nodes({"a", "x"}));
    QVERIFY(drawn.ok());
    QCOMPARE(told(drawn->project), std::string("a in group, b in rack1, x in group, rack1 in site, group in site"));
    QVERIFY(!grouped(drawing(), {}).ok());
}

void TestGroups::groupsOfTwoPlacesMeetInWhatHoldsBoth()
{
    const auto drawn = grouped(drawing(), nodes({"b", "d"}));
    QCOMPARE(told(drawn->project), std::string("a in rack1, b in group, x in site, d in group, rack1 in site"));
    ElementIds both = group("rack1");
    both.nodes.push_back({"a"}); // in it already
    both.nodes.push_back({"x"});
    QCOMPARE(told(grouped(drawing(), both)->project), std::string("a in rack1, b in rack1, x in group, rack1 in group, group in site"));
}

void TestGroups::whatIsLeftEmptyGoes()
{
    const auto drawn = grouped(drawing(), nodes({"a", "b", "d"}));
    QCOMPARE(names(drawn->project.cluster->groups), std::string("site group"));
    QCOMPARE(names(without(drawing(), nodes({"a", "b", "x"})).project.cluster->groups), std::string());
}

void TestGroups::ungroupingGoesOneOut()
{
    QCOMPARE(told(ungrouped(drawing(), {GroupId {"rack1"}})), std::string("a in site, b in site, x in site"));
    QCOMPARE(told(ungrouped(drawing(), {GroupId {"site"}})), std::string("a in rack1, b in rack1"));
    QCOMPARE(told(ungrouped(drawing(), {GroupId {"rack1"}, GroupId {"site"}})), std::string());
}

void TestGroups::removalTakesWhatIsInside()
{
    const Project left = without(drawing(), group("rack1")).project;
    QCOMPARE(told(left), std::string("x in site"));
    QCOMPARE(left.cluster->nodes.size(), std::size_t(2));
    QVERIFY(left.cluster->links.empty());
}

void TestGroups::renameReachesMembers()
{
    QCOMPARE(told(renamed(drawing(), GroupId {"site"}, "north wing")->project), std::string("a in rack1, b in rack1, x in north wing, rack1 in north wing"));
    QVERIFY(!renamed(drawing(), GroupId {"site"}, "rack1").ok());
    QVERIFY(!renamed(drawing(), GroupId {"site"}, "").ok());
    QVERIFY(!renamed(drawing(), GroupId {"nobody"}, "x").ok());
}

void TestGroups::nothingLiesWithinItself()
{
    QVERIFY(!withGroup(drawing(), group("site"), GroupId {"rack1"}).ok());
    QVERIFY(!withGroup(drawing(), nodes({"a"}), GroupId {"nobody"}).ok());
    QCOMPARE(told(*withGroup(drawing(), group("rack1"), std::nullopt)), std::string("a in rack1, b in rack1, x in site"));
    Project knot = drawing();
    knot.cluster->groups.update(1, [](ClusterGroup& site) { site.group = GroupId {"rack1"}; });
    const GroupTree tree(*knot.cluster);
    QCOMPARE(tree.around(0), -1);
    QCOMPARE(tree.around(1), -1);
    QVERIFY(tree.ofNode(0) == 0 && tree.cardOf(0) == -1);
}

void TestGroups::copiesHaveGroupsOfTheirOwn()
{
    const auto drawn = pasted(drawing(), copied(drawing(), group("site")), {24, 24});
    QVERIFY(drawn.ok());
    QCOMPARE(told(drawn->project), std::string("a in rack1, b in rack1, x in site, a-2 in rack2, b-2 in rack2, x-2 in site-2, rack1 in site, rack2 in site-2"));
    QCOMPARE(told(pasted(Project(), copied(drawing(), group("rack1")), {})->project), std::string("a in rack1, b in rack1"));
    QCOMPARE(told(duplicated(drawing(), group("rack1"), {}).project), std::string("a in rack1, b in rack1, x in site, a-2 in rack2, b-2 in rack2, rack1 in site, rack2 in site"));
}

void TestGroups::aLoneCopyStaysInItsGroup()
{
    QCOMPARE(told(duplicated(drawing(), nodes({"a"}), {}).project), std::string("a in rack1, b in rack1, x in site, a-2 in rack1, rack1 in site"));
    QCOMPARE(told(pasted(Project(), copied(drawing(), nodes({"a"})), {})->project), std::string());
}

void TestGroups::checkTellsWhatIsUnknown()
{
    using namespace support;
    const auto with = [](const std::string& groups) {
        std::string cluster = smallCluster;
        cluster.insert(cluster.find("'id':'core'"), "'group':'rack1',");
        cluster.insert(cluster.rfind('}'), ",'groups':" + groups);
        return issuesOf(document(cluster, smallModel, smallTraining));
    };
    QVERIFY(with("[{'id':'rack1'}]").empty());
    QVERIFY(onlyIssue(with("[{'id':'rack11'}]"), "/cluster/switches/0/group", "no group is called \"rack1\"", "the id of a group", "\"rack11\""));
    QVERIFY(onlyIssue(with("[]"), "/cluster/switches/0/group", "no group is called \"rack1\"", "the id of a group", "remove \"group\""));
    QVERIFY(onlyIssue(with("[{'id':'rack1'},{'id':'rack1'}]"), "/cluster/groups/1/id", "taken by /cluster/groups/0", "no other group", "\"rack1-2\""));
    QVERIFY(onlyIssue(with("[{'id':'rack1','group':'rack1'}]"), "/cluster/groups/0/group", "within itself", "not inside", "remove \"group\""));
}

void TestGroups::editsKeepTheNetwork()
{
    QVERIFY(support::law("edits of groups leave nodes, switches and links alone, and every group known and out of itself", 100, 3000, [] {
        std::mt19937 random(*rc::gen::arbitrary<unsigned>());
        Project project = drawing();
        for (int step = 0; step < 12; ++step)
            project = edited(project, random);
        const Project bare = ungrouped(project, withMembers(*project.cluster, [&] {
            ElementIds all;
            for (const ClusterGroup& one : project.cluster->groups)
                all.groups.push_back(one.id);
            return all;
        }()).groups);
        const Project none = ungrouped(drawing(), {GroupId {"rack1"}, GroupId {"site"}});
        RC_ASSERT(bare.cluster == none.cluster);
        for (const Issue& issue : check(project, builtInCatalogue()))
            RC_ASSERT(issue.message.find("group") == std::string::npos);
    }));
}

CLUSTERLOOM_TEST(TestGroups)
#include "tst_groups.moc"
