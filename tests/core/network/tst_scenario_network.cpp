#include "core/network/scenario_profiles.h"
#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"
#include "tests/support/scenarios.h"

#include <numeric>

using core::Bytes;
using core::BytesPerSecond;
using core::Nanoseconds;
using support::near;

namespace {

constexpr std::int64_t second = 1'000'000'000;

/// A world with a scenario of 1,000 s.
struct Played
{
    Played(const support::World& world, std::vector<std::string> lines)
        : changes(core::changes(support::scenarioOf(std::move(lines), "1000 s"), world.expanded).value())
        , network(world.network({false, {}, core::latenciesOf(changes)}))
        , profiles(core::profilesOf(changes, world.expanded, network))
    {
    }
    std::int64_t endOf(int from, int to, double bytes, std::int64_t start = 0) const
    {
        const core::TimedActivity flow {network.send(from, to, Bytes(bytes)).value(), Nanoseconds(start)};
        return core::endsOf(network, {&flow, 1}, profiles).value().front().count;
    }

    core::ScenarioChanges changes;
    core::Network network;
    std::shared_ptr<const core::Profiles> profiles;
};

/// Flows of a case that move bytes now, checked against what a max-min allocation must be.
void checkAllocation(const oracles::NetworkCase& network, core::Transfers& transfers, const std::vector<int>& idOf, Nanoseconds now)
{
    const auto profiles = oracles::profilesOf(network);
    std::vector<double> load(network.capacities.size()), greatest(load.size()), bandwidth(load.size());
    for (std::size_t c = 0; c < load.size(); ++c) {
        const auto profile = profiles ? profiles->find(static_cast<int>(c)) : core::Profiles::const_iterator();
        const BytesPerSecond nominal(network.capacities[c].bandwidth);
        bandwidth[c] = profiles && profile != profiles->end() ? profile->second.at(now, nominal).value : nominal.value;
    }
    const auto moves = [&](std::size_t i) { return idOf[i] >= 0 && transfers.remaining(idOf[i]).value > 0; };
    for (std::size_t i = 0; i < idOf.size(); ++i)
        for (const core::Charge& charge : moves(i) ? network.flows[i].charges : std::vector<core::Charge>()) {
            const double rate = transfers.rate(idOf[i]).value;
            load[static_cast<std::size_t>(charge.capacity)] += charge.weight * rate;
            greatest[static_cast<std::size_t>(charge.capacity)] = std::max(greatest[static_cast<std::size_t>(charge.capacity)], rate);
        }
    for (std::size_t c = 0; c < load.size(); ++c)
        RC_ASSERT(load[c] <= bandwidth[c] * (1 + 1e-9));
    for (std::size_t i = 0; i < idOf.size(); ++i)
        if (moves(i))
            RC_ASSERT(std::any_of(network.flows[i].charges.begin(), network.flows[i].charges.end(), [&](const core::Charge& charge) {
                const auto c = static_cast<std::size_t>(charge.capacity);
                return load[c] >= bandwidth[c] * (1 - 1e-9) && transfers.rate(idOf[i]).value >= greatest[c] * (1 - 1e-9);
            }));
}

} // namespace

