#include "core/documents/check.h"
#include "core/documents/templates.h"
#include "core/network/cut.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"

#include <map>

using namespace core;

namespace tst_templates {

const std::vector<std::string>& kinds()
{
    static const std::vector<std::string> all = deviceKindsOf({}, builtInCatalogue());
    return all;
}

/// A template in a blank project, expanded.
struct Built
{
    explicit Built(const std::string& line)
    {
        const auto spec = parseTemplate(line, kinds());
        if (!spec)
            qFatal("%s: %s", line.c_str(), describe(spec.error()).c_str());
        const auto drawn = withTemplate({}, builtInCatalogue(), *spec, {0, 0});
        if (!drawn)
            qFatal("%s: %s", line.c_str(), describe(drawn.error()).c_str());
        project = drawn->project;
        expanded = expand(*project.cluster, builtInCatalogue()).value();
    }
    std::vector<int> degrees() const
    {
        std::vector<int> all(static_cast<std::size_t>(expanded.vertices()));
        for (const ConcreteLink& link : expanded.links)
            for (const int end : link.ends)
                ++all[static_cast<std::size_t>(end)];
        return all;
    }
    /// How many vertices have so many links, hosts first.
    std::array<std::map<int, int>, 2> histogram() const
    {
        std::array<std::map<int, int>, 2> counts;
        const std::vector<int> all = degrees();
        for (std::size_t i = 0; i < all.size(); ++i)
            ++counts[i < expanded.hosts.size() ? 0 : 1][all[i]];
        return counts;
    }
    double halves() const { return cutInHalves(*project.cluster, expanded).value * 8 / 1e9; } ///< Gbit/s

    Project project;
    ExpandedCluster expanded;
};

using Counts = std::map<int, int>;

} // namespace tst_templates

using tst_templates::Built;
using tst_templates::Counts;
using tst_templates::kinds;

class TestTemplates : public QObject
{
    Q_OBJECT
private slots:
    void aLeafIsAnArrayUnderASwitch();
    void leavesShareASpine();
    void aFatTreeHasFullBisection();
    void railsJoinEveryNodeToEveryRail();
    void aRingIsCutTwice();
    void aTorusIsCutAcrossItsRows();
    void twoSitesAreAsWideAsTheWan();
    void linesAreReadInAnyOrder();
    void mistakesNameTheWords_data();
    void mistakesNameTheWords();
    void numbersThatCannotBeAreRefused();
    void aTemplateTakesFreeNames();
    void linesRoundTrip();
    void everyTemplatePassesTheCheck();
    void theCutIsThatOfAHandWorkedNetwork();
};

void TestTemplates::aLeafIsAnArrayUnderASwitch()
{
    const Built built("4x node 8xA100-80G-SXM, 8 NICs, under one leaf");
    QCOMPARE(built.project.cluster->nodes.size(), std::size_t(1));
    QCOMPARE(built.project.cluster->nodes[0].id.text, std::string("n[0-3]"));
    QCOMPARE(built.expanded.ranks(), 32);
    QCOMPARE(built.histogram()[0], (Counts {{1, 4}}));
    QCOMPARE(built.histogram()[1], (Counts {{4, 1}}));
    QCOMPARE(built.halves(), 2 * 1600.0);
}

void TestTemplates::leavesShareASpine()
{
    const Built built("4x node 8xA100-80G-SXM, under 2 leaves, oversubscribed 2:1");
    QCOMPARE(built.expanded.hosts.size(), std::size_t(8));
    QCOMPARE(built.histogram()[1], (Counts {{2, 1}, {5, 2}})); // the spine, and leaves with four nodes and a trunk
    QCOMPARE(built.halves(), 4 * 1600.0 / 2);
    QCOMPARE(Built("4x node 8xA100-80G-SXM, oversubscribed 4:1").project.cluster->links.back().bandwidth->text, std::string("1600 Gbit/s"));
}

void TestTemplates::aFatTreeHasFullBisection()
{
    const Built built("16x node 8xH100-80G-SXM, 1 NIC of 400 Gbit/s, in a fat tree");
    QCOMPARE(built.expanded.switches.size(), std::size_t(20)); // 8 edge, 8 aggregation, 4 core
    QCOMPARE(built.expanded.links.size(), std::size_t(48));    // 16 of nodes, 16 in the pods, 16 to the cores
    QCOMPARE(built.histogram()[0], (Counts {{1, 16}}));
    QCOMPARE(built.histogram()[1], (Counts {{4, 20}})); // k ports each
    QCOMPARE(built.halves(), 8 * 400.0);
}

void TestTemplates::railsJoinEveryNodeToEveryRail()
{
    const Built built("6x node 8xA100-80G-SXM, 4 NICs of 100 Gbit/s, on rails, oversubscribed 3:1");
    QCOMPARE(built.expanded.switches.size(), std::size_t(5));
    QCOMPARE(built.histogram()[0], (Counts {{4, 6}}));
    QCOMPARE(built.histogram()[1], (Counts {{4, 1}, {7, 4}}));
    QCOMPARE(built.halves(), 3 * 400.0);
    QCOMPARE(built.project.cluster->links.back().bandwidth->text, std::string("200 Gbit/s")); // 6 x 100 / 3
}

