#include "core/network/probe.h"

#include "core/documents/expansion.h"
#include "core/network/scenario_profiles.h"
#include "core/network/transfers.h"

#include <algorithm>
#include <limits>

namespace core {
namespace {

constexpr int mostDevices = 1024;

using Known = std::shared_ptr<const Profiles>;

BytesPerSecond bandwidthAt(const Network& network, const Known& profiles, int capacity, Nanoseconds at)
{
    const BytesPerSecond nominal = network.bandwidth(capacity);
    if (!profiles)
        return nominal;
    const auto found = profiles->find(capacity);
    return found == profiles->end() ? nominal : found->second.at(at, nominal);
}

ProbedTransfer played(const Network& network, const Activity& activity, const Known& profiles, Nanoseconds at)
{
    ProbedTransfer told;
    told.algorithm = activity.algorithm;
    told.latency = latencyAt(activity, at);
    double least = std::numeric_limits<double>::infinity();
    for (const Charge& charge : activity.charges) {
        const BytesPerSecond bandwidth = bandwidthAt(network, profiles, charge.capacity, at);
        if (bandwidth.value / charge.weight < least) {
            least = bandwidth.value / charge.weight;
            told.bottleneck = network.capacity(charge.capacity).name;
            told.bandwidth = bandwidth;
        }
    }
    const TimedActivity timed {activity, at, {}};
    const auto ends = endsOf(network, std::span(&timed, 1), profiles);
    told.time = ends ? seconds(ends->front() - at) : Seconds(std::numeric_limits<double>::infinity());
    return told;
}

/// What is asked of one network, before it is played.
struct Transfer
{
    std::optional<Activity> send;
    Activity allReduce;
};

Result<Transfer> transferOf(const Network& network, const std::vector<int>& ranks, const std::vector<int>& firsts, Bytes amount)
{
    Transfer wanted;
    if (firsts.size() == 2) {
        Result<Activity> send = network.send(firsts[0], firsts[1], amount);
        if (!send)
            return send.error();
        wanted.send = std::move(*send);
    }
    Result<Activity> reduce = network.collective(CollectiveKind::AllReduce, ranks, amount);
    if (!reduce)
        return reduce.error();
    wanted.allReduce = std::move(*reduce);
    return wanted;
}

ProbedInstant played(const Network& network, const Transfer& transfer, const Known& profiles, Nanoseconds at)
{
    ProbedInstant told;
    if (transfer.send)
        told.send = played(network, *transfer.send, profiles, at);
    told.allReduce = played(network, transfer.allReduce, profiles, at);
    return told;
}

std::vector<std::string> linksBetween(const Network& network, const ExpandedCluster& cluster, int from, int to)
{
    std::vector<std::string> names;
    for (const int capacity : network.route(from, to))
        if (const Capacity one = network.capacity(capacity); one.kind == CapacityKind::Link)
            names.push_back(cluster.links[static_cast<std::size_t>(one.link)].name);
    return names;
}

Result<std::vector<int>> ranksOf(const ExpandedCluster& cluster, const ProbeQuestion& question, std::vector<int>& firsts)
{
    std::vector<int> ranks;
    for (const std::string& node : question.nodes) {
        const auto named = ranksNamed(cluster, node);
        if (!named)
            return named.error();
        firsts.push_back(named->front());
        ranks.insert(ranks.end(), named->begin(), named->end());
    }
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    if (ranks.size() > mostDevices)
        return Error{std::to_string(ranks.size()) + " devices are too many to be probed at once", {}, "at most 1,024", {}};
    return ranks;
}

} // namespace

Result<Probe> probe(const Project& project, const Catalogue& catalogue, const ProbeQuestion& question, const Traces& traces)
{
    if (!project.cluster || question.nodes.size() < 2)
        return Error{"a probe needs two nodes", {}, {}, {}};
    const Result<ExpandedCluster> cluster = expand(*project.cluster, catalogue);
    if (!cluster)
        return cluster.error();
    std::vector<int> firsts;
    const Result<std::vector<int>> ranks = ranksOf(*cluster, question, firsts);
    if (!ranks)
        return ranks.error();
    const Network network(*project.cluster, *cluster);
    const Result<Transfer> transfer = transferOf(network, *ranks, firsts, question.amount);
    if (!transfer)
        return transfer.error();
    Probe told;
    told.devices = static_cast<int>(ranks->size());
    if (firsts.size() == 2)
        told.links = linksBetween(network, *cluster, firsts[0], firsts[1]);
    told.nominal = played(network, *transfer, {}, Nanoseconds(0));
    if (!project.scenario)
        return told;
    const Result<ScenarioChanges> changing = changes(*project.scenario, *cluster, traces);
    if (!changing || changing->changes.empty())
        return told; // what is wrong with a scenario is told elsewhere
    const Network changed(*project.cluster, *cluster, NetworkOptions {false, {}, latenciesOf(*changing)});
    const Result<Transfer> changedTransfer = transferOf(changed, *ranks, firsts, question.amount);
    if (changedTransfer)
        told.then = played(changed, *changedTransfer, profilesOf(*changing, *cluster, changed), question.at);
    return told;
}

} // namespace core
