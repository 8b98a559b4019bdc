// How many completions a second `core::Transfers` plays beside SimGrid on the same cases, with the same completion times
// (checked), and in how much memory.
//
// SimGrid: model CM02, crosstraffic 0, TCP-gamma 0, optim Full, the same latency on all routes (design.md, section 4: so
// it is exact); one actor a flow. Time is processor time of playing alone, user and system, without the making of platform
// and profiles, so that other programs on the machine matter little; the least of several runs, SimGrid's each in a
// process of its own. Memory is what the peak of a process rises by: while playing, and all in all (reading the case,
// making platform and profiles, and playing).
//
// Arguments: words that a case's name must contain; "alone" to leave SimGrid out; "long" to let it play what takes hours.

#include "tests/oracles/network_case.h"
#include "tests/support/clusters.h"
#ifdef CLUSTERLOOM_SIMGRID_PLAY
#include "tests/oracles/simgrid_process.h"
#endif

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
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

struct Options
{
    bool withSimgrid = true;
    bool withLong = false;
    std::vector<std::string> words;
};

struct Figures
{
    double seconds = 0;
    double playing = 0;  ///< MB
    double allInAll = 0; ///< MB
};

double peakMegabytes()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double processorSeconds()
{
    timespec time {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// In a process of its own.
void measureMemory(const oracles::NetworkCase& given, Figures& figures)
{
    int ends[2];
    malloc_trim(0); // the child must ask for all it needs
    if (pipe(ends) != 0)
        std::abort();
    if (const pid_t child = fork(); child == 0) {
        const double before = peakMegabytes();
        const oracles::NetworkCase network = given; // as if read
        const auto profiles = oracles::profilesOf(network);
        const double made = peakMegabytes();
        oracles::endsByCore(network, profiles);
        const double peaks[] = {peakMegabytes() - made, peakMegabytes() - before};
        _exit(write(ends[1], peaks, sizeof peaks) == sizeof peaks ? 0 : 1);
    } else {
        double peaks[2] = {-1, -1};
        if (read(ends[0], peaks, sizeof peaks) == sizeof peaks)
            figures = {figures.seconds, peaks[0], peaks[1]};
        waitpid(child, nullptr, 0);
    }
    close(ends[0]);
    close(ends[1]);
}

Figures measureOurs(const oracles::NetworkCase& network, std::vector<std::int64_t>& ends)
{
    constexpr double enough = 0.25;
    Figures figures;
    measureMemory(network, figures);
    const auto profiles = oracles::profilesOf(network);
    figures.seconds = 1e9;
    for (double sum = 0; sum < enough;) {
        const double begin = processorSeconds();
        ends = oracles::endsByCore(network, profiles);
        const double spent = processorSeconds() - begin;
        figures.seconds = std::min(figures.seconds, spent);
        sum += spent;
    }
    return figures;
}

#ifdef CLUSTERLOOM_SIMGRID_PLAY
/// Whether all ends are the same.
bool measureSimgrid(const oracles::NetworkCase& network, const std::vector<std::int64_t>& ends, Figures& figures)
{
    constexpr double enough = 0.5;
    constexpr int most = 10;
    bool same = true;
    figures.seconds = 1e9;
    double sum = 0;
    for (int i = 0; i < most && sum < enough; ++i) {
        const oracles::SimgridRun run = oracles::playedBySimgrid(network);
        same = same && run.ends.size() == ends.size();
        for (std::size_t flow = 0; same && flow < ends.size(); ++flow)
            same = std::abs(run.ends[flow] * 1e9 - static_cast<double>(ends[flow])) <= 2;
        figures = {std::min(figures.seconds, run.seconds), run.megabytes, run.megabytesInAll};
        sum += run.seconds;
    }
    return same;
}
#endif

void compare(const oracles::NetworkCase& network, bool affordable, const Options& options)
{
    const auto flows = static_cast<double>(network.flows.size());
    std::vector<std::int64_t> ends;
    const Figures ours = measureOurs(network, ends);
    std::printf("%-46s %6.0f %9.3f %9.0f %6.1f %6.1f", network.name.c_str(), flows, 1e3 * ours.seconds,
        flows / ours.seconds, ours.playing, ours.allInAll);
    std::fflush(stdout);
#ifdef CLUSTERLOOM_SIMGRID_PLAY
    Figures its;
    if (options.withSimgrid && (affordable || options.withLong)) {
        const bool same = measureSimgrid(network, ends, its);
        std::printf(" %9.3f %9.0f %6.1f %6.1f %7.1f %7.2f %7.2f %s", 1e3 * its.seconds, flows / its.seconds, its.playing,
            its.allInAll, its.seconds / ours.seconds, ours.playing / its.playing, ours.allInAll / its.allInAll,
            same ? "same ends" : "OTHER ENDS");
    }
#endif
    std::printf(affordable || options.withLong ? "\n" : " SimGrid is left to \"long\"\n");
    std::fflush(stdout);
}

std::string named(const std::string& kind, int hosts, const std::string& more = "")
{
    return kind + ", " + std::to_string(hosts) + " hosts" + more;
}

bool isWanted(const std::string& name, const Options& options)
{
    return std::all_of(options.words.begin(), options.words.end(),
        [&](const std::string& word) { return name.find(word) != std::string::npos; });
}

using MakeWorld = support::World (*)(int hosts);

void comparePermutation(const std::string& kind, MakeWorld world, int hosts, bool profiles, const Options& options)
{
    const std::string name = named("permutation, " + kind, hosts, profiles ? ", profiles" : "");
    if (isWanted(name, options))
        compare(permutation(world(hosts), hosts, profiles, name), true, options);
}

void compareAllToAll(const std::string& kind, MakeWorld world, int hosts, bool likeSizes, const Options& options)
{
    const std::string name = named("all-to-all, " + kind, hosts, likeSizes ? "" : ", unlike sizes");
    if (isWanted(name, options))
        compare(allToAll(world(hosts), hosts, likeSizes, name), likeSizes || hosts <= 64, options);
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        options.withSimgrid = options.withSimgrid && argument != "alone";
        options.withLong = options.withLong || argument == "long";
        if (argument != "alone" && argument != "long")
            options.words.emplace_back(argument);
    }
    std::printf("Ours, then SimGrid (CM02, crosstraffic 0, TCP-gamma 0, optim Full): processor time of playing, completions\n"
                "a second, peak memory of playing and in all (MB); then speed over SimGrid's, both memories over SimGrid's.\n");
    std::printf("%-46s %6s %9s %9s %6s %6s %9s %9s %6s %6s %7s %7s %7s\n", "case", "flows", "ours ms", "ours /s", "play",
        "in all", "its ms", "its /s", "play", "in all", "speed", "play", "in all");
    for (const bool profiles : {false, true})
        for (int hosts = 16; hosts <= 1024; hosts *= 4) {
            comparePermutation("star", star, hosts, profiles, options);
            comparePermutation("8 sites 8:1", sites, hosts, profiles, options);
            comparePermutation("fat tree 2:1", fatTree, hosts, profiles, options);
        }
    for (int hosts = 16; hosts <= 256; hosts *= 4)
        for (const bool likeSizes : {true, false}) {
            compareAllToAll("star", star, hosts, likeSizes, options);
            compareAllToAll("fat tree 2:1", fatTree, hosts, likeSizes, options);
        }
    return 0;
}
