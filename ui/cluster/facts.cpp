#include "ui/cluster/facts.h"

#include "core/costs/memory.h"
#include "core/costs/operators.h"
#include "core/documents/edits.h"
#include "core/network/network.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/words.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace ui {

namespace facts {

QString tr(const char* words) { return QCoreApplication::translate("ui::Facts", words); }

/// Adds a fact unless there is nothing to say.
void add(FactGroup& group, const char* name, const QString& value)
{
    if (!value.isEmpty())
        group.facts.push_back({tr(name), value});
}

template <typename U>
void add(FactGroup& group, const char* name, const std::optional<core::Quantity<U>>& quantity)
{
    if (quantity)
        add(group, name, text(quantity));
}

template <typename U>
void addKnown(FactGroup& group, const char* name, U value)
{
    if (value.value > 0)
        add(group, name, text(value));
}

FactGroup deviceGroup(const core::Device& device)
{
    FactGroup group {tr("Device"), {}};
    add(group, "Kind", text(device.id.text));
    add(group, "Vendor", text(device.vendor));
    addKnown(group, "Memory", device.memory);
    addKnown(group, "Memory bandwidth", device.memoryBandwidth);
    addKnown(group, "FP32", device.fp32);
    addKnown(group, "TF32", device.tf32);
    addKnown(group, "FP16", device.fp16);
    addKnown(group, "BF16", device.bf16);
    addKnown(group, "FP8", device.fp8);
    addKnown(group, "FP4", device.fp4);
    addKnown(group, "Fabric, per direction", device.fabricBandwidth);
    addKnown(group, "Host port, per direction", device.hostBandwidth);
    if (device.multiprocessors > 0)
        add(group, "Multiprocessors", count(device.multiprocessors));
    if (device.power.value > 0)
        add(group, "Board power", tr("%1 W").arg(device.power.value));
    if (device.pricePerHour > 0)
        add(group, "Price", tr("$%1 per hour").arg(device.pricePerHour, 0, 'f', 2));
    add(group, "Source", text(device.source));
    return group;
}

FactGroup fabricGroup(const core::Fabric& fabric)
{
    FactGroup group {tr("Fabric inside the node"), {}};
    add(group, "Kind", nameOf(fabric.kind));
    add(group, "Per device and direction", fabric.bandwidth);
    add(group, "Between two devices", fabric.peerBandwidth);
    add(group, "Shared root", fabric.shared);
    add(group, "Latency", fabric.latency);
    return group;
}

/// The links that end at vertex `vertex`, each with what is at the other end.
FactGroup linkGroup(const core::Cluster& cluster, int vertex)
{
    FactGroup group {tr("Links"), {}};
    int last = -1;
    for (const Graph::Edge& edge : graphOf(cluster).edges) {
        if ((edge.from != vertex && edge.to != vertex) || edge.link == last)
            continue;
        last = edge.link;
        const core::Link& link = cluster.links[static_cast<std::size_t>(edge.link)];
        const std::string& other = link.ends[edge.from == vertex ? 1 : 0];
        group.facts.push_back({tr("to %1").arg(text(other)), text(link.bandwidth)});
    }
    return group;
}

void append(Facts& result, FactGroup group)
{
    if (!group.facts.empty())
        result.groups.push_back(std::move(group));
}

template <typename T, typename Identifier>
int indexOf(const core::Table<T>& table, const Identifier& id)
{
    const auto found = std::find_if(table.begin(), table.end(), [&](const T& member) { return member.id == id; });
    return found == table.end() ? -1 : static_cast<int>(std::distance(table.begin(), found));
}

FactGroup modelGroup(const core::Project& project, const core::Catalogue& catalogue)
{
    FactGroup group {tr("Model"), {}};
    const auto shape = core::resolveModel(*project.model, catalogue);
    if (!shape) {
        add(group, "Not complete", text(shape.error().message));
        return group;
    }
    add(group, "Name", text(shape->name));
    add(group, "Transformer layers", count(shape->layers));
    add(group, "Hidden size", count(shape->hidden));
    add(group, "Attention heads", shape->kvHeads == shape->heads
            ? count(shape->heads)
            : tr("%1, %2 for keys and values").arg(count(shape->heads), count(shape->kvHeads)));
    add(group, "Feed-forward size", count(shape->experts > 0 && shape->moeFfn > 0 ? shape->moeFfn : shape->ffn));
    if (shape->experts > 0)
        add(group, "Experts", tr("%1, %2 per token").arg(shape->experts).arg(shape->expertsPerToken));
    add(group, "Vocabulary", count(shape->vocab));
    if (project.training && project.training->sequence > 0) {
        add(group, "Parameters", shortCount(core::parameterCount(*shape, *project.training)));
        add(group, "FLOPs per iteration", text(core::modelFlops(*shape, *project.training)));
        const double tokens = static_cast<double>(project.training->globalBatch) * project.training->sequence;
        if (tokens > 0)
            add(group, "FLOPs per token", text(core::Flops(core::modelFlops(*shape, *project.training).value / tokens)));
    }
    return group;
}

/// What all devices together must hold at least, whatever the plan.
FactGroup stateGroup(const core::Project& project, const core::Catalogue& catalogue)
{
    FactGroup group {tr("Memory of the whole model"), {}};
    const auto shape = project.model ? core::resolveModel(*project.model, catalogue) : core::Result<core::ModelShape>(core::Error());
    if (!shape || !project.training || project.training->sequence < 1)
        return group;
    const core::StateMemory state = core::stateMemory({*shape, *project.training, {}, 1}, {0, shape->units()}, core::Device());
    const core::Bytes least = state.weights + state.gradients + state.optimizer;
    add(group, "Weights", text(state.weights));
    add(group, "Gradients", text(state.gradients));
    add(group, "Optimizer", text(state.optimizer));
    core::Bytes there {0};
    const core::Cluster cluster = project.cluster.value_or(core::Cluster());
    for (const core::Node& node : cluster.nodes)
        if (const auto device = node.device ? core::resolveDevice(cluster, catalogue, *node.device) : core::Result<core::Device>(core::Error()))
            there = there + device->memory * (static_cast<double>(node.count) * membersOf(node.id.text));
    if (there.value > 0)
        add(group, "Of what the devices have", tr("%1 of %2").arg(percent(least / there), text(there)));
    return group;
}

FactGroup trainingGroup(const core::Training& training)
{
    FactGroup group {tr("Training"), {}};
    if (training.globalBatch > 0)
        add(group, "Global batch", tr("%1 samples").arg(count(training.globalBatch)));
    if (training.sequence > 0)
        add(group, "Sequence", tr("%1 tokens").arg(count(training.sequence)));
    add(group, "Tokens per iteration", count(static_cast<double>(training.globalBatch) * training.sequence));
    add(group, "Precision", nameOf(training.precision));
    add(group, "Gradients", nameOf(core::gradientPrecisionOf(training)));
    add(group, "Optimizer", nameOf(training.optimizer));
    return group;
}

FactGroup clusterGroup(const core::Cluster& cluster)
{
    FactGroup group {tr("Cluster"), {}};
    std::map<std::string, int> devices;
    int nodes = 0;
    for (const core::Node& node : cluster.nodes) {
        const int members = membersOf(node.id.text);
        nodes += members;
        if (node.device)
            devices[node.device->text] += members * node.count;
    }
    add(group, "Nodes", count(nodes));
    for (const auto& [kind, number] : devices)
        group.facts.push_back({text(kind), count(number)});
    add(group, "Switches", count(static_cast<double>(cluster.switches.size())));
    add(group, "Links", count(static_cast<double>(cluster.links.size())));
    return group;
}

QString units(const core::Span& span)
{
    return span.endUnit - span.firstUnit == 1 ? count(span.firstUnit)
                                              : tr("%1 to %2").arg(span.firstUnit).arg(span.endUnit - 1);
}

struct Of
{
    const Session& session;