void TestTemplates::aRingIsCutTwice()
{
    const Built built("6x node 8xA100-80G-SXM, 8 NICs of 200 Gbit/s, in a ring");
    QCOMPARE(built.histogram()[0], (Counts {{2, 6}}));
    QCOMPARE(built.halves(), 2 * 800.0);
    QCOMPARE(Built("2x node 8xA100-80G-SXM, in a ring").halves(), 1600.0);
}

void TestTemplates::aTorusIsCutAcrossItsRows()
{
    const Built flat("16x node 4xA100-80G-SXM, 4 NICs of 100 Gbit/s, in a 4x4 torus");
    QCOMPARE(flat.histogram()[0], (Counts {{4, 16}}));
    QCOMPARE(flat.expanded.links.size(), std::size_t(32));
    QCOMPARE(flat.halves(), 8 * 100.0); // two cuts through four columns
    const Built deep("24x node 1xV100-16G-SXM, 5 NICs of 100 Gbit/s, in a 2x3x4 torus");
    QCOMPARE(deep.histogram()[0], (Counts {{5, 24}})); // one along the side of two, two along the others
    QCOMPARE(deep.halves(), 2 * 6 * 100.0);
}

void TestTemplates::twoSitesAreAsWideAsTheWan()
{
    const Built built("4x node 8xH100-80G-SXM and 4x node 8xA100-80G-SXM, on two sites over 100 Gbit/s at 20 ms");
    QCOMPARE(built.expanded.kinds.size(), std::size_t(2));
    QCOMPARE(built.halves(), 100.0);
    QCOMPARE(built.project.cluster->links.back().latency->text, std::string("20 ms"));
}

void TestTemplates::linesAreReadInAnyOrder()
{
    const auto spec = parseTemplate("4 x NODE 8 x a100-80g-sxm , oversubscribed 3:2,latency 2 us,  under 3 leaves, 4 nics of 12.5 GB/s", kinds());
    QVERIFY(spec);
    QCOMPARE(spec->group, (NodeGroup {4, 8, {"A100-80G-SXM"}}));
    QCOMPARE(spec->leaves, 3);
    QCOMPARE(spec->oversubscription, 1.5);
    QCOMPARE(spec->nics, 4);
    QCOMPARE(spec->nicBandwidth.value.value, 12.5e9);
    QCOMPARE(spec->latency.text, std::string("2 us"));
}

void TestTemplates::mistakesNameTheWords_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("fix");
    QTest::newRow("no nodes") << "8 NICs" << "8 NICs" << "4x node 8xA100-80G-SXM";
    QTest::newRow("device") << "4x node 8xA100-80G-SMX" << "A100-80G-SMX" << "A100-80G-SXM";
    QTest::newRow("no device") << "4x node" << "4x node" << "";
    QTest::newRow("clause") << "4x node 8xA100-80G-SXM, upside down" << "upside down" << "";
    QTest::newRow("empty clause") << "4x node 8xA100-80G-SXM,,on rails" << "" << "";
    QTest::newRow("ratio") << "4x node 8xA100-80G-SXM, oversubscribed 1:2" << "oversubscribed 1:2" << "oversubscribed 2:1";
    QTest::newRow("unit") << "4x node 8xA100-80G-SXM, 8 NICs of 200 Gbit" << "8 NICs of 200 Gbit" << "*";
    QTest::newRow("torus") << "4x node 8xA100-80G-SXM, in a 2y2 torus" << "in a 2y2 torus" << "";
    QTest::newRow("sites") << "4x node 8xA100-80G-SXM and 2x node 8xA100-80G-SXM, in a ring" << "*" << "";
    QTest::newRow("leaves") << "4x node 8xA100-80G-SXM, under 0 leaves" << "under 0 leaves" << "";
}

void TestTemplates::mistakesNameTheWords()
{
    QFETCH(QString, line);
    QFETCH(QString, where);
    QFETCH(QString, fix);
    const auto spec = parseTemplate(line.toStdString(), kinds());
    QVERIFY(!spec);
    QVERIFY(!spec.error().message.empty() && !spec.error().expected.empty());
    if (where != QLatin1String("*"))
        QCOMPARE(spec.error().where, where.toStdString());
    if (fix != QLatin1String("*"))
        QCOMPARE(spec.error().fix, fix.toStdString());
}

