#include "ui/cluster/edit_fields.h"

#include "core/documents/edits.h"
#include "core/documents/groups.h"
#include "ui/widgets/field_text.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {
namespace edit_fields {

using field_text::parse;
using field_text::spellings;
using field_text::written;

QString tr(const char* words) { return QCoreApplication::translate("ui::EditFields", words); }

/// The table and the place in it of what an element names.
template <typename T, typename Identifier>
std::size_t indexOf(const core::Table<T>& table, const Identifier& id)
{
    std::size_t index = 0;
    for (const T& member : table) {
        if (member.id == id)
            return index;
        ++index;
    }
    return index;
}

template <typename T, typename Identifier, typename Access>
EditField field(core::Table<T> core::Cluster::*table, const char* name, const char* hint, Access access)
{
    EditField made {tr(name), QString::fromUtf8(hint), {}, false, {}, {}};
    made.read = [=](const core::Project& project, const Element& element) {
        const auto& all = (*project.cluster).*table;
        const std::size_t index = indexOf(all, std::get<Identifier>(element));
        if (index == all.size())
            return QString();
        T copy = all[index];
        return text(written(access(copy)));
    };
    made.write = [=](core::Project& project, const Element& element, const std::string& words) -> core::Result<void> {
        auto& all = (*project.cluster).*table;
        const std::size_t index = indexOf(all, std::get<Identifier>(element));
        if (index == all.size())
            return {};
        T copy = all[index];
        if (auto fine = parse(words, access(copy)); !fine)
            return fine;
        if (!(copy == all[index]))
            all.set(index, std::move(copy));
        return {};
    };
    return made;
}

template <typename Access>
EditField nodeField(const char* name, const char* hint, Access access)
{
    return field<core::Node, core::NodeId>(&core::Cluster::nodes, name, hint, access);
}

EditField withChoices(EditField field, QStringList choices, bool others = false)
{
    field.choices = std::move(choices);
    field.otherChoices = others;
    return field;
}

/// Of the fabric, which a node gets when the first of its values is written, and loses with the last.
template <typename Value>
EditField fabricField(const char* name, const char* hint, std::optional<Value> core::Fabric::*member)
{
    EditField made = nodeField(name, hint, [](core::Node& node) -> int& { return node.count; });
    made.read = [member](const core::Project& project, const Element& element) {
        const auto& nodes = project.cluster->nodes;
        const std::size_t index = indexOf(nodes, std::get<core::NodeId>(element));
        return index < nodes.size() && nodes[index].fabric ? text(written((*nodes[index].fabric).*member)) : QString();
    };
    made.write = [member](core::Project& project, const Element& element, const std::string& words) -> core::Result<void> {
        auto& nodes = project.cluster->nodes;
        const std::size_t index = indexOf(nodes, std::get<core::NodeId>(element));
        if (index == nodes.size())
            return {};
        core::Node node = nodes[index];
        core::Fabric fabric = node.fabric.value_or(core::Fabric());
        if (auto fine = parse(words, fabric.*member); !fine)
            return fine;
        if (node.fabric || !words.empty())
            node.fabric = fabric;
        nodes.set(index, std::move(node));
        return {};
    };
    return made;
}

QStringList kindsOf(const core::Project& project, const core::Catalogue& catalogue)
{
    QStringList kinds;
    if (project.cluster)
        for (const core::DeviceOverride& own : project.cluster->devices)
            kinds << text(own.id.text);
    for (const core::Device& device : catalogue.devices)
        kinds << text(device.id.text);
    return kinds;
}

std::vector<EditField> nodeFields(const core::Project& project, const core::Catalogue& catalogue)
{
    using core::Node;
    EditField fabric = withChoices(nodeField("Fabric", "nvswitch", [](Node& node) -> int& { return node.count; }), spellings<core::FabricKind>());
    fabric.read = [](const core::Project& p, const Element& element) {
        const std::size_t index = indexOf(p.cluster->nodes, std::get<core::NodeId>(element));
        return index < p.cluster->nodes.size() && p.cluster->nodes[index].fabric ? text(written(p.cluster->nodes[index].fabric->kind)) : QString();
    };
    fabric.write = [](core::Project& p, const Element& element, const std::string& words) -> core::Result<void> {
        const std::size_t index = indexOf(p.cluster->nodes, std::get<core::NodeId>(element));
        if (index == p.cluster->nodes.size())
            return {};
        Node node = p.cluster->nodes[index];
        core::Fabric changed = node.fabric.value_or(core::Fabric());
        if (auto fine = parse(words, changed.kind); !fine)
            return fine;
        node.fabric = changed;
        p.cluster->nodes.set(index, std::move(node));
        return {};
    };
    return {withChoices(nodeField("Device", "A100-80G-SXM", [](Node& node) -> auto& { return node.device; }), kindsOf(project, catalogue), true),
        nodeField("Devices in a node", "8", [](Node& node) -> int& { return node.count; }),
        nodeField("NICs", "8", [](Node& node) -> int& { return node.nics; }), fabric,
        fabricField("Fabric bandwidth", "300 GB/s", &core::Fabric::bandwidth), fabricField("Fabric latency", "3 us", &core::Fabric::latency)};
}

template <typename Access>
EditField linkField(const char* name, const char* hint, Access access)
{
    return field<core::Link, core::LinkId>(&core::Cluster::links, name, hint, access);
}

std::vector<EditField> linkFields()
{
    using core::Link;
    return {linkField("Bandwidth", "200 Gbit/s", [](Link& link) -> auto& { return link.bandwidth; }),
        linkField("Bandwidth back", "as forward", [](Link& link) -> auto& { return link.bandwidthBack; }),
        linkField("Latency", "5 us", [](Link& link) -> auto& { return link.latency; }),
        linkField("Latency back", "as forward", [](Link& link) -> auto& { return link.latencyBack; })};
}

template <typename Part, typename Access>
EditField projectField(std::optional<Part> core::Project::*part, const char* name, const char* hint, Access access)
{
    EditField made {tr(name), QString::fromUtf8(hint), {}, false, {}, {}};
    made.read = [=](const core::Project& project, const Element&) {
        Part copy = (project.*part).value_or(Part());
        return project.*part ? text(written(access(copy))) : QString();
    };
    made.write = [=](core::Project& project, const Element&, const std::string& words) -> core::Result<void> {
        Part copy = (project.*part).value_or(Part());
        if (auto fine = parse(words, access(copy)); !fine)
            return fine;
        project.*part = copy;
        return {};
    };
    return made;
}

std::vector<EditField> projectFields(const core::Catalogue& catalogue)
{
    using core::Model;
    using core::Training;
    QStringList presets;
    for (const auto& model : catalogue.models)
        presets << text(model.name);
    const auto model = [](const char* name, const char* hint, auto access) { return projectField<Model>(&core::Project::model, name, hint, access); };
    const auto training = [](const char* name, const char* hint, auto access) { return projectField<Training>(&core::Project::training, name, hint, access); };
    return {withChoices(model("Model preset", "gpt-3-175b", [](Model& m) -> auto& { return m.preset; }), presets, true),
        model("Layers", "of the preset", [](Model& m) -> auto& { return m.layers; }),
        model("Hidden size", "of the preset", [](Model& m) -> auto& { return m.hidden; }),
        model("Attention heads", "of the preset", [](Model& m) -> auto& { return m.heads; }),
        training("Global batch", "1536", [](Training& t) -> auto& { return t.globalBatch; }),
        training("Sequence", "2048", [](Training& t) -> auto& { return t.sequence; }),
        withChoices(training("Precision", "bf16", [](Training& t) -> auto& { return t.precision; }), spellings<core::Precision>()),
        withChoices(training("Optimizer", "adam", [](Training& t) -> auto& { return t.optimizer; }), spellings<core::Optimizer>())};
}

core::ElementIds idsOf(const Element& element)
{
    if (const auto* node = std::get_if<core::NodeId>(&element))
        return {{*node}, {}, {}};
    if (const auto* hub = std::get_if<core::SwitchId>(&element))
        return {{}, {*hub}, {}};
    return {{}, {}, {}, {std::get<core::GroupId>(element)}};
}

/// The group that a node, switch or group is in.
EditField groupField(const core::Project& project)
{
    EditField made {tr("Group"), tr("none"), {}, true, {}, {}};
    if (project.cluster)
        for (const core::ClusterGroup& group : project.cluster->groups)
            made.choices << text(group.id.text);
    made.read = [](const core::Project& p, const Element& element) {
        std::optional<core::GroupId> group;
        const auto look = [&](const auto& table, const auto& id) {
            if (const std::size_t index = indexOf(table, id); index < table.size())
                group = table[index].group;
        };
        if (const auto* node = std::get_if<core::NodeId>(&element))
            look(p.cluster->nodes, *node);
        else if (const auto* hub = std::get_if<core::SwitchId>(&element))
            look(p.cluster->switches, *hub);
        else
            look(p.cluster->groups, std::get<core::GroupId>(element));
        return group ? text(group->text) : QString();
    };
    made.write = [](core::Project& p, const Element& element, const std::string& words) -> core::Result<void> {
        auto put = core::withGroup(p, idsOf(element), words.empty() ? std::nullopt : std::optional(core::GroupId {words}));
        if (!put)
            return put.error();
        p = std::move(*put);
        return {};
    };
    return made;
}

/// Only where there are groups to be in.
std::vector<EditField> withGroupField(std::vector<EditField> fields, const core::Project& project)
{
    if (project.cluster && !project.cluster->groups.empty())
        fields.push_back(groupField(project));
    return fields;
}

/// The same field of one member of an array: reading it reads the array, writing it sets the member apart.
EditField ofMember(const EditField& field)
{
    EditField made = field;
    made.read = [read = field.read](const core::Project& project, const Element& element) {
        const auto array = core::arrayWith(*project.cluster, std::get<NodeMember>(element).name);
        return array ? read(project, *array) : QString();
    };
    made.write = [field](core::Project& project, const Element& element, const std::string& words) -> core::Result<void> {
        const std::string& name = std::get<NodeMember>(element).name;
        const auto array = core::arrayWith(*project.cluster, name);
        if (!array || field.read(project, *array).toStdString() == words)
            return {};
        auto apart = core::withMemberApart(project, *array, name);
        if (!apart)
            return apart.error();
        if (auto fine = field.write(*apart, core::NodeId {name}, words); !fine)
            return fine;
        project = std::move(*apart);
        return {};
    };
    return made;
}

} // namespace edit_fields

