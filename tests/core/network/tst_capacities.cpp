#include "tests/support/clusters.h"
#include "tests/support/registry.h"

#include <set>

using core::Bytes;
using core::CapacityKind;
using core::FabricKind;
using support::clusterFrom;
using support::near;

namespace {

std::vector<std::string> names(const core::Network& network, int from, int to)
{
    std::vector<std::string> result;
    for (const int capacity : network.route(from, to))
        result.push_back(network.capacity(capacity).name);
    return result;
}

using Names = std::vector<std::string>;

double rateAlone(const core::Network& network, int from, int to)
{
    return 1 / aloneTime(*network.send(from, to, Bytes(1)), network).value;
}

} // namespace

class TestCapacities : public QObject
{
    Q_OBJECT
private slots:
    void anNvswitchHasAPortPerDevice()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, FabricKind::NvSwitch, 300);
        const core::Network network = world.network();
        QCOMPARE(names(network, 1, 3), (Names {"A:1 port out", "A:3 port in"}));
        QVERIFY(near(rateAlone(network, 1, 3), 300));
    }
    void aMeshSharesItsBandwidthOverThePeers()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, FabricKind::NvLinkMesh, 300);
        QCOMPARE(names(world.network(), 1, 3), (Names {"A:1 to :3"}));
        QVERIFY(near(rateAlone(world.network(), 1, 3), 100));
        world.cluster.nodes.update(
            0, [](core::Node& node) { node.fabric->peerBandwidth = support::quantity(core::BytesPerSecond(150)); });
        QVERIFY(near(rateAlone(world.network(), 1, 3), 150));
    }
    void aPcieTreeMayHaveASharedRoot()
    {
        support::World world = clusterFrom("A*2");
        world.setFabric(0, FabricKind::Pcie, 32);
        QCOMPARE(names(world.network(), 0, 1), (Names {"A:0 port out", "A:1 port in"}));
        world.setFabric(0, FabricKind::Pcie, 32, 0, 20);
        QCOMPARE(names(world.network(), 0, 1), (Names {"A:0 port out", "A fabric root", "A:1 port in"}));
        QVERIFY(near(rateAlone(world.network(), 0, 1), 20));
    }
    void theCatalogueFillsInWhatANodeLeavesOut()
    {
        support::World world = clusterFrom("A*3");
        world.expanded.kinds[0].hostBandwidth = core::BytesPerSecond(16);
        QVERIFY(near(rateAlone(world.network(), 0, 1), 16));
        world.expanded.kinds[0].fabricBandwidth = core::BytesPerSecond(300);
        QVERIFY(near(rateAlone(world.network(), 0, 1), 300));
    }
    void flowsBetweenHostsPassHostPortNicAndLinksButNeverTheFabric()
    {
        support::World world = clusterFrom("A*8 -100B/s- (s) -100B/s- B*8");
        world.setFabric(0, FabricKind::NvSwitch, 7);
        world.setNics(0, 4);
        world.expanded.kinds[0].hostBandwidth = core::BytesPerSecond(64);
        const core::Network network = world.network();
        QCOMPARE(names(network, 5, 8 + 7),
            (Names {"A:5 host port out", "A nic 2 out", "A-s forward", "s-B forward", "B:7 host port in"}));
        QVERIFY(near(rateAlone(network, 5, 15), 25));
        QVERIFY(near(rateAlone(network, 15, 5), 25));
    }
    void nicsShareTheSumOfTheLinksOfTheirHostPerDirection()
    {
        support::World world = clusterFrom("A*2 -100B/s|60B/s- (s) ; A -20B/s|40B/s- (t) ; B -1GB/s- (s) ; B -1GB/s- (t)");
        world.setNics(0, 2);
        const core::Network network = world.network();
        const auto nicOf = [&](int from, int to) {
            for (const int id : network.route(from, to))
                if (network.capacity(id).kind == CapacityKind::Nic && network.capacity(id).host == 0)
                    return network.capacity(id).bandwidth.value;
            return 0.0;
        };
        QVERIFY(near(nicOf(0, 2), 60));
        QVERIFY(near(nicOf(2, 0), 50));
    }
    void aBackplaneIsSharedByAllWaysThroughItsSwitch()
    {
        support::World world;
        world.addHost("A", 1);
        world.addHost("B", 1);
        world.addSwitch("s", 30);
        world.addLink("A", "s", 100);
        world.addLink("s", "B", 100);
        const core::Network network = world.network();
        QCOMPARE(names(network, 0, 1),
            (Names {"A-s forward", "s backplane", "s-B forward"}));
        QVERIFY(near(rateAlone(network, 0, 1), 30));
    }
    void linksMayBeAsymmetric()
    {
        const core::Network network = clusterFrom("A -100B/s|25B/s,2s- B").network();
        QVERIFY(near(aloneTime(*network.send(0, 1, Bytes(100)), network), 3));
        QVERIFY(near(aloneTime(*network.send(1, 0, Bytes(100)), network), 6));
    }
    void aDeviceReachesItselfAtOnce()
    {
        const core::Network network = clusterFrom("A").network();
        QVERIFY(near(aloneTime(*network.send(0, 0, Bytes(1e9)), network), 0));
    }
    void achievedRatesChargeMorePerByteAndLeaveCapacitiesNominal()
    {
        support::World world = clusterFrom("A*2 -100B/s- B");
        world.setFabric(0, FabricKind::NvSwitch, 100);
        core::Efficiency& own = world.expanded.kinds[0].efficiency;
        own.fabric = 0.8;
        own.network = 0.5;
        core::Efficiency newer = own;
        newer.network = 0.25;
        world.expanded.kinds[0].generations.emplace("newer", newer);
        const core::Network achieved = world.network({true, {}});
        QVERIFY(near(rateAlone(achieved, 0, 1), 80));
        QVERIFY(near(rateAlone(achieved, 0, 2), 50));
        QVERIFY(near(rateAlone(world.network({true, "newer"}), 0, 2), 25));
        QVERIFY(near(rateAlone(world.network(), 0, 2), 100));
        QVERIFY(near(achieved.bandwidth(achieved.linkCapacity(0, 0)).value, 100));
    }
    void everyCapacityHasAnIdAndANameOfItsOwn()
    {
        support::World world = clusterFrom("A*3 -10B/s- (s) -10B/s- B*2 ; C*4 -5B/s- (s)");
        world.setFabric(0, FabricKind::NvLinkMesh, 300);
        world.setFabric(2, FabricKind::Pcie, 300, 0, 20);
        world.setNics(2, 2);
        const core::Network network = world.network();
        std::set<std::string> seen;
        for (int id = 0; id < network.capacityCount(); ++id) {
            QVERIFY(seen.insert(network.capacity(id).name).second);
            QCOMPARE(network.capacity(id).bandwidth.value, network.bandwidth(id).value);
        }
        QCOMPARE(network.capacity(network.linkCapacity(1, 1)).name, std::string("s-B backward"));
    }
};
CLUSTERLOOM_TEST(TestCapacities)

#include "tst_capacities.moc"
