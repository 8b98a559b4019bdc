#pragma once

#include "core/base/result.h"
#include "core/documents/drawing.h"
#include "core/documents/edits.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// Groups of a cluster: racks within sites. Values in, value out, as of all edits.
namespace core {

/// Which group holds what, by index into the tables of a cluster that may have errors; -1 = none. A group that nobody has defined
/// counts as none, and so does one that lies within itself.
class GroupTree
{
public:
    explicit GroupTree(const Cluster& cluster);

    int size() const { return static_cast<int>(m_around.size()); }
    int find(const GroupId& id) const;
    int around(int group) const { return m_around[static_cast<std::size_t>(group)]; }
    int ofNode(int node) const { return m_ofNode[static_cast<std::size_t>(node)]; }
    int ofSwitch(int hub) const { return m_ofSwitch[static_cast<std::size_t>(hub)]; }
    bool holds(int outer, int inner) const; ///< itself too
    int depth(int group) const;             ///< 0: within no other
    /// The outermost collapsed one of a group and those around it: what is drawn in its place.
    int cardOf(int group) const;
    /// The innermost that holds both.
    int common(int a, int b) const;

private:
    std::unordered_map<std::string, int> m_byId; ///< look-up only
    std::vector<int> m_around, m_ofNode, m_ofSwitch;
    std::vector<bool> m_collapsed;
};

/// The same elements, with all that is in the groups among them: nodes, switches and groups, at any depth.
ElementIds withMembers(const Cluster& cluster, const ElementIds& elements);

/// What is in no group that is itself among the elements.
ElementIds outermost(const Cluster& cluster, const ElementIds& elements);

/// The next free name for a group: "group", "group-2".
std::string nextGroupName(const Project& project);
/// A new group of these, within the innermost group that held them all. Error: no node, switch or group among them.
Result<Drawn> grouped(const Project& project, const ElementIds& elements);
/// What was in these groups is in the one around. Links, nodes and switches stay.
Project ungrouped(const Project& project, const std::vector<GroupId>& groups);
/// Nodes, switches and groups put into another group, or into none. Errors: no such group; a group would lie within itself.
Result<Project> withGroup(const Project& project, const ElementIds& elements, const std::optional<GroupId>& group);
Project withCollapsed(const Project& project, const std::vector<GroupId>& groups, bool collapsed);

/// `edited` without the groups that held a node or switch in `before`, at any depth, and hold none any more.
Project withoutEmptied(const Project& before, Project edited);

} // namespace core
