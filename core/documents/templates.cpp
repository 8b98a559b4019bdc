#include "core/documents/templates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace core {
namespace templates {

// The distances of what a template places, on the canvas's grid of 12: a card of a node is 168 x 88 there.
constexpr double across = 204;
constexpr double layer = 168;

std::string numbered(const std::string& stem, int number, int count) { return count == 1 ? stem : stem + std::to_string(number); }

std::string range(int first, int count)
{
    return count == 1 ? "n" + std::to_string(first) : "n[" + std::to_string(first) + "-" + std::to_string(first + count - 1) + "]";
}

Quantity<BytesPerSecond> rate(double bytesPerSecond)
{
    return parseQuantity<BytesPerSecond>(shortestDecimal(bytesPerSecond * 8 / 1e9) + " Gbit/s").value();
}

/// Draws one template around the origin, into an empty cluster.
class Drawer
{
public:
    Drawer(const TemplateSpec& spec, Node likeFirst, Node likeSecond)
        : m_spec(spec), m_like {std::move(likeFirst), std::move(likeSecond)}, m_node(spec.nicBandwidth.value.value * spec.nics)
    {
    }

    Cluster draw() &&
    {
        switch (m_spec.kind) {
        case TemplateKind::Leaf: drawLeaves(); break;
        case TemplateKind::FatTree: drawFatTree(); break;
        case TemplateKind::Rails: drawRails(); break;
        case TemplateKind::Ring: drawRing(); break;
        case TemplateKind::Torus: drawTorus(); break;
        case TemplateKind::TwoSites: drawSites(); break;
        }
        centre();
        return std::move(m_cluster);
    }

private:
    void addNodes(int first, int count, Position at, int group = 0)
    {
        Node node = m_like[static_cast<std::size_t>(group)];
        node.id.text = range(first, count);
        node.at = at;
        node.group = m_group;
        m_cluster.nodes.append(std::move(node));
    }
    void addSwitch(const std::string& id, Position at)
    {
        Switch one;
        one.id.text = id;
        one.at = at;
        one.group = m_group;
        m_cluster.switches.append(std::move(one));
    }
    void addLink(const std::string& id, const std::string& from, const std::string& to, Quantity<BytesPerSecond> bandwidth)
    {
        Link link;
        link.id.text = id;
        link.ends = {from, to};
        link.bandwidth = std::move(bandwidth);
        link.latency = m_spec.latency;
        m_cluster.links.append(std::move(link));
    }
    bool hasSpine() const { return m_spec.leaves > 1 || m_spec.oversubscription > 1; }

    void drawLeaves()
    {
        const int nodes = m_spec.group.nodes, leaves = m_spec.leaves;
        for (int i = 0; i < leaves; ++i) {
            const double x = i * across;
            const std::string leaf = numbered("leaf", i, leaves);
            addNodes(i * nodes, nodes, {x, 0});
            addSwitch(leaf, {x, -layer});
            addLink(numbered("up", i, leaves), range(i * nodes, nodes), leaf, rate(m_node));
            if (hasSpine())
                addLink(numbered("trunk", i, leaves), leaf, "spine", rate(nodes * m_node / m_spec.oversubscription));
        }
        if (hasSpine())
            addSwitch("spine", {(leaves - 1) * across / 2, -2 * layer});
    }

    void drawFatTree()
    {
        const int half = static_cast<int>(std::lround(std::cbrt(m_spec.group.nodes / 2.0)));
        const int pods = 2 * half;
        int up = 0, pod = 0, core = 0; // numbers of links by layer
        for (int p = 0; p < pods; ++p)
            for (int i = 0; i < half; ++i) {
                const int index = p * half + i;
                const Position at {index * across, 0};
                addNodes(index * half, half, at);
                addSwitch("edge" + std::to_string(index), {at.x, -layer});
                addSwitch("agg" + std::to_string(index), {at.x, -2 * layer});
                addLink("up" + std::to_string(up++), range(index * half, half), "edge" + std::to_string(index), rate(m_node));
                for (int j = 0; j < half; ++j)
                    addLink("pod" + std::to_string(pod++), "edge" + std::to_string(index), "agg" + std::to_string(p * half + j), rate(m_node));
                for (int j = 0; j < half; ++j)
                    addLink("core-link" + std::to_string(core++), "agg" + std::to_string(index), "core" + std::to_string(i * half + j), rate(m_node));
            }
        const double step = across * std::max(1.0, static_cast<double>(pods * half - 1) / (half * half));
        for (int i = 0; i < half * half; ++i)
            addSwitch("core" + std::to_string(i), {(pods * half - 1) * across / 2 + (i - (half * half - 1) / 2.0) * step, -3 * layer});
    }

