#include "tests/support/law.h"
#include "tests/support/sample_project.h"
#include "ui/cluster/cluster_picture.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/link_labels.h"
#include "ui/cluster/placement.h"

namespace {

core::Node node(const std::string& id)
{
    core::Node result;
    result.id.text = id;
    return result;
}

core::Switch hub(const std::string& id)
{
    core::Switch result;
    result.id.text = id;
    return result;
}

core::Link linkBetween(const std::string& from, const std::string& to)
{
    core::Link result;
    result.id.text = from + "-" + to;
    result.ends = {from, to};
    return result;
}

/// A node or switch of the last of a table, put at a place.
template <typename Table>
void place(Table& elements, double x, double y)
{
    elements.update(elements.size() - 1, [=](auto& drawn) { drawn.at = core::Position {x, y}; });
}

/// Nodes n0.., switches s0.., and links between any of them.
core::Cluster randomCluster()
{
    core::Cluster cluster;
    const int nodes = *rc::gen::inRange(0, 40);
    const int switches = *rc::gen::inRange(0, 8);
    std::vector<std::string> names;
    for (int i = 0; i < nodes; ++i) {
        names.push_back("n" + std::to_string(i));
        cluster.nodes.append(node(names.back()));
    }
    for (int i = 0; i < switches; ++i) {
        names.push_back("s" + std::to_string(i));
        cluster.switches.append(hub(names.back()));
    }
    const int links = names.empty() ? 0 : *rc::gen::inRange(0, 80);
    for (int i = 0; i < links; ++i)
        cluster.links.append(linkBetween(*rc::gen::elementOf(names), *rc::gen::elementOf(names)));
    return cluster;
}

std::vector<QRectF> boxes(const ui::ClusterPicture& picture)
{
    std::vector<QRectF> result;
    for (const auto& drawn : picture.nodes)
        result.push_back(drawn.box);
    for (const auto& drawn : picture.switches)
        result.push_back(drawn.box);
    return result;
}

bool anyOverlap(const std::vector<QRectF>& boxes)
{
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        for (std::size_t j = i + 1; j < boxes.size(); ++j) {
            if (boxes[i].intersects(boxes[j]))
                return true;
        }
    }
    return false;
}

} // namespace

class TestPlacement : public QObject
{
    Q_OBJECT
private slots:
    void nothingLaidOutOverlaps();
    void whatHasAPositionKeepsIt();
    void aSwitchStandsAboveItsNodes();
    void parallelLinksLieBesideOneAnother();
    void manyParallelLinksAreABundle();
    void widerLinksAreDrawnWider();
    void linksMayEndAtAMemberOfAnArray();
    void aLinkSpansTheNodesOfItsEnds();
    void theTopmostIsPicked();
    void anArrayIsOneCard();
    void wordsOfALinkStandInTheMiddleOfWhatIsSeenOfIt();
    void wordsOfALinkKeepOffTheTitleOfAGroup();
};

void TestPlacement::nothingLaidOutOverlaps()
{
    QVERIFY(support::law("no two things laid out overlap, and layout is a function", 30, 1000, [] {
        const core::Cluster cluster = randomCluster();
        const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
        RC_ASSERT(!anyOverlap(boxes(picture)));
        RC_ASSERT(boxes(picture) == boxes(ui::pictureOf(cluster, core::builtInCatalogue())));
    }));
}

void TestPlacement::whatHasAPositionKeepsIt()
{
    QVERIFY(support::law("positions are kept, the rest stays clear of them", 30, 1000, [] {
        core::Cluster cluster = randomCluster();
        RC_PRE(!cluster.nodes.empty());
        cluster.nodes.update(0, [](core::Node& n) { n.at = core::Position {500, -300}; });
        const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
        RC_ASSERT(picture.nodes[0].box.center() == QPointF(500, -300));
        RC_ASSERT(!anyOverlap(boxes(picture)));
    }));
}

void TestPlacement::aSwitchStandsAboveItsNodes()
{
    core::Cluster cluster;
    for (const char* id : {"a", "b"})
        cluster.nodes.append(node(id));
    for (const char* id : {"leaf", "spine"})
        cluster.switches.append(hub(id));
    for (const auto& l : {linkBetween("a", "leaf"), linkBetween("b", "leaf"), linkBetween("leaf", "spine")})
        cluster.links.append(l);
    const auto placement = ui::placementOf(cluster);
    const double middle = (placement.nodes[0].x() + placement.nodes[1].x()) / 2;
    QCOMPARE(placement.nodes[0].y(), placement.nodes[1].y());
    QVERIFY(placement.switches[0].y() < placement.nodes[0].y());
    QVERIFY(placement.switches[1].y() < placement.switches[0].y());
    QCOMPARE(placement.switches[0].x(), middle);
    QCOMPARE(placement.switches[1].x(), middle);
}

