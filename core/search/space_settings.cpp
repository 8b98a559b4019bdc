#include "core/search/space_settings.h"

#include "core/base/quantity.h"
#include "core/documents/json_text.h"
#include "core/documents/names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace core {
namespace space_settings {

template <typename E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

constexpr Names<RecomputeChoice, 4> recomputeNames {{{RecomputeChoice::None, "none"},
    {RecomputeChoice::Selective, "selective"}, {RecomputeChoice::Full, "full"}, {RecomputeChoice::AsNeeded, "as-needed"}}};
constexpr Names<Cuts, 2> cutNames {{{Cuts::Even, "even"}, {Cuts::Balanced, "balanced"}}};
constexpr Names<DeviceOrder, 2> orderNames {
    {{DeviceOrder::DataInside, "tp-dp-pp"}, {DeviceOrder::PipelineInside, "tp-pp-dp"}}};
constexpr Names<ObjectiveKind, 7> objectiveNames {{{ObjectiveKind::Nominal, "nominal"}, {ObjectiveKind::Mean, "mean"},
    {ObjectiveKind::Worst, "worst"}, {ObjectiveKind::Regret, "regret"}, {ObjectiveKind::Cost, "cost"},
    {ObjectiveKind::Energy, "energy"}, {ObjectiveKind::Memory, "memory"}}};

template <typename List, typename E>
const char* spelled(const List& names, E value)
{
    for (const auto& [known, name] : names)
        if (known == value)
            return name.data();
    return "";
}

template <typename List>
std::string oneOf(const List& names)
{
    std::string text = "one of ";
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i ? ", \"" : "\"") + std::string(names[i].second) + "\"";
    return text;
}

std::optional<int> wholeNumber(const JsonValue& value)
{
    int number = 0;
    const auto end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, number);
    if (value.kind != JsonValue::Kind::Number || read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return number;
}

/// Reads one of `locks` or `limits` into the settings.
class Reader
{
public:
    Reader(SpaceSettings& settings, bool locks) : m_settings(settings), m_locks(locks) { }

    Result<void> read(const std::string& key, const JsonValue& value)
    {
        m_where = std::string(m_locks ? "/search/locks/" : "/search/limits/") + key;
        SpaceSettings& s = m_settings;
        for (auto [name, range] : std::array<std::pair<const char*, IntegerRange*>, 6> {{{"tensor", &s.tensor},
                 {"pipeline", &s.pipeline}, {"data", &s.data}, {"micro_batch", &s.microBatch}, {"interleave", &s.interleave},
                 {"zero", &s.zero}}})
            if (key == name)
                return narrow(*range, value);
        if (key == "schedule")
            return named(s.schedules, Spelling<Schedule>::names, value);
        if (key == "recompute")
            return named(s.recomputes, recomputeNames, value);
        if (key == "cuts")
            return named(s.cuts, cutNames, value);
        if (key == "order")
            return named(s.orders, orderNames, value);
        if (key == "sequence_parallel")
            return truth(value);
        if (key == "pipelines")
            return flag(s.alike, "alike", value);
        if (key == "stages")
            return flag(s.aligned, "aligned", value);
        if (key == "nodes") {
            bool all = false;
            const auto read = flag(all, "all", value);
            s.mayIdle = !all;
            return read;
        }
        return Error{"\"" + key + "\" is not a dimension of the search", m_where,
            "tensor, pipeline, data, micro_batch, interleave, zero, schedule, recompute, cuts, order, sequence_parallel, "
            "pipelines, stages or nodes", ""};
    }

private:
    Result<void> narrow(IntegerRange& range, const JsonValue& value)
    {
        std::optional<int> least = wholeNumber(value), most = least;
        if (!m_locks && value.kind == JsonValue::Kind::Array && value.items.size() == 2) {
            least = wholeNumber(value.items[0]);
            most = wholeNumber(value.items[1]);
        }
        if (!least || !most || *least < 0 || *least > *most)
            return Error{"not a range that holds a number", m_where, m_locks ? "a whole number" : "[least, most]", ""};
        const IntegerRange before = range;
        range = {std::max(range.least, *least), std::min(range.most, *most)};
        if (range.least > range.most)
            return contradiction(std::to_string(*least) + (*least == *most ? "" : " to " + std::to_string(*most)),
                std::to_string(before.least) + " to " + (before.most == IntegerRange().most ? "any number" : std::to_string(before.most)));
        return {};
    }

