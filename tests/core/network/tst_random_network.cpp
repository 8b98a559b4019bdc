#include "core/network/scenario_profiles.h"
#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#include "tests/support/law.h"
#include "tests/support/scenarios.h"

#include <array>
#include <map>

using core::Activity;
using core::Bytes;
using core::BytesPerSecond;
using core::CollectiveKind;
using core::FabricKind;
using core::Nanoseconds;

namespace {

/// Hosts with any fabric and number of NICs on two switches, one of them perhaps with a backplane.
support::World randomWorld(oracles::Random& random)
{
    support::World world;
    const int hosts = random.between(2, 4);
    for (int i = 0; i < hosts; ++i)
        world.addHost("h" + std::to_string(i), random.between(1, 4));
    world.addSwitch("s", random.below(2) * 1e6 * random.between(100, 400));
    world.addSwitch("t");
    world.expanded.kinds[0].hostBandwidth = BytesPerSecond(random.below(2) * 1e6 * random.between(50, 200));
    const auto rate = [&] { return 1e6 * random.between(20, 200); };
    for (int i = 0; i < hosts; ++i) {
        const std::string host = "h" + std::to_string(i);
        constexpr std::array fabrics {FabricKind::NvSwitch, FabricKind::NvLinkMesh, FabricKind::Pcie};
        world.setFabric(i, fabrics[static_cast<std::size_t>(random.below(3))], rate(), 1e-6 * random.below(50), random.below(2) * rate());
        world.setNics(i, random.between(1, 3));
        world.addLink(host, "s", rate(), rate(), 1e-5 * random.below(100));
        if (random.below(3) == 0)
            world.addLink(host, "t", rate(), rate(), 1e-5 * random.below(100));
    }
    world.addLink("s", "t", rate(), rate(), 1e-4);
    return world;
}

/// Nothing stays without bandwidth for ever.
core::Scenario randomScenario(const support::World& world, oracles::Random& random)
{
    std::vector<std::string> lines;
    for (int count = random.below(8); count > 0; --count) {
        const auto link = static_cast<std::size_t>(random.below(static_cast<int>(world.expanded.links.size())));
        const std::string target = random.below(4) == 0 ? "link *" : "link " + world.expanded.links[link].name;
        const std::string way = std::array {"", " forward", " backward"}[static_cast<std::size_t>(random.below(3))];
        const std::string at = "at " + std::to_string(random.below(3000)) + " ms ", until = " for " + std::to_string(random.between(1, 1500)) + " ms";
        const std::string rate = std::to_string(random.between(1, 300)) + " MB/s", factor = "*0." + std::to_string(random.between(1, 9));
        switch (random.below(7)) {
        case 0: lines.push_back(at + target + way + " down" + until); break;
        case 1: lines.push_back(at + target + way + " bandwidth " + rate + until); break;
        case 2: lines.push_back(at + target + way + " bandwidth " + factor); break;
        case 3: lines.push_back(at + target + way + " bandwidth " + rate + until + " ramp 300 ms"); break;
        case 4: lines.push_back(at + target + way + " latency " + std::to_string(random.below(20)) + " ms" + until); break;
        case 5: lines.push_back("every 70 ms until 4 s " + target + way + " bandwidth " + factor + " for 30 ms"); break;
        default: lines.push_back("random " + target + way + " bandwidth *0.1..0.9 mean-gap 300 ms mean-length 200 ms"); break;
        }
    }
    return support::scenarioOf(std::move(lines), "5 s", random.next());
}

std::vector<int> someRanks(const support::World& world, oracles::Random& random)
{
    std::vector<int> ranks;
    for (int rank = 0; rank < world.expanded.ranks(); ++rank)
        if (random.below(2) == 0)
            ranks.push_back(rank);
    return ranks;
}

/// A send, an algorithm of a collective, or the flows of an all-to-all.
std::vector<Activity> randomActivities(const support::World& world, const core::Network& network, oracles::Random& random)
{
    const Bytes bytes(1000.0 * random.between(1, 100'000));
    const std::vector<int> ranks = someRanks(world, random);
    if (ranks.size() < 2 || random.below(3) == 0) {
        const int from = random.below(world.expanded.ranks()), to = random.below(world.expanded.ranks());
        return {network.send(from, to, bytes).value()};
    }
    constexpr std::array kinds {CollectiveKind::AllReduce, CollectiveKind::ReduceScatter, CollectiveKind::AllGather, CollectiveKind::Broadcast};
    const int kind = random.below(5);
    if (kind == 4)
        return network.allToAll(ranks, bytes).value();
    const auto algorithms = network.algorithms(kinds[static_cast<std::size_t>(kind)], ranks, bytes).value();
    return {algorithms[static_cast<std::size_t>(random.below(static_cast<int>(algorithms.size())))]};
}

/// In the plain numbers of the oracle.
class CaseWriter
{
public:
    CaseWriter(const core::Network& network, std::shared_ptr<const core::Profiles> profiles) : m_network(network), m_profiles(std::move(profiles)) { }

    void add(const core::TimedActivity& timed)
    {
        oracles::NetworkCase::Flow flow {0, 0, timed.start.count, timed.activity.amount.value, {}, latencyAt(timed.activity, timed.start).value};
        for (const core::Charge& charge : timed.activity.charges)
            flow.charges.push_back({capacityOf(charge.capacity), charge.weight});
        content.flows.push_back(std::move(flow));
    }

    oracles::NetworkCase content;

private:
    int capacityOf(int id)
    {
        const auto [at, isNew] = m_capacityOf.try_emplace(id, static_cast<int>(content.capacities.size()));
        if (!isNew)
            return at->second;
        const BytesPerSecond nominal = m_network.bandwidth(id);
        content.capacities.push_back({nominal.value, 0, {}});
        if (m_profiles && m_profiles->count(id) > 0)
            for (const core::ProfileStep& step : m_profiles->at(id).steps())
                content.capacities.back().steps.emplace_back(step.from.count, (step.absolute.value_or(nominal) * step.factor).value);
        return at->second;
    }

    const core::Network& m_network;
    std::shared_ptr<const core::Profiles> m_profiles;
    std::map<int, int> m_capacityOf;
};

} // namespace

class TestRandomNetwork : public QObject
{
    Q_OBJECT
private slots:
    void whateverIsSentEndsAsInTheDenseSolver()
    {
        QVERIFY(support::law("sends and collectives under scenarios end as in the dense solver, to 2 ns", 60, 2000, [] {
            oracles::Random random(*rc::gen::arbitrary<std::uint64_t>());
            const support::World world = randomWorld(random);
            const auto changes = core::changes(randomScenario(world, random), world.expanded).value();
            const core::Network network = world.network({random.below(2) == 0, {}, core::latenciesOf(changes)});
            const auto profiles = core::profilesOf(changes, world.expanded, network);
            std::vector<core::TimedActivity> all;
            CaseWriter writer(network, profiles);
            for (int count = random.between(1, 8); count > 0; --count) {
                const Nanoseconds start(random.below(2) * random.between(0, 2'000'000'000));
                for (Activity& activity : randomActivities(world, network, random))
                    if (!activity.charges.empty()) {
                        all.push_back({std::move(activity), start});
                        writer.add(all.back());
                    }
            }
            const auto ends = core::endsOf(network, all, profiles).value();
            const std::vector<double> expected = oracles::endsByFilling(writer.content);
            for (std::size_t i = 0; i < ends.size(); ++i)
                RC_ASSERT(std::abs(static_cast<double>(ends[i].count) - expected[i] * 1e9) <= 2);
        }));
    }
};
CLUSTERLOOM_TEST(TestRandomNetwork)

#include "tst_random_network.moc"
