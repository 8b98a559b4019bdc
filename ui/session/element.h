#pragma once

#include "core/base/id.h"
#include "core/documents/project.h"

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace ui {

/// A span of the shown result: an index into `core::Timeline::spans`.
struct SpanIndex
{
    std::uint32_t value = 0;
    bool operator==(const SpanIndex&) const = default;
};

/// One node of an array, by its own name: "n5" of "n[0-63]".
struct NodeMember
{
    std::string name;
    bool operator==(const NodeMember&) const = default;
};

/// One thing that the user can point at, in any view. An array of nodes or links is one thing.
using Element = std::variant<std::monostate, core::NodeId, core::SwitchId, core::LinkId, SpanIndex, NodeMember, core::GroupId>;

inline bool isNothing(const Element& element) { return std::holds_alternative<std::monostate>(element); }

/// What stands for the same thing after an array was split or joined: a node became a member or a member a node.
Element followed(const core::Project& project, const Element& element);

/// "node n0", "switch leaf", "link n0-leaf", "group rack1"; empty for nothing and spans.
QString titleOf(const Element& element);

/// A short text that no other element has, for look-ups: "n:n0"; empty for nothing and spans.
std::string keyOf(const Element& element);

/// The node, switch, link or group that a JSON pointer such as "/cluster/nodes/0/device" lies in, or nothing.
Element elementAt(const core::Project& project, std::string_view pointer);

/// Whether the project has it; spans belong to results, not projects.
bool exists(const core::Project& project, const Element& element);

} // namespace ui