void TestPlacement::parallelLinksLieBesideOneAnother()
{
    core::Cluster cluster;
    for (const char* id : {"a", "b"})
        cluster.nodes.append(node(id));
    cluster.links.append(linkBetween("a", "b"));
    cluster.links.append(linkBetween("b", "a"));
    const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
    const QLineF first = picture.links[0].line;
    const QLineF second(picture.links[1].line.p2(), picture.links[1].line.p1());
    QCOMPARE(first.p1().x(), second.p1().x());
    QCOMPARE(std::abs(first.p1().y() - second.p1().y()), 10.0);
}

void TestPlacement::widerLinksAreDrawnWider()
{
    const auto widthOf = [](const char* rate) {
        core::Cluster cluster;
        for (const char* id : {"a", "b"})
            cluster.nodes.append(node(id));
        core::Link drawn = linkBetween("a", "b");
        drawn.bandwidth = *core::parseQuantity<core::BytesPerSecond>(rate);
        cluster.links.append(drawn);
        return ui::pictureOf(cluster, core::builtInCatalogue()).links[0].width;
    };
    QCOMPARE(widthOf("100 Mbit/s"), 1.0);
    QCOMPARE(widthOf("1 GB/s"), 1.0);
    QCOMPARE(widthOf("2 GB/s"), 1.6);
    QVERIFY(widthOf("100 GB/s") > 1.6);
    QCOMPARE(widthOf("100 TB/s"), 7.0);
}

void TestPlacement::linksMayEndAtAMemberOfAnArray()
{
    core::Cluster cluster;
    cluster.nodes.append(node("n[0-63]"));
    cluster.switches.append(hub("core"));
    for (const char* end : {"n[0-63]", "n7", "n[0-31]", "n64", "n", "nx7"})
        cluster.links.append(linkBetween(end, "core"));
    const ui::Graph graph = ui::graphOf(cluster);
    QCOMPARE(graph.edges.size(), std::size_t(3));
    QCOMPARE(graph.edges[2].link, 2);
    QCOMPARE(graph.edges[2].from, 0);
    QCOMPARE(graph.edges[2].to, 1);
}

void TestPlacement::aLinkSpansTheNodesOfItsEnds()
{
    core::Cluster cluster;
    for (const char* id : {"n[0-4]", "n5", "n[6-63]", "m[0-63]"})
        cluster.nodes.append(node(id));
    cluster.switches.append(hub("core"));
    for (const char* end : {"core", "m[0-63]", "m[0-2]"})
        cluster.links.append(linkBetween("n[0-63]", end));
    cluster.links.append(linkBetween("n[3-7]", "core"));
    cluster.links.append(linkBetween("n[60-64]", "core"));
    std::vector<std::array<int, 4>> edges;
    for (const ui::Graph::Edge& edge : ui::graphOf(cluster).edges)
        edges.push_back({edge.link, edge.from, edge.to, edge.members});
    const std::vector<std::array<int, 4>> expected {{0, 0, 4, 5}, {0, 1, 4, 1}, {0, 2, 4, 58}, {1, 0, 3, 5}, {1, 1, 3, 1}, {1, 2, 3, 58}, {2, 0, 3, 64},
        {3, 0, 4, 2}, {3, 1, 4, 1}, {3, 2, 4, 2}};
    QVERIFY(edges == expected);
    const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
    QCOMPARE(picture.links.size(), expected.size());
    QCOMPARE(ui::linkIdsOf(picture).size(), std::size_t(4));
}

void TestPlacement::theTopmostIsPicked()
{
    core::Cluster cluster;
    for (const char* id : {"under", "over"}) {
        cluster.nodes.append(node(id));
        cluster.nodes.update(cluster.nodes.size() - 1, [](core::Node& drawn) { drawn.at = core::Position {0, 0}; });
    }
    const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
    QVERIFY(ui::pick(picture, {0, 0}, 0) == ui::Element(core::NodeId {"over"})); // painted last
}