class TestScenarioNetwork : public QObject
{
    Q_OBJECT
private slots:
    void aSendPaysTheLatencyOfItsStart()
    {
        const Played played(support::clusterFrom("A -100MB/s,1ms- B"), {"at 5 s link A-B latency 20 ms for 10 s", "at 0 s link A-B backward latency *3"});
        QCOMPARE(played.endOf(0, 1, 100e6), second + 1'000'000);
        QCOMPARE(played.endOf(0, 1, 100e6, 5 * second - 1), 6 * second - 1 + 1'000'000);  // the event begins while it waits
        QCOMPARE(played.endOf(0, 1, 100e6, 5 * second), 6 * second + 20'000'000);
        QCOMPARE(played.endOf(0, 1, 100e6, 15 * second), 16 * second + 1'000'000);
        QCOMPARE(played.endOf(1, 0, 100e6), second + 3'000'000);
        QCOMPARE(played.endOf(1, 0, 100e6, 5 * second), 6 * second + 60'000'000);
    }
    void aRingPaysItsLargestEdge()
    {
        // Three hosts on a switch, 1 ms a link, so 2 ms an edge. From 5 s on into C takes 9 ms: the edge B to C 10 ms.
        const Played played(support::clusterFrom("A -100MB/s,1ms- (s) -100MB/s,1ms- B ; C -100MB/s,1ms- (s)"), {"at 5 s link C-s backward latency 9 ms"});
        const auto all = played.network.algorithms(core::CollectiveKind::AllReduce, {0, 1, 2}, Bytes(3e6)).value();
        QVERIFY(near(core::latencyAt(all[0], Nanoseconds(5 * second - 1)).value, 4 * 2e-3));
        QVERIFY(near(core::latencyAt(all[0], Nanoseconds(5 * second)).value, 4 * 10e-3));
        QVERIFY(near(all[0].latency.value, 4 * 2e-3));
        const core::TimedActivity ring {all[0], Nanoseconds(6 * second)};
        QCOMPARE(core::endsOf(played.network, {&ring, 1}).value().front().count, 6 * second + 40'000'000 + 40'000'000); // 4 MB an edge
    }
    void whatNoEventTouchesHasNoChangingLatency()
    {
        const Played played(support::clusterFrom("A*2 -100MB/s,1ms- B ; C -100MB/s,1ms- B"), {"at 5 s link C-B latency 9 ms"});
        QVERIFY(!played.network.send(0, 2, Bytes(1)).value().changing);
        QVERIFY(!played.network.send(0, 1, Bytes(1)).value().changing);
        QVERIFY(played.network.send(0, 3, Bytes(1)).value().changing);
    }
    void aRaisedLinkIsAsFastWithNicsAsWithout()
    {
        // With two NICs each is half of the link, and the only device has the first.
        for (const int nics : {1, 2}) {
            support::World world = support::clusterFrom("A -100MB/s- B");
            world.setNics(0, nics);
            const Played played(world, {"at 10 s link A-B bandwidth 400 MB/s for 10 s", "at 20 s link A-B bandwidth *0.5 for 10 s"});
            const double nominal = 100e6 / nics;
            QCOMPARE(played.endOf(0, 1, nominal), second);
            QCOMPARE(played.endOf(0, 1, nominal, 10 * second), 10 * second + second / 4);
            QCOMPARE(played.endOf(0, 1, 50e6, 20 * second), 21 * second); // the link halves, a NIC stays 100 / nics
        }
    }
    void aNicCarriesOneRaisedLinkAndTheOthersAsTheyAre()
    {
        // Links of 100 and 60 out of A over one NIC of 160. The first rises to 200: the NIC to 260, not to 200.
        const Played played(support::clusterFrom("A*2 -100MB/s- B ; A -60MB/s- C"), {"at 10 s link A-B bandwidth *2", "at 10 s link A-C bandwidth *0.5 for 5 s"});
        const auto nic = played.network.nicCapacities(0, 0);
        QCOMPARE(nic.size(), std::size_t{1});
        const auto at = [&](std::int64_t time) { return played.profiles->at(nic.front()).at(Nanoseconds(time), played.network.bandwidth(nic.front())).value; };
        QCOMPARE(at(0), 160e6);
        QCOMPARE(at(10 * second), 260e6); // the link that falls leaves it alone
        QVERIFY(played.profiles->count(played.network.nicCapacities(0, 1).front()) == 1);
        const Played fallen(support::clusterFrom("A*2 -100MB/s- B ; A -60MB/s- C"), {"at 10 s link * bandwidth *0.5"});
        QVERIFY(fallen.profiles->count(nic.front()) == 0);
    }
    void aStallNamesTheLineThatStops()
    {
        const Played played(support::clusterFrom("A -100MB/s- B"), {"at 1 s link A-B bandwidth *0.5", "", "at 2 s link A-B down", "at 3 s link A-B bandwidth *0.2"});
        const core::TimedActivity flow {played.network.send(0, 1, Bytes(1e9)).value(), Nanoseconds(0), "\"f\""};
        const auto ends = core::endsOf(played.network, {&flow, 1}, played.profiles);
        QVERIFY(!ends);
        QCOMPARE(ends.error().message, std::string("transfer \"f\" can never finish: no bandwidth on A-B forward since the event of line 3"));
        QCOMPARE(ends.error().where, std::string("/scenario/events/2"));
    }
    void hugeNumbersPlay()
    {
        const Played played(support::clusterFrom("A -100MB/s- B"), {"at 0 s link A-B bandwidth *1e300", "at 0 s link A-B bandwidth *1e300", "at 5 s link A-B down for 1 s",
            "at 0 s link A-B latency 1e9 s for 1 s"});
        QCOMPARE(played.endOf(0, 1, 100e6, 5 * second), 6 * second);
        QCOMPARE(played.endOf(0, 1, 1), 1'000'000'000 * second);
    }
    void everyInstantIsFairAndBytesAreConserved()
    {
        QVERIFY(support::law("with profiles: max-min at every instant, and rates add up to the bytes", 60, 1500, [] {
            oracles::CaseOptions options {static_cast<oracles::Shape>(*rc::gen::inRange(0, oracles::shapes)), 6, 12, true, *rc::gen::arbitrary<bool>(), 1e-4};
            const oracles::NetworkCase network = oracles::randomCase(options, *rc::gen::arbitrary<std::uint64_t>());
            const auto profiles = oracles::profilesOf(network);
            core::Transfers transfers([&](int c) { return BytesPerSecond(network.capacities[static_cast<std::size_t>(c)].bandwidth); }, profiles);
            std::vector<std::size_t> order(network.flows.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return network.flows[a].start < network.flows[b].start; });
            std::vector<int> idOf(order.size(), -1);
            std::vector<double> moved(order.size(), 0), slack(order.size(), 1);
            std::size_t started = 0;
            for (Nanoseconds now; started < order.size() || !transfers.idle();) {
                const Nanoseconds start = started < order.size() ? Nanoseconds(network.flows[order[started]].start) : Nanoseconds::never();
                Nanoseconds next = std::min(start, transfers.next());
                if (next == Nanoseconds::never())
                    return; // stalled for ever
                for (const auto& [capacity, profile] : *profiles)
                    next = std::min(next, profile.nextChange(now)); // whether it matters or not
                checkAllocation(network, transfers, idOf, now);
                for (std::size_t i = 0; i < order.size(); ++i)
                    if (idOf[i] >= 0) {
                        moved[i] += transfers.rate(idOf[i]).value * seconds(next - now).value;
                        slack[i] += 2e-9 * transfers.rate(idOf[i]).value; // an instant is rounded, on either side
                    }
                transfers.advance(next);
                now = next;
                for (; started < order.size() && Nanoseconds(network.flows[order[started]].start) == now; ++started) {
                    const auto& flow = network.flows[order[started]];
                    idOf[order[started]] = transfers.start({Bytes(flow.bytes), core::Seconds(network.latencyOf(flow)), flow.charges}, now);
                }
            }
            for (std::size_t i = 0; i < moved.size(); ++i)
                RC_ASSERT(std::abs(moved[i] - network.flows[i].bytes) <= slack[i] + 1e-9 * moved[i]);
        }));
    }
};
CLUSTERLOOM_TEST(TestScenarioNetwork)

#include "tst_scenario_network.moc"
