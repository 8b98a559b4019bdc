#include "core/documents/edits.h"

#include "core/documents/check_parts.h"
#include "core/documents/edit_names.h"
#include "core/documents/edit_references.h"
#include "core/documents/expansion.h"
#include "core/documents/groups.h"
#include "core/documents/json_text.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

namespace core {
namespace edits {

template <typename T, typename Id>
int indexOf(const Table<T>& table, const Id& id)
{
    int index = 0;
    for (const T& element : table) {
        if (element.id == id)
            return index;
        ++index;
    }
    return -1;
}

Error nothingCalled(const std::string& what, const std::string& id) { return {"no " + what + " is called " + quotedJson(id), {}, {}, {}}; }

int membersOf(const NodeId& node)
{
    const Result<NamePattern> pattern = parseNamePattern(node.text);
    return pattern ? pattern->size() : 0;
}

Fates everythingStays(const Cluster& cluster)
{
    Fates fates {std::vector<int>(static_cast<std::size_t>(VertexNames(cluster).size())), std::vector<int>(cluster.links.size())};
    std::iota(fates.vertices.begin(), fates.vertices.end(), 0);
    std::iota(fates.links.begin(), fates.links.end(), 0);
    return fates;
}

/// Takes elements out; where each one is then, -1 = gone.
template <typename T, typename Id>
std::vector<int> keepOthers(Table<T>& table, const std::vector<Id>& gone)
{
    const std::set<Id> ids(gone.begin(), gone.end());
    std::vector<int> fates;
    std::vector<T> kept;
    for (const T& element : table) {
        fates.push_back(ids.contains(element.id) ? -1 : static_cast<int>(kept.size()));
        if (fates.back() >= 0)
            kept.push_back(element);
    }
    table = Table<T>(std::move(kept));
    return fates;
}

/// The array whose members these are, in order: "n5", "n6" are n[5-6].
std::optional<NamePattern> patternOf(const std::vector<std::string>& names)
{
    const std::string& name = names.front();
    for (std::size_t begin = 0; begin < name.size(); ++begin) {
        const std::size_t end = std::min(name.find_first_not_of("0123456789", begin), name.size());
        if (end == begin || end - begin > 6)
            continue;
        const int first = std::stoi(name.substr(begin, end - begin));
        const NamePattern pattern {name.substr(0, begin), name.substr(end), first, first + static_cast<int>(names.size()) - 1, true};
        bool fits = true;
        for (std::size_t i = 0; i < names.size() && fits; ++i)
            fits = names[i] == pattern.member(first + static_cast<int>(i));
        if (fits)
            return pattern;
    }
    return std::nullopt;
}

/// Index of the first of nodes that stand side by side and differ in id and place only, or -1.
int firstOfLike(const Table<Node>& all, const std::vector<NodeId>& nodes)
{
    const int first = nodes.size() < 2 ? -1 : indexOf(all, nodes.front());
    if (first < 0 || static_cast<std::size_t>(first) + nodes.size() > all.size())
        return -1;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Node& node = all[static_cast<std::size_t>(first) + i];
        Node like = all[static_cast<std::size_t>(first)];
        like.id = nodes[i];
        like.at = node.at;
        if (!(like == node))
            return -1;
    }
    return first;
}

/// An id that the languages of plans and scenarios can hold.
Result<void> usable(const std::string& name)
{
    check_parts::Findings findings;
    check_parts::checkId(name, {}, findings);
    if (!findings.issues().empty())
        return Error{findings.issues().front().message, {}, findings.issues().front().expected, findings.issues().front().fix};
    return {};
}

/// Whether every name that `name` stands for is free, those of `own` (an element about to lose it) not counted.
Result<void> freeVertex(const Cluster& cluster, const std::string& name, const std::string& own)
{
    if (auto fine = usable(name); !fine)
        return fine;
    const Result<NamePattern> pattern = parseNamePattern(name), old = parseNamePattern(own);
    if (!pattern)
        return pattern.error();
    std::set<std::string> mine;
    for (int i = 0; old && i < old->size(); ++i)
        mine.insert(old->member(old->first + i));
    const VertexNames names(cluster);
    for (int i = 0; i < pattern->size(); ++i)
        if (const std::string one = pattern->member(pattern->first + i); names.find(one) >= 0 && !mine.contains(one))
            return Error{"the name " + quotedJson(one) + " is taken", {}, "a name that no other node or switch has", {}};
    return {};
}

} // namespace edits

