#include "core/network/transfers.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"

#include <numeric>

using core::Algorithm;
using core::Bytes;
using core::CollectiveKind;
using core::FabricKind;
using support::clusterFrom;
using support::near;

namespace {

std::vector<int> firstRanks(int n)
{
    std::vector<int> ranks(static_cast<std::size_t>(n));
    std::iota(ranks.begin(), ranks.end(), 0);
    return ranks;
}

support::World idleNode(int devices, double bandwidth, double latency)
{
    support::World world = clusterFrom("A*" + std::to_string(devices));
    world.setFabric(0, FabricKind::NvSwitch, bandwidth, latency);
    return world;
}

double timeOf(const core::Network& network, Algorithm algorithm, CollectiveKind kind, int ranks, double bytes)
{
    const auto activities = network.algorithms(kind, firstRanks(ranks), Bytes(bytes));
    for (const core::Activity& activity : *activities)
        if (activity.algorithm == algorithm)
            return aloneTime(activity, network).value;
    return -1;
}

/// Hosts of the given sizes on one switch.
support::World star(const std::vector<int>& devices, double link, double fabric, double linkLatency, double fabricLatency)
{
    support::World world;
    for (std::size_t i = 0; i < devices.size(); ++i)
        world.addHost("h" + std::to_string(i), devices[i]);
    world.addSwitch("s");
    for (std::size_t i = 0; i < devices.size(); ++i) {
        world.addLink("h" + std::to_string(i), "s", link, link, linkLatency);
        world.setFabric(static_cast<int>(i), FabricKind::NvSwitch, fabric, fabricLatency);
    }
    return world;
}

} // namespace