    template <typename E, typename List>
    Result<void> named(std::vector<E>& allowed, const List& names, const JsonValue& value)
    {
        const std::vector<JsonValue> items = value.kind == JsonValue::Kind::Array && !m_locks ? value.items : std::vector {value};
        std::vector<E> wanted;
        for (const JsonValue& item : items) {
            const auto known = std::find_if(names.begin(), names.end(), [&](const auto& pair) { return pair.second == item.text; });
            if (item.kind != JsonValue::Kind::String || known == names.end())
                return Error{"\"" + item.text + "\" is not known here", m_where, oneOf(names), ""};
            wanted.push_back(known->first);
        }
        return keep(allowed, wanted, names);
    }

    /// The wanted values, if the limits (read before the locks) leave one.
    template <typename E, typename List>
    Result<void> keep(std::vector<E>& allowed, const std::vector<E>& wanted, const List& names)
    {
        std::vector<E> kept;
        for (const auto& [value, name] : names)
            if (std::find(wanted.begin(), wanted.end(), value) != wanted.end()
                && (!m_locks || std::find(allowed.begin(), allowed.end(), value) != allowed.end()))
                kept.push_back(value);
        if (kept.empty())
            return contradiction("the lock", "its limit");
        allowed = std::move(kept);
        return {};
    }

    Result<void> truth(const JsonValue& value)
    {
        if (value.kind != JsonValue::Kind::True && value.kind != JsonValue::Kind::False)
            return Error{"not true or false", m_where, "true or false", ""};
        m_settings.sequenceParallel = {value.kind == JsonValue::Kind::True};
        return {};
    }

    Result<void> flag(bool& target, const char* word, const JsonValue& value)
    {
        if (value.kind != JsonValue::Kind::String || (value.text != word && value.text != "free"))
            return Error{"\"" + value.text + "\" is not known here", m_where, std::string("\"") + word + "\" or \"free\"", ""};
        target = value.text == word;
        return {};
    }

    Error contradiction(const std::string& wanted, const std::string& limit) const
    {
        return {"contradicts the space: " + wanted + " is outside " + limit, m_where, "a value within " + limit, "remove the lock or widen the limit"};
    }

    SpaceSettings& m_settings;
    bool m_locks;
    std::string m_where;
};

/// Schedules that are locked must not be refused for being no default.
void admitAllSchedules(SpaceSettings& space, const JsonValue* locks, const JsonValue* limits)
{
    const bool limited = limits && findMember(*limits, "schedule");
    if (!limited && locks && findMember(*locks, "schedule")) {
        space.schedules.clear();
        for (const auto& [value, name] : Spelling<Schedule>::names)
            space.schedules.push_back(value);
    }
    if (locks && findMember(*locks, "interleave") && !(limits && findMember(*limits, "interleave")))
        space.interleave.most = IntegerRange().most;
}

void readSpace(SpaceSettings& space, const JsonValue* locks, const JsonValue* limits, std::vector<Error>& errors)
{
    admitAllSchedules(space, locks, limits);
    for (const auto& [part, isLock] : {std::pair(limits, false), std::pair(locks, true)}) {
        if (!part)
            continue;
        const std::string where = isLock ? "/search/locks" : "/search/limits";
        if (part->kind != JsonValue::Kind::Object) {
            errors.push_back({"not an object", where, "an object with a value for each dimension", ""});
            continue;
        }
        Reader reader(space, isLock);
        for (const auto& [key, value] : part->members)
            if (auto done = reader.read(key, value); !done)
                errors.push_back(done.error());
    }
}

void readMemoryMargin(TypedSearchSettings& typed, const JsonValue& value, std::vector<Error>& errors)
{
    double margin = 0;
    const auto end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, margin);
    if (value.kind == JsonValue::Kind::Number && read.ec == std::errc() && read.ptr == end && margin >= 0 && margin < 1)
        typed.memoryMargin = margin;
    else
        errors.push_back({"not a part of a device's memory", "/search/memory_margin", "a number from 0 to below 1", "0.05"});
}

