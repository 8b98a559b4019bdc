#pragma once

#include "core/base/units.h"
#include "core/documents/cluster.h"
#include "core/documents/expansion.h"

#include <string>
#include <vector>

namespace core {

enum class CapacityKind { DevicePort, FabricPeer, FabricShared, HostPort, Nic, Link, Backplane };

/// One direction of something that carries bytes (a shared root or a backplane: all directions together).
struct Capacity
{
    CapacityKind kind = CapacityKind::Link;
    BytesPerSecond bandwidth; ///< nominal; infinite where the document sets no limit
    std::string name;         ///< "n0-leaf forward", "n0 nic 3 out"
    int link = -1;            ///< index into ExpandedCluster::links, where kind == Link
    int direction = 0;        ///< 0 = out of the host, or from ends[0] to ends[1] of the link; 1 = back
    int host = -1;            ///< index into ExpandedCluster::hosts, where it belongs to one
};

/// Every directed capacity of a cluster, numbered by arithmetic: an id depends on the cluster alone, and nothing is
/// stored per capacity, so that an array of nodes costs no more than its hosts. Defaults, as the catalogue has them:
/// no fabric = NVSwitch at the kind's fabric bandwidth, or PCIe at its host bandwidth if it has none; a fabric without
/// bandwidth likewise; no latency = 0; a host bandwidth of 0 = unknown = unlimited; a link without bandwidth = 0.
class Capacities
{
public:
    Capacities(const Cluster& cluster, const ExpandedCluster& expanded);

    int count() const { return m_count; }
    Capacity operator[](int id) const;
    BytesPerSecond bandwidth(int id) const; ///< of `operator[]`, without building a name

    /// Appends what a flow between two devices of a host crosses; unlimited ones are left out.
    void appendInside(int host, int from, int to, std::vector<int>& route) const;
    /// Appends host port and NIC of a device, in the order in which a flow leaves (0) or enters (1) the host. The only
    /// NIC of a host with a single link is that link and left out: it would equal it, and follow when the link changes.
    void appendEdge(int host, int device, int direction, std::vector<int>& route) const;
    /// The NICs of a host, out (0) or in (1); none where `appendEdge` leaves its only one out.
    std::vector<int> nics(int host, int direction) const;
    /// Appends the backplane of a vertex that is a switch with a limit.
    void appendBackplane(int vertex, std::vector<int>& route) const;
    int link(int link, int direction) const { return m_firstLink + 2 * link + direction; }

    bool isMesh(int host) const { return m_ports[static_cast<std::size_t>(host)].fabric == FabricKind::NvLinkMesh; }
    Seconds fabricLatency(int host) const { return m_ports[static_cast<std::size_t>(host)].latency; }
    Seconds linkLatency(int link, int direction) const;
    BytesPerSecond linkBandwidth(int link, int direction) const;
    BytesPerSecond backplane(int vertex) const; ///< infinite for a host and for a switch without limit

private:
    /// What a host has, at the ids from `first`: 2n device ports or n x n pairs, the root, 2n host ports, 2c NICs.
    struct Ports
    {
        int first = 0;
        int devices = 0;
        int nics = 1;
        int links = 0;
        FabricKind fabric = FabricKind::NvSwitch;
        BytesPerSecond device; ///< of a device's port, or of a pair in a mesh
        BytesPerSecond shared;
        BytesPerSecond hostPort;
        BytesPerSecond nic[2]; ///< out, in
        Seconds latency;

        int fabricCount() const { return fabric == FabricKind::NvLinkMesh ? devices * devices : 2 * devices; }
        int root() const { return first + fabricCount(); }
        int firstHostPort() const { return root() + 1; }
        int firstNic() const { return firstHostPort() + 2 * devices; }
        bool hasNics() const { return nics > 1 || links > 1; }
        int end() const { return firstNic() + 2 * nics; }
    };
    struct LinkRate
    {
        BytesPerSecond bandwidth[2];
        Seconds latency[2];
        std::string name;
    };

    static Ports portsOf(const Node& node, const Host& host, const Device& kind);
    void addLinks(const Cluster& cluster, const ExpandedCluster& expanded);
    Capacity ofHost(int host, int id) const;
    BytesPerSecond hostBandwidth(const Ports& ports, int id) const;
    int hostWith(int id) const;
    int hosts() const { return static_cast<int>(m_ports.size()); }

    std::vector<Ports> m_ports;
    std::vector<std::string> m_hostNames;
    std::vector<LinkRate> m_links;
    std::vector<std::string> m_switchNames;
    std::vector<BytesPerSecond> m_backplanes;
    int m_firstLink = 0;
    int m_firstBackplane = 0;
    int m_count = 0;
};

} // namespace core
