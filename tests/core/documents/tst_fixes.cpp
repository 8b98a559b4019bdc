#include "core/documents/edits.h"
#include "core/documents/fixes.h"
#include "tests/core/documents/issues.h"
#include "tests/support/registry.h"

#include <algorithm>

using namespace core;
using support::document;
using support::smallCluster;
using support::smallModel;
using support::smallTraining;

namespace tst_fixes {

Project projectOf(const std::string& text) { return *parseProject(support::json(text)).project; }

Project small(const std::string& more) { return projectOf(document(smallCluster, smallModel, smallTraining, more)); }

const std::string twoStages = "'plans':[{'name':'p','schedule':'1f1b','pipelines':[{'micro_batch':1,'micro_batches':64,'stages':["
                              "{'devices':['n0:0-1','n1:0-1'],'layers':[0,7]},{'devices':['n0:2-3','n1:2-3'],'layers':[7,14]}]}]}]";

std::vector<Issue> issues(const Project& project) { return check(project, builtInCatalogue()); }

/// Labels of the ways to mend the first issue.
std::vector<std::string> labels(const Project& project)
{
    std::vector<std::string> all;
    const auto found = issues(project);
    if (found.empty())
        return {"no issue"};
    for (const Fix& fix : fixesOf(project, builtInCatalogue(), found.front()))
        all.push_back(fix.label);
    return all;
}

} // namespace tst_fixes

using namespace tst_fixes;

class TestFixes : public QObject
{
    Q_OBJECT
private slots:
    void aMisspeltDeviceIsWrittenRight();
    void aMissingKeyIsAdded();
    void aKeyTooManyIsRemoved();
    void aWordOfALineIsWritten();
    void linesAreSwitchedOff();
    void deletionLeavesProblemsThatCanBeMended();
    void everyFixMendsItsIssue();
};

void TestFixes::aMisspeltDeviceIsWrittenRight()
{
    Project project = small("'plans':[]");
    project.cluster->nodes.update(0, [](Node& node) { node.device->text = "A100-80G-SMX"; });
    QCOMPARE(labels(project).front(), std::string("write \"A100-80G-SXM\""));
    const auto fixes = fixesOf(project, builtInCatalogue(), issues(project).front());
    QCOMPARE(fixes.front().project.cluster->nodes[0].device->text, std::string("A100-80G-SXM"));
}

void TestFixes::aMissingKeyIsAdded()
{
    Project project = small("'plans':[]");
    project.cluster->links.update(0, [](Link& link) { link.latency.reset(); });
    QCOMPARE(labels(project), (std::vector<std::string> {"write \"latency\": \"5 us\""}));
}

void TestFixes::aKeyTooManyIsRemoved()
{
    Project project = small(twoStages);
    project.plans.update(0, [](Plan& plan) { plan.tensor = 2; });
    QCOMPARE(labels(project).front(), std::string("remove \"tensor\""));
}

void TestFixes::aWordOfALineIsWritten()
{
    const Project project = small(twoStages + ",'scenario':{'horizon':'1 min','events':['at 1 s node n0 compte *0.5 for 1 s # slow']}");
    const auto fixes = fixesOf(project, builtInCatalogue(), issues(project).front());
    QVERIFY(!fixes.empty());
    QCOMPARE(fixes[0].label, std::string("write compute in line 1"));
    QCOMPARE(fixes[0].project.scenario->events[0], std::string("at 1 s node n0 compute *0.5 for 1 s # slow"));
}

void TestFixes::linesAreSwitchedOff()
{
    const Project project = small("'scenario':{'horizon':'1 min','events':['at 1 s link nowhere down for 1 s','gibberish']}");
    const auto found = issues(project);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(labels(project), (std::vector<std::string> {"switch line 1 off"}));
    const auto second = fixesOf(project, builtInCatalogue(), found[1]);
    QCOMPARE(second.size(), std::size_t(1));
    QCOMPARE(second[0].label, std::string("make line 2 a comment"));
    QCOMPARE(second[0].project.scenario->events[1], std::string("# gibberish"));
}

void TestFixes::deletionLeavesProblemsThatCanBeMended()
{
    const Project before = small(twoStages + ",'scenario':{'horizon':'1 min','events':['at 1 s node n1 compute *0.5 for 1 s']}");
    QVERIFY(issues(before).empty());
    Project apart = withMemberApart(before, NodeId {"n[0-1]"}, "n1").value();
    QVERIFY(issues(apart).empty());
    Project after = without(apart, {{NodeId {"n1"}}, {}, {}}).project;
    QCOMPARE(after.scenario->events[0], before.scenario->events[0]);
    for (int step = 0; step < 10 && !issues(after).empty(); ++step) { // the first way out, again and again
        const auto fixes = fixesOf(after, builtInCatalogue(), issues(after).front());
        QVERIFY2(!fixes.empty(), issues(after).front().message.c_str());
        after = fixes.front().project;
    }
    QVERIFY(issues(after).empty());
    QCOMPARE(after.plans[0].pipelines[0].stages[0].devices, (std::vector<std::string> {"n0:0-1"}));
    QCOMPARE(after.scenario->events[0].substr(0, 4), std::string("off "));
}

void TestFixes::everyFixMendsItsIssue()
{
    int mended = 0;
    for (const char* wrong : {"'training':{'global_batch':0,'sequence':1024,'precision':'fp16'}", "'training':{'global_batch':63,'sequence':1024,'precision':'fp16'}",
             "'training':{'global_batch':64,'precision':'fp16'}", "'training':{'global_batch':64,'sequence':1024,'precision':'fp4'}"}) {
        const Project project = projectOf(document(smallCluster, smallModel, wrong, "'plans':[{'name':'p','tensor':3,'pipeline':2,'data':1,'micro_batch':1,'schedule':'1f1b'}]"));
        for (const Issue& issue : issues(project))
            for (const Fix& fix : fixesOf(project, builtInCatalogue(), issue)) {
                const auto left = issues(fix.project);
                QVERIFY(std::find(left.begin(), left.end(), issue) == left.end());
                QVERIFY(left.size() <= issues(project).size() || !hasErrors(left));
                QVERIFY(!fix.label.empty());
                ++mended;
            }
    }
    QVERIFY(mended >= 6);
}

CLUSTERLOOM_TEST(TestFixes)
#include "tst_fixes.moc"