    void drawRails()
    {
        const int nodes = m_spec.group.nodes, rails = m_spec.nics;
        addNodes(0, nodes, {(rails - 1) * across / 2, 0});
        for (int i = 0; i < rails; ++i) {
            const std::string rail = numbered("rail", i, rails);
            addSwitch(rail, {i * across, -layer});
            addLink(numbered("up", i, rails), range(0, nodes), rail, m_spec.nicBandwidth);
            if (m_spec.oversubscription > 1)
                addLink(numbered("trunk", i, rails), rail, "spine", rate(nodes * m_node / rails / m_spec.oversubscription));
        }
        if (m_spec.oversubscription > 1)
            addSwitch("spine", {(rails - 1) * across / 2, -2 * layer});
    }

    void drawRing()
    {
        const int nodes = m_spec.group.nodes;
        constexpr double apart = 1.5 * across; // the links are seen between the nodes
        const double radius = std::max(across * 0.75, nodes * apart / (2 * std::numbers::pi));
        for (int i = 0; i < nodes; ++i) {
            const double angle = 2 * std::numbers::pi * i / nodes - std::numbers::pi / 2;
            addNodes(i, 1, {std::round(radius * std::cos(angle) / 12) * 12, std::round(radius * std::sin(angle) / 12) * 12});
        }
        for (int i = 0; i < (nodes == 2 ? 1 : nodes); ++i)
            addLink("ring" + std::to_string(i), range(i, 1), range((i + 1) % nodes, 1), rate(nodes == 2 ? m_node : m_node / 2));
    }

    /// The outermost columns and rows are half a step aside: the links that close the rings run between the others.
    Position torusPlace(const std::array<int, 3>& at) const
    {
        constexpr double right = 288, under = 204;
        const auto& sides = m_spec.sides;
        const auto aside = [&](std::size_t axis) { return sides[axis] > 2 && (at[axis] == 0 || at[axis] == sides[axis] - 1) ? 0.5 : 0; };
        return {(at[0] + aside(1) + at[2] * (sides[0] + 0.5)) * right, (at[1] + aside(0)) * under};
    }

    void drawTorus()
    {
        const auto& sides = m_spec.sides;
        int degree = 0;
        for (const int side : sides)
            degree += std::min(2, side - 1);
        const auto number = [&](int x, int y, int z) { return (z * sides[1] + y) * sides[0] + x; };
        int links = 0;
        for (int z = 0; z < sides[2]; ++z)
            for (int y = 0; y < sides[1]; ++y)
                for (int x = 0; x < sides[0]; ++x) {
                    addNodes(number(x, y, z), 1, torusPlace({x, y, z}));
                    const std::array<int, 3> at {x, y, z};
                    for (std::size_t axis = 0; axis < 3; ++axis) {
                        if (sides[axis] == 1 || (sides[axis] == 2 && at[axis] == 1))
                            continue;
                        std::array<int, 3> next = at;
                        next[axis] = (at[axis] + 1) % sides[axis];
                        addLink("torus" + std::to_string(links++), range(number(x, y, z), 1), range(number(next[0], next[1], next[2]), 1), rate(m_node / degree));
                    }
                }
    }

    void drawSites()
    {
        int first = 0;
        for (int site = 0; site < 2; ++site) {
            const NodeGroup& group = site == 1 && m_spec.otherSite ? *m_spec.otherSite : m_spec.group;
            const std::string leaf = "site-" + std::string(site == 0 ? "a" : "b");
            const double x = site * 2 * across;
            m_group = GroupId {std::string("Site ") + (site == 0 ? "A" : "B")};
            m_cluster.groups.append({*m_group, {}, {}, {}});
            addNodes(first, group.nodes, {x, 0}, site);
            addSwitch(leaf, {x, -layer});
            addLink("up" + std::to_string(site), range(first, group.nodes), leaf, rate(m_node));
            first += group.nodes;
        }
        addLink("wan", "site-a", "site-b", m_spec.wanBandwidth);
        m_cluster.links.update(m_cluster.links.size() - 1, [this](Link& link) { link.latency = m_spec.wanLatency; });
    }

    void centre()
    {
        Position least {1e9, 1e9}, most {-1e9, -1e9};
        const auto look = [&](const auto& table) {
            for (const auto& element : table) {
                least = {std::min(least.x, element.at->x), std::min(least.y, element.at->y)};
                most = {std::max(most.x, element.at->x), std::max(most.y, element.at->y)};
            }
        };
        const auto move = [&](auto& table) {
            for (std::size_t i = 0; i < table.size(); ++i)
                table.update(i, [&](auto& element) {
                    element.at = Position {element.at->x - (least.x + most.x) / 2, element.at->y - (least.y + most.y) / 2};
                });
        };
        look(m_cluster.nodes);
        look(m_cluster.switches);
        move(m_cluster.nodes);
        move(m_cluster.switches);
    }

