#include "core/documents/edits.h"
#include "core/documents/expansion.h"
#include "core/documents/scenario_changes.h"
#include "tests/support/law.h"
#include "tests/support/scenarios.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace core;

namespace tst_edits {

Node node(const std::string& id, int count = 2)
{
    Node node;
    node.id.text = id;
    node.device = DeviceKindId {"A100-80G-SXM"};
    node.count = count;
    return node;
}

Link link(const std::string& id, const std::string& from, const std::string& to)
{
    Link link;
    link.id.text = id;
    link.ends = {from, to};
    link.bandwidth = parseQuantity<BytesPerSecond>("10 GB/s").value();
    link.latency = parseQuantity<Seconds>("5 us").value();
    return link;
}

Plan planOn(std::vector<std::string> devices)
{
    Plan plan;
    plan.name = "plan";
    plan.pipelines = {PipelinePlan {1, 1, {StagePlan {std::move(devices), UnitRange {0, 4}, {}, {}, {}}}, {}}};
    return plan;
}

/// n0..n5 on "leaf" by links up:n0..up:n5, "solo" on it too, and a ring half: n0-n2 with n3-n5.
Project project(std::vector<std::string> lines, std::vector<std::string> devices)
{
    Project project;
    project.cluster.emplace();
    project.cluster->nodes = Table<Node> {node("n[0-5]"), node("solo", 4)};
    Switch leaf;
    leaf.id.text = "leaf";
    project.cluster->switches.append(leaf);
    project.cluster->links = Table<Link> {link("up", "n[0-5]", "leaf"), link("cross", "n[0-2]", "n[3-5]"), link("last", "solo", "leaf")};
    project.scenario = support::scenarioOf(std::move(lines));
    project.plans.append(planOn(std::move(devices)));
    return project;
}

ExpandedCluster expanded(const Project& project) { return expand(*project.cluster, builtInCatalogue()).value(); }
std::vector<std::string> devices(const Project& project) { return project.plans[0].pipelines[0].stages[0].devices; }
std::vector<std::string> lines(const Project& project) { return {project.scenario->events.begin(), project.scenario->events.end()}; }

/// Every concrete link as "name from to".
std::vector<std::string> links(const Project& project)
{
    const ExpandedCluster cluster = expanded(project);
    std::vector<std::string> all;
    const auto vertex = [&](int v) {
        const auto i = static_cast<std::size_t>(v);
        return i < cluster.hosts.size() ? cluster.hosts[i].name : cluster.switches[i - cluster.hosts.size()];
    };
    for (const ConcreteLink& one : cluster.links)
        all.push_back(one.name + " " + vertex(one.ends[0]) + " " + vertex(one.ends[1]));
    return all;
}

/// What the scenario changes, as names of things: links by their ends, hosts and devices by name.
std::vector<std::string> changed(const Project& project)
{
    const ExpandedCluster cluster = expanded(project);
    const auto vertex = [&](int v) {
        const auto i = static_cast<std::size_t>(v);
        return i < cluster.hosts.size() ? cluster.hosts[i].name : cluster.switches[i - cluster.hosts.size()];
    };
    std::vector<std::string> things;
    const auto all = changes(*project.scenario, cluster);
    if (!all)
        return {"error"};
    for (const Change& change : all->changes) {
        const auto& [kind, property, index, direction] = change.subject;
        const auto i = static_cast<std::size_t>(index);
        if (kind == SubjectKind::Link)
            things.push_back(vertex(cluster.links[i].ends[0]) + ">" + vertex(cluster.links[i].ends[1]) + std::to_string(direction));
        else
            things.push_back(kind == SubjectKind::Host ? cluster.hosts[i].name : cluster.deviceName(index));
    }
    std::sort(things.begin(), things.end());
    return things;
}

const std::vector<std::string> linePatterns {"link up", "link up:n2", "link up:n[1-4]", "link cross", "link cross:n1", "link last",
    "link cross:n[0-1] forward", "node n3", "node n[2-4]", "node n[0-5]", "node solo", "node n1:1", "node n[0-3]:0", "node n[0-5]:0-1"};
const std::vector<std::string> devicePatterns {"n0", "n[0-5]:0", "n[2-3]", "n4:0-1", "solo:1-2", "n[1-4]:1"};

struct Arbitrary
{
    Project operator()() const
    {
        const std::string pattern = *rc::gen::elementOf(linePatterns);
        const std::string effect = pattern.rfind("link", 0) == 0 ? " bandwidth *0.5" : " compute *0.5";
        Project made = project({"at 1 s " + pattern + effect + " for 2 s # why"}, *rc::gen::unique<std::vector<std::string>>(2, rc::gen::elementOf(devicePatterns)));
        if (*rc::gen::arbitrary<bool>())
            made = withMemberApart(made, NodeId {"n[0-5]"}, "n" + std::to_string(*rc::gen::inRange(0, 6))).value();
        return made;
    }
};

std::vector<int> ranks(const Project& project)
{
    const ExpandedCluster cluster = expanded(project);
    std::vector<int> all;
    for (const std::string& text : devices(project)) {
        const auto named = ranksNamed(cluster, text);
        RC_ASSERT(named.ok());
        all.insert(all.end(), named->begin(), named->end());
    }
    return all;
}

} // namespace tst_edits

