#include "core/documents/expansion.h"

#include "core/documents/json_text.h"

#include <charconv>

namespace core {
namespace expansion {

constexpr int largestArray = 100'000;
constexpr int mostHosts = 100'000;
constexpr int mostLinks = 400'000;
constexpr long long mostDevices = 1'000'000;

/// Digits only, so that "n[+1-3]" is refused.
std::optional<int> wholeNumber(std::string_view digits)
{
    int number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || digits.front() == '-' || end != digits.data() + digits.size() || failure != std::errc())
        return std::nullopt;
    return number;
}

Error badRange(std::string_view text, std::string message)
{
    return {quotedJson(text) + " " + std::move(message), {}, "a range with at most 100,000 members, like \"n[0-63]\"", {}};
}

std::string nodePointer(std::size_t i) { return "/cluster/nodes/" + std::to_string(i); }
std::string linkPointer(std::size_t i) { return "/cluster/links/" + std::to_string(i); }

/// Builds the expanded cluster step by step; the first thing wrong ends it.
class Expander
{
public:
    Expander(const Cluster& cluster, const Catalogue& catalogue) : m_cluster(cluster), m_catalogue(catalogue) { }

    Result<ExpandedCluster> run()
    {
        for (std::size_t i = 0; i < m_cluster.nodes.size(); ++i)
            if (const Result<void> done = addNode(i); !done)
                return done.error();
        for (std::size_t i = 0; i < m_cluster.switches.size(); ++i)
            if (const Result<void> done = addSwitch(i); !done)
                return done.error();
        for (std::size_t i = 0; i < m_cluster.links.size(); ++i)
            if (const Result<void> done = addLink(i); !done)
                return done.error();
        return std::move(m_out);
    }

private:
    struct End
    {
        NamePattern pattern;
        std::vector<int> vertices;
    };

    Result<int> kindOf(const DeviceKindId& id);
    Result<void> addNode(std::size_t index);
    Result<void> addHost(const Node& node, std::size_t index, const NamePattern& pattern, int member, int kind);
    Result<void> addSwitch(std::size_t index);
    Result<void> addLink(std::size_t index);
    Result<End> end(const Link& link, std::size_t index, std::size_t side) const;