    const TemplateSpec& m_spec;
    std::array<Node, 2> m_like;
    double m_node; ///< B, bytes per second
    std::optional<GroupId> m_group; ///< of what is added now
    Cluster m_cluster;
};

Error refusal(std::string message, std::string expected) { return {std::move(message), {}, std::move(expected), {}}; }

Result<void> checkGroup(const NodeGroup& group, const Project& project, const Catalogue& catalogue)
{
    if (group.nodes < 1 || group.devices < 1)
        return refusal("a template needs nodes with devices", "whole numbers from 1");
    const Result<Device> device = resolveDevice(project.cluster.value_or(Cluster()), catalogue, group.device);
    if (!device)
        return device.error();
    return {};
}

Result<void> checkShape(const TemplateSpec& spec)
{
    const int nodes = spec.group.nodes;
    const long long total = spec.kind == TemplateKind::Leaf ? 1LL * nodes * spec.leaves : nodes;
    if (spec.nics < 1 || spec.leaves < 1 || spec.oversubscription < 1)
        return refusal("a node needs a NIC, and a template a leaf", "whole numbers from 1, and an oversubscription of at least 1:1");
    if (total > 4096 || spec.leaves > 256 || (spec.kind == TemplateKind::Rails && spec.nics > 64) || (spec.otherSite && spec.otherSite->nodes > 4096))
        return refusal("a template of " + std::to_string(total) + " nodes is too large", "at most 4,096 nodes, 256 leaves and 64 rails");
    if (!(spec.nicBandwidth.value.value > 0) || !(spec.wanBandwidth.value.value > 0))
        return refusal("a link needs a bandwidth", "more than 0, like \"200 Gbit/s\"");
    if (spec.kind == TemplateKind::FatTree) {
        const long long half = std::lround(std::cbrt(nodes / 2.0));
        if (2 * half * half * half != nodes || half > 8)
            return refusal(std::to_string(nodes) + " nodes do not make a fat tree", "2, 16, 54, 128, 250, 432, 686 or 1,024 nodes: k^3/4 for switches with k ports");
    }
    if (spec.kind == TemplateKind::Ring && (nodes < 2 || nodes > 256))
        return refusal(std::to_string(nodes) + " nodes do not make a ring", "2 to 256 nodes");
    if (spec.kind == TemplateKind::Torus) {
        const auto& sides = spec.sides;
        if (*std::min_element(sides.begin(), sides.end()) < 1 || *std::max_element(sides.begin(), sides.end()) > 64
            || sides[0] * sides[1] * sides[2] != nodes || nodes < 2 || nodes > 1024)
            return refusal(std::to_string(nodes) + " nodes do not fill a torus of " + std::to_string(sides[0]) + "x" + std::to_string(sides[1]) + "x" + std::to_string(sides[2]),
                "as many nodes as the product of its sides, 2 to 1,024");
    }
    return {};
}

Node like(const Project& project, const Catalogue& catalogue, const NodeGroup& group, int nics)
{
    Node node = withNode(project, catalogue, group.device, {}).project.cluster->nodes.back();
    node.count = group.devices;
    node.nics = nics;
    return node;
}

} // namespace templates

int nodesOf(const TemplateSpec& spec)
{
    if (spec.kind == TemplateKind::Leaf)
        return spec.group.nodes * spec.leaves;
    if (spec.kind == TemplateKind::TwoSites)
        return spec.group.nodes + spec.otherSite.value_or(spec.group).nodes;
    return spec.group.nodes;
}

Result<Drawn> withTemplate(const Project& project, const Catalogue& catalogue, const TemplateSpec& spec, Position at)
{
    const NodeGroup other = spec.otherSite.value_or(spec.group);
    for (const NodeGroup& group : {spec.group, other})
        if (auto fine = templates::checkGroup(group, project, catalogue); !fine)
            return fine.error();
    if (auto fine = templates::checkShape(spec); !fine)
        return fine.error();
    const Cluster part = templates::Drawer(spec, templates::like(project, catalogue, spec.group, spec.nics),
        templates::like(project, catalogue, other, spec.nics)).draw();
    return withPart(project, part, at);
}

std::vector<std::string> deviceKindsOf(const Project& project, const Catalogue& catalogue)
{
    std::vector<std::string> kinds;
    if (project.cluster)
        for (const DeviceOverride& own : project.cluster->devices)
            kinds.push_back(own.id.text);
    for (const Device& device : catalogue.devices)
        kinds.push_back(device.id.text);
    return kinds;
}

} // namespace core
