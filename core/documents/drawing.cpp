#include "core/documents/drawing.h"

#include "core/documents/edit_names.h"
#include "core/documents/expansion.h"
#include "core/documents/json_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace core {
namespace drawing {

Cluster& clusterOf(Project& project)
{
    if (!project.cluster)
        project.cluster.emplace();
    markEdited(project);
    return *project.cluster;
}

template <typename U>
Quantity<U> quantity(const char* text)
{
    return parseQuantity<U>(text).value();
}

/// Names of vertices and ids of arrays: what a new one must not be called.
std::function<bool(const std::string&)> vertexTaken(const Cluster& cluster)
{
    std::set<std::string> ids;
    for (const Node& node : cluster.nodes)
        ids.insert(node.id.text);
    return [names = VertexNames(cluster), ids](const std::string& id) {
        const Result<NamePattern> pattern = parseNamePattern(id);
        if (!pattern || ids.contains(id))
            return true;
        for (int i = 0; i < pattern->size(); ++i)
            if (names.find(pattern->member(pattern->first + i)) >= 0)
                return true;
        return false;
    };
}

std::function<bool(const std::string&)> linkTaken(const Cluster& cluster)
{
    std::set<std::string> ids;
    for (const Link& link : cluster.links)
        ids.insert(link.id.text);
    return [ids](const std::string& id) { return ids.contains(id); };
}

Fabric usualFabric(const Device* device)
{
    Fabric fabric;
    const bool linked = device && device->fabricBandwidth.value > 0;
    fabric.kind = linked ? FabricKind::NvSwitch : FabricKind::Pcie;
    const BytesPerSecond rate = device ? (linked ? device->fabricBandwidth : device->hostBandwidth) : BytesPerSecond(0);
    if (rate.value > 0)
        fabric.bandwidth = parseQuantity<BytesPerSecond>(shortestDecimal(rate.value / 1e9) + " GB/s").value();
    fabric.latency = quantity<Seconds>("3 us");
    return fabric;
}

const Node* lastOfKind(const Cluster& cluster, const DeviceKindId& kind)
{
    const Node* last = nullptr;
    for (const Node& node : cluster.nodes)
        if (node.device == kind)
            last = &node;
    return last;
}

int membersAt(const Cluster& cluster, const std::string& end)
{
    return static_cast<int>(VertexNames(cluster).named(end).size());
}

/// "n[0-63]" is called "n0-63" within the id of a link.
std::string plain(std::string id)
{
    std::erase_if(id, [](char c) { return c == '[' || c == ']'; });
    return id;
}

} // namespace drawing

std::string nextId(const std::string& like, const std::function<bool(const std::string&)>& taken, TakenNumbers* known)
{
    if (!taken(like))
        return like;
    const Result<NamePattern> pattern = parseNamePattern(like);
    if (pattern && pattern->isRange) {
        for (int first = pattern->last + 1;; first += pattern->size()) {
            const std::string range = "[" + std::to_string(first) + "-" + std::to_string(first + pattern->size() - 1) + "]";
            if (std::string id = pattern->prefix + range + pattern->suffix; !taken(id))
                return id;
        }
    }
    const std::size_t digits = like.find_last_not_of("0123456789") + 1;
    const bool numbered = digits < like.size() && like.size() - digits < 7;
    const std::string stem = numbered ? like.substr(0, digits) : like + "-";
    const int first = numbered ? std::stoi(like.substr(digits)) + 1 : 2;
    auto* run = known ? &(*known)[stem] : nullptr;
    const bool within = run && first >= run->first && first <= run->second + 1;
    int number = within ? run->second + 1 : first;
    while (taken(stem + std::to_string(number)))
        ++number;
    if (run)
        *run = {within ? run->first : first, number};
    return stem + std::to_string(number);
}

Drawn withNode(const Project& project, const Catalogue& catalogue, const DeviceKindId& kind, Position at)
{
    Drawn drawn {project, {}};
    Cluster& cluster = drawing::clusterOf(drawn.project);
    Node node;
    if (const Node* like = drawing::lastOfKind(cluster, kind)) {
        node.count = like->count;
        node.nics = like->nics;
        node.fabric = like->fabric;
    } else {
        const Result<Device> device = resolveDevice(cluster, catalogue, kind);
        node.count = node.nics = 8;
        node.fabric = drawing::usualFabric(device ? &*device : nullptr);
    }
    node.device = kind;
    node.at = at;
    node.id.text = nextId("n0", drawing::vertexTaken(cluster));
    drawn.made.nodes = {node.id};
    cluster.nodes.append(std::move(node));
    return drawn;
}

Drawn withSwitch(const Project& project, Position at)
{
    Drawn drawn {project, {}};
    Cluster& cluster = drawing::clusterOf(drawn.project);
    Switch one;
    one.id.text = nextId("switch", drawing::vertexTaken(cluster));
    one.at = at;
    drawn.made.switches = {one.id};
    cluster.switches.append(std::move(one));
    return drawn;
}

