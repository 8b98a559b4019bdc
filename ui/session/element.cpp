#include "ui/session/element.h"

#include "core/documents/edits.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ui {

namespace element {

/// Splits "/nodes/12/device" behind `prefix` "/nodes/" to 12.
std::optional<std::size_t> indexBehind(std::string_view pointer, std::string_view prefix)
{
    if (!pointer.starts_with(prefix))
        return {};
    const char* begin = pointer.data() + prefix.size();
    const char* end = pointer.data() + pointer.size();
    std::size_t index = 0;
    const auto read = std::from_chars(begin, end, index);
    if (read.ec != std::errc() || (read.ptr != end && *read.ptr != '/'))
        return {};
    return index;
}

template <typename T>
Element memberBehind(const core::Table<T>& table, std::string_view pointer, std::string_view prefix)
{
    const auto index = indexBehind(pointer, prefix);
    if (!index || *index >= table.size())
        return {};
    return table[*index].id;
}

template <typename T, typename Identifier>
bool contains(const core::Table<T>& table, const Identifier& id)
{
    return std::any_of(table.begin(), table.end(), [&](const T& member) { return member.id == id; });
}

struct Exists
{
    const core::Cluster& cluster;
    bool operator()(std::monostate) const { return false; }
    bool operator()(const core::NodeId& id) const { return contains(cluster.nodes, id); }
    bool operator()(const core::SwitchId& id) const { return contains(cluster.switches, id); }
    bool operator()(const core::LinkId& id) const { return contains(cluster.links, id); }
    bool operator()(const core::GroupId& id) const { return contains(cluster.groups, id); }
    bool operator()(SpanIndex) const { return false; }
    bool operator()(const NodeMember& member) const { return core::arrayWith(cluster, member.name).has_value(); }
};

QString named(const char* pattern, const std::string& id)
{
    return QCoreApplication::translate("ui::Element", pattern).arg(QString::fromStdString(id));
}

} // namespace element

QString titleOf(const Element& element)
{
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return element::named(QT_TRANSLATE_NOOP("ui::Element", "node %1"), node->text);
    if (const auto* hub = std::get_if<core::SwitchId>(&element))
        return element::named(QT_TRANSLATE_NOOP("ui::Element", "switch %1"), hub->text);
    if (const auto* link = std::get_if<core::LinkId>(&element))
        return element::named(QT_TRANSLATE_NOOP("ui::Element", "link %1"), link->text);
    if (const auto* group = std::get_if<core::GroupId>(&element))
        return element::named(QT_TRANSLATE_NOOP("ui::Element", "group %1"), group->text);
    if (const auto* member = std::get_if<NodeMember>(&element))
        return element::named(QT_TRANSLATE_NOOP("ui::Element", "node %1"), member->name);
    return {};
}

std::string keyOf(const Element& element)
{
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return "n:" + node->text;
    if (const auto* hub = std::get_if<core::SwitchId>(&element))
        return "s:" + hub->text;
    if (const auto* link = std::get_if<core::LinkId>(&element))
        return "l:" + link->text;
    if (const auto* group = std::get_if<core::GroupId>(&element))
        return "g:" + group->text;
    const auto* member = std::get_if<NodeMember>(&element);
    return member ? "m:" + member->name : std::string();
}

Element followed(const core::Project& project, const Element& element)
{
    if (!project.cluster || exists(project, element))
        return element;
    if (const auto* member = std::get_if<NodeMember>(&element); member && exists(project, core::NodeId {member->name}))
        return core::NodeId {member->name};
    if (const auto* node = std::get_if<core::NodeId>(&element); node && exists(project, NodeMember {node->text}))
        return NodeMember {node->text};
    return element;
}

Element elementAt(const core::Project& project, std::string_view pointer)
{
    constexpr std::string_view root = "/cluster";
    if (!project.cluster || !pointer.starts_with(root))
        return {};
    pointer.remove_prefix(root.size());
    const core::Cluster& cluster = *project.cluster;
    if (auto node = element::memberBehind(cluster.nodes, pointer, "/nodes/"); !isNothing(node))
        return node;
    if (auto hub = element::memberBehind(cluster.switches, pointer, "/switches/"); !isNothing(hub))
        return hub;
    if (auto link = element::memberBehind(cluster.links, pointer, "/links/"); !isNothing(link))
        return link;
    return element::memberBehind(cluster.groups, pointer, "/groups/");
}

bool exists(const core::Project& project, const Element& element)
{
    return project.cluster && std::visit(element::Exists {*project.cluster}, element);
}

} // namespace ui
