#include "core/documents/schema_check.h"

#include "core/documents/embedded.h"
#include "core/documents/json_text.h"
#include "core/documents/schema_message.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <set>

namespace core {
namespace schema_check {

nlohmann::json number(const std::string& text)
{
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole); read.ptr == end && read.ec == std::errc())
        return whole;
    std::uint64_t large = 0; // valijson compares as int64
    if (const auto read = std::from_chars(text.data(), end, large); read.ptr == end && read.ec == std::errc())
        return std::numeric_limits<std::int64_t>::max();
    double real = 0;
    std::from_chars(text.data(), end, real);
    return real;
}

/// For valijson, which reads only documents of a library. Without `pattern`s: std::regex recurses once a character.
nlohmann::json document(const JsonValue& value)
{
    switch (value.kind) {
    case JsonValue::Kind::Null: return nullptr;
    case JsonValue::Kind::False: return false;
    case JsonValue::Kind::True: return true;
    case JsonValue::Kind::Number: return number(value.text);
    case JsonValue::Kind::String: return value.text;
    case JsonValue::Kind::Array: {
        nlohmann::json array = nlohmann::json::array();
        for (const JsonValue& item : value.items)
            array.push_back(document(item));
        return array;
    }
    case JsonValue::Kind::Object: break;
    }
    nlohmann::json object = nlohmann::json::object();
    for (const JsonValue::Member& member : value.members)
        object.emplace(member.first, document(member.second));
    return object;
}

void removePatterns(JsonValue& schema)
{
    std::erase_if(schema.members, [](const JsonValue::Member& member) {
        return member.first == "pattern" && member.second.kind == JsonValue::Kind::String;
    });
    for (JsonValue::Member& member : schema.members)
        removePatterns(member.second);
}

struct Compiled
{
    Compiled()
    {
        Result<JsonValue> parsed = parseJson(embedded::projectSchemaJson());
        assert(parsed.ok()); // a test reads the same file and shows the error
        text = std::move(parsed).value();
        JsonValue plain = text;
        removePatterns(plain);
        const nlohmann::json source = document(plain); // named: the adapter keeps a reference
        valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(source), rules);
    }
    JsonValue text;
    valijson::Schema rules;
};

const Compiled& compiled()
{
    static const Compiled schema;
    return schema;
}

/// "[nodes]", "[0]": valijson's steps from the root, without the root.
std::vector<std::string> steps(const std::vector<std::string>& context)
{
    std::vector<std::string> path;
    for (std::size_t i = 1; i < context.size(); ++i)
        path.push_back(context[i].substr(1, context[i].size() - 2));
    return path;
}

/// A wrapper says only that something inside it failed.
bool isWrapper(const std::string& description)
{
    return description.rfind("Failed to validate", 0) == 0;
}

/// Index of a step in its array or object, for sorting; the size when there is no such element.
std::size_t indexOf(const JsonValue& value, const std::string& step)
{
    if (value.kind == JsonValue::Kind::Array) {
        std::size_t index = 0;
        std::from_chars(step.data(), step.data() + step.size(), index);
        return std::min(index, value.items.size());
    }
    const auto at = std::find_if(value.members.begin(), value.members.end(), [&](const auto& member) { return member.first == step; });
    return static_cast<std::size_t>(at - value.members.begin());
}

const JsonValue* childAt(const JsonValue& value, std::size_t index)
{
    if (value.kind == JsonValue::Kind::Array)
        return index < value.items.size() ? &value.items[index] : nullptr;
    return index < value.members.size() ? &value.members[index].second : nullptr;
}

std::string unescaped(std::string_view token)
{
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool escape = token[i] == '~' && i + 1 < token.size();
        text += !escape ? token[i] : token[i + 1] == '1' ? '/' : '~';
        i += escape ? 1 : 0;
    }
    return text;
}

std::vector<std::size_t> order(const JsonValue& document, std::string_view pointer)
{
    std::vector<std::size_t> indices;
    const JsonValue* value = &document;
    while (value && !pointer.empty()) {
        pointer.remove_prefix(1);
        const std::size_t slash = std::min(pointer.find('/'), pointer.size());
        indices.push_back(indexOf(*value, unescaped(pointer.substr(0, slash))));
        value = childAt(*value, indices.back());
        pointer.remove_prefix(slash);
    }
    return indices;
}

} // namespace schema_check

std::vector<Error> schemaErrors(const JsonValue& document)
{
    using namespace schema_check;
    const nlohmann::json target = schema_check::document(document); // named: the adapter keeps a reference
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(compiled().rules, valijson::adapters::NlohmannJsonAdapter(target), &results))
        return {};
    std::vector<Error> errors;
    std::set<std::vector<std::string>> seen;
    for (const valijson::ValidationResults::Error& failure : results) {
        if (isWrapper(failure.description) || !seen.insert(failure.context).second)
            continue;
        for (Error& error : schemaMessages(document, compiled().text, steps(failure.context)))
            errors.push_back(std::move(error));
    }
    if (errors.empty())
        errors.push_back({"is not a project", {}, "a document as resources/project.schema.json describes", {}});
    return errors;
}

std::vector<Error> inDocumentOrder(const JsonValue& document, std::vector<Error> errors, std::size_t most)
{
    std::vector<std::pair<std::vector<std::size_t>, Error>> keyed;
    for (Error& error : errors)
        keyed.emplace_back(schema_check::order(document, error.where), std::move(error));
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Error> sorted;
    for (std::size_t i = 0; i < std::min(most, keyed.size()); ++i)
        sorted.push_back(std::move(keyed[i].second));
    if (keyed.size() > most)
        sorted.push_back({"and " + std::to_string(keyed.size() - most) + " more errors", {}, {}, {}});
    return sorted;
}

} // namespace core