namespace drawing {

/// By how many members each end has.
Result<void> mayJoin(const std::string& from, int a, const std::string& to, int b)
{
    if (from == to)
        return Error{"a link needs two different ends", {}, {}, {}};
    if (a == 0 || b == 0)
        return Error{"no node or switch is called " + quotedJson(a == 0 ? from : to), {}, {}, {}};
    if (a > 1 && b > 1 && a != b)
        return Error{from + " has " + std::to_string(a) + " members and " + to + " has " + std::to_string(b), {},
            "two arrays of equal size, or one end that is no array", {}};
    return {};
}

} // namespace drawing

Result<void> mayJoin(const Project& project, const std::string& from, const std::string& to)
{
    if (!project.cluster)
        return Error{"there is nothing to join", {}, {}, {}};
    return drawing::mayJoin(from, drawing::membersAt(*project.cluster, from), to, drawing::membersAt(*project.cluster, to));
}

std::vector<std::string> notJoinable(const Project& project, const std::vector<std::string>& from)
{
    if (!project.cluster)
        return {};
    const VertexNames names(*project.cluster);
    const auto members = [&](const std::string& end) { return static_cast<int>(names.named(end).size()); };
    std::vector<int> sizes;
    for (const std::string& end : from)
        sizes.push_back(members(end));
    std::vector<std::string> refused;
    const auto look = [&](const auto& table) {
        for (const auto& element : table) {
            const std::string& to = element.id.text;
            bool fine = true;
            for (std::size_t i = 0; i < from.size() && fine; ++i)
                fine = drawing::mayJoin(from[i], sizes[i], to, members(to)).ok();
            if (!fine)
                refused.push_back(to);
        }
    };
    look(project.cluster->nodes);
    look(project.cluster->switches);
    return refused;
}

Result<Drawn> withLink(const Project& project, const std::string& from, const std::string& to)
{
    if (auto allowed = mayJoin(project, from, to); !allowed)
        return allowed.error();
    Drawn drawn {project, {}};
    Cluster& cluster = drawing::clusterOf(drawn.project);
    Link link;
    link.id.text = nextId(drawing::plain(from) + "-" + drawing::plain(to), drawing::linkTaken(cluster));
    link.ends = {from, to};
    if (!cluster.links.empty()) {
        link.bandwidth = cluster.links.back().bandwidth;
        link.latency = cluster.links.back().latency;
    }
    if (!link.bandwidth)
        link.bandwidth = drawing::quantity<BytesPerSecond>("200 Gbit/s");
    if (!link.latency)
        link.latency = drawing::quantity<Seconds>("5 us");
    drawn.made.links = {link.id};
    cluster.links.append(std::move(link));
    return drawn;
}

Result<Project> withEndAt(const Project& project, const LinkId& link, int end, const std::string& element)
{
    if (!project.cluster)
        return Error{"there is no link " + quotedJson(link.text), {}, {}, {}};
    const Table<Link>& links = project.cluster->links;
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (!(links[i].id == link))
            continue;
        if (auto allowed = mayJoin(project, links[i].ends[end == 0 ? 1 : 0], element); !allowed)
            return allowed.error();
        Project edited = project;
        drawing::clusterOf(edited).links.update(i, [&](Link& one) { one.ends[end == 0 ? 0 : 1] = element; });
        return edited;
    }
    return Error{"there is no link " + quotedJson(link.text), {}, {}, {}};
}

Project withCentres(const Project& project, const std::vector<Centre>& centres)
{
    Project edited = project;
    if (!edited.cluster)
        return edited;
    Cluster& cluster = drawing::clusterOf(edited);
    std::map<std::string, Position> byId;
    for (const Centre& centre : centres)
        byId[centre.element] = centre.at;
    const auto place = [&byId](auto& table) {
        for (std::size_t i = 0; i < table.size(); ++i)
            if (const auto found = byId.find(table[i].id.text); found != byId.end() && table[i].at != found->second)
                table.update(i, [&](auto& element) { element.at = found->second; });
    };
    place(cluster.nodes);
    place(cluster.switches);
    return edited;
}

namespace drawing {

template <typename T>
bool areAlike(const Table<T>& a, const Table<T>& b)
{
    if (a == b)
        return true;
    const auto plain = [](T element) {
        element.at.reset();
        element.group.reset();
        return element;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const T& one, const T& other) { return plain(one) == plain(other); });
}

} // namespace drawing

bool areAlikeButForTheDrawing(const Project& a, const Project& b)
{
    if (a.cluster.has_value() != b.cluster.has_value())
        return false;
    if (a.cluster && (!drawing::areAlike(a.cluster->nodes, b.cluster->nodes) || !drawing::areAlike(a.cluster->switches, b.cluster->switches)))
        return false;
    Project other = b;
    if (a.cluster) {
        other.cluster->nodes = a.cluster->nodes;
        other.cluster->switches = a.cluster->switches;
        other.cluster->groups = a.cluster->groups;
    }
    return a == other;
}

} // namespace core
