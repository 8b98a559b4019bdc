#include "core/documents/json_text.h"

#include "core/documents/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace core {
namespace json_parser {

/// Walks the text and tells how far the parser has read, which nlohmann's SAX interface does not.
class TextIterator
{
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    TextIterator() = default;
    TextIterator(const char* at, const char** read) : m_at(at), m_read(read) { }
    reference operator*() const { return *m_at; }
    TextIterator& operator++()
    {
        *m_read = ++m_at;
        return *this;
    }
    TextIterator operator++(int)
    {
        const TextIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const TextIterator& other) const { return m_at == other.m_at; }
    bool operator!=(const TextIterator& other) const { return m_at != other.m_at; }

private:
    const char* m_at = nullptr;
    const char** m_read = nullptr;
};

/// An array or object that is not yet closed.
struct Open
{
    JsonValue* value;
    std::unordered_set<std::string> keys; ///< only once there are many: few keys are compared one by one
};

/// Hears the parser's events and builds the value; the first thing it refuses ends the parse.
class Builder
{
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(std::string_view text, const JsonLimits& limits) : m_text(text), m_limits(limits), m_read(text.data()) { }

    TextIterator begin() { return {m_text.data(), &m_read}; }
    TextIterator end() { return {m_text.data() + m_text.size(), &m_read}; }
    Result<JsonValue> result(bool accepted)
    {
        if (accepted && m_error.message.empty())
            return std::move(m_root);
        return m_error;
    }

