#include "core/documents/measurements.h"

#include "core/documents/json_fields.h"
#include "core/documents/project_file.h"
#include "core/documents/text_file.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace core {
namespace measurements {

using json_fields::Context;
using json_fields::ObjectReader;
using json_fields::Place;

constexpr std::size_t mostRows = 100'000;

JsonValue* memberOf(JsonValue& object, std::string_view key)
{
    return const_cast<JsonValue*>(findMember(object, key));
}

JsonValue objectOf(std::vector<JsonValue::Member> members)
{
    return {JsonValue::Kind::Object, {}, {}, std::move(members)};
}

void replaceWord(JsonValue& object, std::string_view key, std::string_view word, std::string_view by)
{
    JsonValue* value = memberOf(object, key);
    if (value && value->kind == JsonValue::Kind::String && value->text == word)
        value->text = by;
}

/// Takes the members that are null out of the plan.
std::vector<std::string> takeOpen(JsonValue& plan)
{
    std::vector<std::string> open;
    for (const JsonValue::Member& member : plan.members)
        if (member.second.kind == JsonValue::Kind::Null)
            open.push_back(member.first);
    std::erase_if(plan.members, [](const JsonValue::Member& member) { return member.second.kind == JsonValue::Kind::Null; });
    return open;
}

/// zb-1p and zb-2p are zb-greedy that keeps the activations of that many micro-batches at most.
void limitActivations(JsonValue& plan, std::string_view schedule, double microBatches)
{
    JsonValue* value = memberOf(plan, "schedule");
    if (!value || value->kind != JsonValue::Kind::String || value->text != schedule)
        return;
    value->text = "zb-greedy";
    if (!findMember(plan, "activation_limit"))
        plan.members.emplace_back("activation_limit", jsonNumber(shortestDecimal(microBatches)));
}

/// The row's plan as a project writes it.
JsonValue planOf(JsonValue plan, const std::string& name)
{
    std::erase_if(plan.members, [](const JsonValue::Member& member) { return member.first == "name"; });
    plan.members.insert(plan.members.begin(), {"name", jsonString(name)});
    const JsonValue* pipeline = findMember(plan, "pipeline");
    const int stages = pipeline && pipeline->kind == JsonValue::Kind::Number ? std::atoi(pipeline->text.c_str()) : 1;
    limitActivations(plan, "zb-1p", stages);
    limitActivations(plan, "zb-2p", 2.0 * stages);
    return plan;
}

JsonValue trainingOf(JsonValue training)
{
    replaceWord(training, "precision", "mxfp8", "fp8");
    replaceWord(training, "precision", "nvfp4", "fp4");
    return training;
}

constexpr double longest = 1e8;    ///< seconds of an iteration: three years
constexpr double mostMemory = 1e6; ///< GiB of a device

struct MeasuredText
{
    std::optional<double> iteration, peakGib, readingError;
    std::vector<double> byDeviceGib;
    std::string memoryKind, failed;
};

void refuseOutside(double value, double most, const char* unit, const std::string& where, const Context& context)
{
    if (value > 0 && value <= most)
        return;
    context.errors.push_back({"is " + shortestDecimal(value), context.place.pointer() + "/" + where,
        std::string(unit) + " above 0 and at most " + shortestDecimal(most), "the measured value, or leave it out"});
}

void refuseOutside(const MeasuredText& text, const Context& context)
{
    if (text.iteration)
        refuseOutside(*text.iteration, longest, "seconds", "iteration_s", context);
    if (text.peakGib)
        refuseOutside(*text.peakGib, mostMemory, "GiB", "peak_memory_gib", context);
    for (std::size_t i = 0; i < text.byDeviceGib.size(); ++i)
        refuseOutside(text.byDeviceGib[i], mostMemory, "GiB", "peak_memory_by_device_gib/" + std::to_string(i), context);
}

void readMeasured(const JsonValue& value, Measured& measured, const Context& context)
{
    if (value.kind != JsonValue::Kind::Object)
        return context.mismatch(value, "an object");
    MeasuredText text;
    ObjectReader reader(value, context);
    reader("iteration_s", text.iteration);
    reader("peak_memory_gib", text.peakGib);
    reader("peak_memory_by_device_gib", text.byDeviceGib);
    reader("memory_kind", text.memoryKind);
    reader("reading_error", text.readingError);
    reader("failed", text.failed);
    refuseOutside(text, context);
    if (text.iteration)
        measured.iteration = Seconds(*text.iteration);
    if (text.peakGib)
        measured.peakMemory = gibibytes(*text.peakGib);
    for (const double gib : text.byDeviceGib)
        measured.peakByDevice.push_back(gibibytes(gib));
    measured.memoryKind = text.memoryKind;
    measured.failed = text.failed;
    measured.readingError = text.readingError.value_or(0);
}

/// One row of a file, read; what is wrong with it goes into `errors`.
class RowReader
{
public:
    RowReader(const JsonValue& document, std::size_t index)
        : m_document(document), m_rows {&m_root, "rows"}, m_place {&m_rows, {}, index, true}
    {
    }

