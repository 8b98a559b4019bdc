#include "core/network/transfers.h"
#include "tests/support/clusters.h"
#include "tests/support/registry.h"

using core::Bytes;
using core::FabricKind;
using core::Nanoseconds;
using core::Network;
using support::clusterFrom;

namespace {

struct Sent
{
    int from = 0;
    int to = 0;
    double bytes = 0;
};

/// Seconds at which transfers that start together end.
std::vector<double> ends(const Network& network, const std::vector<Sent>& all)
{
    std::vector<core::TimedActivity> activities;
    for (const Sent& sent : all)
        activities.push_back({network.send(sent.from, sent.to, Bytes(sent.bytes)).value(), Nanoseconds(0)});
    std::vector<double> times;
    for (const Nanoseconds end : core::endsOf(network, activities).value())
        times.push_back(seconds(end).value);
    return times;
}

double collectiveEnd(const Network& network, core::CollectiveKind kind, core::Algorithm algorithm, const std::vector<int>& ranks, double bytes)
{
    const auto algorithms = network.algorithms(kind, ranks, Bytes(bytes)).value();
    const auto found = std::find_if(algorithms.begin(), algorithms.end(), [&](const auto& a) { return a.algorithm == algorithm; });
    const core::TimedActivity activity {*found, Nanoseconds(0)};
    return seconds(core::endsOf(network, {&activity, 1}).value().front()).value;
}

/// Of an all-reduce over a ring.
double ringEnd(const Network& network, const std::vector<int>& ranks, double bytes)
{
    return collectiveEnd(network, core::CollectiveKind::AllReduce, core::Algorithm::Ring, ranks, bytes);
}

std::vector<int> ranksBelow(int end)
{
    std::vector<int> ranks(static_cast<std::size_t>(end));
    std::iota(ranks.begin(), ranks.end(), 0);
    return ranks;
}

using Times = std::vector<double>;

} // namespace

