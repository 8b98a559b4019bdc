#include "app/cli/transfer_case.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/check.h"
#include "core/documents/expansion.h"
#include "core/documents/project_file.h"
#include "core/documents/trace_files.h"
#include "core/network/scenario_profiles.h"
#include "core/network/transfers.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace app {

namespace {

using core::Error;
using core::Result;
using Json = nlohmann::json;

struct Wanted
{
    TransferResult result;
    std::vector<core::Activity> activities;
};

Result<Json> documentOf(const std::string& file)
{
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure))
        return Error{"is not a file that can be read", file, "a case file", ""};
    std::ifstream stream(file, std::ios::binary);
    const std::string text {std::istreambuf_iterator<char>(stream), {}};
    Json document = Json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("cluster"))
        return Error{"is not a case", file, "a JSON object with \"cluster\", \"transfers\" and perhaps \"scenario\"", ""};
    if (!document.contains("transfers") || !document["transfers"].is_array())
        return Error{"the list of transfers is missing", "/transfers", "a list", "\"transfers\": []"};
    return document;
}

/// The cluster and scenario of a case are those of a project file.
Result<core::Project> projectOf(const Json& document)
{
    Json project {{"clusterloom", 1}, {"cluster", document["cluster"]}};
    if (document.contains("scenario"))
        project["scenario"] = document["scenario"];
    core::LoadResult loaded = core::parseProject(project.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!loaded.project)
        return loaded.errors.front();
    for (const core::Issue& issue : core::check(*loaded.project, core::builtInCatalogue()))
        if (issue.severity == core::Severity::Error
            && (issue.pointer.rfind("/cluster", 0) == 0 || issue.pointer.rfind("/scenario", 0) == 0))
            return Error{issue.message, issue.pointer, issue.expected, issue.fix};
    return std::move(*loaded.project);
}

Result<std::string> textAt(const Json& item, const char* key, const std::string& where, const char* fallback = nullptr)
{
    if (!item.contains(key) && fallback)
        return std::string(fallback);
    if (!item.contains(key) || !item[key].is_string())
        return Error{std::string("\"") + key + "\" is missing or not a string", where + "/" + key, "a string", ""};
    return item[key].get<std::string>();
}

Result<core::Bytes> bytesAt(const Json& item, const std::string& where)
{
    const auto found = item.find("bytes");
    if (found != item.end() && found->is_number() && found->get<double>() > 0)
        return core::Bytes(found->get<double>());
    if (found == item.end() || !found->is_string())
        return Error{"the bytes are missing or not positive", where + "/bytes", "a number of bytes, or an amount as \"1 GiB\"", "1e9"};
    const auto amount = core::parseQuantity<core::Bytes>(found->get<std::string>());
    if (!amount)
        return Error{amount.error().message, where + "/bytes", amount.error().expected, amount.error().fix};
    return amount->value;
}

Result<std::vector<int>> ranksAt(const core::ExpandedCluster& cluster, const Json& names, const std::string& where)
{
    std::vector<int> ranks;
    for (const Json& name : names) {
        if (!name.is_string())
            return Error{"is not a device", where, "names as \"n0:3\" or \"n0:0-7\"", ""};
        const auto found = core::ranksNamed(cluster, name.get<std::string>());
        if (!found)
            return Error{found.error().message, where, found.error().expected, found.error().fix};
        ranks.insert(ranks.end(), found->begin(), found->end());
    }
    return ranks;
}

Result<core::CollectiveKind> kindNamed(const std::string& name, const std::string& where)
{
    constexpr std::array<std::pair<const char*, core::CollectiveKind>, 5> kinds {{{"all-reduce", core::CollectiveKind::AllReduce},
        {"reduce-scatter", core::CollectiveKind::ReduceScatter}, {"all-gather", core::CollectiveKind::AllGather},
        {"all-to-all", core::CollectiveKind::AllToAll}, {"broadcast", core::CollectiveKind::Broadcast}}};
    for (const auto& [known, kind] : kinds)
        if (name == known)
            return kind;
    return Error{"unknown collective \"" + name + "\"", where + "/collective",
        "all-reduce, reduce-scatter, all-gather, all-to-all or broadcast", ""};
}

void nameRoute(Wanted& wanted, const core::Network& network)
{
    std::set<int> crossed;
    for (const core::Activity& activity : wanted.activities)
        for (const core::Charge& charge : activity.charges)
            if (crossed.insert(charge.capacity).second)
                wanted.result.route.push_back(network.capacity(charge.capacity).name);
}

Result<void> fillCollective(Wanted& wanted, const core::ExpandedCluster& cluster, const core::Network& network, const Json& item,
    const std::string& where)
{
    const auto name = textAt(item, "collective", where);
    if (!name)
        return name.error();
    const auto kind = kindNamed(*name, where);
    if (!kind)
        return kind.error();
    if (!item.contains("among") || !item["among"].is_array())
        return Error{"the devices are missing", where + "/among", "a list of devices", "\"among\": [\"n0\"]"};
    const auto ranks = ranksAt(cluster, item["among"], where + "/among");
    if (!ranks)
        return ranks.error();
    if (*kind == core::CollectiveKind::AllToAll) {
        auto flows = network.allToAll(*ranks, wanted.result.bytes);
        if (!flows)
            return Error{flows.error().message, where, flows.error().expected, flows.error().fix};
        wanted.activities = std::move(*flows);
    } else {
        auto activity = network.collective(*kind, *ranks, wanted.result.bytes);
        if (!activity)
            return Error{activity.error().message, where, activity.error().expected, activity.error().fix};
        wanted.result.algorithm = activity->algorithm;
        wanted.activities = {std::move(*activity)};
    }
    nameRoute(wanted, network);
    return {};
}