    Facts operator()(std::monostate) const { return projectFacts(session.project(), session.catalogue()); }
    Facts operator()(const core::NodeId& id) const
    {
        return find(&core::Cluster::nodes, id, [&](const core::Node& node) {
            return nodeFacts(session.project(), session.catalogue(), node);
        });
    }
    Facts operator()(const core::SwitchId& id) const
    {
        return find(&core::Cluster::switches, id,
            [&](const core::Switch& hub) { return switchFacts(session.project(), hub); });
    }
    Facts operator()(const core::LinkId& id) const
    {
        return find(&core::Cluster::links, id, [](const core::Link& link) { return linkFacts(link); });
    }
    Facts operator()(const core::GroupId& id) const
    {
        return find(&core::Cluster::groups, id,
            [&](const core::ClusterGroup& group) { return groupFacts(session.project(), session.catalogue(), group); });
    }
    Facts operator()(const NodeMember& member) const
    {
        const auto& cluster = session.project().cluster;
        const auto array = cluster ? core::arrayWith(*cluster, member.name) : std::nullopt;
        if (!array)
            return (*this)(std::monostate {});
        Facts told = (*this)(*array);
        told.title = text(member.name);
        told.subtitle = tr("Member of %1; what is written here is written of it alone").arg(text(array->text));
        return told;
    }
    Facts operator()(SpanIndex span) const
    {
        const auto result = session.result();
        if (!result || span.value >= result->timeline.spans.size())
            return (*this)(std::monostate {});
        return spanFacts(*result, span);
    }

private:
    template <typename Member, typename Identifier, typename Tell>
    Facts find(Member member, const Identifier& id, Tell&& tell) const
    {
        const auto& cluster = session.project().cluster;
        const int index = cluster ? indexOf((*cluster).*member, id) : -1;
        return index < 0 ? (*this)(std::monostate {}) : tell(((*cluster).*member)[static_cast<std::size_t>(index)]);
    }
};

} // namespace facts

