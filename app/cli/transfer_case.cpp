#include "app/cli/transfer_case.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/check.h"
#include "core/documents/expansion.h"
#include "core/documents/json_text.h"
#include "core/documents/nearest.h"
#include "core/documents/project_file.h"
#include "core/documents/scenario_text.h"
#include "core/documents/trace_files.h"
#include "core/network/scenario_profiles.h"
#include "core/network/transfers.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
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

/// The cluster and scenario of a case, which are those of a project file, and its transfers.
struct Case
{
    core::Project project;
    Json transfers;
    std::vector<core::Issue> warnings;
};

core::Issue ignored(const std::string& where, const std::string& key, const char* expected)
{
    return {where + "/" + key, core::Severity::Warning, "\"" + key + "\" means nothing here and is left out", expected, ""};
}

/// Checks the cluster and the scenario, nothing else.
Result<void> checkInto(Case& read)
{
    for (core::Issue& issue : core::check(read.project, core::builtInCatalogue())) {
        if (issue.pointer.rfind("/cluster", 0) != 0 && issue.pointer.rfind("/scenario", 0) != 0)
            continue;
        if (issue.severity == core::Severity::Error)
            return Error{issue.message, issue.pointer, issue.expected, issue.fix};
        read.warnings.push_back(std::move(issue));
    }
    return {};
}

Result<Case> caseOf(std::string_view text)
{
    const auto document = core::parseJson(text);
    if (!document)
        return document.error();
    const core::JsonValue* transfers = core::findMember(*document, "transfers");
    if (!core::findMember(*document, "cluster"))
        return Error{"is not a case", "", "a JSON object with \"cluster\", \"transfers\" and perhaps \"scenario\"", ""};
    if (!transfers || transfers->kind != core::JsonValue::Kind::Array)
        return Error{"the list of transfers is missing", "/transfers", "a list", "\"transfers\": []"};
    Case read;
    std::string project = "{ \"clusterloom\": 1";
    for (const auto& [key, value] : document->members) {
        if (key == "cluster" || key == "scenario")
            project += ", \"" + key + "\": " + core::inlineJson(value);
        else if (key != "transfers")
            read.warnings.push_back(ignored("", key, "\"cluster\", \"scenario\" and \"transfers\""));
    }
    core::LoadResult loaded = core::parseProject(project + " }");
    if (!loaded.project)
        return loaded.errors.front();
    read.project = std::move(*loaded.project);
    read.transfers = Json::parse(core::inlineJson(*transfers));
    if (const auto sound = checkInto(read); !sound)
        return sound.error();
    return read;
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
    std::vector<std::string> names;
    for (const auto& [known, kind] : kinds)
        names.emplace_back(known);
    return Error{"unknown collective " + core::quotedJson(name), where + "/collective",
        "all-reduce, reduce-scatter, all-gather, all-to-all or broadcast", core::nearest(name, names)};
}

void nameRoute(Wanted& wanted, const core::Network& network)
{
    std::set<int> crossed;
    for (const core::Activity& activity : wanted.activities)
        for (const core::Charge& charge : activity.charges)
            if (crossed.insert(charge.capacity).second)
                wanted.result.route.push_back(network.capacity(charge.capacity).name);
}

Result<void> checkRanks(const core::ExpandedCluster& cluster, const std::vector<int>& ranks, const std::string& where)
{
    if (ranks.empty())
        return Error{"no devices are named", where, "at least one device, as \"n0:3\" or \"n0\"", ""};
    std::set<int> seen;
    for (const int rank : ranks)
        if (!seen.insert(rank).second)
            return Error{"the device " + cluster.deviceName(rank) + " is named twice", where, "every device once", ""};
    return {};
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
    if (const auto sound = checkRanks(cluster, *ranks, where + "/among"); !sound)
        return sound.error();
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
            activities.push_back({activity, wanted.result.start, "\"" + wanted.result.id + "\""});
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

namespace {

/// What the scenario changes; nothing without one.
Result<core::ScenarioChanges> changesOf(const core::Project& project, const core::ExpandedCluster& cluster, const std::filesystem::path& folder)
{
    if (!project.scenario)
        return core::ScenarioChanges();
    const auto traces = core::readTraces(*project.scenario, folder);
    if (!traces)
        return traces.error();
    return core::changes(*project.scenario, cluster, *traces);
}

/// Keys without meaning, and ids that several transfers have.
void warnOf(const Json& transfers, std::vector<core::Issue>& warnings)
{
    std::set<std::string> ids;
    const std::set<std::string> known {"id", "bytes", "start", "from", "to", "collective", "among"};
    for (std::size_t i = 0; i < transfers.size(); ++i) {
        const std::string where = "/transfers/" + std::to_string(i);
        for (const auto& [key, value] : transfers[i].items())
            if (known.count(key) == 0)
                warnings.push_back(ignored(where, key, "id, bytes, start; from and to; collective and among"));
        if (const auto id = transfers[i]["id"].get<std::string>(); !ids.insert(id).second)
            warnings.push_back({where + "/id", core::Severity::Warning, "the id " + core::quotedJson(id) + " is given twice", "an id of its own", ""});
    }
}

} // namespace

Result<TransferAnswer> playedTransfers(std::string_view text, const std::filesystem::path& folder)
{
    auto read = caseOf(text);
    if (!read)
        return read.error();
    const auto cluster = core::expand(*read->project.cluster, core::builtInCatalogue());
    if (!cluster)
        return Error{cluster.error().message, "/cluster", cluster.error().expected, cluster.error().fix};
    const auto changes = changesOf(read->project, *cluster, folder);
    if (!changes)
        return changes.error();
    const core::Network network(*read->project.cluster, *cluster, core::NetworkOptions{false, {}, core::latenciesOf(*changes)});
    std::vector<Wanted> all;
    for (std::size_t i = 0; i < read->transfers.size(); ++i) {
        auto wanted = wantedOf(*cluster, network, read->transfers[i], i);
        if (!wanted)
            return wanted.error();
        all.push_back(std::move(*wanted));
    }
    if (const auto done = play(all, network, core::profilesOf(*changes, *cluster, network), core::Nanoseconds::never()); !done)
        return read->project.scenario ? core::quotingLine(done.error(), read->project.scenario->events) : done.error();
    TransferAnswer answer {{}, std::move(read->warnings)};
    warnOf(read->transfers, answer.warnings);
    for (Wanted& wanted : all)
        answer.transfers.push_back(std::move(wanted.result));
    return answer;
}

} // namespace app