    MeasuredRun read(const JsonValue& row)
    {
        MeasuredRun run;
        run.id = "row " + std::to_string(m_place.index);
        run.place = m_place.pointer();
        if (row.kind != JsonValue::Kind::Object) {
            Context {m_place, m_errors}.mismatch(row, "an object");
        } else {
            readFacts(row, run);
            readProject(row, run);
        }
        if (!m_errors.empty())
            run.refused = m_errors.front();
        return run;
    }

private:
    void readFacts(const JsonValue& row, MeasuredRun& run)
    {
        ObjectReader reader(row, {m_place, m_errors});
        reader("id", run.id);
        reader("cluster", run.cluster);
        reader("devices", run.devices);
        reader("group", run.group);
        reader("unknown", run.unknown);
        reader("special", run.special);
        std::optional<double> peer;
        reader("peer_prediction_s", peer);
        if (peer && *peer > 0)
            run.peerPrediction = Seconds(*peer);
        const JsonValue* measured = findMember(row, "measured");
        const Place place {&m_place, "measured"};
        if (!measured)
            m_errors.push_back({"is missing", place.pointer(), "what was measured", {}});
        else
            readMeasured(*measured, run.measured, {place, m_errors});
    }

    void readProject(const JsonValue& row, MeasuredRun& run)
    {
        const JsonValue* clusters = findMember(m_document, "clusters");
        const JsonValue* cluster = clusters ? findMember(*clusters, run.cluster) : nullptr;
        if (!cluster) {
            m_errors.push_back({"names a cluster " + quotedJson(run.cluster) + " that the file does not have",
                m_place.pointer() + "/cluster", "a key of /clusters", {}});
            return;
        }
        std::vector<JsonValue::Member> members {{"clusterloom", jsonNumber("1")}, {"cluster", *cluster}};
        for (const char* key : {"model", "training"})
            if (const JsonValue* value = findMember(row, key))
                members.emplace_back(key, key == std::string_view("training") ? trainingOf(*value) : *value);
        if (const JsonValue* plan = findMember(row, "plan"); plan && plan->kind == JsonValue::Kind::Object) {
            JsonValue written = planOf(*plan, run.id);
            run.open = takeOpen(written);
            members.emplace_back("plans", JsonValue {JsonValue::Kind::Array, {}, {std::move(written)}, {}});
        }
        LoadResult loaded = parseProject(inlineJson(objectOf(std::move(members))));
        for (Error& error : loaded.errors) {
            error.where = run.placeOf(error.where);
            m_errors.push_back(std::move(error));
        }
        if (loaded.project)
            run.project = std::move(*loaded.project);
        run.project.original = nullptr;
        if (m_errors.empty())
            compareDevices(run);
    }

