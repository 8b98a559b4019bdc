#include "core/documents/groups.h"
#include "core/documents/templates.h"
#include "tests/support/law.h"
#include "tests/support/registry.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/arrange.h"
#include "ui/cluster/cluster_picture.h"
#include "ui/cluster/cluster_view.h"
#include "ui/cluster/group_spacing.h"
#include "ui/cluster/layout_program.h"
#include "ui/cluster/placement.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace tst_arrange {

core::Result<ui::SimulationResult> neverRun(const ui::SimulationInput&, const core::Progress&)
{
    return core::Error {"not simulated in this test", {}, {}, {}};
}

core::Cluster fatTree()
{
    const auto spec = core::parseTemplate("16x node 8xA100-80G-SXM, in a fat tree", {"A100-80G-SXM"});
    core::Project project = core::withTemplate({}, core::builtInCatalogue(), *spec, {}).value().project;
    for (std::size_t i = 0; i < project.cluster->nodes.size(); ++i)
        project.cluster->nodes.update(i, [](core::Node& node) { node.at = core::Position {100, 50}; });
    for (std::size_t i = 0; i < project.cluster->switches.size(); ++i)
        project.cluster->switches.update(i, [](core::Switch& hub) { hub.at = core::Position {100, 50}; });
    return *project.cluster;
}

/// Every element in a random one of so many groups, or in none; the second group may lie in the first, and so on.
core::Cluster inGroups(core::Cluster cluster, int groups)
{
    const auto any = [](int before) {
        const int group = *rc::gen::inRange(-1, before);
        return group < 0 ? std::optional<core::GroupId>() : core::GroupId {"g" + std::to_string(group)};
    };
    for (int group = 0; group < groups; ++group)
        cluster.groups.append({core::GroupId {"g" + std::to_string(group)}, any(group), false, {}});
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i)
        cluster.nodes.update(i, [&](core::Node& node) { node.group = any(groups); });
    for (std::size_t i = 0; i < cluster.switches.size(); ++i)
        cluster.switches.update(i, [&](core::Switch& hub) { hub.group = any(groups); });
    return cluster;
}

core::Cluster placed(core::Cluster cluster, const std::vector<QPointF>& centres)
{
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i)
        cluster.nodes.update(i, [&](core::Node& node) { node.at = core::Position {centres[i].x(), centres[i].y()}; });
    for (std::size_t i = 0; i < cluster.switches.size(); ++i) {
        const QPointF at = centres[cluster.nodes.size() + i];
        cluster.switches.update(i, [&](core::Switch& hub) { hub.at = core::Position {at.x(), at.y()}; });
    }
    return cluster;
}

const std::vector<QRectF> boxes {{0, 0, 10, 10}, {100, 40, 20, 10}, {30, 100, 30, 20}};

} // namespace tst_arrange

using namespace tst_arrange;

class TestArrange : public QObject
{
    Q_OBJECT
private slots:
    void boxesAlignWithTheOutermost();
    void gapsBecomeEqual();
    void theTextOfAGraphHasItsEdgesFromAbove();
    void nodesOfOneSwitchAreABlock();
    void groupsAreMovedApart();
    void brokenOutputIsNoLayout();
    void layoutsCoverNothing_data();
    void layoutsCoverNothing();
    void aLayoutIsOneStep();
    void aMissingProgramNamesItsPackage();
    void aLayoutThatHangsIsStopped();
    void escapeCancels();
};

void TestArrange::boxesAlignWithTheOutermost()
{
    const auto left = ui::aligned(boxes, ui::Alignment::Left);
    QCOMPARE(left, (std::vector<QPointF> {{0, 0}, {-100, 0}, {-30, 0}}));
    const auto bottom = ui::aligned(boxes, ui::Alignment::Bottom);
    QCOMPARE(bottom, (std::vector<QPointF> {{0, 110}, {0, 70}, {0, 0}}));
    const auto centre = ui::aligned(boxes, ui::Alignment::Centre);
    QCOMPARE(centre, (std::vector<QPointF> {{55, 0}, {-50, 0}, {15, 0}}));
}

void TestArrange::gapsBecomeEqual()
{
    // 120 wide, of which 60 are boxes: two gaps of 30, so the middle one begins at 40.
    QCOMPARE(ui::distributed(boxes, ui::Axis::Across), (std::vector<QPointF> {{0, 0}, {0, 0}, {10, 0}}));
    QCOMPARE(ui::distributed({boxes[0], boxes[1]}, ui::Axis::Across), (std::vector<QPointF> {{0, 0}, {0, 0}}));
}

