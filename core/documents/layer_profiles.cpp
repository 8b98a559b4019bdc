#include "core/documents/layer_profiles.h"

#include "core/documents/json_fields.h"
#include "core/documents/text_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace core {
namespace layer_profiles {

using json_fields::Place;

constexpr double forwardShare = 1.0 / 3; ///< of a forward and backward pass, by their FLOPs

using Profiles = std::vector<ImportedProfile>;

Error wrong(const std::string& message, const std::string& where)
{
    return {message, where, "times of layers, as a layer-profile file, Sailor or Metis have them", {}};
}

Error wrongKind(const JsonValue& value, const std::string& where) { return wrong("is " + std::string(kindName(value)), where); }

/// A whole number from `least` on.
Result<int> wholeNumber(const std::string& text, int least, const std::string& where)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least)
        return Error{"\"" + text + "\" is no whole number from " + std::to_string(least) + " on", where, "micro-batch, tensor degree and layer as keys", {}};
    return value;
}

/// Reads a value as a project file would have it; the first problem is the error.
template <typename T>
Result<T> readAt(const JsonValue& value, const std::string& where)
{
    std::vector<Error> errors;
    const Place root;
    T read {};
    json_fields::read(value, read, {root, errors});
    if (errors.empty())
        return read;
    errors.front().where = where + errors.front().where;
    return errors.front();
}

/// One row of our own layout; nothing where it recomputes.
Result<std::optional<ImportedProfile>> ownRow(const JsonValue& row, const std::string& where)
{
    auto profile = readAt<LayerProfile>(row, where);
    if (!profile)
        return profile.error();
    const JsonValue* device = findMember(row, "device");
    if (!device || device->kind != JsonValue::Kind::String || device->text.empty())
        return wrong("does not say its device", where + "/device");
    if (profile->tensor < 1 || profile->microBatch < 1)
        return wrong("has a degree below 1", where);
    if (!profile->embedding && !profile->layer && !profile->head)
        return wrong("has no times: embedding_s, layer_s, head_s", where);
    const JsonValue* recompute = findMember(row, "recompute");
    if (recompute && recompute->text != "none")
        return std::optional<ImportedProfile>();
    profile->extras.clear();
    return std::optional(ImportedProfile {device->text, std::move(*profile)});
}

Result<Profiles> ownRows(const JsonValue& document)
{
    const JsonValue* rows = findMember(document, "rows");
    if (!rows || rows->kind != JsonValue::Kind::Array)
        return wrong("has no list of rows", "/rows");
    Profiles profiles;
    for (std::size_t i = 0; i < rows->items.size(); ++i) {
        auto profile = ownRow(rows->items[i], "/rows/" + std::to_string(i));
        if (!profile)
            return profile.error();
        if (*profile)
            profiles.push_back(std::move(**profile));
    }
    return profiles;
}

/// Layers of one micro-batch and degree, by number.
Result<LayerProfile> sailorLayers(const JsonValue& layers, const std::string& where)
{
    if (layers.kind != JsonValue::Kind::Object)
        return wrongKind(layers, where);
    std::map<int, UnitTimes> units;
    for (const auto& [number, list] : layers.members) {
        const auto unit = wholeNumber(number, 0, where);
        const auto times = readAt<UnitTimes>(list, where + "/" + number);
        if (!unit || !times)
            return unit ? times.error() : unit.error();
        units[*unit] = *times;
    }
    if (units.size() < 3 || units.begin()->first != 0)
        return wrong("has no embedding, layer and head", where);
    LayerProfile profile;
    profile.embedding = units.begin()->second;
    profile.layer = std::next(units.begin(), units.size() > 3 ? 2 : 1)->second;
    profile.head = std::prev(units.end())->second;
    return profile;
}

Result<Profiles> sailor(const JsonValue& document)
{
    Profiles profiles;
    for (const auto& [batch, degrees] : document.members) {
        const std::string where = "/" + batch;
        const auto samples = wholeNumber(batch, 1, where);
        if (!samples)
            return samples.error();
        if (degrees.kind != JsonValue::Kind::Object)
            return wrongKind(degrees, where);
        for (const auto& [tensor, layers] : degrees.members) {
            const auto group = wholeNumber(tensor, 1, where + "/" + tensor);
            auto profile = sailorLayers(layers, where + "/" + tensor);
            if (!group || !profile)
                return group ? profile.error() : group.error();
            profile->tensor = *group;
            profile->microBatch = *samples;
            profiles.push_back({{}, std::move(*profile)});
        }
    }
    return profiles;
}