    /// A grid without open values says how many devices it takes.
    void compareDevices(const MeasuredRun& run)
    {
        if (run.devices <= 0 || run.project.plans.empty() || !run.open.empty() || run.project.plans[0].isExplicit())
            return;
        const Plan& plan = run.project.plans[0];
        double taken = 1;
        for (const auto& degree : {plan.tensor, plan.pipeline, plan.data, plan.context})
            taken *= degree.value_or(1);
        if (taken != run.devices)
            m_errors.push_back({"says " + std::to_string(run.devices) + " devices", m_place.pointer() + "/devices",
                "tensor x pipeline x data x context of the plan", shortestDecimal(taken)});
    }

    const JsonValue& m_document;
    Place m_root;
    Place m_rows;
    Place m_place;
    std::vector<Error> m_errors;
};

Result<void> announced(const JsonValue& document)
{
    const JsonValue* version = findMember(document, "clusterloom-measurements");
    if (document.kind != JsonValue::Kind::Object || !version || version->text != "1")
        return Error{"is not a measurement file", {}, "an object with the member \"clusterloom-measurements\": 1", {}};
    const JsonValue* clusters = findMember(document, "clusters");
    if (!clusters || clusters->kind != JsonValue::Kind::Object)
        return Error{"has no clusters", "/clusters", "an object of clusters by name", {}};
    const JsonValue* rows = findMember(document, "rows");
    if (!rows || rows->kind != JsonValue::Kind::Array)
        return Error{"has no rows", "/rows", "an array of measured runs", {}};
    if (rows->items.empty())
        return Error{"is empty", "/rows", "at least one measured run", {}};
    if (rows->items.size() > mostRows)
        return Error{"has " + std::to_string(rows->items.size()) + " rows", "/rows", "at most 100,000", "split the file"};
    return {};
}

/// Ids tell rows apart in every report.
void refuseTwins(std::vector<MeasuredRun>& runs)
{
    std::set<std::string> seen;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (!seen.insert(runs[i].id).second && !runs[i].refused)
            runs[i].refused
                = Error{"has the id " + quotedJson(runs[i].id) + " of an earlier row", "/rows/" + std::to_string(i) + "/id", "an id of its own", {}};
}

} // namespace measurements

std::string MeasuredRun::placeOf(const std::string& pointer) const
{
    const auto moved = [&](std::string_view from, const std::string& to) -> std::optional<std::string> {
        if (!pointer.starts_with(from))
            return std::nullopt;
        return to + pointer.substr(from.size());
    };
    if (auto inCluster = moved("/cluster", "/clusters/" + pointerToken(cluster)))
        return *inCluster;
    if (auto inPlan = moved("/plans/0", place + "/plan"))
        return *inPlan;
    return place + pointer;
}

Result<Measurements> parseMeasurements(std::string_view text)
{
    const Result<JsonValue> document = parseJson(text);
    if (!document)
        return document.error();
    if (auto fine = measurements::announced(*document); !fine)
        return fine.error();
    Measurements file;
    std::vector<Error> errors;
    const measurements::Place root;
    measurements::ObjectReader reader(*document, {root, errors});
    reader("source", file.source);
    reader("url", file.url);
    reader("about", file.about);
    reader("known", file.known);
    if (!errors.empty())
        return errors.front();
    const std::vector<JsonValue>& rows = findMember(*document, "rows")->items;
    for (std::size_t i = 0; i < rows.size(); ++i)
        file.runs.push_back(measurements::RowReader(*document, i).read(rows[i]));
    measurements::refuseTwins(file.runs);
    return file;
}

Result<Measurements> loadMeasurements(const std::filesystem::path& path)
{
    const auto text = readTextFile(path, "a measurement file (.json)");
    if (!text)
        return text.error();
    return parseMeasurements(*text);
}

} // namespace core