void TestArrange::theTextOfAGraphHasItsEdgesFromAbove()
{
    const QByteArray text = ui::graphText(*support::sampleProject().cluster, ui::LayoutStyle::Layered);
    QVERIFY2(text.contains("v2 -- v0;\nv2 -- v1;"), text.constData()); // v2 is the switch
    QVERIFY(text.contains("v0 [width=2.333, height=1.222]"));
}

void TestArrange::nodesOfOneSwitchAreABlock()
{
    core::Cluster cluster = core::withTemplate({}, core::builtInCatalogue(), *core::parseTemplate("2x node 8xA100-80G-SXM, under one leaf", {"A100-80G-SXM"}), {}).value().project.cluster.value();
    const core::Node like = cluster.nodes.front();
    const core::Link up = cluster.links.front();
    for (int i = 0; i < 8; ++i) {
        core::Node node = like;
        node.id.text = "m" + std::to_string(i);
        core::Link link = up;
        link.id.text = "m-up" + std::to_string(i);
        link.ends[0] = node.id.text;
        cluster.nodes.append(node);
        cluster.links.append(link);
    }
    QCOMPARE(ui::layoutBlocks(cluster, ui::LayoutStyle::Force).size(), std::size_t(10));
    const auto blocks = ui::layoutBlocks(cluster, ui::LayoutStyle::Layered);
    QCOMPARE(blocks.size(), std::size_t(2)); // nine nodes, and the leaf
    QCOMPARE(blocks[0].columns, 2);
    const auto centres = ui::spread(blocks, {{0, 0}, {0, -500}});
    QCOMPARE(centres.size(), std::size_t(10));
    QCOMPARE(centres[0], QPointF(-96, -240)); // five rows of two, 32 apart
    QCOMPARE(centres[1], QPointF(96, -240));
    QCOMPARE(centres[8], QPointF(-96, 240));
    QCOMPARE(centres[9], QPointF(0, -500));
}

void TestArrange::groupsAreMovedApart()
{
    QVERIFY(support::law("no group covers what is not in it", 60, 1500, [] {
        const int groups = *rc::gen::inRange(1, 6);
        const core::Cluster cluster = inGroups(fatTree(), groups);
        std::vector<QPointF> wanted;
        for (std::size_t i = 0; i < cluster.nodes.size() + cluster.switches.size(); ++i)
            wanted.emplace_back(*rc::gen::inRange(-900, 900), *rc::gen::inRange(-600, 600));
        const ui::ClusterPicture picture = ui::pictureOf(placed(cluster, ui::groupsApart(cluster, wanted)), core::builtInCatalogue());
        const core::GroupTree tree(cluster);
        for (int a = 0; a < tree.size(); ++a) {
            const QRectF& area = picture.groups[static_cast<std::size_t>(a)].box;
            for (int b = 0; b < tree.size(); ++b)
                RC_ASSERT(tree.holds(a, b) || tree.holds(b, a) || !area.intersects(picture.groups[static_cast<std::size_t>(b)].box));
            for (std::size_t node = 0; node < picture.nodes.size(); ++node)
                RC_ASSERT(tree.holds(a, tree.ofNode(static_cast<int>(node))) || !area.intersects(picture.nodes[node].box));
            for (std::size_t hub = 0; hub < picture.switches.size(); ++hub)
                RC_ASSERT(tree.holds(a, tree.ofSwitch(static_cast<int>(hub))) || !area.intersects(picture.switches[hub].box));
        }
    }));
    const core::Cluster cluster = fatTree();
    const std::vector<QPointF> piled(cluster.nodes.size() + cluster.switches.size(), QPointF(7, 7));
    QCOMPARE(ui::groupsApart(cluster, piled), piled); // without groups nothing moves
}

void TestArrange::brokenOutputIsNoLayout()
{
    QCOMPARE(ui::centresOf("graph 1 2 2\nnode v0 1 0.5 2 1 \"\" solid box black lightgrey\nnode v1 0 0 1 1\nstop\n", 2), (std::vector<QPointF> {{72, -36}, {0, 0}}));
    QVERIFY(ui::centresOf("node v0 1 1\n", 2).empty());
    QVERIFY(ui::centresOf("node v7 1 1\nnode v1 1 1\n", 2).empty());
    QVERIFY(ui::centresOf("", 1).empty());
}

