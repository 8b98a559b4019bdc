// Completions per second of processor time of `core::Transfers` beside SimGrid's on the same cases, with the same
// completion times. Neither's time has the making of platform and profiles in it.
// Arguments: the largest number of hosts (default 1024), and "alone" to leave SimGrid out.

#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#ifdef CLUSTERLOOM_SIMGRID_PLAY
#include "tests/oracles/simgrid_process.h"
#endif

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

namespace {

constexpr double rate = 100e6;
constexpr std::int64_t tick = 10'000'000;

std::string host(int i) { return "h" + std::to_string(i); }
std::string node(int i) { return "s" + std::to_string(i); }

support::World hostsAndSwitches(int hosts, int switches)
{
    support::World world;
    for (int i = 0; i < hosts; ++i)
        world.addHost(host(i), 1);
    for (int i = 0; i < switches; ++i)
        world.addSwitch(node(i));
    return world;
}

void joinHost(support::World& world, int i, int to)
{
    world.addLink(host(i), node(to), rate, rate, 1e-4);
    world.cluster.links.update(world.cluster.links.size() - 1,
        [](core::Link& link) { link.latencyBack = support::quantity(core::Seconds(0)); });
}

support::World star(int hosts)
{
    support::World world = hostsAndSwitches(hosts, 1);
    for (int i = 0; i < hosts; ++i)
        joinHost(world, i, 0);
    return world;
}

/// Eight sites on a WAN, each with an uplink of an eighth of what its hosts could send.
support::World sites(int hosts)
{
    support::World world = hostsAndSwitches(hosts, 9);
    for (int i = 0; i < hosts; ++i)
        joinHost(world, i, 1 + i % 8);
    for (int site = 1; site <= 8; ++site)
        world.addLink(node(site), node(0), rate * hosts / 64, rate * hosts / 64);
    return world;
}

/// Leaves of eight hosts and four spines: half of what the hosts could send.
support::World fatTree(int hosts)
{
    const int leaves = hosts / 8;
    support::World world = hostsAndSwitches(hosts, leaves + 4);
    for (int i = 0; i < hosts; ++i)
        joinHost(world, i, 4 + i / 8);
    for (int leaf = 0; leaf < leaves; ++leaf)
        for (int spine = 0; spine < 4; ++spine)
            world.addLink(node(4 + leaf), node(spine), rate, rate);
    return world;
}

double someBytes(oracles::Random& random) { return 1000.0 * random.between(1'000, 10'000); }

oracles::NetworkCase permutation(const support::World& world, int hosts, bool profiles, std::string name)
{
    oracles::Random random(static_cast<std::uint64_t>(hosts));
    const core::Network network = world.network();
    oracles::CaseBuilder builder(network, hosts, std::move(name));
    std::vector<int> to;
    for (int i = 0; i < hosts; ++i)
        to.push_back(i);
    for (int i = hosts - 1; i > 0; --i)
        std::swap(to[static_cast<std::size_t>(i)], to[static_cast<std::size_t>(random.below(i))]); // no host to itself
    for (int i = 0; i < hosts; ++i)
        builder.addFlow(i, to[static_cast<std::size_t>(i)], 0, someBytes(random));
    for (auto& capacity : builder.content().capacities)
        for (int step = 1; profiles && step <= 200; ++step)
            capacity.steps.emplace_back(step * tick, capacity.bandwidth * (0.5 + 0.5 * random.unit()));
    return std::move(builder.content());
}

oracles::NetworkCase allToAll(const support::World& world, int hosts, bool likeSizes, std::string name)
{
    oracles::Random random(static_cast<std::uint64_t>(hosts));
    const core::Network network = world.network();
    oracles::CaseBuilder builder(network, hosts, std::move(name));
    for (int from = 0; from < hosts; ++from)
        for (int to = 0; to < hosts; ++to)
            if (from != to)
                builder.addFlow(from, to, 0, likeSizes ? 1e6 : someBytes(random) / 10);
    return std::move(builder.content());
}

double peakMegabytes()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void compare(const oracles::NetworkCase& network, bool withSimgrid)
{
    const auto flows = static_cast<double>(network.flows.size());
    const double before = peakMegabytes();
    const auto profiles = oracles::profilesOf(network);
    const std::clock_t begin = std::clock();
    const std::vector<std::int64_t> ends = oracles::endsByCore(network, profiles);
    const double spent = std::max(1e-6, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    std::vector<std::int64_t> instants = ends;
    std::sort(instants.begin(), instants.end());
    const auto distinct = std::unique(instants.begin(), instants.end()) - instants.begin();
    std::printf("%-38s %6d %7.0f %8td %10.3f %11.0f %7.1f", network.name.c_str(), network.hosts, flows, distinct,
        spent, flows / spent, peakMegabytes() - before);
#ifdef CLUSTERLOOM_SIMGRID_PLAY
    if (withSimgrid) {
        const oracles::SimgridRun run = oracles::playedBySimgrid(network);
        double worst = run.ends.size() == ends.size() ? 0 : 1e9;
        for (std::size_t i = 0; i < run.ends.size(); ++i)
            worst = std::max(worst, std::abs(run.ends[i] * 1e9 - static_cast<double>(ends[i])));
        std::printf(" %10.3f %11.0f %7.1f %8.1f %10.2f", run.seconds, flows / run.seconds, run.megabytes,
            run.seconds / spent, worst);
    }
#endif
    std::printf("\n");
    std::fflush(stdout);
    (void)withSimgrid;
}

} // namespace

int main(int argc, char** argv)
{
    const int most = argc > 1 ? std::atoi(argv[1]) : 1024;
    const bool withSimgrid = argc <= 2 || std::strcmp(argv[2], "alone") != 0;
    std::printf("%-38s %6s %7s %8s %10s %11s %7s %10s %11s %7s %8s %10s\n", "case", "hosts", "flows", "instants", "ours s",
        "ours /s", "ours MB", "SimGrid s", "SimGrid /s", "its MB", "ratio", "apart ns");
    for (const bool profiles : {false, true})
        for (int hosts = 16; hosts <= std::min(most, 1024); hosts *= 4) {
            const std::string with = profiles ? ", 10 ms profiles" : "";
            compare(permutation(star(hosts), hosts, profiles, "permutation, star" + with), withSimgrid);
            compare(permutation(sites(hosts), hosts, profiles, "permutation, 8 sites 8:1" + with), withSimgrid);
            compare(permutation(fatTree(hosts), hosts, profiles, "permutation, fat tree 2:1" + with), withSimgrid);
        }
    for (int hosts = 16; hosts <= std::min(most, 256); hosts *= 4) {
        const bool affordable = withSimgrid && hosts <= 64; // SimGrid takes hours for 65,280 flows
        compare(allToAll(star(hosts), hosts, true, "all-to-all, star"), affordable);
        compare(allToAll(star(hosts), hosts, false, "all-to-all, star, unlike sizes"), affordable);
        compare(allToAll(fatTree(hosts), hosts, true, "all-to-all, fat tree 2:1"), affordable);
    }
    return 0;
}
