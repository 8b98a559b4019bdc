#include "core/documents/drawing.h"

#include "core/documents/edit_names.h"
#include "core/documents/expansion.h"
#include "core/documents/groups.h"
#include "core/documents/project_file.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>

/// Copies of what is drawn.
namespace core {
namespace copying {

/// What is in a group that is not there is in none.
void leaveUnknownGroups(Cluster& cluster)
{
    std::set<GroupId> known;
    for (const ClusterGroup& group : cluster.groups)
        known.insert(group.id);
    const auto leave = [&](auto& table) {
        for (std::size_t i = 0; i < table.size(); ++i)
            if (table[i].group && !known.contains(*table[i].group))
                table.update(i, [](auto& element) { element.group.reset(); });
    };
    leave(cluster.nodes);
    leave(cluster.switches);
    leave(cluster.groups);
}

/// Few are appended, and share memory with the table as it was; for many, a new one is made at once.
template <typename T>
void appendAll(Table<T>& table, std::vector<T> added)
{
    constexpr std::size_t few = 64;
    if (added.size() <= few) {
        for (T& one : added)
            table.append(std::move(one));
        return;
    }
    std::vector<T> all(table.begin(), table.end());
    all.insert(all.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    table = Table<T>(std::move(all));
}

/// Puts the elements of another cluster beside those of `cluster`, with new ids where theirs are taken.
class Pasting
{
public:
    Pasting(Project project, Position by)
        : m_drawn {std::move(project), {}}, m_cluster(m_drawn.project.cluster ? *m_drawn.project.cluster : m_drawn.project.cluster.emplace()), m_by(by)
    {
        markEdited(m_drawn.project);
        for (const Node& node : m_cluster.nodes)
            takeNames(node.id.text);
        for (const Switch& one : m_cluster.switches)
            takeNames(one.id.text);
        for (const Link& link : m_cluster.links)
            m_links.insert(link.id.text);
        for (const ClusterGroup& group : m_cluster.groups)
            m_groups.emplace(group.id.text, group.id);
    }

    Drawn paste(const Cluster& part, const std::function<bool(const Link&)>& wanted)
    {
        takeKinds(part);
        takeGroups(part);
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
        appendAll(m_cluster.links, std::move(m_newLinks));
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

    /// New names first: a group may lie in one that comes later.
    void takeGroups(const Cluster& part)
    {
        std::set<std::string> taken;
        for (const ClusterGroup& group : m_cluster.groups)
            taken.insert(group.id.text);
        for (const ClusterGroup& group : part.groups) {
            const GroupId id {nextId(group.id.text, [&](const std::string& name) { return taken.contains(name); })};
            taken.insert(id.text);
            m_groups[group.id.text] = id;
            m_drawn.made.groups.push_back(id);
        }
        std::size_t made = 0;
        for (ClusterGroup group : part.groups) {
            group.id = m_drawn.made.groups[made++];
            followGroup(group.group);
            m_cluster.groups.append(std::move(group));
        }
    }

    /// The group of something copied: its copy if it has one, itself if it is there.
    void followGroup(std::optional<GroupId>& group) const
    {
        const auto found = group ? m_groups.find(group->text) : m_groups.end();
        group = found == m_groups.end() ? std::nullopt : std::optional(found->second);
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
        followGroup(copy.group);
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
        m_newLinks.push_back(std::move(copy));
    }

    Drawn m_drawn;
    Cluster& m_cluster;
    Position m_by;
    std::vector<Link> m_newLinks;
    std::unordered_map<std::string, std::string> m_names; ///< of vertices: old to new; look-up only
    std::unordered_map<std::string, GroupId> m_groups;    ///< by old name; look-up only
    std::unordered_set<std::string> m_taken; ///< ids and members of vertices; look-up only
    std::unordered_set<std::string> m_links; ///< look-up only
    TakenNumbers m_knownVertices, m_knownLinks;
};

} // namespace copying

std::string copied(const Project& project, const ElementIds& chosen)
{
    Project part;
    part.cluster.emplace();
    if (!project.cluster)
        return canonicalText(part);
    const ElementIds elements = withMembers(*project.cluster, chosen);
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
    for (const ClusterGroup& group : project.cluster->groups)
        if (has(elements.groups, group.id))
            part.cluster->groups.append(group);
    copying::leaveUnknownGroups(*part.cluster);
    return canonicalText(part);
}

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
    return copying::Pasting(project, by).paste(part, [](const Link&) { return true; });
}

Drawn duplicated(const Project& project, const ElementIds& chosen, Position by)
{
    if (!project.cluster)
        return {project, {}};
    const ElementIds elements = withMembers(*project.cluster, chosen);
    Cluster part = *project.cluster;
    const auto keep = [](auto& table, const auto& ids) {
        for (std::size_t i = table.size(); i > 0; --i)
            if (std::find(ids.begin(), ids.end(), table[i - 1].id) == ids.end())
                table.erase(i - 1);
    };
    keep(part.nodes, elements.nodes);
    keep(part.switches, elements.switches);
    keep(part.groups, elements.groups);
    const VertexNames copies(part);
    const auto touches = [&](const Link& link) {
        return !copies.named(link.ends[0]).empty() || !copies.named(link.ends[1]).empty();
    };
    return copying::Pasting(project, by).paste(part, touches);
}

} // namespace core
