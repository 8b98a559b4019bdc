#include "tests/oracles/network_case.h"

#include "tests/support/clusters.h"

#include <algorithm>
#include <functional>
#include <memory>

namespace oracles {

namespace {

std::string host(int i) { return "h" + std::to_string(i); }
std::string node(int i) { return "s" + std::to_string(i); }

int switchesOf(Shape shape, int hosts)
{
    switch (shape) {
    case Shape::Star:
        return 1;
    case Shape::TwoLevelTree:
        return 1 + (hosts + 3) / 4;
    case Shape::Dumbbell:
        return 2;
    case Shape::FatTree:
        return (hosts + 3) / 4 + 2;
    case Shape::ParkingLot:
        return std::max(2, hosts / 2);
    }
    return 0;
}

int switchOfHost(Shape shape, int i, int switches)
{
    switch (shape) {
    case Shape::Star:
        return 0;
    case Shape::TwoLevelTree:
        return 1 + i / 4;
    case Shape::FatTree:
        return 2 + i / 4;
    case Shape::Dumbbell:
    case Shape::ParkingLot:
        return i % switches;
    }
    return 0;
}

void joinSwitches(support::World& world, Shape shape, int switches, const std::function<double()>& rate)
{
    const auto join = [&](int a, int b) { world.addLink(node(a), node(b), rate(), rate()); };
    switch (shape) {
    case Shape::Star:
        return;
    case Shape::TwoLevelTree:
        for (int i = 1; i < switches; ++i)
            join(0, i);
        return;
    case Shape::FatTree:
        for (int i = 2; i < switches; ++i)
            for (const int spine : {0, 1})
                join(spine, i);
        return;
    case Shape::Dumbbell:
    case Shape::ParkingLot:
        for (int i = 1; i < switches; ++i)
            join(i - 1, i);
        return;
    }
}

support::World randomWorld(const CaseOptions& options, Random& random)
{
    support::World world;
    for (int i = 0; i < options.hosts; ++i)
        world.addHost(host(i), 1);
    const int switches = switchesOf(options.shape, options.hosts);
    for (int i = 0; i < switches; ++i)
        world.addSwitch(node(i));
    const auto rate = [&] { return 1e6 * random.between(50, 200); };
    for (int i = 0; i < options.hosts; ++i) {
        const double up = rate();
        world.addLink(host(i), node(switchOfHost(options.shape, i, switches)), up, rate());
        world.cluster.links.update(static_cast<std::size_t>(i), [&](core::Link& link) {
            link.latency = support::quantity(core::Seconds(options.latency));
            link.latencyBack = support::quantity(core::Seconds(0));
        });
    }
    joinSwitches(world, options.shape, switches, rate);
    return world;
}

/// Few of up to 0.4 s or many of up to 40 ms; the last one of a capacity is never a standstill.
void addSteps(NetworkCase& network, bool standstills, Random& random)
{
    for (auto& capacity : network.capacities) {
        if (random.below(2) == 0)
            continue;
        const bool many = random.below(4) == 0;
        std::int64_t time = 0;
        for (int step = many ? random.between(20, 60) : random.between(1, 6); step > 0; --step) {
            time += random.between(1, many ? 40'000'000 : 400'000'000);
            const bool stands = standstills && step > 1 && random.below(4) == 0;
            capacity.steps.emplace_back(time, stands ? 0 : capacity.bandwidth * (0.05 + 1.5 * random.unit()));
        }
    }
}

} // namespace

std::uint64_t Random::next()
{
    m_state += 0x9e3779b97f4a7c15; // splitmix64
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

double NetworkCase::latencyOf(const Flow& flow) const
{
    if (flow.latency)
        return *flow.latency;
    double latency = 0;
    for (const core::Charge& charge : flow.charges)
        latency += capacities[static_cast<std::size_t>(charge.capacity)].latency;
    return latency;
}

CaseBuilder::CaseBuilder(const core::Network& network, int hosts, std::string name)
    : m_network(network)
    , m_capacityOf(static_cast<std::size_t>(network.capacityCount()), -1)
{
    m_case.name = std::move(name);
    m_case.hosts = hosts;
}

int CaseBuilder::capacityOf(int id)
{
    int& known = m_capacityOf[static_cast<std::size_t>(id)];
    if (known < 0) {
        known = static_cast<int>(m_case.capacities.size());
        m_case.capacities.push_back({m_network.bandwidth(id).value, 0, {}});
    }
    return known;
}

void CaseBuilder::addFlow(int from, int to, std::int64_t start, double bytes)
{
    NetworkCase::Flow flow {from, to, start, bytes, {}};
    for (const int id : m_network.route(from, to))
        flow.charges.push_back({capacityOf(id), 1});
    m_case.capacities[static_cast<std::size_t>(flow.charges.front().capacity)].latency
        = m_network.send(from, to, core::Bytes(1))->latency.value;
    m_case.flows.push_back(std::move(flow));
}

NetworkCase randomCase(const CaseOptions& options, std::uint64_t seed)
{
    Random random(seed);
    const support::World world = randomWorld(options, random);
    const core::Network network = world.network();
    CaseBuilder builder(network, options.hosts, "seed " + std::to_string(seed));
    for (int i = 0; i < options.flows; ++i) {
        const int from = random.below(options.hosts);
        const int to = (from + random.between(1, options.hosts - 1)) % options.hosts;
        const std::int64_t start = random.below(2) * random.between(0, 500'000'000);
        builder.addFlow(from, to, start, 1000.0 * random.between(1, 100'000));
    }
    if (options.profiles)
        addSteps(builder.content(), options.standstills, random);
    if (options.weights)
        for (NetworkCase::Flow& flow : builder.content().flows)
            for (core::Charge& charge : flow.charges)
                charge.weight = random.below(2) == 0 ? random.between(1, 4) : 0.1 + 3 * random.unit();
    return std::move(builder.content());
}

std::shared_ptr<const core::Profiles> profilesOf(const NetworkCase& network)
{
    auto profiles = std::make_shared<core::Profiles>();
    for (std::size_t i = 0; i < network.capacities.size(); ++i) {
        std::vector<core::ProfileStep> steps;
        for (const auto& [from, bandwidth] : network.capacities[i].steps)
            steps.push_back({core::Nanoseconds(from), 1, core::BytesPerSecond(bandwidth), -1});
        if (!steps.empty())
            profiles->emplace(static_cast<int>(i), core::Profile::fromSteps(std::move(steps)).value());
    }
    return profiles;
}

std::vector<std::int64_t> endsByCore(const NetworkCase& network, std::shared_ptr<const core::Profiles> profiles)
{
    core::Transfers transfers(
        [&](int capacity) {
            return core::BytesPerSecond(network.capacities[static_cast<std::size_t>(capacity)].bandwidth);
        },
        std::move(profiles));
    transfers.reserve(network.capacities.size());
    std::vector<std::pair<std::int64_t, int>> starts;
    for (std::size_t i = 0; i < network.flows.size(); ++i)
        starts.emplace_back(network.flows[i].start, static_cast<int>(i));
    std::sort(starts.begin(), starts.end());
    std::vector<std::int64_t> ends(network.flows.size(), -1);
    auto start = starts.begin();
    while (start != starts.end() || !transfers.idle()) {
        const core::Nanoseconds first = start == starts.end() ? core::Nanoseconds::never() : core::Nanoseconds(start->first);
        const core::Nanoseconds now = std::min(first, transfers.next());
        if (now == core::Nanoseconds::never())
            break;
        transfers.advance(now);
        for (const int id : transfers.finished())
            ends[static_cast<std::size_t>(starts[static_cast<std::size_t>(id)].second)] = now.count;
        for (; start != starts.end() && start->first == now.count; ++start) {
            const NetworkCase::Flow& flow = network.flows[static_cast<std::size_t>(start->second)];
            transfers.start({core::Bytes(flow.bytes), core::Seconds(network.latencyOf(flow)), flow.charges,
                                core::Algorithm::Direct},
                now);
        }
    }
    return ends;
}

} // namespace oracles