/// Times worked by hand, in bytes and seconds, for what a node and a switch are made of.
class TestFabrics : public QObject
{
    Q_OBJECT
private slots:
    void flowsThroughASwitchShareItsBackplaneWhateverTheirLinks()
    {
        support::World world;
        for (const char* host : {"A", "B", "C", "D"})
            world.addHost(host, 1);
        world.addSwitch("s", 30);
        for (const char* host : {"A", "B", "C", "D"})
            world.addLink(host, "s", 100);
        const Network network = world.network();
        // 15 each until 300 are over at 20; then 30 for the 300 that are left.
        QCOMPARE(ends(network, {{0, 1, 300}, {2, 3, 600}}), (Times {20, 30}));
        // There and back are the same backplane.
        QCOMPARE(ends(network, {{0, 1, 150}, {1, 0, 150}}), (Times {10, 10}));
    }
    void aPortOfAnNvswitchIsSharedByAllThatItsDeviceSends()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, FabricKind::NvSwitch, 300);
        const Network network = world.network();
        QCOMPARE(ends(network, {{0, 1, 1500}, {0, 2, 1500}}), (Times {10, 10}));            // port out of 0
        QCOMPARE(ends(network, {{1, 0, 1500}, {2, 0, 1500}}), (Times {10, 10}));            // port into 0
        QCOMPARE(ends(network, {{0, 1, 3000}, {1, 0, 3000}, {2, 3, 3000}}), (Times {10, 10, 10})); // nothing in common
    }
    void aMeshSharesOnlyThePair()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, FabricKind::NvLinkMesh, 300); // 100 to each of the three others
        const Network network = world.network();
        QCOMPARE(ends(network, {{0, 1, 1000}, {0, 2, 1000}, {1, 0, 1000}}), (Times {10, 10, 10}));
        QCOMPARE(ends(network, {{0, 1, 1000}, {0, 1, 1000}}), (Times {20, 20}));
    }
    void ringsUseEveryLinkOfAMesh()
    {
        support::World world = clusterFrom("A*8 -80B/s- (s) -80B/s- B*8");
        world.setFabric(0, FabricKind::NvLinkMesh, 700); // 100 to each of the seven others
        world.setFabric(1, FabricKind::NvLinkMesh, 700);
        world.setNics(0, 8);
        world.setNics(1, 8);
        const Network network = world.network();
        // All-reduce: 2 (n-1)/n of the buffer out of each device, over all its links into the group: 7, 3 and 1 of them.
        QCOMPARE(ringEnd(network, {0, 1, 2, 3, 4, 5, 6, 7}, 800), 2.0);
        QCOMPARE(ringEnd(network, {0, 1, 2, 3}, 400), 2.0);
        QCOMPARE(ringEnd(network, {0, 1}, 400), 4.0);
        // Across, a ring of two for each of the eight pairs of a rail; 2 x 7/8 of the buffer over 700 inside hides behind it.
        QCOMPARE(collectiveEnd(network, core::CollectiveKind::AllReduce, core::Algorithm::Hierarchical, ranksBelow(16), 800), 10.0);
        // Broadcast: the whole buffer from the first, over three links.
        QCOMPARE(collectiveEnd(network, core::CollectiveKind::Broadcast, core::Algorithm::Ring, ranksBelow(4), 600), 2.0);
    }
    void allPairsOfAPcieTreeShareItsRoot()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, FabricKind::Pcie, 32);
        QCOMPARE(ends(world.network(), {{0, 1, 320}, {2, 3, 320}}), (Times {10, 10})); // no root: ports alone
        world.setFabric(0, FabricKind::Pcie, 32, 0, 20);
        // 10 each until 100 are over at 10; then 20 for the 200 that are left.
        QCOMPARE(ends(world.network(), {{0, 1, 100}, {2, 3, 300}}), (Times {10, 20}));
        // Four edges of a ring cross the root: 5 each, for 3/2 of the buffer.
        QCOMPARE(ringEnd(world.network(), {0, 1, 2, 3}, 40), 12.0);
    }
    void devicesOfOneRailShareItsNic()
    {
        support::World world = clusterFrom("A*8 -100B/s- (s) -1GB/s- B*8");
        world.setNics(0, 4); // 25 each; devices 4 and 5 have NIC 2, device 6 has NIC 3
        const Network network = world.network();
        QCOMPARE(ends(network, {{4, 8, 250}, {5, 9, 250}}), (Times {20, 20}));
        QCOMPARE(ends(network, {{4, 8, 250}, {6, 9, 250}}), (Times {10, 10}));
        QCOMPARE(ends(network, {{8, 4, 250}, {9, 5, 250}}), (Times {20, 20}));
    }
    void nicsThatDoNotDivideTheDevicesHaveUnlikeRails()
    {
        support::World world = clusterFrom("A*8 -90B/s- (s) -1GB/s- B*8");
        world.setNics(0, 3); // 30 each; devices 0-2, 3-5 and 6-7
        const Network network = world.network();
        QCOMPARE(ends(network, {{0, 8, 100}, {1, 9, 100}, {2, 10, 100}}), (Times {10, 10, 10}));
        QCOMPARE(ends(network, {{2, 8, 300}, {3, 9, 300}, {6, 10, 300}}), (Times {10, 10, 10}));
    }
    void linksAreStripedOverTheNics()
    {
        support::World world = clusterFrom("A*2 -100B/s- (s) ; A -20B/s- (t) ; B*2 -1GB/s- (s) ; B -1GB/s- (t)");
        world.setNics(0, 2); // 120 / 2 each
        const Network network = world.network();
        QCOMPARE(ends(network, {{0, 2, 600}}), (Times {10}));             // its NIC, below the link of 100
        QCOMPARE(ends(network, {{0, 2, 500}, {1, 3, 500}}), (Times {10, 10})); // two NICs, and both over that link
    }
    void bothWaysOfAnAsymmetricLinkAreApart()
    {
        const Network network = clusterFrom("A -100B/s|25B/s,2s- B").network();
        QCOMPARE(ends(network, {{0, 1, 100}, {1, 0, 100}}), (Times {3, 6}));
        QCOMPARE(ends(network, {{0, 1, 100}, {0, 1, 100}, {1, 0, 100}}), (Times {4, 4, 6}));
    }
};
CLUSTERLOOM_TEST(TestFabrics)

#include "tst_fabrics.moc"
