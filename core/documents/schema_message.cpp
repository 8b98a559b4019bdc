#include "core/documents/schema_message.h"

#include "core/documents/json_text.h"
#include "core/documents/nearest.h"

#include <algorithm>
#include <charconv>

namespace core {
namespace schema_message {

using Kind = JsonValue::Kind;

/// Follows "#/definitions/x".
const JsonValue* followed(const JsonValue* schema, const JsonValue& root)
{
    const JsonValue* reference = schema ? findMember(*schema, "$ref") : nullptr;
    if (!reference)
        return schema;
    const JsonValue* definitions = findMember(root, "definitions");
    return definitions ? findMember(*definitions, std::string_view(reference->text).substr(14)) : nullptr;
}

const JsonValue* childSchema(const JsonValue& schema, const JsonValue& root, const std::string& step)
{
    if (const JsonValue* properties = findMember(schema, "properties"))
        if (const JsonValue* property = findMember(*properties, step))
            return followed(property, root);
    if (const JsonValue* items = findMember(schema, "items"))
        return followed(items, root);
    const JsonValue* other = findMember(schema, "additionalProperties");
    return other && other->kind == Kind::Object ? followed(other, root) : nullptr;
}

const JsonValue* childValue(const JsonValue& value, const std::string& step)
{
    if (value.kind == Kind::Object)
        return findMember(value, step);
    std::size_t index = 0;
    std::from_chars(step.data(), step.data() + step.size(), index);
    return index < value.items.size() ? &value.items[index] : nullptr;
}

std::string textOf(const JsonValue& schema, const char* key)
{
    const JsonValue* member = findMember(schema, key);
    return member ? member->text : std::string();
}

std::string bounds(const JsonValue& schema)
{
    const std::string least = textOf(schema, "minimum"), most = textOf(schema, "maximum");
    if (!least.empty() && !most.empty())
        return least == most ? " equal to " + least : " from " + least + " to " + most;
    return least.empty() ? "" : " that is at least " + least;
}

/// "a whole number from 1 to 1024", "one of "none", "full"", or the schema's description.
std::string expectation(const JsonValue& schema)
{
    if (const JsonValue* values = findMember(schema, "enum")) {
        std::string text = "one of ";
        for (const JsonValue& value : values->items)
            text += (&value == &values->items.front() ? "" : ", ") + inlineJson(value);
        return text;
    }
    const std::string type = textOf(schema, "type"), description = textOf(schema, "description");
    if (type == "integer")
        return "a whole number" + bounds(schema);
    if (type == "number")
        return "a number" + bounds(schema) + (description.empty() ? "" : ", " + description);
    if (type == "boolean")
        return "true or false";
    return description.empty() ? "a " + type : description;
}

std::string example(const JsonValue& schema)
{
    const JsonValue* examples = findMember(schema, "examples");
    return examples && !examples->items.empty() ? inlineJson(examples->items.front()) : std::string();
}

bool isWhole(const std::string& text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos && text.size() < 10;
}

/// What to write instead: the value itself where only its form is wrong, else the nearest choice, else the example.
std::string remedy(const JsonValue& value, const JsonValue& schema)
{
    const std::string type = textOf(schema, "type"), sample = example(schema);
    if (const JsonValue* values = findMember(schema, "enum"); values && value.kind == Kind::String) {
        std::vector<std::string> known;
        for (const JsonValue& one : values->items)
            known.push_back(one.text);
        const std::string like = nearest(value.text, known);
        return like.empty() ? sample : quotedJson(like);
    }
    if (type == "integer" && value.kind == Kind::String && isWhole(value.text) && value.text != "0")
        return value.text;
    const std::size_t unit = sample.find(' ');
    if (type == "string" && value.kind == Kind::Number && value.text.front() != '-' && findMember(schema, "pattern"))
        return quotedJson(value.text + sample.substr(unit, sample.size() - unit - 1));
    return sample;
}

/// The value, short enough for a message.
std::string shown(const JsonValue& value)
{
    if (value.kind == Kind::Number)
        return value.text.size() <= 40 ? value.text : value.text.substr(0, 40) + "...";
    if (value.kind == Kind::String)
        return value.text.empty() ? "empty" : value.text.size() <= 40 ? quotedJson(value.text) : "a string of " + std::to_string(value.text.size()) + " bytes";
    if (value.kind == Kind::Array)
        return "an array of " + std::to_string(value.items.size());
    if (value.kind == Kind::Object)
        return "an object of " + std::to_string(value.members.size());
    return std::string(kindName(value));
}

bool hasType(const JsonValue& value, const std::string& type)
{
    switch (value.kind) {
    case Kind::Null: return type == "null";
    case Kind::False:
    case Kind::True: return type == "boolean";
    case Kind::Number: return type == "number" || type == "integer";
    case Kind::String: return type == "string";
    case Kind::Array: return type == "array";
    case Kind::Object: return type == "object";
    }
    return false;
}

std::vector<Error> missingKeys(const JsonValue& value, const JsonValue& schema, const JsonValue& root, const std::string& pointer)
{
    std::vector<Error> errors;
    const JsonValue* required = findMember(schema, "required");
    for (const JsonValue& key : required ? required->items : std::vector<JsonValue>()) {
        const JsonValue* inside = findMember(value, key.text) ? nullptr : childSchema(schema, root, key.text);
        if (inside)
            errors.push_back({"has no " + quotedJson(key.text), pointer, expectation(*inside), quotedJson(key.text) + ": " + example(*inside)});
    }
    return errors;
}

std::vector<Error> forbiddenKeys(const JsonValue& value, const JsonValue& schema, const std::string& pointer)
{
    const JsonValue* other = findMember(schema, "additionalProperties");
    const JsonValue* properties = findMember(schema, "properties");
    if (!other || other->kind != Kind::False || !properties)
        return {};
    std::vector<std::string> known;
    std::string offered;
    for (const JsonValue::Member& member : properties->members) {
        known.push_back(member.first);
        offered += (offered.empty() ? "one of " : ", ") + quotedJson(member.first);
    }
    std::vector<Error> errors;
    for (const JsonValue::Member& member : value.members)
        if (std::find(known.begin(), known.end(), member.first) == known.end()) {
            const std::string like = nearest(member.first, known);
            errors.push_back({"is an unknown key", pointer + "/" + pointerToken(member.first), offered, like.empty() ? "" : quotedJson(like)});
        }
    return errors;
}

} // namespace schema_message

std::vector<Error> schemaMessages(const JsonValue& document, const JsonValue& schema, const std::vector<std::string>& path)
{
    using namespace schema_message;
    const JsonValue* value = &document;
    const JsonValue* rules = &schema;
    std::string pointer;
    for (const std::string& step : path) {
        value = value ? childValue(*value, step) : nullptr;
        rules = rules ? childSchema(*rules, schema, step) : nullptr;
        pointer += "/" + pointerToken(step);
    }
    if (!value || !rules)
        return {Error{"does not follow the schema", pointer, {}, {}}};
    if (!hasType(*value, textOf(*rules, "type")))
        return {Error{"is " + std::string(kindName(*value)), pointer, expectation(*rules), remedy(*value, *rules)}};
    if (value->kind == Kind::Object) {
        std::vector<Error> errors = missingKeys(*value, *rules, schema, pointer);
        for (Error& error : forbiddenKeys(*value, *rules, pointer))
            errors.push_back(std::move(error));
        if (!errors.empty())
            return errors;
    }
    return {Error{"is " + shown(*value), pointer, expectation(*rules), remedy(*value, *rules)}};
}

} // namespace core