Facts factsOf(const Session& session, const Element& element) { return std::visit(facts::Of {session}, element); }

Facts nodeFacts(const core::Project& project, const core::Catalogue& catalogue, const core::Node& node)
{
    const core::Cluster& cluster = *project.cluster;
    const int members = membersOf(node.id.text);
    Facts result {text(node.id.text), members > 1 ? facts::tr("Array of %1 nodes").arg(count(members)) : facts::tr("Node"), {}};
    FactGroup group {facts::tr("Node"), {}};
    facts::add(group, "Devices", node.device
            ? facts::tr("%1 × %2").arg(node.count).arg(text(node.device->text))
            : facts::tr("%1, of no kind yet").arg(node.count));
    if (members > 1)
        facts::add(group, "Devices in all", count(static_cast<double>(members) * node.count));
    facts::add(group, "Network cards", count(node.nics));
    facts::append(result, std::move(group));
    if (node.fabric)
        facts::append(result, facts::fabricGroup(*node.fabric));
    facts::append(result, facts::linkGroup(cluster, facts::indexOf(cluster.nodes, node.id)));
    if (node.device) {
        if (const auto device = core::resolveDevice(cluster, catalogue, *node.device))
            facts::append(result, facts::deviceGroup(*device));
    }
    return result;
}

Facts switchFacts(const core::Project& project, const core::Switch& hub)
{
    const core::Cluster& cluster = *project.cluster;
    Facts result {text(hub.id.text), facts::tr("Switch"), {}};
    FactGroup group {facts::tr("Switch"), {}};
    facts::add(group, "Backplane", hub.backplane ? text(hub.backplane) : facts::tr("not limited"));
    facts::append(result, std::move(group));
    const int vertex = static_cast<int>(cluster.nodes.size()) + facts::indexOf(cluster.switches, hub.id);
    facts::append(result, facts::linkGroup(cluster, vertex));
    return result;
}