using namespace tst_edits;

class TestEdits : public QObject
{
    Q_OBJECT
private slots:
    void renameReachesEverything();
    void renameOfOneMemberCutsWhatNamedTheRange();
    void renameRefusesTakenNames();
    void renameKeepsComments();
    void renameShowsWildcardsThatMatchDifferently();
    void removalTakesLinksAlong();
    void removalLeavesAGap();
    void apartAndJoined();
    void namesMeanTheSameAfterAnyRename();
    void removalLeavesTheOthersAlone();
};

void TestEdits::renameReachesEverything()
{
    const Project before = project({"at 1 s link up:n2 bandwidth *0.5", "at 2 s node n[1-2] compute *0.5", "# note"}, {"n[0-3]:0", "n5"});
    const auto after = renamed(before, NodeId {"n[0-5]"}, "gpu[10-15]");
    QVERIFY(after);
    QCOMPARE(devices(after->project), (std::vector<std::string> {"gpu[10-13]:0", "gpu15"}));
    QCOMPARE(lines(after->project), (std::vector<std::string> {"at 1 s link up:gpu12 bandwidth *0.5", "at 2 s node gpu[11-12] compute *0.5", "# note"}));
    QCOMPARE(links(after->project)[0], std::string("up:gpu10 gpu10 leaf"));
    QCOMPARE(links(after->project)[6], std::string("cross:gpu10 gpu10 gpu13"));
}

void TestEdits::renameOfOneMemberCutsWhatNamedTheRange()
{
    const Project apart = withMemberApart(project({"at 1 s link up bandwidth *0.5"}, {"n[0-5]:0"}), NodeId {"n[0-5]"}, "n2").value();
    const auto after = renamed(apart, NodeId {"n2"}, "odd");
    QVERIFY(after);
    QCOMPARE(devices(after->project), (std::vector<std::string> {"n[0-1]:0", "odd:0", "n[3-5]:0"}));
    QCOMPARE(lines(after->project), (std::vector<std::string> {"at 1 s link up bandwidth *0.5", "at 1 s link up-2 bandwidth *0.5", "at 1 s link up-3 bandwidth *0.5"}));
    QCOMPARE(links(after->project)[2], std::string("up-2 odd leaf"));
}

void TestEdits::renameRefusesTakenNames()
{
    const Project before = project({}, {"solo"});
    QVERIFY(!renamed(before, NodeId {"solo"}, "n3"));
    QVERIFY(!renamed(before, NodeId {"solo"}, "leaf"));
    QVERIFY(!renamed(before, NodeId {"solo"}, "so lo"));
    QVERIFY(!renamed(before, NodeId {"n[0-5]"}, "m[0-4]"));
    QVERIFY(!renamed(before, LinkId {"up"}, "last"));
    QVERIFY(!renamed(before, NodeId {"nobody"}, "x"));
    QVERIFY(renamed(before, NodeId {"n[0-5]"}, "n[1-6]").ok()); // its own names are free
}

void TestEdits::renameKeepsComments()
{
    const Project before = project({"  off at 1 s link last down for 2 s   # the WAN", "at 9 s nonsense"}, {"solo"});
    const auto after = renamed(before, LinkId {"last"}, "wan");
    QCOMPARE(lines(after->project), (std::vector<std::string> {"  off at 1 s link wan down for 2 s   # the WAN", "at 9 s nonsense"}));
}

void TestEdits::renameShowsWildcardsThatMatchDifferently()
{
    const Project before = project({"at 1 s link la* bandwidth *0.5", "at 1 s link up* bandwidth *0.5"}, {"solo"});
    const auto after = renamed(before, LinkId {"last"}, "wan");
    QCOMPARE(after->patterns, (std::vector<PatternChange> {{0, "la*", 1, 0}}));
    QCOMPARE(lines(after->project), lines(before));
}

void TestEdits::removalTakesLinksAlong()
{
    const EditedProject after = without(project({"at 1 s link last bandwidth *0.5"}, {"solo:0"}), {{}, {SwitchId {"leaf"}}, {}});
    QCOMPARE(links(after.project), (std::vector<std::string> {"cross:n0 n0 n3", "cross:n1 n1 n4", "cross:n2 n2 n5"}));
    QCOMPARE(devices(after.project), (std::vector<std::string> {"solo:0"})); // what it named is there, and where not it is an issue
    QCOMPARE(lines(after.project), (std::vector<std::string> {"at 1 s link last bandwidth *0.5"}));
}