std::vector<EditField> fieldsOf(const std::vector<Element>& elements, const core::Project& project, const core::Catalogue& catalogue)
{
    if (elements.empty())
        return edit_fields::projectFields(catalogue);
    const std::size_t sort = elements.front().index();
    if (std::any_of(elements.begin(), elements.end(), [sort](const Element& element) { return element.index() != sort; }))
        return {};
    if (std::holds_alternative<core::NodeId>(elements.front()))
        return edit_fields::withGroupField(edit_fields::nodeFields(project, catalogue), project);
    if (std::holds_alternative<core::GroupId>(elements.front()))
        return {edit_fields::groupField(project)};
    if (std::holds_alternative<NodeMember>(elements.front())) {
        std::vector<EditField> fields = edit_fields::nodeFields(project, catalogue);
        std::transform(fields.begin(), fields.end(), fields.begin(), edit_fields::ofMember);
        return fields;
    }
    if (std::holds_alternative<core::LinkId>(elements.front()))
        return edit_fields::linkFields();
    if (std::holds_alternative<core::SwitchId>(elements.front()))
        return edit_fields::withGroupField({edit_fields::field<core::Switch, core::SwitchId>(&core::Cluster::switches, "Backplane", "unlimited",
            [](core::Switch& one) -> auto& { return one.backplane; })}, project);
    return {};
}

} // namespace ui