void TestTemplates::numbersThatCannotBeAreRefused()
{
    for (const char* line : {"10x node 8xA100-80G-SXM, in a fat tree", "1x node 8xA100-80G-SXM, in a ring", "5x node 8xA100-80G-SXM, in a 2x2 torus",
             "9000x node 8xA100-80G-SXM, under one leaf", "4096x node 8xA100-80G-SXM, under 2 leaves"}) {
        const auto spec = parseTemplate(line, kinds());
        QVERIFY2(spec, line);
        const auto drawn = withTemplate({}, builtInCatalogue(), *spec, {});
        QVERIFY2(!drawn && !drawn.error().expected.empty(), line);
    }
}

void TestTemplates::aTemplateTakesFreeNames()
{
    const TemplateSpec spec = parseTemplate("4x node 8xA100-80G-SXM, under one leaf", kinds()).value();
    const Project once = withTemplate(support::sampleProject(), builtInCatalogue(), spec, {0, 600}).value().project;
    const Drawn twice = withTemplate(once, builtInCatalogue(), spec, {0, 900}).value();
    QCOMPARE(twice.made.nodes, (std::vector<NodeId> {{"n[4-7]"}}));
    QCOMPARE(twice.project.cluster->links.back().ends, (std::array<std::string, 2> {"n[4-7]", "leaf-3"}));
    QVERIFY(expand(*twice.project.cluster, builtInCatalogue()));
}

void TestTemplates::linesRoundTrip()
{
    QVERIFY(support::law("a template's line makes the template", 200, 5000, [] {
        const auto below = [](int limit) { return *rc::gen::inRange(0, limit); };
        TemplateSpec spec;
        spec.kind = static_cast<TemplateKind>(below(6));
        spec.group = {1 + below(64), 1 + below(16), {kinds()[static_cast<std::size_t>(below(static_cast<int>(kinds().size())))]}};
        spec.nics = 1 + below(8);
        spec.nicBandwidth = parseQuantity<BytesPerSecond>(std::to_string(1 + below(800)) + " Gbit/s").value();
        spec.latency = parseQuantity<Seconds>(std::to_string(1 + below(50)) + " us").value();
        if (spec.kind == TemplateKind::Leaf)
            spec.leaves = 1 + below(9);
        if (spec.kind == TemplateKind::Leaf || spec.kind == TemplateKind::Rails)
            spec.oversubscription = 1 + below(80) / 8.0;
        if (spec.kind == TemplateKind::Torus)
            spec.sides = {1 + below(5), 1 + below(5), 1 + below(5)};
        if (spec.kind == TemplateKind::TwoSites) {
            spec.wanBandwidth = parseQuantity<BytesPerSecond>(std::to_string(1 + below(100)) + " GB/s").value();
            spec.wanLatency = parseQuantity<Seconds>(std::to_string(1 + below(100)) + " ms").value();
            if (below(2) == 1)
                spec.otherSite = NodeGroup {1 + below(64), 1 + below(16), {kinds().front()}};
        }
        const auto read = parseTemplate(lineOf(spec), kinds());
        RC_ASSERT(read.ok());
        RC_ASSERT(*read == spec);
    }));
}

void TestTemplates::everyTemplatePassesTheCheck()
{
    for (const char* line : {"1x node 8xA100-80G-SXM, under one leaf", "3x node 8xA100-80G-SXM, under 5 leaves, oversubscribed 3:1", "54x node 8xA100-80G-SXM, in a fat tree",
             "2x node 8xA100-80G-SXM, in a fat tree", "1x node 8xA100-80G-SXM, 1 NIC, on rails", "3x node 8xA100-80G-SXM, in a ring", "27x node 8xA100-80G-SXM, in a 3x3x3 torus",
             "5x node 8xA100-80G-SXM, in a 5 torus", "1x node 8xA100-80G-SXM, on two sites"}) {
        const Built built(line);
        for (const Issue& issue : check(built.project, builtInCatalogue()))
            if (issue.severity == Severity::Error)
                QVERIFY2(issue.pointer.rfind("/cluster", 0) != 0, (std::string(line) + ": " + issue.message).c_str());
    }
}

void TestTemplates::theCutIsThatOfAHandWorkedNetwork()
{
    const support::World world = support::clusterFrom("A -10GB/s- (s) -4GB/s|1GB/s- B ; A -3GB/s- (t) -8GB/s- B ; (s) -2GB/s- (t)");
    QCOMPARE(cutBetween(world.cluster, world.expanded, {0}, {1}).value, 9e9);   // 4 over s, 3 over t, 2 from s to t
    QCOMPARE(cutBetween(world.cluster, world.expanded, {1}, {0}).value, 1e9 + 3e9 + 2e9); // 1 over s, 3 over t, 2 from t to s
    const support::World limited = [] {
        support::World made;
        made.addHost("A", 1);
        made.addHost("B", 1);
        made.addSwitch("s", 5e9);
        made.addLink("A", "s", 8e9);
        made.addLink("s", "B", 8e9);
        return made;
    }();
    QCOMPARE(cutInHalves(limited.cluster, limited.expanded).value, 5e9);
}

CLUSTERLOOM_TEST(TestTemplates)
#include "tst_templates.moc"