Result<void> fillSend(Wanted& wanted, const core::ExpandedCluster& cluster, const core::Network& network, const Json& item,
    const std::string& where)
{
    std::array<int, 2> ends {};
    for (std::size_t end = 0; end < 2; ++end) {
        const char* key = end == 0 ? "from" : "to";
        const auto name = textAt(item, key, where);
        if (!name)
            return name.error();
        const auto ranks = ranksAt(cluster, Json::array({*name}), where + "/" + key);
        if (!ranks)
            return ranks.error();
        if (ranks->size() != 1)
            return Error{"names " + std::to_string(ranks->size()) + " devices", where + "/" + key, "one device, as \"n0:3\"", ""};
        ends[end] = ranks->front();
    }
    auto activity = network.send(ends[0], ends[1], wanted.result.bytes);
    if (!activity)
        return Error{activity.error().message, where, activity.error().expected, activity.error().fix};
    wanted.activities = {std::move(*activity)};
    for (const int capacity : network.route(ends[0], ends[1]))
        wanted.result.route.push_back(network.capacity(capacity).name);
    return {};
}

Result<Wanted> wantedOf(const core::ExpandedCluster& cluster, const core::Network& network, const Json& item, std::size_t index)
{
    const std::string where = "/transfers/" + std::to_string(index);
    if (!item.is_object())
        return Error{"is not a transfer", where, "an object with \"id\", \"from\", \"to\" and \"bytes\"", ""};
    const auto id = textAt(item, "id", where);
    if (!id)
        return id.error();
    const auto bytes = bytesAt(item, where);
    if (!bytes)
        return bytes.error();
    const auto startText = textAt(item, "start", where, "0 s");
    if (!startText)
        return startText.error();
    const auto start = core::parseQuantity<core::Seconds>(*startText);
    if (!start)
        return Error{start.error().message, where + "/start", start.error().expected, start.error().fix};
    Wanted wanted;
    wanted.result.id = *id;
    wanted.result.bytes = *bytes;
    wanted.result.start = core::rounded(start->value);
    const auto filled = item.contains("collective") ? fillCollective(wanted, cluster, network, item, where)
                                                    : fillSend(wanted, cluster, network, item, where);
    if (!filled)
        return filled.error();
    return wanted;
}

/// Plays all activities at once and gives every transfer the end of its last one.
Result<void> play(std::vector<Wanted>& all, const core::Network& network, std::shared_ptr<const core::Profiles> profiles,
    core::Nanoseconds horizon)
{
    std::vector<core::TimedActivity> activities;
    for (const Wanted& wanted : all)
        for (const core::Activity& activity : wanted.activities)
            activities.push_back({activity, wanted.result.start});
    const auto ends = core::endsOf(network, activities, std::move(profiles), horizon);
    if (!ends)
        return ends.error();
    std::size_t next = 0;
    for (Wanted& wanted : all) {
        wanted.result.end = wanted.result.start;
        for (std::size_t i = 0; i < wanted.activities.size(); ++i)
            wanted.result.end = std::max(wanted.result.end, (*ends)[next++]);
    }
    return {};
}

} // namespace

Result<std::vector<TransferResult>> playedTransfers(const std::string& file)
{
    const auto document = documentOf(file);
    if (!document)
        return document.error();
    const auto project = projectOf(*document);
    if (!project)
        return project.error();
    const auto cluster = core::expand(*project->cluster, core::builtInCatalogue());
    if (!cluster)
        return cluster.error();
    const core::Network network(*project->cluster, *cluster);
    core::ScenarioChanges changes;
    if (project->scenario) {
        const auto traces = core::readTraces(*project->scenario, std::filesystem::path(file).parent_path());
        if (!traces)
            return traces.error();
        auto played = core::changes(*project->scenario, *cluster, *traces);
        if (!played)
            return played.error();
        changes = std::move(*played);
    }
    for (const core::Change& change : changes.changes)
        if (change.subject.property == core::Property::Latency)
            return Error{"changes of latency are not played yet", "/scenario/events", "events of bandwidth, compute or down", ""};
    std::vector<Wanted> all;
    for (std::size_t i = 0; i < (*document)["transfers"].size(); ++i) {
        auto wanted = wantedOf(*cluster, network, (*document)["transfers"][i], i);
        if (!wanted)
            return wanted.error();
        all.push_back(std::move(*wanted));
    }
    if (const auto done = play(all, network, core::profilesOf(changes, *cluster, network), core::Nanoseconds::never()); !done)
        return done.error();
    std::vector<TransferResult> results;
    for (Wanted& wanted : all)
        results.push_back(std::move(wanted.result));
    return results;
}

} // namespace app
