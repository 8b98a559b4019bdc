// Plays a network case with SimGrid. Reads from standard input, in numbers separated by blanks: hosts, capacities, then
// for each capacity its bandwidth, latency, number of steps and the steps (s, bytes/s); flows, then for each its source,
// destination, start (s), bytes, number of capacities and the capacities. Prints when each flow ends, in seconds, and on
// standard error the seconds of processor time that playing took (without building the platform) and the peaks of memory
// before reading, before playing and at the end, in MB.
//
// The switches are those with which SimGrid shares exactly: design.md, section 4.

#include <simgrid/kernel/ProfileBuilder.hpp>
#include <simgrid/s4u.hpp>

#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sg4 = simgrid::s4u;

namespace {

struct Flow
{
    std::size_t from = 0;
    std::size_t to = 0;
    double start = 0;
    std::uint64_t bytes = 0;
    double end = -1;
};

template <typename T>
T read()
{
    T value {};
    std::cin >> value;
    return value;
}

std::vector<const sg4::Link*> readLinks(sg4::NetZone* zone)
{
    std::vector<const sg4::Link*> links;
    const auto count = read<std::size_t>();
    for (std::size_t i = 0; i < count; ++i) {
        const auto bandwidth = read<double>();
        const auto latency = read<double>();
        const auto steps = read<int>();
        std::string profile;
        for (int step = 0; step < steps; ++step) {
            const auto time = read<std::string>();
            profile += time + " " + read<std::string>() + "\n";
        }
        sg4::Link* link = zone->create_link("l" + std::to_string(i), bandwidth)->set_latency(latency);
        if (steps > 0)
            link->set_bandwidth_profile(
                simgrid::kernel::profile::ProfileBuilder::from_string("p" + std::to_string(i), profile, -1));
        links.push_back(link->seal());
    }
    return links;
}

std::vector<Flow> readFlows(sg4::NetZone* zone, const std::vector<sg4::Host*>& hosts,
    const std::vector<const sg4::Link*>& links)
{
    std::vector<Flow> flows(read<std::size_t>());
    std::set<std::pair<std::size_t, std::size_t>> routed;
    for (Flow& flow : flows) {
        flow.from = read<std::size_t>();
        flow.to = read<std::size_t>();
        flow.start = read<double>();
        flow.bytes = static_cast<std::uint64_t>(read<double>());
        std::vector<sg4::LinkInRoute> route;
        for (auto left = read<std::size_t>(); left > 0; --left)
            route.emplace_back(links[read<std::size_t>()]);
        if (routed.emplace(flow.from, flow.to).second)
            zone->add_route(
                hosts[flow.from]->get_netpoint(), hosts[flow.to]->get_netpoint(), nullptr, nullptr, route, false);
    }
    return flows;
}

double peakMegabytes()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace

int main(int argc, char** argv)
{
    sg4::Engine engine(&argc, argv);
    for (const char* option : {"network/model:CM02", "network/crosstraffic:0", "network/TCP-gamma:0",
             "network/optim:Full", "contexts/stack-size:64", "contexts/guard-size:0"})
        sg4::Engine::set_config(option);
    const double megabytesIdle = peakMegabytes();
    sg4::NetZone* zone = sg4::create_full_zone("all");
    std::vector<sg4::Host*> hosts(read<std::size_t>());
    for (std::size_t i = 0; i < hosts.size(); ++i)
        hosts[i] = zone->create_host("h" + std::to_string(i), 1e9)->seal();
    const std::vector<const sg4::Link*> links = readLinks(zone);
    std::vector<Flow> flows = readFlows(zone, hosts, links);
    zone->seal();
    for (Flow& flow : flows)
        sg4::Actor::create("flow", hosts[flow.from], [&flow, &hosts] {
            sg4::this_actor::sleep_until(flow.start);
            sg4::Comm::sendto(hosts[flow.from], hosts[flow.to], flow.bytes);
            flow.end = sg4::Engine::get_clock();
        });
    const double megabytesBefore = peakMegabytes();
    const std::clock_t begin = std::clock();
    engine.run();
    const double spent = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    for (const Flow& flow : flows)
        std::printf("%.17g\n", flow.end);
    std::fprintf(stderr, "%.6f %.1f %.1f %.1f\n", spent, megabytesIdle, megabytesBefore, peakMegabytes());
    return 0;
}
