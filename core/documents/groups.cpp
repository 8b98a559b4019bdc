#include "core/documents/groups.h"

#include "core/documents/json_text.h"

#include <algorithm>
#include <set>

namespace core {
namespace groups {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// How many nodes and switches each group holds, at any depth.
std::vector<int> weights(const Cluster& cluster)
{
    const GroupTree tree(cluster);
    std::vector<int> held(at(tree.size()), 0);
    const auto count = [&](int group) {
        for (; group >= 0; group = tree.around(group))
            ++held[at(group)];
    };
    for (int node = 0; node < static_cast<int>(cluster.nodes.size()); ++node)
        count(tree.ofNode(node));
    for (int hub = 0; hub < static_cast<int>(cluster.switches.size()); ++hub)
        count(tree.ofSwitch(hub));
    return held;
}

std::set<GroupId> setOf(const std::vector<GroupId>& ids) { return {ids.begin(), ids.end()}; }

/// Calls `change(element)` on each of the table's elements that are in `ids`.
template <typename T, typename Id>
void updateEach(Table<T>& table, const std::vector<Id>& ids, const auto& change)
{
    const std::set<Id> wanted(ids.begin(), ids.end());
    for (std::size_t i = 0; i < table.size(); ++i)
        if (wanted.contains(table[i].id))
            table.update(i, change);
}

void put(Cluster& cluster, const ElementIds& elements, const std::optional<GroupId>& group)
{
    const auto change = [&](auto& element) { element.group = group; };
    updateEach(cluster.nodes, elements.nodes, change);
    updateEach(cluster.switches, elements.switches, change);
    updateEach(cluster.groups, elements.groups, change);
}

std::optional<GroupId> idOf(const Cluster& cluster, int group)
{
    return group < 0 ? std::nullopt : std::optional(cluster.groups[at(group)].id);
}

/// The innermost group that holds all of these, -1 = none; groups are held by what is around them.
int commonGroup(const Cluster& cluster, const GroupTree& tree, const ElementIds& elements)
{
    std::optional<int> common;
    const auto take = [&](int group) { common = common ? tree.common(*common, group) : group; };
    const auto look = [&](const auto& table, const auto& ids, const auto& groupOf) {
        const std::set wanted(ids.begin(), ids.end());
        for (std::size_t i = 0; i < table.size(); ++i)
            if (wanted.contains(table[i].id))
                take(groupOf(static_cast<int>(i)));
    };
    look(cluster.nodes, elements.nodes, [&](int i) { return tree.ofNode(i); });
    look(cluster.switches, elements.switches, [&](int i) { return tree.ofSwitch(i); });
    look(cluster.groups, elements.groups, [&](int i) { return tree.around(i); });
    return common.value_or(-1);
}

} // namespace groups

GroupTree::GroupTree(const Cluster& cluster)
{
    for (const ClusterGroup& group : cluster.groups) {
        m_byId.emplace(group.id.text, static_cast<int>(m_collapsed.size()));
        m_collapsed.push_back(group.collapsed.value_or(false));
    }
    const auto indexOf = [this](const std::optional<GroupId>& id) { return id ? find(*id) : -1; };
    std::vector<int> said;
    for (const ClusterGroup& group : cluster.groups)
        said.push_back(indexOf(group.group));
    for (int group = 0; group < static_cast<int>(said.size()); ++group) {
        int outer = said[groups::at(group)];
        for (std::size_t steps = 0; outer >= 0 && outer != group && steps < said.size(); ++steps)
            outer = said[groups::at(outer)];
        m_around.push_back(outer == group ? -1 : said[groups::at(group)]);
    }
    for (const Node& node : cluster.nodes)
        m_ofNode.push_back(indexOf(node.group));
    for (const Switch& hub : cluster.switches)
        m_ofSwitch.push_back(indexOf(hub.group));
}

int GroupTree::find(const GroupId& id) const
{
    const auto found = m_byId.find(id.text);
    return found == m_byId.end() ? -1 : found->second;
}

bool GroupTree::holds(int outer, int inner) const
{
    while (inner >= 0 && inner != outer)
        inner = around(inner);
    return inner >= 0;
}

int GroupTree::depth(int group) const
{
    int depth = 0;
    while ((group = around(group)) >= 0)
        ++depth;
    return depth;
}

int GroupTree::cardOf(int group) const
{
    int card = -1;
    for (; group >= 0; group = around(group))
        if (m_collapsed[groups::at(group)])
            card = group;
    return card;
}

int GroupTree::common(int a, int b) const
{
    while (a >= 0 && !(b >= 0 && holds(a, b)))
        a = around(a);
    return a;
}

ElementIds withMembers(const Cluster& cluster, const ElementIds& elements)
{
    if (elements.groups.empty())
        return elements;
    const GroupTree tree(cluster);
    std::vector<int> outer;
    for (const GroupId& id : elements.groups)
        if (const int group = tree.find(id); group >= 0)
            outer.push_back(group);
    const auto isHeld = [&](int group) {
        return std::any_of(outer.begin(), outer.end(), [&](int one) { return tree.holds(one, group); });
    };
    ElementIds all = elements;
    const auto add = [](auto& ids, const auto& id) {
        if (std::find(ids.begin(), ids.end(), id) == ids.end())
            ids.push_back(id);
    };
    for (int i = 0; i < static_cast<int>(cluster.nodes.size()); ++i)
        if (isHeld(tree.ofNode(i)))
            add(all.nodes, cluster.nodes[groups::at(i)].id);
    for (int i = 0; i < static_cast<int>(cluster.switches.size()); ++i)
        if (isHeld(tree.ofSwitch(i)))
            add(all.switches, cluster.switches[groups::at(i)].id);
    for (int i = 0; i < tree.size(); ++i)
        if (isHeld(i))
            add(all.groups, cluster.groups[groups::at(i)].id);
    return all;
}

ElementIds outermost(const Cluster& cluster, const ElementIds& elements)
{
    const std::set<GroupId> chosen = groups::setOf(elements.groups);
    const GroupTree tree(cluster);
    const auto isCovered = [&](const std::optional<GroupId>& group) {
        for (int outer = group ? tree.find(*group) : -1; outer >= 0; outer = tree.around(outer))
            if (chosen.contains(cluster.groups[groups::at(outer)].id))
                return true;
        return false;
    };
    ElementIds kept;
    kept.links = elements.links;
    const auto keep = [&](const auto& table, const auto& ids, auto& into) {
        const std::set wanted(ids.begin(), ids.end());
        for (const auto& element : table)
            if (wanted.contains(element.id) && !isCovered(element.group))
                into.push_back(element.id);
    };
    keep(cluster.nodes, elements.nodes, kept.nodes);
    keep(cluster.switches, elements.switches, kept.switches);
    keep(cluster.groups, elements.groups, kept.groups);
    return kept;
}

std::string nextGroupName(const Project& project)
{
    std::set<std::string> taken;
    if (project.cluster)
        for (const ClusterGroup& group : project.cluster->groups)
            taken.insert(group.id.text);
    return nextId("group", [&](const std::string& id) { return taken.contains(id); });
}

Result<Drawn> grouped(const Project& project, const ElementIds& elements)
{
    const ElementIds outer = project.cluster ? outermost(*project.cluster, elements) : ElementIds();
    if (outer.nodes.empty() && outer.switches.empty() && outer.groups.empty())
        return Error{"there is nothing to group", {}, "nodes, switches or groups that are selected", {}};
    Drawn drawn {project, {}};
    Cluster& cluster = *drawn.project.cluster;
    const int around = groups::commonGroup(cluster, GroupTree(cluster), outer);
    ClusterGroup group;
    group.id.text = nextGroupName(project);
    group.group = groups::idOf(cluster, around);
    groups::put(cluster, outer, group.id);
    drawn.made.groups = {group.id};
    cluster.groups.append(std::move(group));
    drawn.project = withoutEmptied(project, std::move(drawn.project));
    markEdited(drawn.project);
    return drawn;
}

Project ungrouped(const Project& project, const std::vector<GroupId>& ids)
{
    if (!project.cluster)
        return project;
    Project edited = project;
    Cluster& cluster = *edited.cluster;
    const GroupTree tree(*project.cluster);
    const std::set<GroupId> gone = groups::setOf(ids);
    const auto goOut = [&](auto& table) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            const auto& group = table[i].group;
            if (!group || !gone.contains(*group))
                continue;
            int outer = tree.find(*group);
            while (outer >= 0 && gone.contains(project.cluster->groups[groups::at(outer)].id))
                outer = tree.around(outer);
            table.update(i, [&](auto& element) { element.group = groups::idOf(*project.cluster, outer); });
        }
    };
    goOut(cluster.nodes);
    goOut(cluster.switches);
    goOut(cluster.groups);
    for (std::size_t i = cluster.groups.size(); i > 0; --i)
        if (gone.contains(cluster.groups[i - 1].id))
            cluster.groups.erase(i - 1);
    if (!(cluster == *project.cluster))
        markEdited(edited);
    return edited;
}