/// All that can be read; the rest is among the errors.
TypedSearchSettings readSettings(const std::optional<SearchSettings>& settings, std::vector<Error>& errors)
{
    TypedSearchSettings typed;
    if (!settings)
        return typed;
    const JsonValue whole {JsonValue::Kind::Object, {}, {}, settings->members};
    if (const JsonValue* objective = findMember(whole, "objective")) {
        const auto parsed = parseObjectives(objective->text);
        if (parsed) {
            typed.objective = parsed->front();
            typed.others.assign(parsed->begin() + 1, parsed->end());
        } else {
            errors.push_back(parsed.error());
        }
    }
    if (const JsonValue* seeds = findMember(whole, "seeds")) {
        const auto count = wholeNumber(*seeds);
        if (count && *count >= 1 && *count <= 1000)
            typed.seeds = *count;
        else
            errors.push_back({"not a number of seeds", "/search/seeds", "a whole number from 1 to 1000", "1"});
    }
    if (const JsonValue* margin = findMember(whole, "memory_margin"))
        readMemoryMargin(typed, *margin, errors);
    readSpace(typed.space, findMember(whole, "locks"), findMember(whole, "limits"), errors);
    if (typed.memoryMargin > 0 && std::erase(typed.space.schedules, Schedule::ZeroBubbleGreedy) > 0 && typed.space.schedules.empty())
        errors.push_back({"the schedule \"zb-greedy\" takes all the room there is, and leaves no margin", "/search/memory_margin", "0, or another schedule", "0"});
    return typed;
}

} // namespace space_settings

const char* nameOf(RecomputeChoice choice) { return space_settings::spelled(space_settings::recomputeNames, choice); }
const char* nameOf(Cuts cuts) { return space_settings::spelled(space_settings::cutNames, cuts); }
const char* nameOf(DeviceOrder order) { return space_settings::spelled(space_settings::orderNames, order); }

Result<Objective> parseObjective(std::string_view text)
{
    for (const auto& [kind, name] : space_settings::objectiveNames)
        if (name == text)
            return Objective{kind, 0.9};
    constexpr std::string_view prefix = "quantile:";
    if (text.substr(0, prefix.size()) == prefix) {
        const std::string_view number = text.substr(prefix.size());
        double quantile = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), quantile);
        if (read.ec == std::errc() && read.ptr == number.data() + number.size() && quantile > 0 && quantile <= 1)
            return Objective{ObjectiveKind::Quantile, quantile};
    }
    return Error{"\"" + std::string(text) + "\" is not an objective", "/search/objective",
        "nominal, mean, worst, quantile:0.9, regret, cost, energy or memory", "\"nominal\""};
}

bool isTime(const Objective& objective)
{
    return objective.kind != ObjectiveKind::Cost && objective.kind != ObjectiveKind::Energy && objective.kind != ObjectiveKind::Memory;
}

Result<std::vector<Objective>> parseObjectives(std::string_view text)
{
    std::vector<Objective> objectives;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        auto one = parseObjective(text.substr(begin, end - begin));
        if (!one)
            return one.error();
        if (std::find(objectives.begin(), objectives.end(), *one) != objectives.end())
            return Error{"\"" + textOf(*one) + "\" stands twice", "/search/objective", "unlike objectives", ""};
        objectives.push_back(*one);
        begin = end + 1;
    }
    if (objectives.size() > 3 || std::count_if(objectives.begin(), objectives.end(), isTime) > 1)
        return Error{"a front is of two or three objectives, at most one of them a time", "/search/objective", "cost, energy, memory and one of nominal, mean, worst, quantile:0.9, regret",
            "\"nominal,memory\""};
    std::stable_partition(objectives.begin(), objectives.end(), isTime);
    return objectives;
}

std::string textOf(const Objective& objective)
{
    if (objective.kind == ObjectiveKind::Quantile)
        return "quantile:" + shortestDecimal(objective.quantile);
    return space_settings::spelled(space_settings::objectiveNames, objective.kind);
}

std::vector<Error> settingsErrors(const std::optional<SearchSettings>& settings)
{
    std::vector<Error> errors;
    space_settings::readSettings(settings, errors);
    return errors;
}

Result<TypedSearchSettings> typedSettings(const std::optional<SearchSettings>& settings)
{
    std::vector<Error> errors;
    TypedSearchSettings typed = space_settings::readSettings(settings, errors);
    if (!errors.empty())
        return errors.front();
    return typed;
}

} // namespace core
