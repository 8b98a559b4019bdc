#include "core/network/capacities.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <numeric>

namespace core {

namespace capacities_file {

constexpr BytesPerSecond unlimited(std::numeric_limits<double>::infinity());
const char* const directionNames[2] = {"out", "in"};

template <typename U>
U valueOr(const std::optional<Quantity<U>>& quantity, U otherwise)
{
    return quantity ? quantity->value : otherwise;
}

bool limits(BytesPerSecond bandwidth) { return bandwidth < unlimited; }

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace capacities_file

using namespace capacities_file;

Capacities::Capacities(const Cluster& cluster, const ExpandedCluster& expanded)
{
    for (const Host& host : expanded.hosts) {
        Ports ports = portsOf(cluster.nodes[at(host.node)], host, expanded.kinds[at(host.kind)]);
        ports.first = m_count;
        m_count = ports.end();
        m_ports.push_back(ports);
        m_hostNames.push_back(host.name);
    }
    m_firstLink = m_count;
    addLinks(cluster, expanded);
    m_firstBackplane = m_firstLink + 2 * static_cast<int>(m_links.size());
    m_switchNames = expanded.switches;
    for (std::size_t i = 0; i < m_switchNames.size(); ++i)
        m_backplanes.push_back(valueOr(cluster.switches[i].backplane, unlimited));
    m_count = m_firstBackplane + static_cast<int>(m_switchNames.size());
}

Capacities::Ports Capacities::portsOf(const Node& node, const Host& host, const Device& kind)
{
    const Fabric fabric = node.fabric.value_or(
        Fabric{kind.fabricBandwidth.value > 0 ? FabricKind::NvSwitch : FabricKind::Pcie, {}, {}, {}, {}, {}});
    const bool overPcie = fabric.kind == FabricKind::Pcie;
    Ports ports;
    ports.devices = host.devices;
    ports.nics = std::max(1, node.nics);
    ports.fabric = fabric.kind;
    ports.device = valueOr(fabric.bandwidth, overPcie ? kind.hostBandwidth : kind.fabricBandwidth);
    if (!fabric.bandwidth && ports.device.value <= 0)
        ports.device = unlimited;
    if (fabric.kind == FabricKind::NvLinkMesh)
        ports.device = valueOr(fabric.peerBandwidth, ports.device / std::max(1, host.devices - 1));
    ports.shared = overPcie ? valueOr(fabric.shared, unlimited) : unlimited;
    ports.hostPort = kind.hostBandwidth.value > 0 ? kind.hostBandwidth : unlimited;
    ports.latency = valueOr(fabric.latency, Seconds{0});
    return ports;
}

void Capacities::addLinks(const Cluster& cluster, const ExpandedCluster& expanded)
{
    for (const ConcreteLink& concrete : expanded.links) {
        const Link& link = cluster.links[at(concrete.link)];
        const BytesPerSecond bandwidth = valueOr(link.bandwidth, BytesPerSecond{0});
        const Seconds latency = valueOr(link.latency, Seconds{0});
        m_links.push_back({{bandwidth, valueOr(link.bandwidthBack, bandwidth)},
            {latency, valueOr(link.latencyBack, latency)}, concrete.name});
        for (int end = 0; end < 2; ++end) {
            if (concrete.ends[at(end)] >= hosts())
                continue;
            Ports& ports = m_ports[at(concrete.ends[at(end)])];
            ++ports.links;
            ports.nic[0] += m_links.back().bandwidth[end];
            ports.nic[1] += m_links.back().bandwidth[1 - end];
        }
    }
    for (Ports& ports : m_ports)
        for (BytesPerSecond& nic : ports.nic)
            nic = nic / ports.nics;
}

void Capacities::appendInside(int host, int from, int to, std::vector<int>& route) const
{
    const Ports& ports = m_ports[at(host)];
    if (ports.fabric == FabricKind::NvLinkMesh) {
        if (limits(ports.device))
            route.push_back(ports.first + from * ports.devices + to);
        return;
    }
    if (limits(ports.device))
        route.push_back(ports.first + from);
    if (limits(ports.shared))
        route.push_back(ports.root());
    if (limits(ports.device))
        route.push_back(ports.first + ports.devices + to);
}

void Capacities::appendEdge(int host, int device, int direction, std::vector<int>& route) const
{
    const Ports& ports = m_ports[at(host)];
    const auto nic = static_cast<int>(static_cast<std::int64_t>(device) * ports.nics / std::max(1, ports.devices));
    const int hostPort = ports.firstHostPort() + direction * ports.devices + device;
    if (limits(ports.hostPort) && direction == 0)
        route.push_back(hostPort);
    if (ports.hasNics())
        route.push_back(ports.firstNic() + direction * ports.nics + nic);
    if (limits(ports.hostPort) && direction == 1)
        route.push_back(hostPort);
}

std::vector<int> Capacities::nics(int host, int direction) const
{
    const Ports& ports = m_ports[at(host)];
    std::vector<int> ids(at(ports.hasNics() ? ports.nics : 0));
    std::iota(ids.begin(), ids.end(), ports.firstNic() + direction * ports.nics);
    return ids;
}

void Capacities::appendBackplane(int vertex, std::vector<int>& route) const
{
    if (limits(backplane(vertex)))
        route.push_back(m_firstBackplane + vertex - hosts());
}

Seconds Capacities::linkLatency(int link, int direction) const { return m_links[at(link)].latency[direction]; }

BytesPerSecond Capacities::linkBandwidth(int link, int direction) const
{
    return m_links[at(link)].bandwidth[direction];
}

BytesPerSecond Capacities::backplane(int vertex) const
{
    return vertex < hosts() ? unlimited : m_backplanes[at(vertex - hosts())];
}

BytesPerSecond Capacities::bandwidth(int id) const
{
    assert(id >= 0 && id < m_count);
    if (id >= m_firstBackplane)
        return m_backplanes[at(id - m_firstBackplane)];
    if (id >= m_firstLink)
        return linkBandwidth((id - m_firstLink) / 2, (id - m_firstLink) % 2);
    return hostBandwidth(m_ports[at(hostWith(id))], id);
}

BytesPerSecond Capacities::hostBandwidth(const Ports& ports, int id) const
{
    if (id < ports.root())
        return ports.device;
    if (id < ports.firstHostPort())
        return ports.shared;
    if (id < ports.firstNic())
        return ports.hostPort;
    return ports.nic[id < ports.firstNic() + ports.nics ? 0 : 1];
}

int Capacities::hostWith(int id) const
{
    const auto after = std::upper_bound(
        m_ports.begin(), m_ports.end(), id, [](int i, const Ports& ports) { return i < ports.first; });
    return static_cast<int>(after - m_ports.begin()) - 1;
}

Capacity Capacities::operator[](int id) const
{
    if (id >= m_firstBackplane) {
        const std::size_t index = at(id - m_firstBackplane);
        return {CapacityKind::Backplane, m_backplanes[index], m_switchNames[index] + " backplane", -1, 0, -1};
    }
    if (id >= m_firstLink) {
        const int link = (id - m_firstLink) / 2;
        const int direction = (id - m_firstLink) % 2;
        return {CapacityKind::Link, linkBandwidth(link, direction),
            m_links[at(link)].name + (direction == 0 ? " forward" : " backward"), link, direction, -1};
    }
    return ofHost(hostWith(id), id);
}

Capacity Capacities::ofHost(int host, int id) const
{
    const Ports& ports = m_ports[at(host)];
    const std::string& name = m_hostNames[at(host)];
    const auto make = [&](CapacityKind kind, const std::string& what, int direction) {
        return Capacity{kind, hostBandwidth(ports, id), name + what, -1, direction, host};
    };
    const auto portOf = [&](CapacityKind kind, const char* what, int offset) {
        const int direction = offset / ports.devices;
        const std::string device = ":" + std::to_string(offset % ports.devices);
        return make(kind, device + what + directionNames[direction], direction);
    };
    if (id < ports.root() && ports.fabric == FabricKind::NvLinkMesh) {
        const int from = (id - ports.first) / ports.devices;
        const int to = (id - ports.first) % ports.devices;
        return make(CapacityKind::FabricPeer, ":" + std::to_string(from) + " to :" + std::to_string(to), 0);
    }
    if (id < ports.root())
        return portOf(CapacityKind::DevicePort, " port ", id - ports.first);
    if (id < ports.firstHostPort())
        return make(CapacityKind::FabricShared, " fabric root", 0);
    if (id < ports.firstNic())
        return portOf(CapacityKind::HostPort, " host port ", id - ports.firstHostPort());
    const int offset = id - ports.firstNic();
    const int direction = offset / ports.nics;
    const std::string nic = std::to_string(offset % ports.nics);
    return make(CapacityKind::Nic, " nic " + nic + " " + directionNames[direction], direction);
}

} // namespace core
