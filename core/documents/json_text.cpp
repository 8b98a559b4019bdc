#include "core/documents/json_text.h"

#include <array>

namespace core {
namespace json_text {

void appendEscaped(std::string& out, char c)
{
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
        out += c;
        return;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 0xF];
}

void appendQuoted(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text)
        appendEscaped(out, c);
    out += '"';
}

void append(std::string& out, const JsonValue& value);

void appendArray(std::string& out, const std::vector<JsonValue>& items)
{
    out += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
        out += i == 0 ? "" : ", ";
        append(out, items[i]);
    }
    out += ']';
}

void appendObject(std::string& out, const std::vector<JsonValue::Member>& members)
{
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        out += i == 0 ? " " : ", ";
        appendQuoted(out, members[i].first);
        out += ": ";
        append(out, members[i].second);
    }
    out += members.empty() ? "}" : " }";
}

void append(std::string& out, const JsonValue& value)
{
    switch (value.kind) {
    case JsonValue::Kind::Null: out += "null"; return;
    case JsonValue::Kind::False: out += "false"; return;
    case JsonValue::Kind::True: out += "true"; return;
    case JsonValue::Kind::Number: out += value.text; return;
    case JsonValue::Kind::String: appendQuoted(out, value.text); return;
    case JsonValue::Kind::Array: appendArray(out, value.items); return;
    case JsonValue::Kind::Object: appendObject(out, value.members); return;
    }
}

} // namespace json_text

std::string inlineJson(const JsonValue& value)
{
    std::string out;
    json_text::append(out, value);
    return out;
}

std::string quotedJson(std::string_view text)
{
    std::string out;
    json_text::appendQuoted(out, text);
    return out;
}

JsonValue jsonString(std::string text) { return {JsonValue::Kind::String, std::move(text), {}, {}}; }
JsonValue jsonNumber(std::string text) { return {JsonValue::Kind::Number, std::move(text), {}, {}}; }
JsonValue jsonBool(bool value) { return {value ? JsonValue::Kind::True : JsonValue::Kind::False, {}, {}, {}}; }

const JsonValue* findMember(const JsonValue& object, std::string_view key)
{
    for (const JsonValue::Member& member : object.members)
        if (member.first == key)
            return &member.second;
    return nullptr;
}

std::string_view kindName(const JsonValue& value)
{
    constexpr std::array<std::string_view, 7> names {"null", "false", "true", "a number", "a string", "an array", "an object"};
    return names[static_cast<std::size_t>(value.kind)];
}

std::string pointerToken(std::string_view key)
{
    std::string out;
    for (const char c : key)
        out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    return out;
}

} // namespace core