    bool null() { return add({}); }
    bool boolean(bool value) { return add(jsonBool(value)); }
    // The only integer with a sign and the value 0 is "-0".
    bool number_integer(number_integer_t value) { return add(jsonNumber(value == 0 ? "-0" : std::to_string(value))); }
    bool number_unsigned(number_unsigned_t value) { return add(jsonNumber(std::to_string(value))); }
    bool number_float(number_float_t, const string_t& text)
    {
        // nlohmann hands over the text with the decimal point of the process's locale.
        string_t plain = text;
        for (char& c : plain)
            if (std::string_view("0123456789+-eE").find(c) == std::string_view::npos)
                c = '.';
        return add(jsonNumber(std::move(plain)));
    }
    bool string(string_t& text) { return add(jsonString(std::move(text))); }
    bool binary(binary_t&) { return false; }
    bool start_object(std::size_t)
    {
        if (++m_objects > m_limits.objects)
            return refuse("the text has more than " + std::to_string(m_limits.objects) + " objects",
                "at most 100,000 nodes and their links", "write like nodes as one array, \"n[0-63]\"");
        return open(JsonValue::Kind::Object);
    }
    bool start_array(std::size_t) { return open(JsonValue::Kind::Array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t& text)
    {
        Open& object = m_open.back();
        if (isKnown(object, text)) {
            object.value->members.emplace_back(text, JsonValue {}); // so that the message points at it
            return refuse("the key " + quotedJson(shortened(text)) + " appears twice in one object", "every key once",
                "remove or rename one of the two");
        }
        object.value->members.emplace_back(std::move(text), JsonValue {});
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& failure);

private:
    static std::string shortened(std::string_view text)
    {
        return text.size() <= 60 ? std::string(text) : std::string(text.substr(0, 40)) + "...";
    }
    bool isKnown(Open& object, const std::string& key)
    {
        const auto& members = object.value->members;
        if (members.size() < 16)
            return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
        if (object.keys.empty())
            for (const auto& member : members)
                object.keys.insert(member.first);
        return !object.keys.insert(key).second;
    }
    /// Where the next value goes; stays valid while that value is open, as its parent does not grow meanwhile.
    JsonValue* place()
    {
        if (m_open.empty())
            return &m_root;
        JsonValue& parent = *m_open.back().value;
        if (parent.kind == JsonValue::Kind::Object)
            return &parent.members.back().second;
        return &parent.items.emplace_back();
    }
    bool add(JsonValue value)
    {
        if (++m_values > m_limits.values)
            return refuse("the text has more than " + std::to_string(m_limits.values) + " values", "a smaller project", {});
        *place() = std::move(value);
        return true;
    }
    bool open(JsonValue::Kind kind)
    {
        if (m_open.size() >= m_limits.depth)
            return refuse("objects and arrays are nested deeper than " + std::to_string(m_limits.depth),
                "at most " + std::to_string(m_limits.depth) + " levels", {});
        if (++m_values > m_limits.values)
            return refuse("the text has more than " + std::to_string(m_limits.values) + " values", "a smaller project", {});
        JsonValue* value = place();
        value->kind = kind;
        m_open.push_back({value, {}});
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }
    std::string position(std::size_t offset) const
    {
        const std::string where = pointer();
        return lineAndColumn(m_text, offset) + (where.empty() ? "" : ", in " + where);
    }
    /// Of the value being read; empty when it would drown the message.
    std::string pointer() const;
    std::size_t offset() const { return static_cast<std::size_t>(m_read - m_text.data()); }
    bool refuse(std::string message, std::string expected, std::string fix)
    {
        const std::size_t read = offset();
        m_error = {std::move(message), position(read == 0 ? 0 : read - 1), std::move(expected), std::move(fix)};
        return false;
    }
    Error explain(std::size_t at, std::string_view failure) const;

    std::string_view m_text;
    JsonLimits m_limits;
    const char* m_read;
    JsonValue m_root;
    std::vector<Open> m_open;
    std::size_t m_objects = 0;
    std::size_t m_values = 0;
    Error m_error;
};

std::string Builder::pointer() const
{
    std::string text;
    for (const Open& open : m_open) {
        const JsonValue& value = *open.value;
        if (value.kind == JsonValue::Kind::Object && !value.members.empty())
            text += "/" + pointerToken(shortened(value.members.back().first));
        else if (value.kind == JsonValue::Kind::Array) // in the innermost array the next item has not come yet
            text += "/" + std::to_string(value.items.size() - (&open == &m_open.back() ? 0 : 1));
    }
    return text.size() <= 200 ? text : std::string();
}

/// The run of letters, digits and signs around a byte: the word that is not JSON.
std::string_view wordAt(std::string_view text, std::size_t at)
{
    const auto belongs = [&](std::size_t i) {
        const char c = text[i];
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || c == '.';
    };
    std::size_t first = std::min(at, text.empty() ? 0 : text.size() - 1);
    std::size_t last = first;
    while (first > 0 && at - first < 40 && belongs(first - 1))
        --first;
    while (last < text.size() && last - first < 40 && belongs(last))
        ++last;
    return text.substr(first, last - first);
}

bool isNotANumber(std::string_view word)
{
    std::string lower;
    for (const char c : word)
        if (c != '-' && c != '+')
            lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower == "nan" || lower == "inf" || lower == "infinity";
}

/// What the parser complains of, in the words of whoever wrote the text; `word` is what it was reading.
Error inPlainWords(std::string_view complaint, std::string_view word)
{
    const auto says = [&](std::string_view words) { return complaint.find(words) != std::string_view::npos; };
    if (says("control character U+000A") || says("control character U+000D"))
        return {"a string has no closing quotation mark", {}, "a string that ends in its line", "add the \""};
    if (says("object key"))
        return {"\"" + std::string(word) + "\" is not a key", {}, "a key in double quotes", {}};
    if (says("invalid literal"))
        return {"\"" + std::string(word) + "\" is not a JSON value", {}, "a string in double quotes, a number, true, false or null", {}};
    if (says("; expected ':'"))
        return {"a colon is missing after the key", {}, "a key, a colon and a value", "add the colon"};
    if (says("; expected '}'"))
        return {"a comma is missing before this key", {}, "a comma between two keys", "add the comma"};
    if (says("; expected ']'"))
        return {"a comma is missing before this element", {}, "a comma between two elements", "add the comma"};
    if (says("parsing value - unexpected"))
        return {"a value is missing", {}, "a string, a number, true, false, null, a list or an object", {}};
    const std::size_t lastRead = complaint.find("; last read");
    return {"not JSON: " + std::string(complaint.substr(0, std::min<std::size_t>(lastRead, 160))), {}, "JSON (RFC 8259)", {}};
}

Error Builder::explain(std::size_t at, std::string_view failure) const
{
    if (at >= m_text.size())
        return {"the text ends before its JSON does", {}, "the closing brackets; the file may have been cut off", {}};
    const std::string_view word = wordAt(m_text, at);
    if (isNotANumber(word))
        return {std::string(word) + " is not a JSON number", {}, "a finite number", "leave the key out"};
    if (failure.find("number overflow") != std::string_view::npos)
        return {"the number " + std::string(word) + " is out of range", {}, "a number below 1.8e308", {}};
    if (m_text[at] == '\'')
        return {"a single quote is not JSON", {}, "strings in double quotes", "use \" instead of '"};
    if (m_text[at] == '/' || m_text[at] == '#')
        return {"comments are not JSON", {}, "a value or a key", "remove the comment"};
    const std::string_view before = m_text.substr(0, at);
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    if ((m_text[at] == '}' || m_text[at] == ']') && last != std::string_view::npos && before[last] == ',')
        return {"a comma before the closing bracket", {}, "a comma only between two elements", "remove the comma"};
    const std::size_t column = failure.find(", column ");
    const std::size_t colon = column == std::string_view::npos ? column : failure.find(": ", column);
    return inPlainWords(colon == std::string_view::npos ? failure : failure.substr(colon + 2), word);
}

bool Builder::parse_error(std::size_t, const std::string&, const nlohmann::json::exception& failure)
{
    const std::size_t read = offset();
    const std::string_view reason = failure.what();
    const bool ended = reason.find("unexpected end of input") != std::string_view::npos
        || reason.find("missing closing quote") != std::string_view::npos;
    const std::size_t at = ended ? m_text.size() : read == 0 ? 0 : read - 1;
    m_error = explain(at, reason);
    m_error.where = position(at);
    return false;
}

} // namespace json_parser

Result<JsonValue> parseJson(std::string_view text, const JsonLimits& limits)
{
    if (const auto invalid = firstInvalidUtf8(text))
        return Error{"byte " + std::to_string(*invalid) + " is not valid UTF-8", lineAndColumn(text, *invalid), "UTF-8 text",
            "save the file in the encoding UTF-8"};
    json_parser::Builder builder(text, limits);
    const bool accepted = nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder);
    return builder.result(accepted);
}

} // namespace core
