#pragma once

#include "core/base/quantity.h"
#include "core/documents/expansion.h"
#include "core/network/network.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace support {

template <typename U>
core::Quantity<U> quantity(U value)
{
    return {value, {}};
}

/// A small cluster with its expansion: one device kind ("test", no host port, shares of 1 unless set) and no arrays.
class World
{
public:
    World()
    {
        core::Device kind;
        kind.id = {"test"};
        expanded.kinds.push_back(kind);
    }

    void addHost(const std::string& name, int devices)
    {
        core::Node node;
        node.id = {name};
        node.count = devices;
        cluster.nodes.append(node);
        const auto host = static_cast<int>(expanded.hosts.size());
        expanded.hosts.push_back({name, host, 0, expanded.ranks(), devices, 0});
        expanded.hostOfRank.insert(expanded.hostOfRank.end(), static_cast<std::size_t>(devices), host);
        expanded.hostByName.emplace(name, host);
    }
    void addSwitch(const std::string& name, double backplane = 0)
    {
        core::Switch node;
        node.id = {name};
        if (backplane > 0)
            node.backplane = quantity(core::BytesPerSecond(backplane));
        cluster.switches.append(node);
        expanded.switches.push_back(name);
    }
    /// Hosts and switches must all have been added.
    void addLink(const std::string& a, const std::string& b, double forward, double backward, double latency = 0)
    {
        core::Link link;
        link.id = {a + "-" + b};
        link.ends = {a, b};
        link.bandwidth = quantity(core::BytesPerSecond(forward));
        link.bandwidthBack = quantity(core::BytesPerSecond(backward));
        link.latency = quantity(core::Seconds(latency));
        expanded.links.push_back({link.id.text, static_cast<int>(cluster.links.size()), {vertex(a), vertex(b)}});
        cluster.links.append(link);
    }
    void addLink(const std::string& a, const std::string& b, double bandwidth) { addLink(a, b, bandwidth, bandwidth); }
    void setFabric(int host, core::FabricKind kind, double bandwidth, double latency = 0, double shared = 0)
    {
        cluster.nodes.update(static_cast<std::size_t>(host), [&](core::Node& node) {
            node.fabric.emplace();
            node.fabric->kind = kind;
            node.fabric->bandwidth = quantity(core::BytesPerSecond(bandwidth));
            node.fabric->latency = quantity(core::Seconds(latency));
            if (shared > 0)
                node.fabric->shared = quantity(core::BytesPerSecond(shared));
        });
    }
    void setNics(int host, int nics)
    {
        cluster.nodes.update(static_cast<std::size_t>(host), [&](core::Node& node) { node.nics = nics; });
    }
    core::Network network(const core::NetworkOptions& options = {}) const
    {
        return core::Network(cluster, expanded, options);
    }

    core::Cluster cluster;
    core::ExpandedCluster expanded;

private:
    int vertex(const std::string& name) const
    {
        if (const auto host = expanded.hostByName.find(name); host != expanded.hostByName.end())
            return host->second;
        const auto found = std::find(expanded.switches.begin(), expanded.switches.end(), name);
        assert(found != expanded.switches.end());
        return static_cast<int>(expanded.hosts.size() + static_cast<std::size_t>(found - expanded.switches.begin()));
    }
};

/// Reads chains joined by ";": "A*8 -10MB/s- (s) -10MB/s|20MB/s,5us- B". Names in parentheses are switches, "*8" is
/// the number of devices, "|" gives the way back its own bandwidth, "," a latency. A link's id is "A-s".
inline World clusterFrom(std::string_view text)
{
    struct Wire
    {
        std::string a, b, rates;
    };
    World world;
    std::map<std::string, bool> known;
    std::vector<Wire> wires;
    std::istringstream words {std::string(text)};
    std::string word, last, rates;
    while (words >> word) {
        if (word == ";") {
            last.clear();
        } else if (word.front() == '-') {
            rates = word.substr(1, word.size() - 2);
        } else {
            const bool isSwitch = word.front() == '(';
            const std::size_t star = word.find('*');
            const std::string name = isSwitch ? word.substr(1, word.size() - 2) : word.substr(0, star);
            if (known.emplace(name, true).second) {
                if (isSwitch)
                    world.addSwitch(name);
                else
                    world.addHost(name, star == std::string::npos ? 1 : std::stoi(word.substr(star + 1)));
            }
            if (!last.empty())
                wires.push_back({last, name, rates});
            last = name;
        }
    }
    const auto rate = [](const std::string& part) {
        return core::parseQuantity<core::BytesPerSecond>(part).value().value.value;
    };
    for (const Wire& wire : wires) {
        const std::size_t comma = wire.rates.find(',');
        const std::string both = wire.rates.substr(0, comma);
        const std::size_t bar = both.find('|');
        const double latency = comma == std::string::npos
            ? 0
            : core::parseQuantity<core::Seconds>(wire.rates.substr(comma + 1)).value().value.value;
        const double forward = rate(both.substr(0, bar));
        world.addLink(wire.a, wire.b, forward, bar == std::string::npos ? forward : rate(both.substr(bar + 1)), latency);
    }
    return world;
}

/// Equal up to rounding.
inline bool near(double a, double b, double relative = 1e-12)
{
    return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}
inline bool near(core::Seconds a, double b) { return near(a.value, b); }

} // namespace support