    const Cluster& m_cluster;
    const Catalogue& m_catalogue;
    ExpandedCluster m_out;
    std::unordered_map<std::string, int> m_kinds;
    std::unordered_map<std::string, int> m_vertices; ///< by name of the host or switch
};

Result<int> Expander::kindOf(const DeviceKindId& id)
{
    const auto known = m_kinds.find(id.text);
    if (known != m_kinds.end())
        return known->second;
    Result<Device> device = resolveDevice(m_cluster, m_catalogue, id);
    if (!device)
        return device.error();
    const int kind = static_cast<int>(m_out.kinds.size());
    m_out.kinds.push_back(std::move(device).value());
    m_kinds.emplace(id.text, kind);
    return kind;
}

Result<void> Expander::addNode(std::size_t index)
{
    const Node& node = m_cluster.nodes[index];
    const Result<NamePattern> pattern = parseNamePattern(node.id.text);
    if (!pattern)
        return Error{pattern.error().message, nodePointer(index) + "/id", pattern.error().expected, {}};
    if (!node.device)
        return Error{"the node has no device", nodePointer(index), "the kind of its devices", "\"device\": \"A100-80G-SXM\""};
    if (node.count < 1)
        return Error{"the node has " + std::to_string(node.count) + " devices", nodePointer(index) + "/count", "at least 1", "1"};
    const Result<int> kind = kindOf(*node.device);
    if (!kind)
        return Error{kind.error().message, kind.error().where.empty() ? nodePointer(index) + "/device" : kind.error().where,
            kind.error().expected, kind.error().fix};
    const long long devices = m_out.ranks() + static_cast<long long>(pattern->size()) * node.count;
    if (devices > mostDevices || m_out.hosts.size() + static_cast<std::size_t>(pattern->size()) > mostHosts)
        return Error{"the cluster grows too large here", nodePointer(index), "at most 100,000 nodes and 1,000,000 devices", {}};
    for (int member = 0; member < pattern->size(); ++member)
        if (const Result<void> done = addHost(node, index, *pattern, member, *kind); !done)
            return done;
    return {};
}

Result<void> Expander::addHost(const Node& node, std::size_t index, const NamePattern& pattern, int member, int kind)
{
    const int vertex = static_cast<int>(m_out.hosts.size());
    Host host {pattern.member(pattern.first + member), static_cast<int>(index), member, m_out.ranks(), node.count, kind};
    if (!m_vertices.emplace(host.name, vertex).second)
        return Error{"the id " + quotedJson(host.name) + " is taken", nodePointer(index) + "/id", "every id once", {}};
    m_out.hostByName.emplace(host.name, vertex);
    m_out.hostOfRank.insert(m_out.hostOfRank.end(), static_cast<std::size_t>(node.count), vertex);
    m_out.hosts.push_back(std::move(host));
    return {};
}

Result<void> Expander::addSwitch(std::size_t index)
{
    const std::string& name = m_cluster.switches[index].id.text;
    if (!m_vertices.emplace(name, m_out.vertices()).second)
        return Error{"the id " + quotedJson(name) + " is taken", "/cluster/switches/" + std::to_string(index) + "/id", "every id once", {}};
    m_out.switches.push_back(name);
    return {};
}

Result<Expander::End> Expander::end(const Link& link, std::size_t index, std::size_t side) const
{
    const std::string& name = link.ends[side];
    const std::string where = linkPointer(index) + "/ends/" + std::to_string(side);
    if (const auto exact = m_vertices.find(name); exact != m_vertices.end())
        return End {NamePattern {name, {}, 0, 0, false}, {exact->second}};
    const Result<NamePattern> pattern = parseNamePattern(name);
    if (!pattern)
        return Error{pattern.error().message, where, pattern.error().expected, {}};
    End found {*pattern, {}};
    for (int member = 0; member < pattern->size(); ++member) {
        const std::string one = pattern->member(pattern->first + member);
        const auto vertex = m_vertices.find(one);
        if (vertex == m_vertices.end())
            return Error{"no node or switch is called " + quotedJson(one), where, "the id of a node or switch", {}};
        found.vertices.push_back(vertex->second);
    }
    return found;
}

Result<void> Expander::addLink(std::size_t index)
{
    const Link& link = m_cluster.links[index];
    const Result<End> from = end(link, index, 0), to = end(link, index, 1);
    if (!from)
        return from.error();
    if (!to)
        return to.error();
    const std::size_t a = from->vertices.size(), b = to->vertices.size();
    if (from->pattern.isRange && to->pattern.isRange && a != b)
        return Error{"the ends have " + std::to_string(a) + " and " + std::to_string(b) + " members", linkPointer(index) + "/ends",
            "two ranges of equal length, or one end without a range", {}};
    const bool isArray = from->pattern.isRange || to->pattern.isRange;
    const End& named = from->pattern.isRange ? *from : *to;
    const std::size_t count = named.vertices.size();
    if (m_out.links.size() + count > static_cast<std::size_t>(mostLinks))
        return Error{"the cluster has too many links", linkPointer(index), "at most 400,000 links", {}};
    for (std::size_t i = 0; i < count; ++i) {
        const int first = from->vertices[a == 1 ? 0 : i], second = to->vertices[b == 1 ? 0 : i];
        if (first == second)
            return Error{"the link joins a thing to itself", linkPointer(index) + "/ends", "two different ends", {}};
        const std::string member = isArray ? ":" + named.pattern.member(named.pattern.first + static_cast<int>(i)) : "";
        m_out.links.push_back({link.id.text + member, static_cast<int>(index), {first, second}});
    }
    return {};
}

/// "0-3" or "5" of a node with `count` devices, as first and last; both inclusive.
std::optional<std::array<int, 2>> deviceRange(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = wholeNumber(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : wholeNumber(text.substr(dash + 1));
    if (!first || !last || *last < *first)
        return std::nullopt;
    return std::array {*first, *last};
}

} // namespace expansion

std::string NamePattern::member(int index) const
{
    return isRange ? prefix + std::to_string(index) + suffix : prefix;
}

Result<NamePattern> parseNamePattern(std::string_view text)
{
    const std::size_t open = text.find('['), close = text.find(']');
    if (open == std::string_view::npos && close == std::string_view::npos)
        return NamePattern {std::string(text), {}, 0, 0, false};
    if (open == std::string_view::npos || close == std::string_view::npos || close < open
        || text.find('[', open + 1) != std::string_view::npos || text.find(']', close + 1) != std::string_view::npos)
        return expansion::badRange(text, "has brackets that do not hold one range");
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const std::size_t dash = inside.find('-');
    const auto first = expansion::wholeNumber(inside.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : expansion::wholeNumber(inside.substr(dash + 1));
    if (!first || !last)
        return expansion::badRange(text, "has no `first-last` in its brackets");
    if (*last < *first)
        return expansion::badRange(text, "ends before it begins");
    if (*last - *first >= expansion::largestArray)
        return expansion::badRange(text, "has more than 100,000 members");
    return NamePattern {std::string(text.substr(0, open)), std::string(text.substr(close + 1)), *first, *last, true};
}

std::string ExpandedCluster::deviceName(int rank) const
{
    const Host& host = hostOf(rank);
    return host.name + ":" + std::to_string(rank - host.firstRank);
}

Result<ExpandedCluster> expand(const Cluster& cluster, const Catalogue& catalogue)
{
    return expansion::Expander(cluster, catalogue).run();
}

Result<std::vector<int>> ranksNamed(const ExpandedCluster& cluster, std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    const bool whole = colon == std::string_view::npos;
    const Result<NamePattern> nodes = parseNamePattern(text.substr(0, colon));
    if (!nodes)
        return nodes.error();
    const auto range = whole ? std::nullopt : expansion::deviceRange(text.substr(colon + 1));
    if (!whole && !range)
        return Error{quotedJson(text) + " does not name devices", {}, "devices like \"n0:0-3\", \"n0:5\" or \"n0\"", {}};
    std::vector<int> ranks;
    for (int member = 0; member < nodes->size(); ++member) {
        const std::string name = nodes->member(nodes->first + member);
        const auto found = cluster.hostByName.find(name);
        if (found == cluster.hostByName.end())
            return Error{"no node is called " + quotedJson(name), {}, "the id of a node", {}};
        const Host& host = cluster.hosts[static_cast<std::size_t>(found->second)];
        const int last = range ? (*range)[1] : host.devices - 1;
        if (last >= host.devices)
            return Error{"the node " + name + " has only " + std::to_string(host.devices) + (host.devices == 1 ? " device" : " devices"), {},
                "devices 0 to " + std::to_string(host.devices - 1), quotedJson(name + ":0-" + std::to_string(host.devices - 1))};
        for (int device = range ? (*range)[0] : 0; device <= last; ++device)
            ranks.push_back(host.firstRank + device);
    }
    return ranks;
}

} // namespace core