Facts linkFacts(const core::Link& link)
{
    const int members = std::max(membersOf(link.ends[0]), membersOf(link.ends[1]));
    Facts result {text(link.id.text),
        members > 1 ? facts::tr("Array of %1 links").arg(count(members)) : facts::tr("Link"), {}};
    FactGroup ends {facts::tr("Ends"), {}};
    facts::add(ends, "From", text(link.ends[0]));
    facts::add(ends, "To", text(link.ends[1]));
    facts::append(result, std::move(ends));
    FactGroup forward {facts::tr("Forward"), {}};
    facts::add(forward, "Bandwidth", link.bandwidth);
    facts::add(forward, "Latency", link.latency);
    FactGroup back {facts::tr("Backward"), {}};
    facts::add(back, "Bandwidth", link.bandwidthBack ? link.bandwidthBack : link.bandwidth);
    facts::add(back, "Latency", link.latencyBack ? link.latencyBack : link.latency);
    if (forward.facts == back.facts)
        forward.title = facts::tr("Each direction");
    const bool same = forward.facts == back.facts;
    facts::append(result, std::move(forward));
    if (!same)
        facts::append(result, std::move(back));
    if (members > 1 && link.bandwidth) {
        FactGroup all {facts::tr("All %1 together").arg(members), {}};
        facts::add(all, "Bandwidth", text(link.bandwidth->value * static_cast<double>(members)));
        facts::append(result, std::move(all));
    }
    return result;
}

Facts projectFacts(const core::Project& project, const core::Catalogue& catalogue)
{
    Facts result {facts::tr("Project"), facts::tr("Nothing is selected"), {}};
    if (project.model)
        facts::append(result, facts::modelGroup(project, catalogue));
    if (project.training)
        facts::append(result, facts::trainingGroup(*project.training));
    facts::append(result, facts::stateGroup(project, catalogue));
    if (project.cluster)
        facts::append(result, facts::clusterGroup(*project.cluster));
    return result;
}

Facts spanFacts(const SimulationResult& result, SpanIndex index)
{
    const core::Timeline& timeline = result.timeline;
    const core::Span& span = timeline.spans[index.value];
    const core::Lane& lane = timeline.lanes[span.lane];
    Facts told {text(core::nameOf(span.kind)), facts::tr("%1 on %2").arg(text(core::nameOf(lane.kind)), text(lane.title)), {}};
    told.title[0] = told.title[0].toUpper();
    FactGroup when {facts::tr("Time"), {}};
    const core::Nanoseconds length = span.end - span.start;
    facts::add(when, "Takes", text(length));
    facts::add(when, "Starts", text(span.start));
    facts::add(when, "Ends", text(span.end));
    facts::append(told, std::move(when));
    FactGroup what {facts::tr("Work"), {}};
    facts::add(what, "Pipeline", count(lane.pipeline));
    facts::add(what, "Stage", count(lane.stage));
    if (span.microBatch >= 0)
        facts::add(what, "Micro-batch", count(span.microBatch));
    if (span.endUnit > span.firstUnit)
        facts::add(what, "Units", facts::units(span));
    if (span.bytes > 0) {
        facts::add(what, "Bytes", text(core::Bytes(span.bytes)));
        if (length.count > 0)
            facts::add(what, "Bytes over time", text(core::BytesPerSecond(span.bytes / core::seconds(length).value)));
    }
    if (!core::isCompute(span.kind))
        facts::add(what, "Algorithm", text(core::nameOf(static_cast<core::Algorithm>(span.algorithm))));
    if (lane.devices.size() > 1)
        facts::add(what, "Alike on", facts::tr("%1 devices").arg(count(static_cast<double>(lane.devices.size()))));
    facts::append(told, std::move(what));
    if (span.waitedFor != core::noSpan) {
        const core::Span& cause = timeline.spans[span.waitedFor];
        FactGroup waited {facts::tr("Waited last for"), {}};
        facts::add(waited, "Span", text(core::nameOf(cause.kind)));
        facts::add(waited, "On", text(timeline.lanes[cause.lane].title));
        facts::add(waited, "Which ended at", text(cause.end));
        facts::append(told, std::move(waited));
    }
    return told;
}

} // namespace ui