void TestPlacement::anArrayIsOneCard()
{
    core::Cluster cluster;
    cluster.nodes.append(node("n[0-191]"));
    cluster.nodes.update(0, [](core::Node& n) {
        n.device = core::DeviceKindId {"A100-80G-SXM"};
        n.count = 8;
    });
    const auto picture = ui::pictureOf(cluster, core::builtInCatalogue());
    QCOMPARE(picture.nodes.size(), std::size_t(1));
    QCOMPARE(picture.nodes[0].members, 192);
    QCOMPARE(picture.kinds[0].devices, 1536);
}

void TestPlacement::manyParallelLinksAreABundle()
{
    core::Cluster cluster = *support::sampleProject().cluster;
    for (int i = 0; i < 4; ++i) {
        core::Link link = cluster.links[0];
        link.id.text = "more" + std::to_string(i);
        std::swap(link.ends[0], link.ends[1]);
        cluster.links.append(link);
    }
    const ui::ClusterPicture picture = ui::pictureOf(cluster, core::builtInCatalogue());
    int labelled = 0;
    for (const ui::DrawnLink& link : picture.links) {
        QCOMPARE(link.bundle, link.id.text == "slow-leaf" ? 1 : 5);
        labelled += link.label.startsWith(QLatin1String("5 links, ")) ? 1 : 0; // and their bandwidth together
    }
    QCOMPARE(labelled, 1);
    QCOMPARE(ui::bundleOf(picture, {"more2"}).size(), std::size_t(5));
    QCOMPARE(ui::bundleOf(picture, {"slow-leaf"}), (std::vector<core::LinkId> {{"slow-leaf"}}));
}

void TestPlacement::wordsOfALinkStandInTheMiddleOfWhatIsSeenOfIt()
{
    core::Cluster cluster;
    cluster.nodes.append(node("a"));
    place(cluster.nodes, 0, 0);
    cluster.nodes.append(node("b"));
    place(cluster.nodes, 500, 0);
    cluster.links.append(linkBetween("a", "b"));
    const ui::DrawnLink level = ui::pictureOf(cluster, core::builtInCatalogue()).links.front();
    QCOMPARE(level.labelAt, QPointF(250, 0));
    cluster.switches.append(hub("s"));
    place(cluster.switches, 0, -400);
    cluster.links.update(0, [](core::Link& link) { link.ends[1] = "s"; });
    const ui::ClusterPicture picture = ui::pictureOf(cluster, core::builtInCatalogue());
    const double top = picture.nodes[0].box.top(), bottom = picture.switches[0].box.bottom();
    QVERIFY(std::abs(picture.links[0].labelAt.y() - (top + 0.42 * (bottom - top))) < 1e-9);
}

void TestPlacement::wordsOfALinkKeepOffTheTitleOfAGroup()
{
    int moved = 0;
    for (int up = 140; up <= 400; up += 4)
        for (int aside = -120; aside <= 60; aside += 15) {
            core::Cluster cluster;
            cluster.nodes.append(node("a"));
            place(cluster.nodes, 0, 0);
            cluster.switches.append(hub("s"));
            place(cluster.switches, aside, -up);
            core::Link link = linkBetween("a", "s");
            link.bandwidth = core::parseQuantity<core::BytesPerSecond>("100 Gbit/s").value();
            cluster.links.append(link);
            const QPointF without = ui::pictureOf(cluster, core::builtInCatalogue()).links[0].labelAt;
            core::ClusterGroup group;
            group.id.text = "rack";
            cluster.groups.append(group);
            cluster.nodes.update(0, [](core::Node& member) { member.group = core::GroupId {"rack"}; });
            const ui::ClusterPicture picture = ui::pictureOf(cluster, core::builtInCatalogue());
            const ui::DrawnLink& drawn = picture.links[0];
            const QRectF title = ui::titleBoxOf(picture.groups[0]);
            QVERIFY2(!ui::linkLabelBox(drawn.labelAt, drawn.label).intersects(title), qPrintable(QStringLiteral("%1 %2").arg(aside).arg(up)));
            const bool inTheWay = ui::linkLabelBox(without, drawn.label).intersects(title);
            QCOMPARE(drawn.labelAt != without, inTheWay);
            moved += inTheWay ? 1 : 0;
        }
    QVERIFY(moved > 10);
}

CLUSTERLOOM_TEST(TestPlacement)
#include "tst_placement.moc"
