#include "core/documents/groups.h"
#include "core/documents/trace_files.h"
#include "core/network/probe.h"
#include "ui/cluster/facts.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace ui {
namespace probe_facts {

QString tr(const char* words) { return QCoreApplication::translate("ui::ProbeFacts", words); }

QString timeText(core::Seconds time) { return std::isinf(time.value) ? tr("never: it stands still") : text(time); }

void addInstant(Facts& told, const QString& title, const core::ProbedInstant& instant, int devices)
{
    if (instant.send) {
        FactGroup group {tr("Send of 1 GiB, %1").arg(title), {}};
        group.facts.push_back({tr("Takes"), timeText(instant.send->time)});
        group.facts.push_back({tr("Latency"), text(instant.send->latency)});
        if (!instant.send->bottleneck.empty())
            group.facts.push_back({tr("Bottleneck"), tr("%1, %2").arg(text(instant.send->bottleneck), text(instant.send->bandwidth))});
        told.groups.push_back(std::move(group));
    }
    FactGroup group {tr("All-reduce of 1 GiB, %1").arg(title), {}};
    group.facts.push_back({tr("Takes"), timeText(instant.allReduce.time)});
    group.facts.push_back({tr("Among"), tr("%1 devices, by %2").arg(devices).arg(text(core::nameOf(instant.allReduce.algorithm)))});
    if (!instant.allReduce.bottleneck.empty())
        group.facts.push_back({tr("Bottleneck"), tr("%1, %2").arg(text(instant.allReduce.bottleneck), text(instant.allReduce.bandwidth))});
    told.groups.push_back(std::move(group));
}

/// Each once, those of groups too.
std::vector<std::string> nodesAmong(const core::Project& project, const std::vector<Element>& elements)
{
    std::vector<std::string> nodes;
    const auto add = [&nodes](const std::string& name) {
        if (std::find(nodes.begin(), nodes.end(), name) == nodes.end())
            nodes.push_back(name);
    };
    for (const Element& element : elements) {
        if (const auto* node = std::get_if<core::NodeId>(&element))
            add(node->text);
        else if (const auto* member = std::get_if<NodeMember>(&element))
            add(member->name);
        else if (const auto* group = std::get_if<core::GroupId>(&element); group && project.cluster)
            for (const core::NodeId& inside : core::withMembers(*project.cluster, {{}, {}, {}, {*group}}).nodes)
                add(inside.text);
    }
    return nodes;
}

} // namespace probe_facts

Facts probeFacts(const Session& session, const std::vector<Element>& elements, core::Nanoseconds at)
{
    using probe_facts::tr;
    const std::vector<std::string> nodes = probe_facts::nodesAmong(session.project(), elements);
    if (nodes.size() < 2)
        return {};
    core::Traces traces;
    if (session.project().scenario)
        traces = core::readAllTraces(*session.project().scenario, std::filesystem::path(session.filePath().toStdString()).parent_path()).traces;
    Facts told {nodes.size() == 2 ? tr("%1 to %2").arg(text(nodes[0]), text(nodes[1])) : tr("%1 nodes").arg(nodes.size()), tr("The network between them, undisturbed"), {}};
    const auto probed = core::probe(session.project(), session.catalogue(), {nodes, core::gibibytes(1), at}, traces);
    if (!probed) {
        told.groups.push_back({tr("Cannot be told"), {{tr("Because"), text(probed.error().message)}}});
        return told;
    }
    if (!probed->links.empty()) {
        QStringList links;
        for (const std::string& link : probed->links)
            links << text(link);
        told.groups.push_back({tr("Path"), {{counted(static_cast<int>(links.size()), tr("link"), tr("links")), links.join(QStringLiteral(" → "))}}});
    }
    probe_facts::addInstant(told, tr("nominal"), probed->nominal, probed->devices);
    if (probed->then)
        probe_facts::addInstant(told, tr("at %1").arg(text(at)), *probed->then, probed->devices);
    return told;
}

} // namespace ui
