#include "core/documents/check_keys.h"

#include <set>
#include <unordered_map>

namespace core::check_parts {
namespace check_cluster {

std::string gigabytes(BytesPerSecond rate) { return quotedJson(shortestDecimal(rate.value / 1e9) + " GB/s"); }

void needPositive(const std::optional<Quantity<BytesPerSecond>>& rate, const std::string& pointer, Findings& findings)
{
    if (rate && !(rate->value.value > 0))
        findings.error(pointer, "the bandwidth is " + rate->text, "a bandwidth greater than 0, like \"200 Gbit/s\"");
}

void checkOwnKinds(const Cluster& cluster, const Catalogue& catalogue, Findings& findings)
{
    std::set<DeviceKindId> seen;
    for (const DeviceOverride& own : cluster.devices) {
        const std::string pointer = "/cluster/devices/" + pointerToken(own.id.text);
        checkKeys(own, pointer, findings);
        if (!seen.insert(own.id).second)
            findings.error(pointer, "the device " + quotedJson(own.id.text) + " is defined twice", "every id once");
        if (const Result<Device> device = resolveDevice(cluster, catalogue, own.id); !device)
            findings.error(pointer, device.error());
        needPositive(own.memoryBandwidth, pointer + "/memory_bandwidth", findings);
        needPositive(own.hostBandwidth, pointer + "/host_bandwidth", findings);
    }
}

/// What a node of several such devices would usually have.
std::string usualFabric(const Device& device)
{
    const bool hasLinks = device.fabricBandwidth.value > 0;
    return std::string("{ \"kind\": ") + (hasLinks ? "\"nvswitch\"" : "\"pcie\"") + ", \"bandwidth\": "
        + gigabytes(hasLinks ? device.fabricBandwidth : device.hostBandwidth) + ", \"latency\": \"3 us\" }";
}

class NodeCheck
{
public:
    NodeCheck(const Cluster& cluster, const Catalogue& catalogue, Findings& findings)
        : m_cluster(cluster), m_catalogue(catalogue), m_findings(findings)
    {
    }
    void run()
    {
        if (m_cluster.nodes.empty())
            m_findings.error("/cluster", "the cluster has no nodes", "at least one node", "\"nodes\": [ { \"id\": \"n0\", \"device\": \"A100-80G-SXM\", \"count\": 8 } ]");
        std::size_t index = 0;
        for (const Node& node : m_cluster.nodes)
            checkNode(node, "/cluster/nodes/" + std::to_string(index++));
        index = 0;
        for (const Switch& device : m_cluster.switches)
            checkSwitch(device, "/cluster/switches/" + std::to_string(index++));
    }
    /// Names of all nodes and switches, arrays written out, in the order of the document.
    std::vector<std::string> takeNames() { return std::move(m_names); }

private:
    void checkNode(const Node& node, const std::string& pointer);
    void checkSwitch(const Switch& device, const std::string& pointer);
    void checkSize(const Node& node, int members, const std::string& pointer);
    void checkFabric(const Node& node, const Device* device, const std::string& pointer);
    void checkFabricNumbers(const Fabric& fabric, const Device* device, const std::string& pointer);
    const Device* checkKind(const Node& node, const std::string& pointer);
    void takeName(const std::string& name, const std::string& pointer, bool& clashed);

