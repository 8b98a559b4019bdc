#include "core/network/transfers.h"
#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"

#include <cmath>

using core::Activity;
using core::Bytes;
using core::BytesPerSecond;
using core::Nanoseconds;
using core::Network;
using core::Profile;
using core::ProfileStep;
using core::TimedActivity;
using support::clusterFrom;

namespace {

constexpr std::int64_t second = 1'000'000'000;

Profile steps(std::vector<std::pair<std::int64_t, double>> values, int event = -1)
{
    std::vector<ProfileStep> list;
    for (const auto& [from, bandwidth] : values)
        list.push_back({Nanoseconds(from), 1, BytesPerSecond(bandwidth), event});
    return Profile::fromSteps(std::move(list)).value();
}

std::shared_ptr<core::Profiles> onLink(const Network& network, int link, const Profile& profile)
{
    auto profiles = std::make_shared<core::Profiles>();
    profiles->emplace(network.linkCapacity(link, 0), profile);
    return profiles;
}

TimedActivity sent(const Network& network, int from, int to, double bytes, std::int64_t start = 0)
{
    return {network.send(from, to, Bytes(bytes)).value(), Nanoseconds(start)};
}

std::vector<std::int64_t> ends(const Network& network, const std::vector<TimedActivity>& activities,
    const std::shared_ptr<const core::Profiles>& profiles = {})
{
    std::vector<std::int64_t> result;
    for (const Nanoseconds end : core::endsOf(network, activities, profiles).value())
        result.push_back(end.count);
    return result;
}

using Times = std::vector<std::int64_t>;

oracles::CaseOptions randomOptions()
{
    oracles::CaseOptions options;
    options.shape = static_cast<oracles::Shape>(*rc::gen::inRange(0, oracles::shapes));
    options.hosts = *rc::gen::inRange(2, 13);
    options.flows = *rc::gen::inRange(1, 25);
    options.profiles = *rc::gen::arbitrary<bool>();
    options.standstills = *rc::gen::arbitrary<bool>();
    options.weights = *rc::gen::arbitrary<bool>();
    return options;
}

oracles::NetworkCase anyCase() { return oracles::randomCase(randomOptions(), *rc::gen::arbitrary<std::uint64_t>()); }

} // namespace