Result<Project> withGroup(const Project& project, const ElementIds& elements, const std::optional<GroupId>& group)
{
    const GroupTree tree(project.cluster.value_or(Cluster()));
    const int target = group ? tree.find(*group) : -1;
    if (group && target < 0)
        return Error{"no group is called " + quotedJson(group->text), {}, "the name of a group, or nothing", {}};
    for (const GroupId& id : elements.groups)
        if (const int moved = tree.find(id); target >= 0 && moved >= 0 && tree.holds(moved, target))
            return Error{quotedJson(id.text) + " cannot lie within itself", {}, "a group that is not inside of it", {}};
    if (!project.cluster)
        return project;
    Project edited = project;
    groups::put(*edited.cluster, elements, group);
    if (edited.cluster == project.cluster)
        return project;
    markEdited(edited);
    return withoutEmptied(project, std::move(edited));
}

Project withCollapsed(const Project& project, const std::vector<GroupId>& ids, bool collapsed)
{
    if (!project.cluster)
        return project;
    Project edited = project;
    groups::updateEach(edited.cluster->groups, ids,
        [&](ClusterGroup& group) { group.collapsed = collapsed ? std::optional(true) : std::nullopt; });
    if (!(edited.cluster == project.cluster))
        markEdited(edited);
    return edited;
}

Project withoutEmptied(const Project& before, Project edited)
{
    if (!before.cluster || !edited.cluster || edited.cluster->groups.empty())
        return edited;
    std::set<GroupId> held;
    const std::vector<int> old = groups::weights(*before.cluster), now = groups::weights(*edited.cluster);
    for (std::size_t i = 0; i < old.size(); ++i)
        if (old[i] > 0)
            held.insert(before.cluster->groups[i].id);
    std::vector<GroupId> emptied;
    for (std::size_t i = 0; i < now.size(); ++i)
        if (now[i] == 0 && held.contains(edited.cluster->groups[i].id))
            emptied.push_back(edited.cluster->groups[i].id);
    return emptied.empty() ? edited : ungrouped(edited, emptied);
}

} // namespace core
