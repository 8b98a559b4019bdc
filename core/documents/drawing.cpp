#include "core/documents/drawing.h"

#include "core/documents/edit_names.h"
#include "core/documents/expansion.h"
#include "core/documents/json_text.h"
#include "core/documents/project_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

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

Result<void> mayJoin(const Project& project, const std::string& from, const std::string& to)
{
    if (!project.cluster)
        return Error{"there is nothing to join", {}, {}, {}};
    if (from == to)
        return Error{"a link needs two different ends", {}, {}, {}};
    const int a = drawing::membersAt(*project.cluster, from), b = drawing::membersAt(*project.cluster, to);
    if (a == 0 || b == 0)
        return Error{"no node or switch is called " + quotedJson(a == 0 ? from : to), {}, {}, {}};
    if (a > 1 && b > 1 && a != b)
        return Error{from + " has " + std::to_string(a) + " members and " + to + " has " + std::to_string(b), {},
            "two arrays of equal size, or one end that is no array", {}};
    return {};
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

std::string copied(const Project& project, const ElementIds& elements)
{
    Project part;
    part.cluster.emplace();
    if (!project.cluster)
        return canonicalText(part);
    const auto has = [](const auto& ids, const auto& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
    for (const DeviceOverride& own : project.cluster->devices)
        part.cluster->devices.append(own);
    for (const Node& node : project.cluster->nodes)
        if (has(elements.nodes, node.id))
            part.cluster->nodes.append(node);
    for (const Switch& one : project.cluster->switches)
        if (has(elements.switches, one.id))
            part.cluster->switches.append(one);
    const VertexNames names(*part.cluster);
    for (const Link& link : project.cluster->links)
        if (!names.named(link.ends[0]).empty() && !names.named(link.ends[1]).empty())
            part.cluster->links.append(link);
    return canonicalText(part);
}

namespace drawing {

/// Puts the elements of another cluster beside those of `cluster`, with new ids where theirs are taken.
class Pasting
{
public:
    Pasting(Project project, Position by)
        : m_drawn {std::move(project), {}}, m_cluster(clusterOf(m_drawn.project)), m_by(by)
    {
        for (const Node& node : m_cluster.nodes)
            takeNames(node.id.text);
        for (const Switch& one : m_cluster.switches)
            takeNames(one.id.text);
        for (const Link& link : m_cluster.links)
            m_links.insert(link.id.text);
    }

    Drawn paste(const Cluster& part, const std::function<bool(const Link&)>& wanted)
    {
        takeKinds(part);
        for (const Node& node : part.nodes) {
            Node copy = node;
            take(copy, m_cluster.nodes, m_drawn.made.nodes);
        }
        for (const Switch& one : part.switches) {
            Switch copy = one;
            take(copy, m_cluster.switches, m_drawn.made.switches);
        }
        const VertexNames before(part), now(m_cluster);
        for (const Link& link : part.links)
            if (wanted(link))
                takeLink(link, before, now);
        return std::move(m_drawn);
    }

private:
    /// Kinds of the same name are taken to be the same.
    void takeKinds(const Cluster& part)
    {
        for (const DeviceOverride& own : part.devices)
            if (std::none_of(m_cluster.devices.begin(), m_cluster.devices.end(), [&](const DeviceOverride& known) { return known.id == own.id; }))
                m_cluster.devices.append(own);
    }

    void takeNames(const std::string& id)
    {
        m_taken.insert(id);
        const Result<NamePattern> pattern = parseNamePattern(id);
        for (int i = 0; pattern && i < pattern->size(); ++i)
            m_taken.insert(pattern->member(pattern->first + i));
    }

    bool isTaken(const std::string& id) const
    {
        const Result<NamePattern> pattern = parseNamePattern(id);
        if (!pattern || m_taken.contains(id))
            return true;
        for (int i = 0; i < pattern->size(); ++i)
            if (m_taken.contains(pattern->member(pattern->first + i)))
                return true;
        return false;
    }

    template <typename T, typename Ids>
    void take(T& copy, Table<T>& table, Ids& made)
    {
        const std::string old = copy.id.text;
        copy.id.text = nextId(old, [this](const std::string& id) { return isTaken(id); }, &m_knownVertices);
        const NamePattern from = parseNamePattern(old).value(), to = parseNamePattern(copy.id.text).value();
        for (int i = 0; i < from.size(); ++i)
            m_names[from.member(from.first + i)] = to.member(to.first + i);
        takeNames(copy.id.text);
        if (copy.at)
            copy.at = Position {copy.at->x + m_by.x, copy.at->y + m_by.y};
        made.push_back(copy.id);
        table.append(std::move(copy));
    }

    void takeLink(const Link& link, const VertexNames& before, const VertexNames& now)
    {
        Link copy = link;
        for (std::string& end : copy.ends) {
            std::vector<int> vertices = before.named(end);
            for (int& vertex : vertices)
                vertex = now.find(m_names.at(before.name(vertex)));
            if (vertices.empty()) // a neighbour outside of what is copied
                vertices = now.named(end);
            const std::vector<std::string> spelled = now.spelled(vertices);
            if (spelled.size() != 1)
                return;
            end = spelled.front();
        }
        copy.id.text = nextId(link.id.text, [this](const std::string& id) { return m_links.contains(id); }, &m_knownLinks);
        m_links.insert(copy.id.text);
        m_drawn.made.links.push_back(copy.id);
        m_cluster.links.append(std::move(copy));
    }

    Drawn m_drawn;
    Cluster& m_cluster;
    Position m_by;
    std::unordered_map<std::string, std::string> m_names; ///< of vertices: old to new; look-up only
    std::unordered_set<std::string> m_taken; ///< ids and members of vertices; look-up only
    std::unordered_set<std::string> m_links; ///< look-up only
    TakenNumbers m_knownVertices, m_knownLinks;
};

} // namespace drawing

Result<Drawn> pasted(const Project& project, std::string_view text, Position by)
{
    const LoadResult loaded = parseProject(text);
    if (!loaded.project)
        return loaded.errors.front();
    if (!loaded.project->cluster)
        return Error{"the text holds no cluster", {}, "a project with a cluster", {}};
    for (const Node& node : loaded.project->cluster->nodes)
        if (const auto pattern = parseNamePattern(node.id.text); !pattern)
            return pattern.error();
    for (const Switch& one : loaded.project->cluster->switches)
        if (const auto pattern = parseNamePattern(one.id.text); !pattern)
            return pattern.error();
    return withPart(project, *loaded.project->cluster, by);
}

Drawn withPart(const Project& project, const Cluster& part, Position by)
{
    return drawing::Pasting(project, by).paste(part, [](const Link&) { return true; });
}

Drawn duplicated(const Project& project, const ElementIds& elements, Position by)
{
    if (!project.cluster)
        return {project, {}};
    Cluster part = *project.cluster;
    const auto keep = [](auto& table, const auto& ids) {
        for (std::size_t i = table.size(); i > 0; --i)
            if (std::find(ids.begin(), ids.end(), table[i - 1].id) == ids.end())
                table.erase(i - 1);
    };
    keep(part.nodes, elements.nodes);
    keep(part.switches, elements.switches);
    const VertexNames chosen(part);
    const auto touches = [&](const Link& link) {
        return !chosen.named(link.ends[0]).empty() || !chosen.named(link.ends[1]).empty();
    };
    return drawing::Pasting(project, by).paste(part, touches);
}

} // namespace core