class TestTransfers : public QObject
{
    Q_OBJECT
private slots:
    void aFlowFollowsItsLink()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        const auto profiles = onLink(network, 0, steps({{5 * second, 50e6}, {10 * second, 20e6}}));
        QCOMPARE(ends(network, {sent(network, 0, 1, 1000e6)}, profiles), (Times {22'500'000'000}));
    }
    /// The other one begins 0.4 ns after or before a whole nanosecond: at 10.4 ns or 9.6 ns the first has moved as many bytes, at
    /// 1,000 ns it lacks one byte, of which the link, 1,000 times as slow from then on, moves half in a microsecond.
    void whatBeginsInsideANanosecondSharesFromThenOn_data()
    {
        QTest::addColumn<double>("latency");
        QTest::newRow("after") << 10.4e-9;
        QTest::newRow("before") << 9.6e-9;
    }
    void whatBeginsInsideANanosecondSharesFromThenOn()
    {
        QFETCH(double, latency);
        const Network network = clusterFrom("A -1GB/s- B").network();
        const auto profiles = onLink(network, 0, steps({{1000, 1e6}}));
        const double moved = latency * 1e9 + (1000 - latency * 1e9) / 2;
        std::vector<TimedActivity> both {sent(network, 0, 1, moved + 1), sent(network, 0, 1, 1000)};
        both[1].activity.latency = core::Seconds(latency);
        QCOMPARE(ends(network, both, profiles).front(), std::int64_t(3000));
    }
    void twoFlowsShareALinkUntilOneEnds()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        QCOMPARE(ends(network, {sent(network, 0, 1, 300e6), sent(network, 0, 1, 500e6)}),
            (Times {6 * second, 8 * second}));
    }
    void flowsShareTwoLinksOfWhichOneFalls()
    {
        const Network network = clusterFrom("A -10MB/s- B -20MB/s- C").network();
        const auto profiles = onLink(network, 0, steps({{2 * second, 4e6}}));
        QCOMPARE(ends(network, {sent(network, 0, 2, 60e6), sent(network, 0, 1, 30e6), sent(network, 1, 2, 60e6)}, profiles),
            (Times {19'500'000'000, 12'000'000'000, 3'666'666'667}));
    }
    void aFlowWaitsWhileItsLinkIsDown()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        const auto profiles = onLink(network, 0, steps({{3 * second, 0}, {5 * second, 100e6}}));
        QCOMPARE(ends(network, {sent(network, 0, 1, 500e6)}, profiles), (Times {7 * second}));
    }
    void latencyIsPaidOnceAndHoldsNothing()
    {
        const Network network = clusterFrom("A -100MB/s,1s- B").network();
        // 100 MB in [1, 2) alone, then both at half until 200 of the first are over: 2 + 2, then 200 alone: 6.
        QCOMPARE(ends(network, {sent(network, 0, 1, 200e6), sent(network, 0, 1, 300e6, second)}),
            (Times {4 * second, 6 * second}));
        QCOMPARE(ends(network, {sent(network, 0, 1, 0)}), (Times {second}));
    }
    void aLatencyNeedNotBeWholeNanoseconds()
    {
        const Network network = clusterFrom("A -1GB/s,0.4ns- B").network();
        QCOMPARE(ends(network, {sent(network, 0, 1, 1)}), (Times {1}));   // 1.4
        QCOMPARE(ends(network, {sent(network, 0, 1, 1.2)}), (Times {2})); // 1.6
    }
    void aCollectiveIsChargedForEachEdgeThatCrosses()
    {
        // Both edges A to B of the ring A0 B0 A1 B1 cross the link: 1500 over 100/2. A flow beside it gets the same rate:
        // 100/3 each until its 500 are over at 15, when the ring has 1000 left at 50.
        const Network network = clusterFrom("A*2 -100B/s- B*2").network();
        const Activity ring = network.algorithms(core::CollectiveKind::AllReduce, {0, 2, 1, 3}, Bytes(1000))->front();
        QCOMPARE(ends(network, {{ring, Nanoseconds(0)}}), (Times {30 * second}));
        QCOMPARE(ends(network, {{ring, Nanoseconds(0)}, sent(network, 0, 2, 500)}), (Times {35 * second, 15 * second}));
    }
    void aRingOnAnIdleNodeTakesItsTimeAlone()
    {
        support::World world = clusterFrom("A*8");
        world.setFabric(0, core::FabricKind::NvSwitch, 300e9, 3e-6);
        const Network network = world.network();
        const std::vector<int> ranks {0, 1, 2, 3, 4, 5, 6, 7};
        const auto activities = network.algorithms(core::CollectiveKind::AllReduce, ranks, Bytes(1e9));
        for (const Activity& activity : *activities)
            QCOMPARE(ends(network, {{activity, Nanoseconds(0)}}), (Times {rounded(aloneTime(activity, network)).count}));
    }
    void anAllToAllSharesEveryPort()
    {
        support::World world = clusterFrom("A*4");
        world.setFabric(0, core::FabricKind::NvSwitch, 100);
        const Network network = world.network();
        std::vector<TimedActivity> flows;
        const auto activities = network.allToAll({0, 1, 2, 3}, Bytes(400));
        for (const Activity& flow : *activities)
            flows.push_back({flow, Nanoseconds(0)});
        QCOMPARE(ends(network, flows), Times(12, 3 * second)); // three flows of 100 out of each port
    }
    void whatNeverEndsNamesTheLinkAndTheEvent()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        const auto profiles = onLink(network, 0, steps({{3 * second, 0}}, 17));
        const std::vector<TimedActivity> flows {sent(network, 1, 0, 500e6), sent(network, 0, 1, 500e6)};
        const auto result = core::endsOf(network, flows, profiles);
        QVERIFY(!result);
        QCOMPARE(result.error().message,
            std::string("transfer 2 can never finish: no bandwidth on A-B forward since the event of line 18"));
        QCOMPARE(result.error().where, std::string("/scenario/events/17"));
        QVERIFY(core::endsOf(network, {flows.data(), 1}, profiles, Nanoseconds(5 * second)));
        QVERIFY(!core::endsOf(network, {flows.data(), 1}, profiles, Nanoseconds(4 * second)));
    }
    void aRepeatingProfileIsPlayedAgainAndAgain()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        auto profiles = std::make_shared<core::Profiles>();
        profiles->emplace(network.linkCapacity(0, 0), // full in [0, 1), nothing in [1, 2), and so on
            Profile::fromSteps({{Nanoseconds(0), 1, {}, -1}, {Nanoseconds(second), 0, {}, -1}}, Nanoseconds(2 * second)).value());
        QCOMPARE(ends(network, {sent(network, 0, 1, 250e6), sent(network, 0, 1, 25e6, 9 * second)}, profiles),
            (Times {4'500'000'000, 10'250'000'000}));
    }
    void ratesAndWhatRemainsCanBeAsked()
    {
        const Network network = clusterFrom("A -100MB/s- B").network();
        core::Transfers transfers(network);
        const int first = transfers.start(network.send(0, 1, Bytes(300e6)).value(), Nanoseconds(0));
        QCOMPARE(transfers.rate(first).value, 100e6);
        transfers.advance(Nanoseconds(second));
        const int second_ = transfers.start(network.send(0, 1, Bytes(300e6)).value(), Nanoseconds(second));
        QCOMPARE(transfers.rate(first).value, 50e6);
        QCOMPARE(transfers.remaining(first).value, 200e6);
        QVERIFY(transfers.next() == Nanoseconds(5 * second));
        transfers.advance(Nanoseconds(5 * second));
        QCOMPARE(transfers.finished(), (std::vector<int> {first}));
        QCOMPARE(transfers.rate(first).value, 0.0);
        QCOMPARE(transfers.remaining(second_).value, 100e6);
        QVERIFY(!transfers.idle());
    }
    void agreesWithNaiveProgressiveFilling()
    {
        QVERIFY(support::law("ends are those of the dense solver to 1 ns", 120, 3000, [] {
            const oracles::NetworkCase network = anyCase();
            const std::vector<std::int64_t> got = oracles::endsByCore(network);
            const std::vector<double> expected = oracles::endsByFilling(network);
            for (std::size_t i = 0; i < got.size(); ++i)
                RC_ASSERT(std::abs(static_cast<double>(got[i]) - expected[i] * 1e9) <= 1 + 1e-11 * expected[i] * 1e9);
        }));
    }
    void doubledBytesAndBandwidthsTakeAsLong()
    {
        QVERIFY(support::law("scaling bytes and bandwidths changes no end", 60, 1000, [] {
            const oracles::NetworkCase once = anyCase();
            oracles::NetworkCase twice = once;
            for (auto& flow : twice.flows)
                flow.bytes *= 2;
            for (auto& capacity : twice.capacities) {
                capacity.bandwidth *= 2;
                for (auto& step : capacity.steps)
                    step.second *= 2;
            }
            RC_ASSERT(oracles::endsByCore(once) == oracles::endsByCore(twice));
        }));
    }
    void doubledSpeedHalvesTheTimes()
    {
        QVERIFY(support::law("bandwidths doubled, latencies and dates halved: half the times", 60, 1000, [] {
            oracles::NetworkCase slow = anyCase();
            for (auto& flow : slow.flows)
                flow.start *= 2;
            for (auto& capacity : slow.capacities)
                for (auto& step : capacity.steps)
                    step.first *= 2;
            oracles::NetworkCase fast = slow;
            for (auto& flow : fast.flows)
                flow.start /= 2;
            for (auto& capacity : fast.capacities) {
                capacity.bandwidth *= 2;
                capacity.latency /= 2;
                for (auto& step : capacity.steps) {
                    step.first /= 2;
                    step.second *= 2;
                }
            }
            const auto slowEnds = oracles::endsByCore(slow);
            const auto fastEnds = oracles::endsByCore(fast);
            for (std::size_t i = 0; i < slowEnds.size(); ++i)
                RC_ASSERT(std::abs(slowEnds[i] - 2 * fastEnds[i]) <= 2);
        }));
    }
    void namesDoNotMatter()
    {
        QVERIFY(support::law("renumbering capacities and flows changes no end by more than a rounding", 60, 1000, [] {
            const oracles::NetworkCase network = anyCase();
            oracles::NetworkCase renamed = network;
            std::reverse(renamed.capacities.begin(), renamed.capacities.end());
            std::reverse(renamed.flows.begin(), renamed.flows.end());
            for (auto& flow : renamed.flows)
                for (core::Charge& charge : flow.charges)
                    charge.capacity = static_cast<int>(network.capacities.size()) - 1 - charge.capacity;
            auto renamedEnds = oracles::endsByCore(renamed);
            std::reverse(renamedEnds.begin(), renamedEnds.end());
            const auto networkEnds = oracles::endsByCore(network);
            for (std::size_t i = 0; i < networkEnds.size(); ++i)
                RC_ASSERT(std::abs(networkEnds[i] - renamedEnds[i]) <= 1);
        }));
    }
    void aFlowAloneIsNeverSlower()
    {
        QVERIFY(support::law("a flow alone ends no later than among others", 60, 1000, [] {
            const oracles::NetworkCase network = anyCase();
            const auto together = oracles::endsByCore(network);
            for (std::size_t i = 0; i < network.flows.size(); ++i) {
                oracles::NetworkCase alone = network;
                alone.flows = {network.flows[i]};
                RC_ASSERT(oracles::endsByCore(alone).front() <= together[i] + 1);
            }
        }));
    }
    void bytesAreConserved()
    {
        QVERIFY(support::law("the integral of a flow's rate is its amount", 60, 1000, [] {
            const oracles::NetworkCase network = oracles::randomCase(
                {static_cast<oracles::Shape>(*rc::gen::inRange(0, oracles::shapes)), 6, 12, false, true, 0},
                *rc::gen::arbitrary<std::uint64_t>());
            core::Transfers transfers([&](int capacity) {
                return BytesPerSecond(network.capacities[static_cast<std::size_t>(capacity)].bandwidth);
            });
            std::vector<double> moved(network.flows.size(), 0);
            for (const auto& flow : network.flows)
                transfers.start({Bytes(flow.bytes), core::Seconds(0), flow.charges, core::Algorithm::Direct}, Nanoseconds(0));
            for (Nanoseconds now; !transfers.idle();) {
                const Nanoseconds next = transfers.next();
                for (std::size_t i = 0; i < moved.size(); ++i)
                    moved[i] += transfers.rate(static_cast<int>(i)).value * seconds(next - now).value;
                transfers.advance(next);
                now = next;
            }
            for (std::size_t i = 0; i < moved.size(); ++i)
                RC_ASSERT(std::abs(moved[i] - network.flows[i].bytes) <= 1 + 1e-9 * moved[i]); // 1 B = 5 ns at 200 MB/s
        }));
    }
};
CLUSTERLOOM_TEST(TestTransfers)

#include "tst_transfers.moc"
