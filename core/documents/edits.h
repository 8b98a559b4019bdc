#pragma once

#include "core/base/result.h"
#include "core/documents/project.h"

#include <optional>
#include <string>
#include <vector>

/// Edits of a cluster that are one thing over everything that refers to it: link ends, devices of plans, lines of the
/// scenario. Values in, value out; what they refuse is told with the fix.
namespace core {

/// A line whose wildcard stands for other things after an edit than before: to be shown before it is done.
struct PatternChange
{
    int line = 0;        ///< index into Scenario::events, before
    std::string pattern;
    int before = 0;      ///< things it stood for
    int after = 0;       ///< stands for
    bool operator==(const PatternChange&) const = default;
};

struct EditedProject
{
    Project project;
    std::vector<PatternChange> patterns;
};

/// Elements by id; an array is one element.
struct ElementIds
{
    std::vector<NodeId> nodes;
    std::vector<SwitchId> switches;
    std::vector<LinkId> links;
    std::vector<GroupId> groups {}; ///< each with all that is in it
};

/// The same project with another name for one thing, everywhere. An array may become another array of as many members
/// ("n[0-3]" to "gpu[8-11]"). Errors: no such thing; a name that is taken, not an id, or of another size.
Result<EditedProject> renamed(const Project& project, const NodeId& node, const std::string& name);
Result<EditedProject> renamed(const Project& project, const SwitchId& one, const std::string& name);
Result<EditedProject> renamed(const Project& project, const LinkId& link, const std::string& name);
Result<EditedProject> renamed(const Project& project, const GroupId& group, const std::string& name);
Result<EditedProject> renamed(const Project& project, const DeviceKindId& kind, const std::string& name); ///< of the project's own

/// Without some elements and the links that end at them. A link array loses the members concerned: where a gap is left
/// it becomes several, and lines that named it name them all. Plans and lines that named what is gone keep their words
/// and become issues. Groups that lose all that was in them go too.
EditedProject without(const Project& project, const ElementIds& elements);

/// The array that has a member of this name, if any.
std::optional<NodeId> arrayWith(const Cluster& cluster, const std::string& member);

/// One member of an array as a node of its own, to be edited alone: "n[0-63]" becomes "n[0-4]", "n5", "n[6-63]".
/// No name changes, so nothing that refers does. Errors: no such array or member.
Result<Project> withMemberApart(const Project& project, const NodeId& array, const std::string& member);

/// Whether `nodes` stand side by side in order, are alike and numbered one after the other.
bool canJoin(const Project& project, const std::vector<NodeId>& nodes);
/// The inverse of `withMemberApart`; only if `canJoin`.
/// The longest row of neighbours with this node among them that can be joined; empty when there is none. At most 64 of them.
std::vector<NodeId> joinableWith(const Project& project, const NodeId& node);
Result<Project> joined(const Project& project, const std::vector<NodeId>& nodes);

} // namespace core