void TestEdits::removalLeavesAGap()
{
    const Project apart = withMemberApart(project({"at 1 s link up bandwidth *0.5"}, {"solo"}), NodeId {"n[0-5]"}, "n1").value();
    const EditedProject after = without(apart, {{NodeId {"n1"}}, {}, {}});
    QCOMPARE(links(after.project), (std::vector<std::string> {"up n0 leaf", "up-2:n2 n2 leaf", "up-2:n3 n3 leaf", "up-2:n4 n4 leaf", "up-2:n5 n5 leaf",
        "cross n0 n3", "cross-2 n2 n5", "last solo leaf"}));
    QCOMPARE(lines(after.project), (std::vector<std::string> {"at 1 s link up bandwidth *0.5", "at 1 s link up-2 bandwidth *0.5"}));
}

void TestEdits::apartAndJoined()
{
    const Project before = project({"at 1 s link up bandwidth *0.5"}, {"n[0-5]"});
    const Project apart = withMemberApart(before, NodeId {"n[0-5]"}, "n2").value();
    std::vector<NodeId> ids;
    for (const Node& node : apart.cluster->nodes)
        ids.push_back(node.id);
    QCOMPARE(ids, (std::vector<NodeId> {{"n[0-1]"}, {"n2"}, {"n[3-5]"}, {"solo"}}));
    QCOMPARE(links(apart), links(before));
    ids.pop_back();
    QVERIFY(canJoin(apart, ids));
    QVERIFY(!canJoin(apart, {NodeId {"n2"}, NodeId {"solo"}}));
    QVERIFY(!canJoin(apart, {NodeId {"n[0-1]"}, NodeId {"n[3-5]"}}));
    QVERIFY(joined(apart, ids).value() == before);
    Project changed = apart;
    changed.cluster->nodes.update(1, [](Node& node) { node.count = 3; });
    QVERIFY(!canJoin(changed, ids));
}

void TestEdits::namesMeanTheSameAfterAnyRename()
{
    QVERIFY(support::law("after a rename every name means the same things", 200, 5000, [] {
        const Project before = Arbitrary()();
        const auto& nodes = before.cluster->nodes;
        const NodeId old = nodes[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(nodes.size())))].id;
        const NamePattern pattern = parseNamePattern(old.text).value();
        const std::string name = pattern.isRange ? "z[7-" + std::to_string(6 + pattern.size()) + "]" : "z";
        const auto after = renamed(before, old, name);
        RC_ASSERT(after.ok());
        const auto again = [&](std::string text) { // the new names in what the old project says
            for (int i = pattern.last; i >= pattern.first; --i)
                for (std::size_t at = text.find(pattern.member(i)); at != std::string::npos; at = text.find(pattern.member(i), at + 1))
                    text.replace(at, pattern.member(i).size(), pattern.isRange ? "z" + std::to_string(7 + i - pattern.first) : "z");
            return text;
        };
        std::vector<std::string> expected = changed(before);
        for (std::string& thing : expected)
            thing = again(thing);
        std::sort(expected.begin(), expected.end());
        RC_ASSERT(changed(after->project) == expected);
        RC_ASSERT(ranks(after->project) == ranks(before));
        const auto cutName = [](const std::string& text) { return text.substr(text.find(' ')); };
        const std::vector<std::string> was = links(before), is = links(after->project);
        RC_ASSERT(was.size() == is.size());
        for (std::size_t i = 0; i < was.size(); ++i)
            RC_ASSERT(cutName(is[i]) == again(cutName(was[i])));
    }));
}

void TestEdits::removalLeavesTheOthersAlone()
{
    QVERIFY(support::law("a removal changes nothing for what stays", 200, 5000, [] {
        const Project before = Arbitrary()();
        ElementIds gone;
        std::vector<std::string> names;
        const NodeId kept = before.cluster->nodes[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(before.cluster->nodes.size())))].id;
        for (const Node& node : before.cluster->nodes)
            if (!(node.id == kept) && *rc::gen::arbitrary<bool>()) {
                gone.nodes.push_back(node.id);
                const NamePattern pattern = parseNamePattern(node.id.text).value();
                for (int i = pattern.first; i <= pattern.last; ++i)
                    names.push_back(pattern.member(i));
            }
        const Project after = without(before, gone).project;
        const auto touches = [&](const std::string& text) {
            return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return text.find(name) != std::string::npos; });
        };
        std::vector<std::string> was = links(before), is = links(after);
        const auto cutName = [](std::vector<std::string>& all) {
            for (std::string& text : all)
                text = text.substr(text.find(' '));
        };
        cutName(was);
        cutName(is);
        std::erase_if(was, touches);
        RC_ASSERT(is == was);
        std::vector<std::string> expected = changed(before);
        std::erase_if(expected, touches);
        RC_ASSERT(changed(after) == (expected.empty() ? std::vector<std::string> {"error"} : expected));
    }));
}

CLUSTERLOOM_TEST(TestEdits)
#include "tst_edits.moc"