class TestCollectives : public QObject
{
    Q_OBJECT
private slots:
    void aRingOnAnIdleNodeIsTheClosedForm()
    {
        for (const int n : {2, 3, 4, 8, 72}) {
            const core::Network network = idleNode(n, 300e9, 3e-6).network();
            const double bytes = 1e9;
            const double reduced = 2.0 * (n - 1) / n * bytes / 300e9 + 2 * (n - 1) * 3e-6;
            QVERIFY(near(timeOf(network, Algorithm::Ring, CollectiveKind::AllReduce, n, bytes), reduced));
            QVERIFY(near(timeOf(network, Algorithm::Ring, CollectiveKind::AllGather, n, bytes), reduced / 2));
            QVERIFY(near(timeOf(network, Algorithm::Ring, CollectiveKind::ReduceScatter, n, bytes), reduced / 2));
            QVERIFY(near(timeOf(network, Algorithm::Ring, CollectiveKind::Broadcast, n, bytes), bytes / 300e9 + (n - 1) * 3e-6));
        }
    }
    void aDoubleTreeOfFourIsTheClosedForm()
    {
        // Positions 0 - 2 - {1, 3} and mirrored 3 - 1 - {2, 0}. Device 1 sends up to 2, and down to 2, 0 and up to 3:
        // four edges of half the buffer; depth 2.
        const core::Network network = idleNode(4, 100, 1e-3).network();
        QVERIFY(near(timeOf(network, Algorithm::Tree, CollectiveKind::AllReduce, 4, 1000), 4 * 500.0 / 100 + 4e-3));
    }
    void aBroadcastTreeOfFourIsTheClosedForm()
    {
        const core::Network network = idleNode(4, 100, 1e-3).network(); // 0 to 1 and 2, 1 to 3
        QVERIFY(near(timeOf(network, Algorithm::Tree, CollectiveKind::Broadcast, 4, 1000), 2 * 1000.0 / 100 + 2e-3));
    }
    void everyRankIsInBothTreesWithAtMostFourEdges()
    {
        for (int n = 3; n < 70; ++n) {
            const core::Network network = idleNode(n, 100, 0).network();
            const auto activities = network.algorithms(CollectiveKind::AllReduce, firstRanks(n), Bytes(100));
            const core::Activity& tree = (*activities)[1];
            QCOMPARE(tree.algorithm, Algorithm::Tree);
            double edges = 0;
            for (const core::Charge& charge : tree.charges) {
                edges += charge.weight;
                QVERIFY(charge.weight <= 4);
            }
            QCOMPARE(edges, 2.0 * 4 * (n - 1)); // two trees, both ways, a port out and a port in each
        }
    }
    void aHierarchicalRingIsTheClosedForm()
    {
        // Two hosts of four, one NIC of 80 each. Inside: 2 x 3/4 of 1200 over a port of 100 = 18 s; across: each of
        // four rails carries 2 x 1/2 of 300, together 1200 over 80 = 15 s. So the fabric decides; 6 x 1 ms + 2 x 6 ms.
        const core::Network network = star({4, 4}, 80, 100, 3e-3, 1e-3).network();
        QVERIFY(near(timeOf(network, Algorithm::Hierarchical, CollectiveKind::AllReduce, 8, 1200), 18 + 6e-3 + 12e-3));
        QVERIFY(near(timeOf(network, Algorithm::Hierarchical, CollectiveKind::AllGather, 8, 1200), 9 + 3e-3 + 6e-3));
        QVERIFY(near(timeOf(network, Algorithm::Hierarchical, CollectiveKind::ReduceScatter, 8, 1200), 9 + 3e-3 + 6e-3));
        const core::Network slower = star({4, 4}, 40, 100, 3e-3, 1e-3).network();
        QVERIFY(near(timeOf(slower, Algorithm::Hierarchical, CollectiveKind::AllReduce, 8, 1200), 30 + 6e-3 + 12e-3));
    }
    void ringsOverAllNicsHaveTheBandwidthOfTheWidestAndTheAlphaOfARing()
    {
        // The all-gather above moves its bytes in 9 s; each of three pieces pays the ring's 7 steps of 6 ms.
        const core::Network network = star({4, 4}, 80, 100, 3e-3, 1e-3).network();
        const auto algorithms = network.algorithms(CollectiveKind::AllGather, firstRanks(8), Bytes(1200));
        const core::Activity rings = ringsInPieces(*algorithms, 3, network);
        QCOMPARE(rings.algorithm, Algorithm::Ring);
        QVERIFY(near(aloneTime(rings, network), 9 + 3 * 7 * 6e-3));
    }
    void unlikeHostsAreNotHierarchical()
    {
        const core::Network unlike = star({4, 3}, 80, 100, 0, 0).network();
        QCOMPARE(timeOf(unlike, Algorithm::Hierarchical, CollectiveKind::AllReduce, 7, 1), -1.0);
        const core::Network single = star({1, 1, 1}, 80, 100, 0, 0).network();
        QCOMPARE(timeOf(single, Algorithm::Hierarchical, CollectiveKind::AllReduce, 3, 1), -1.0);
    }
    void theFastestIsChosen()
    {
        // 64 devices in one node: a tree of depth 6 pays 12 latencies instead of 126, a ring moves 63/64 of the bytes.
        const core::Network node = idleNode(64, 100e9, 3e-6).network();
        QCOMPARE(node.collective(CollectiveKind::AllReduce, firstRanks(64), Bytes(1e3))->algorithm, Algorithm::Tree);
        QCOMPARE(node.collective(CollectiveKind::AllReduce, firstRanks(64), Bytes(1e10))->algorithm, Algorithm::Ring);
        support::World world = star({8, 8, 8}, 200e9, 300e9, 5e-6, 3e-6);
        for (int host = 0; host < 3; ++host)
            world.setNics(host, 8);
        const core::Network nodes = world.network();
        QCOMPARE(nodes.collective(CollectiveKind::AllReduce, firstRanks(24), Bytes(1e9))->algorithm, Algorithm::Hierarchical);
    }
    void aRingOverAsymmetricLinksIsAsSlowAsItsSlowestDirection()
    {
        const core::Network network = clusterFrom("A -100B/s|25B/s,1s- B").network();
        QVERIFY(near(timeOf(network, Algorithm::Ring, CollectiveKind::AllReduce, 2, 1000), 1000.0 / 25 + 2));
    }
    void edgesOfARingShareALinkTheyBothCross()
    {
        // Ranks in the order A0 B0 A1 B1: both A -> B edges cross the link of A forward.
        const core::Network network = clusterFrom("A*2 -100B/s- B*2").network();
        const auto ring = network.algorithms(CollectiveKind::AllReduce, {0, 2, 1, 3}, Bytes(1000));
        QVERIFY(near(aloneTime((*ring)[0], network), 1500.0 / 50));
    }
    void oneRankNeedsNothing()
    {
        const core::Network network = clusterFrom("A*2").network();
        const auto alone = network.collective(CollectiveKind::AllReduce, {1}, Bytes(1e9));
        QVERIFY(alone->charges.empty());
        QCOMPARE(aloneTime(*alone, network).value, 0.0);
        QVERIFY(network.allToAll({1}, Bytes(1e9))->empty());
    }
    void anAllToAllIsOneFlowPerOrderedPair()
    {
        const core::Network network = idleNode(4, 100, 1e-3).network();
        const auto flows = network.allToAll(firstRanks(4), Bytes(1000));
        QCOMPARE(flows->size(), std::size_t{12});
        for (const core::Activity& flow : *flows)
            QVERIFY(near(aloneTime(flow, network), 2.5 + 1e-3));
        QCOMPARE(flows->front().charges.size(), std::size_t{2});
    }
    void anAllToAllOfAStarIsTheClosedForm()
    {
        // Each of n hosts sends (n-1)/n of the buffer over its link; all links fill at once, after two latencies.
        for (const int n : {2, 3, 5, 8}) {
            const core::Network network = star(std::vector<int>(static_cast<std::size_t>(n), 1), 100e6, 1e9, 1e-3, 0).network();
            const auto flows = network.allToAll(firstRanks(n), Bytes(1e8));
            std::vector<core::TimedActivity> all;
            for (const core::Activity& flow : *flows)
                all.push_back({flow, core::Nanoseconds(0)});
            for (const core::Nanoseconds end : core::endsOf(network, all).value())
                QVERIFY(std::abs(seconds(end).value - (n - 1.0) / n - 2e-3) < 2e-9);
        }
    }
    void scalingBytesAndBandwidthsKeepsTimes()
    {
        QVERIFY(support::law("doubled bytes over doubled bandwidths take as long", 60, 600, [] {
            const std::vector<int> sizes = *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(1, 5));
            const int n = std::accumulate(sizes.begin(), sizes.end(), 0);
            const auto kind = static_cast<CollectiveKind>(*rc::gen::element(0, 1, 2, 4));
            const double link = *rc::gen::inRange(1, 1000);
            const double fabric = *rc::gen::inRange(1, 1000);
            const double bytes = *rc::gen::inRange(1, 100000);
            const core::Network once = star(sizes, link, fabric, 1e-2, 1e-3).network();
            const core::Network twice = star(sizes, 2 * link, 2 * fabric, 1e-2, 1e-3).network();
            for (const Algorithm algorithm : {Algorithm::Ring, Algorithm::Tree, Algorithm::Hierarchical})
                RC_ASSERT(near(timeOf(once, algorithm, kind, n, bytes), timeOf(twice, algorithm, kind, n, 2 * bytes)));
        }));
    }
    void namesDoNotMatter()
    {
        QVERIFY(support::law("rotating a star's hosts with the group's ranks keeps times", 60, 600, [] {
            const int hosts = *rc::gen::inRange(2, 7);
            const int devices = *rc::gen::inRange(1, 5);
            const int shift = *rc::gen::inRange(0, hosts) * devices;
            const std::vector<int> sizes(static_cast<std::size_t>(hosts), devices);
            const core::Network network = star(sizes, 40, 100, 1e-2, 1e-3).network();
            std::vector<int> ranks = firstRanks(hosts * devices);
            const auto before = network.collective(CollectiveKind::AllReduce, ranks, Bytes(1e4));
            for (int& rank : ranks)
                rank = (rank + shift) % (hosts * devices);
            const auto after = network.collective(CollectiveKind::AllReduce, ranks, Bytes(1e4));
            RC_ASSERT(near(aloneTime(*before, network).value, aloneTime(*after, network).value));
            RC_ASSERT(before->algorithm == after->algorithm);
        }));
    }
};
CLUSTERLOOM_TEST(TestCollectives)

#include "tst_collectives.moc"