/// The whole number behind a mark of a file's name, "_tp4".
Result<int> numberAfter(const std::string& name, const std::string& mark)
{
    const std::size_t at = name.find(mark);
    int value = 0;
    if (at != std::string::npos)
        std::from_chars(name.data() + at + mark.size(), name.data() + name.size(), value);
    if (value < 1)
        return Error{"the file's name does not say " + mark + " with a number", {}, "the names that Metis gives, as DeviceType.A100_tp2_bs4.json", {}};
    return value;
}

Result<Profiles> metis(const JsonValue& execution, const std::string& fileName)
{
    const std::string where = "/execution_time/layer_compute_total_ms";
    const JsonValue* list = execution.kind == JsonValue::Kind::Object ? findMember(execution, "layer_compute_total_ms") : nullptr;
    if (!list)
        return wrong("has no times of layers", where);
    const auto values = readAt<std::vector<double>>(*list, where);
    const auto tensor = numberAfter(fileName, "_tp"), microBatch = numberAfter(fileName, "_bs");
    if (!values || !tensor || !microBatch)
        return !values ? values.error() : !tensor ? tensor.error() : microBatch.error();
    if (values->size() < 3)
        return wrong("has no embedding, layer and head", where);
    if (*std::min_element(values->begin(), values->end()) < 0)
        return wrong("holds a time below 0", where);
    const auto unit = [](double milliseconds) {
        const Seconds both(milliseconds / 1000);
        return UnitTimes {both * forwardShare, both * (1 - forwardShare), {}};
    };
    LayerProfile profile;
    profile.tensor = *tensor;
    profile.microBatch = *microBatch;
    profile.embedding = unit(values->front());
    profile.layer = unit((*values)[values->size() / 2]);
    profile.head = unit(values->back());
    return Profiles {{{}, profile}};
}

/// The kinds of device of a cluster's nodes, in their order.
std::vector<std::string> kindsOf(const Project& project)
{
    std::vector<std::string> kinds;
    if (project.cluster)
        for (const Node& node : project.cluster->nodes)
            if (node.device && std::find(kinds.begin(), kinds.end(), node.device->text) == kinds.end())
                kinds.push_back(node.device->text);
    return kinds;
}

