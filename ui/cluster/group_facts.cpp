#include "core/documents/groups.h"
#include "ui/cluster/facts.h"
#include "ui/cluster/graph.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace ui {
namespace group_facts {

QString tr(const char* words) { return QCoreApplication::translate("ui::GroupFacts", words); }

FactGroup content(const core::Project& project, const core::Catalogue& catalogue, const core::ElementIds& inside)
{
    const core::Cluster& cluster = *project.cluster;
    FactGroup told {tr("Inside"), {}};
    std::map<std::string, int> devices;
    int nodes = 0;
    core::Bytes memory {0};
    for (const core::Node& node : cluster.nodes) {
        if (std::find(inside.nodes.begin(), inside.nodes.end(), node.id) == inside.nodes.end())
            continue;
        const int members = membersOf(node.id.text);
        nodes += members;
        if (!node.device)
            continue;
        devices[node.device->text] += members * node.count;
        if (const auto device = core::resolveDevice(cluster, catalogue, *node.device))
            memory = memory + device->memory * (static_cast<double>(members) * node.count);
    }
    told.facts.push_back({tr("Nodes"), count(nodes)});
    for (const auto& [kind, number] : devices)
        told.facts.push_back({text(kind), count(number)});
    if (memory.value > 0)
        told.facts.push_back({tr("Device memory"), text(memory)});
    told.facts.push_back({tr("Switches"), count(static_cast<double>(inside.switches.size()))});
    return told;
}

/// The links that leave it, as one.
FactGroup ways(const core::Cluster& cluster, const core::GroupTree& tree, int group)
{
    const Graph graph = graphOf(cluster);
    const auto isInside = [&](int vertex) {
        return tree.holds(group, graph.isNode(vertex) ? tree.ofNode(vertex) : tree.ofSwitch(vertex - graph.nodes));
    };
    int within = 0, out = 0;
    core::BytesPerSecond bandwidth {0};
    for (const Graph::Edge& edge : graph.edges) {
        const core::Link& link = cluster.links[static_cast<std::size_t>(edge.link)];
        const int members = edge.members;
        const bool from = isInside(edge.from), to = isInside(edge.to);
        within += from && to ? members : 0;
        out += from != to ? members : 0;
        if (from != to && link.bandwidth)
            bandwidth = bandwidth + link.bandwidth->value * static_cast<double>(members);
    }
    FactGroup told {tr("Links"), {{tr("Within"), count(within)}, {tr("To the outside"), count(out)}}};
    if (bandwidth.value > 0)
        told.facts.push_back({tr("Bandwidth to the outside"), text(bandwidth)});
    return told;
}

} // namespace group_facts

Facts groupFacts(const core::Project& project, const core::Catalogue& catalogue, const core::ClusterGroup& group)
{
    using group_facts::tr;
    const core::Cluster& cluster = *project.cluster;
    const core::GroupTree tree(cluster);
    Facts told {text(group.id.text), group.group ? tr("Group, in %1").arg(text(group.group->text)) : tr("Group"), {}};
    told.groups.push_back(group_facts::content(project, catalogue, core::withMembers(cluster, {{}, {}, {}, {group.id}})));
    told.groups.push_back(group_facts::ways(cluster, tree, tree.find(group.id)));
    return told;
}

} // namespace ui