    const Cluster& m_cluster;
    const Catalogue& m_catalogue;
    Findings& m_findings;
    std::unordered_map<std::string, std::string> m_takenBy; ///< name -> pointer
    std::unordered_map<std::string, Result<Device>> m_kinds;
    std::vector<std::string> m_names;
    long long m_devices = 0;
    long long m_hosts = 0;
};

/// Tells of the first clash only, as one array may clash with another member by member.
void NodeCheck::takeName(const std::string& name, const std::string& pointer, bool& clashed)
{
    const auto [taken, isNew] = m_takenBy.emplace(name, pointer);
    if (isNew)
        m_names.push_back(name);
    else if (!clashed)
        m_findings.error(pointer + "/id", "the id " + quotedJson(name) + " is taken by " + taken->second,
            "an id that no other node or switch has", quotedJson(name + "-2"));
    clashed = clashed || !isNew;
}

void NodeCheck::checkSize(const Node& node, int members, const std::string& pointer)
{
    const bool fitted = m_hosts <= 100'000 && m_devices <= 1'000'000;
    m_hosts += members;
    m_devices += static_cast<long long>(members) * std::max(node.count, 1);
    if (fitted && (m_hosts > 100'000 || m_devices > 1'000'000))
        m_findings.error(pointer, "here the cluster grows to " + std::to_string(m_hosts) + " nodes with " + std::to_string(m_devices) + " devices",
            "at most 100,000 nodes and 1,000,000 devices");
}

const Device* NodeCheck::checkKind(const Node& node, const std::string& pointer)
{
    if (!node.device) {
        m_findings.error(pointer, "the node has no device", "the kind of its devices", "\"device\": \"A100-80G-SXM\"");
        return nullptr;
    }
    auto known = m_kinds.find(node.device->text);
    if (known == m_kinds.end())
        known = m_kinds.emplace(node.device->text, resolveDevice(m_cluster, m_catalogue, *node.device)).first;
    if (known->second)
        return &*known->second;
    if (known->second.error().where.empty()) // else it was said at the project's own kind
        m_findings.error(pointer + "/device", known->second.error());
    return nullptr;
}

void NodeCheck::checkNode(const Node& node, const std::string& pointer)
{
    checkKeys(node, pointer, m_findings);
    checkId(node.id.text, pointer + "/id", m_findings);
    const Result<NamePattern> pattern = parseNamePattern(node.id.text);
    if (!pattern)
        m_findings.error(pointer + "/id", pattern.error());
    const int members = pattern ? pattern->size() : 1;
    bool clashed = false;
    if (m_hosts + members <= 100'000)
        for (int i = 0; pattern && i < members; ++i)
            takeName(pattern->member(pattern->first + i), pointer, clashed);
    checkSize(node, members, pointer);
    const Device* device = checkKind(node, pointer);
    if (node.count < 1)
        m_findings.error(pointer + "/count", "the node has " + std::to_string(node.count) + " devices", "a whole number from 1 to 1024", "1");
    checkFabric(node, device, pointer);
    if (node.nics < 1)
        m_findings.error(pointer + "/nics", "the node has " + std::to_string(node.nics) + " NICs", "a whole number from 1 to 1024", "1");
}

void NodeCheck::checkFabric(const Node& node, const Device* device, const std::string& pointer)
{
    if (node.fabric) {
        checkKeys(*node.fabric, pointer + "/fabric", m_findings);
        if (node.count > 1)
            checkFabricNumbers(*node.fabric, device, pointer + "/fabric");
        return;
    }
    if (node.count > 1)
        m_findings.error(pointer, "the node has " + std::to_string(node.count) + " devices and no fabric between them", "a fabric with bandwidth and latency",
            "\"fabric\": " + (device ? usualFabric(*device) : "{ \"kind\": \"nvswitch\", \"bandwidth\": \"300 GB/s\", \"latency\": \"3 us\" }"));
}

void NodeCheck::checkFabricNumbers(const Fabric& fabric, const Device* device, const std::string& pointer)
{
    const bool isMesh = fabric.kind == FabricKind::NvLinkMesh, isPcie = fabric.kind == FabricKind::Pcie;
    if (!fabric.bandwidth && !(isMesh && fabric.peerBandwidth)) {
        const BytesPerSecond usual = !device ? gigabytesPerSecond(300) : isPcie || !(device->fabricBandwidth.value > 0) ? device->hostBandwidth : device->fabricBandwidth;
        m_findings.error(pointer, "the fabric has no bandwidth", "the bandwidth of one device, per direction", "\"bandwidth\": " + gigabytes(usual));
    }
    needPositive(fabric.bandwidth, pointer + "/bandwidth", m_findings);
    needPositive(fabric.peerBandwidth, pointer + "/peer_bandwidth", m_findings);
    if (fabric.peerBandwidth && !isMesh)
        m_findings.warning(pointer + "/peer_bandwidth", "only a fabric of kind \"nvlink-mesh\" has a bandwidth between peers", "no \"peer_bandwidth\"");
    needPositive(fabric.shared, pointer + "/shared", m_findings);
    if (fabric.shared && !isPcie)
        m_findings.warning(pointer + "/shared", "only a fabric of kind \"pcie\" has a shared root", "no \"shared\"");
    if (!fabric.latency)
        m_findings.error(pointer, "the fabric has no latency", "the latency between two devices", "\"latency\": \"3 us\"");
}

void NodeCheck::checkSwitch(const Switch& device, const std::string& pointer)
{
    checkKeys(device, pointer, m_findings);
    checkId(device.id.text, pointer + "/id", m_findings);
    if (device.id.text.find_first_of("[]") != std::string::npos)
        m_findings.error(pointer + "/id", "the switch " + quotedJson(device.id.text) + " has brackets, and only nodes may be arrays", "an id without brackets");
    bool clashed = false;
    takeName(device.id.text, pointer, clashed);
    needPositive(device.backplane, pointer + "/backplane", m_findings);
}

} // namespace check_cluster

void checkCluster(const Cluster& cluster, const Catalogue& catalogue, Findings& findings)
{
    checkKeys(cluster, "/cluster", findings);
    check_cluster::checkOwnKinds(cluster, catalogue, findings);
    check_cluster::NodeCheck nodes(cluster, catalogue, findings);
    nodes.run();
    checkLinks(cluster, nodes.takeNames(), findings);
    checkGroups(cluster, findings);
    checkReach(cluster, findings);
}

} // namespace core::check_parts