std::string listed(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// Whether a profile is of this model and sequence; what it leaves unsaid is filled in.
bool completed(LayerProfile& profile, const ModelShape& model, int sequence)
{
    bool agrees = true;
    for (const auto& [said, actual] : {std::pair(&profile.hidden, model.hidden), std::pair(&profile.heads, model.heads),
             std::pair(&profile.ffn, model.ffn), std::pair(&profile.vocab, model.vocab), std::pair(&profile.sequence, sequence)}) {
        agrees = agrees && (*said == 0 || *said == actual);
        *said = actual;
    }
    return agrees;
}

/// By tensor degree, then micro-batch. Errors: two of the same.
Result<Table<LayerProfile>> inOrder(std::vector<LayerProfile> profiles, const std::string& kind)
{
    const auto degrees = [](const LayerProfile& profile) {
        return std::tuple(profile.tensor, profile.microBatch, profile.sequenceParallel, profile.precision);
    };
    std::stable_sort(profiles.begin(), profiles.end(), [&](const LayerProfile& a, const LayerProfile& b) { return degrees(a) < degrees(b); });
    const auto twice = std::adjacent_find(profiles.begin(), profiles.end(),
        [&](const LayerProfile& a, const LayerProfile& b) { return degrees(a) == degrees(b); });
    if (twice != profiles.end())
        return Error{"times of " + kind + " with tensor " + std::to_string(twice->tensor) + " and micro-batch "
                + std::to_string(twice->microBatch) + " are there twice", {}, "one row of these degrees", {}};
    return Table<LayerProfile>(std::move(profiles));
}

void setProfiles(Cluster& cluster, const std::string& kind, Table<LayerProfile> profiles)
{
    for (std::size_t i = 0; i < cluster.devices.size(); ++i)
        if (cluster.devices[i].id.text == kind) {
            DeviceOverride own = cluster.devices[i];
            own.profiles = std::move(profiles);
            cluster.devices.set(i, std::move(own));
            return;
        }
    DeviceOverride own;
    own.id.text = kind;
    own.basedOn = own.id;
    own.profiles = std::move(profiles);
    cluster.devices.append(std::move(own));
}

/// The measured kinds of a cluster with the profiles that are of the model.
using ByKind = std::map<std::string, std::vector<LayerProfile>>;

Result<ByKind> byKind(const Project& project, const Profiles& profiles, const std::string& unsaid, const ModelShape& model)
{
    const std::vector<std::string> kinds = kindsOf(project);
    ByKind found;
    std::set<std::string> others;
    for (const ImportedProfile& imported : profiles) {
        const std::string& kind = imported.device.empty() ? unsaid : imported.device;
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
            others.insert(kind);
            continue;
        }
        LayerProfile profile = imported.profile;
        std::vector<LayerProfile>& list = found[kind];
        if (completed(profile, model, project.training ? project.training->sequence : 0))
            list.push_back(std::move(profile));
    }
    if (found.empty())
        return Error{"the times are of " + (others.empty() ? "no device" : listed({others.begin(), others.end()})) + ", and the cluster has "
                + (kinds.empty() ? "no devices" : listed(kinds)), {}, "times of a device of the cluster", {}};
    std::erase_if(found, [](const auto& entry) { return entry.second.empty(); });
    if (found.empty())
        return Error{"no times are of this model: hidden " + std::to_string(model.hidden) + ", heads " + std::to_string(model.heads) + ", ffn "
                + std::to_string(model.ffn) + ", vocab " + std::to_string(model.vocab)
                + (project.training ? ", sequence " + std::to_string(project.training->sequence) : ""), {}, "times of the project's model", {}};
    return found;
}

} // namespace layer_profiles

Result<std::vector<ImportedProfile>> parseLayerProfiles(std::string_view text, const std::string& fileName)
{
    using namespace layer_profiles;
    const Result<JsonValue> document = parseJson(text);
    if (!document)
        return document.error();
    if (document->kind != JsonValue::Kind::Object)
        return wrongKind(*document, {});
    if (findMember(*document, "clusterloom-layer-profiles"))
        return ownRows(*document);
    if (const JsonValue* execution = findMember(*document, "execution_time"))
        return metis(*execution, fileName);
    return sailor(*document);
}

Result<std::vector<ImportedProfile>> loadLayerProfiles(const std::filesystem::path& path)
{
    const auto text = readTextFile(path, "measured times of layers (.json)");
    if (!text)
        return text.error();
    return parseLayerProfiles(*text, path.filename().string());
}

Result<Project> withProfiles(const Project& project, const std::vector<ImportedProfile>& profiles, const std::string& device,
    const Catalogue& catalogue)
{
    using namespace layer_profiles;
    const auto model = project.model ? resolveModel(*project.model, catalogue) : Result<ModelShape>(Error{"there is no model", "/model", "the model that was measured", {}});
    if (!model)
        return model.error();
    const std::vector<std::string> kinds = kindsOf(project);
    const std::string unsaid = device.empty() && kinds.size() == 1 ? kinds.front() : device;
    const bool isUnsaid = std::any_of(profiles.begin(), profiles.end(), [](const ImportedProfile& one) { return one.device.empty(); });
    if (isUnsaid && unsaid.empty())
        return Error{"the times do not say of which device they are", {}, "one of " + (kinds.empty() ? "the cluster's devices" : listed(kinds)), {}};
    auto found = byKind(project, profiles, unsaid, *model);
    if (!found)
        return found.error();
    Project result = project;
    result.original.reset();
    for (auto& [kind, list] : *found) {
        auto table = inOrder(std::move(list), kind);
        if (!table)
            return table.error();
        setProfiles(*result.cluster, kind, std::move(*table));
    }
    return result;
}

} // namespace core
