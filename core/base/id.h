#pragma once

#include <compare>
#include <functional>
#include <string>

namespace core {

/// A name that a user gave to one kind of thing. Ids of different kinds do not compare.
template <typename Tag>
struct Id
{
    std::string text;

    auto operator<=>(const Id&) const = default;
};

using DeviceKindId = Id<struct DeviceKindTag>; ///< "A100-80G-SXM"
using NodeId = Id<struct NodeTag>;             ///< "n0", or an array "n[0-63]"
using SwitchId = Id<struct SwitchTag>;
using LinkId = Id<struct LinkTag>;
using GroupId = Id<struct GroupTag>; ///< a rack, a site

} // namespace core

template <typename Tag>
struct std::hash<core::Id<Tag>>
{
    std::size_t operator()(const core::Id<Tag>& id) const noexcept { return std::hash<std::string>()(id.text); }
};