void TestArrange::layoutsCoverNothing_data()
{
    QTest::addColumn<int>("style");
    QTest::newRow("dot") << 0;
    QTest::newRow("sfdp") << 1;
}

void TestArrange::layoutsCoverNothing()
{
    QFETCH(int, style);
    if (QStandardPaths::findExecutable(style == 0 ? QStringLiteral("dot") : QStringLiteral("sfdp")).isEmpty())
        QSKIP("Graphviz is not installed");
    const core::Cluster cluster = fatTree();
    ui::LayoutProgram program;
    std::vector<std::vector<core::Centre>> layouts;
    connect(&program, &ui::LayoutProgram::finished, this, [&](const auto& centres) { layouts.push_back(centres); });
    for (std::size_t run = 1; run <= 2; ++run) {
        program.start(cluster, static_cast<ui::LayoutStyle>(style));
        QTRY_COMPARE_WITH_TIMEOUT(layouts.size(), run, 20'000);
    }
    std::vector<QRectF> all;
    for (const core::Centre& centre : layouts[0]) {
        const QSizeF size = all.size() < cluster.nodes.size() ? ui::nodeSize : ui::switchSize;
        all.emplace_back(QPointF(centre.at.x - size.width() / 2, centre.at.y - size.height() / 2), size);
    }
    QCOMPARE(all.size(), std::size_t(28));
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j)
            QVERIFY(!all[i].intersects(all[j]));
    for (std::size_t i = 0; i < all.size(); ++i)
        QVERIFY2(layouts[0][i].at == layouts[1][i].at, "a fixed start gives the same layout");
}

void TestArrange::aLayoutIsOneStep()
{
    ui::Session session(neverRun);
    session.start(support::sampleProject());
    ui::ClusterView view(session);
    for (QAction* action : view.arrangeActions())
        if (action->objectName() == QLatin1String("canvasLayoutLayered"))
            action->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(session.undoStack().count(), 1, 20'000);
    QVERIFY(session.project().cluster->nodes[0].at && session.project().cluster->switches[0].at);
    QVERIFY(session.project().cluster->switches[0].at->y < session.project().cluster->nodes[0].at->y);
    session.undoStack().undo();
    QVERIFY(session.project() == support::sampleProject());
}

void TestArrange::aMissingProgramNamesItsPackage()
{
    ui::LayoutProgram program;
    program.setProgram(ui::LayoutStyle::Layered, QStringLiteral("no-such-dot"));
    std::vector<core::Error> errors;
    connect(&program, &ui::LayoutProgram::failed, this, [&](const core::Error& error) { errors.push_back(error); });
    program.start(fatTree(), ui::LayoutStyle::Layered);
    QTRY_COMPARE(errors.size(), std::size_t(1));
    QVERIFY(core::describe(errors[0]).find("graphviz") != std::string::npos);
    QVERIFY(!program.isRunning());
}

void TestArrange::aLayoutThatHangsIsStopped()
{
    ui::LayoutProgram program;
    program.setProgram(ui::LayoutStyle::Force, QString::fromUtf8(CLUSTERLOOM_SOURCE_DIR "/tests/ui/cluster/hang.sh"));
    program.setLimit(100);
    QSignalSpy failed(&program, &ui::LayoutProgram::failed);
    program.start(fatTree(), ui::LayoutStyle::Force);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!program.isRunning());
}

void TestArrange::escapeCancels()
{
    ui::LayoutProgram program;
    program.setProgram(ui::LayoutStyle::Force, QString::fromUtf8(CLUSTERLOOM_SOURCE_DIR "/tests/ui/cluster/hang.sh"));
    QSignalSpy failed(&program, &ui::LayoutProgram::failed), finished(&program, &ui::LayoutProgram::finished);
    program.start(fatTree(), ui::LayoutStyle::Force);
    QVERIFY(program.isRunning());
    program.cancel();
    QVERIFY(!program.isRunning());
    QTest::qWait(50);
    QCOMPARE(failed.count() + finished.count(), 0);
}

CLUSTERLOOM_TEST(TestArrange)
#include "tst_arrange.moc"