Result<EditedProject> renamed(const Project& project, const NodeId& node, const std::string& name)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->nodes, node) : -1;
    if (index < 0)
        return edits::nothingCalled("node", node.text);
    if (auto fine = edits::freeVertex(*project.cluster, name, node.text); !fine)
        return fine.error();
    const int members = edits::membersOf(node);
    if (members != parseNamePattern(name).value().size())
        return Error{quotedJson(node.text) + " stands for " + std::to_string(members) + (members == 1 ? " node, and " : " nodes, and ") + quotedJson(name) + " does not", {},
            "a name for as many, like \"n[0-" + std::to_string(members - 1) + "]\"", {}};
    Project edited = project;
    edited.cluster->nodes.update(static_cast<std::size_t>(index), [&](Node& one) { one.id.text = name; });
    return withReferences(project, std::move(edited), edits::everythingStays(*project.cluster));
}

Result<EditedProject> renamed(const Project& project, const SwitchId& one, const std::string& name)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->switches, one) : -1;
    if (index < 0)
        return edits::nothingCalled("switch", one.text);
    if (auto fine = edits::freeVertex(*project.cluster, name, one.text); !fine)
        return fine.error();
    if (parseNamePattern(name).value().isRange)
        return Error{"a switch cannot be an array", {}, "a name without brackets", {}};
    Project edited = project;
    edited.cluster->switches.update(static_cast<std::size_t>(index), [&](Switch& old) { old.id.text = name; });
    return withReferences(project, std::move(edited), edits::everythingStays(*project.cluster));
}

Result<EditedProject> renamed(const Project& project, const LinkId& link, const std::string& name)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->links, link) : -1;
    if (index < 0)
        return edits::nothingCalled("link", link.text);
    if (auto fine = edits::usable(name); !fine)
        return fine.error();
    if (name != link.text && edits::indexOf(project.cluster->links, LinkId {name}) >= 0)
        return Error{"the name " + quotedJson(name) + " is taken", {}, "a name that no other link has", {}};
    Project edited = project;
    edited.cluster->links.update(static_cast<std::size_t>(index), [&](Link& old) { old.id.text = name; });
    return withReferences(project, std::move(edited), edits::everythingStays(*project.cluster));
}

Result<EditedProject> renamed(const Project& project, const GroupId& group, const std::string& name)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->groups, group) : -1;
    if (index < 0)
        return edits::nothingCalled("group", group.text);
    if (name.empty())
        return Error{"the name is empty", {}, "a name that is not empty", {}};
    if (name != group.text && edits::indexOf(project.cluster->groups, GroupId {name}) >= 0)
        return Error{"the name " + quotedJson(name) + " is taken", {}, "a name that no other group has", {}};
    Project edited = project;
    const auto follow = [&](auto& table) {
        for (std::size_t i = 0; i < table.size(); ++i)
            if (table[i].group == group)
                table.update(i, [&](auto& element) { element.group->text = name; });
    };
    follow(edited.cluster->nodes);
    follow(edited.cluster->switches);
    follow(edited.cluster->groups);
    edited.cluster->groups.update(static_cast<std::size_t>(index), [&](ClusterGroup& one) { one.id.text = name; });
    markEdited(edited);
    return EditedProject {std::move(edited), {}};
}

Result<EditedProject> renamed(const Project& project, const DeviceKindId& kind, const std::string& name)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->devices, kind) : -1;
    if (index < 0)
        return edits::nothingCalled("device kind of this project", kind.text);
    if (auto fine = edits::usable(name); !fine)
        return fine.error();
    if (name != kind.text && edits::indexOf(project.cluster->devices, DeviceKindId {name}) >= 0)
        return Error{"the name " + quotedJson(name) + " is taken", {}, "a name that no other device kind of the project has", {}};
    Project edited = project;
    Cluster& cluster = *edited.cluster;
    for (std::size_t i = 0; i < cluster.devices.size(); ++i)
        if (cluster.devices[i].id == kind || cluster.devices[i].basedOn == kind)
            cluster.devices.update(i, [&](DeviceOverride& own) {
                if (own.id == kind)
                    own.id.text = name;
                if (own.basedOn == kind)
                    own.basedOn->text = name;
            });
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i)
        if (cluster.nodes[i].device == kind)
            cluster.nodes.update(i, [&](Node& node) { node.device->text = name; });
    markEdited(edited);
    return EditedProject {std::move(edited), {}};
}

EditedProject without(const Project& project, const ElementIds& chosen)
{
    if (!project.cluster)
        return {project, {}};
    const Cluster& cluster = *project.cluster;
    const ElementIds elements = withMembers(cluster, chosen);
    Project edited = project;
    edits::keepOthers(edited.cluster->groups, elements.groups);
    const std::vector<int> nodes = edits::keepOthers(edited.cluster->nodes, elements.nodes);
    const std::vector<int> switches = edits::keepOthers(edited.cluster->switches, elements.switches);
    Fates fates {{}, edits::keepOthers(edited.cluster->links, elements.links)};
    int vertices = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (int member = edits::membersOf(cluster.nodes[i].id); member > 0; --member)
            fates.vertices.push_back(nodes[i] < 0 ? -1 : vertices++);
    for (const int one : switches)
        fates.vertices.push_back(one < 0 ? -1 : vertices++);
    EditedProject done = withReferences(project, std::move(edited), fates);
    done.project = withoutEmptied(project, std::move(done.project));
    return done;
}

std::optional<NodeId> arrayWith(const Cluster& cluster, const std::string& member)
{
    for (const Node& node : cluster.nodes) {
        const Result<NamePattern> pattern = parseNamePattern(node.id.text);
        if (!pattern || !pattern->isRange || member.size() <= pattern->prefix.size() + pattern->suffix.size())
            continue;
        int number = 0;
        const char* digits = member.data() + pattern->prefix.size();
        const auto [end, failure] = std::from_chars(digits, member.data() + member.size() - pattern->suffix.size(), number);
        if (failure == std::errc() && number >= pattern->first && number <= pattern->last && pattern->member(number) == member)
            return node.id;
    }
    return std::nullopt;
}

Result<Project> withMemberApart(const Project& project, const NodeId& array, const std::string& member)
{
    const int index = project.cluster ? edits::indexOf(project.cluster->nodes, array) : -1;
    if (index < 0)
        return edits::nothingCalled("node", array.text);
    const Result<NamePattern> parsed = parseNamePattern(array.text);
    const NamePattern pattern = parsed ? *parsed : NamePattern();
    int number = pattern.first;
    while (number <= pattern.last && pattern.member(number) != member)
        ++number;
    if (!pattern.isRange || number > pattern.last)
        return edits::nothingCalled("member of " + quotedJson(array.text), member);
    Project edited = project;
    const Node whole = project.cluster->nodes[static_cast<std::size_t>(index)];
    edited.cluster->nodes.erase(static_cast<std::size_t>(index));
    int at = index, step = 0;
    const auto insert = [&](int first, int last) {
        if (first > last)
            return;
        Node part = whole;
        const std::string range = "[" + std::to_string(first) + "-" + std::to_string(last) + "]";
        part.id.text = first == last ? pattern.member(first) : pattern.prefix + range + pattern.suffix;
        if (part.at)
            part.at->x += 180.0 * step++;
        edited.cluster->nodes.insert(static_cast<std::size_t>(at++), std::move(part));
    };
    insert(pattern.first, number - 1);
    insert(number, number);
    insert(number + 1, pattern.last);
    markEdited(edited);
    return edited;
}

Result<Project> joined(const Project& project, const std::vector<NodeId>& nodes)
{
    const Error refusal {"these nodes cannot become one array", {}, "like nodes side by side, numbered one after the other", {}};
    const int first = project.cluster ? edits::firstOfLike(project.cluster->nodes, nodes) : -1;
    if (first < 0)
        return refusal;
    std::vector<std::string> names;
    for (const NodeId& id : nodes) {
        const Result<NamePattern> pattern = parseNamePattern(id.text);
        for (int i = 0; pattern && i < pattern->size(); ++i)
            names.push_back(pattern->member(pattern->first + i));
    }
    const auto pattern = names.empty() ? std::nullopt : edits::patternOf(names);
    if (!pattern)
        return refusal;
    Project edited = project;
    Table<Node>& all = edited.cluster->nodes;
    for (std::size_t i = 1; i < nodes.size(); ++i)
        all.erase(static_cast<std::size_t>(first) + 1);
    all.update(static_cast<std::size_t>(first), [&](Node& node) {
        node.id.text = pattern->prefix + "[" + std::to_string(pattern->first) + "-" + std::to_string(pattern->last) + "]" + pattern->suffix;
    });
    markEdited(edited);
    return edited;
}

std::vector<NodeId> joinableWith(const Project& project, const NodeId& node)
{
    constexpr std::size_t most = 64;
    const int index = project.cluster ? edits::indexOf(project.cluster->nodes, node) : -1;
    if (index < 0)
        return {};
    const Table<Node>& all = project.cluster->nodes;
    std::vector<NodeId> row {node};
    for (std::size_t i = static_cast<std::size_t>(index); i > 0 && row.size() < most && canJoin(project, {all[i - 1].id, all[i].id}); --i)
        row.insert(row.begin(), all[i - 1].id);
    for (std::size_t i = static_cast<std::size_t>(index) + 1; i < all.size() && row.size() < most && canJoin(project, {all[i - 1].id, all[i].id}); ++i)
        row.push_back(all[i].id);
    return row.size() > 1 ? row : std::vector<NodeId>();
}

bool canJoin(const Project& project, const std::vector<NodeId>& nodes) { return joined(project, nodes).ok(); }

} // namespace core
