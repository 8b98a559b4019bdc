#pragma once

#include "core/documents/fields.h"
#include "core/documents/json_text.h"
#include "core/documents/names.h"

#include <charconv>
#include <cstdint>
#include <limits>

/// Reading of JSON values into typed ones, by the tables of `fields.h`.
namespace core::json_fields {

/// Where a value stands in its document; written out only when there is something to say about it.
struct Place
{
    const Place* parent = nullptr;
    std::string_view key;
    std::size_t index = 0;
    bool isIndex = false;

    std::string pointer() const
    {
        if (!parent)
            return {};
        return parent->pointer() + "/" + (isIndex ? std::to_string(index) : pointerToken(key));
    }
};

struct Context
{
    const Place& place;
    std::vector<Error>& errors;

    void mismatch(const JsonValue& value, std::string expected) const
    {
        errors.push_back({"is " + std::string(kindName(value)), place.pointer(), std::move(expected), {}});
    }
};

template <typename T>
void read(const JsonValue& value, T& out, const Context& context);

/// Reads one object key by key and remembers which keys were known.
class ObjectReader
{
public:
    ObjectReader(const JsonValue& object, const Context& context)
        : m_object(object), m_context(context), m_known(object.members.size(), false)
    {
    }
    template <typename T>
    void operator()(const char* key, T& field)
    {
        if (const JsonValue* value = take(key)) {
            const Place place {&m_context.place, key};
            read(*value, field, {place, m_context.errors});
        }
    }
    void whole(const char* key, int& field) { (*this)(key, field); }
    void group(const char* key, auto&& fieldsOfGroup)
    {
        const JsonValue* value = take(key);
        if (!value)
            return;
        const Place place {&m_context.place, key};
        const Context context {place, m_context.errors};
        if (value->kind != JsonValue::Kind::Object)
            return context.mismatch(*value, "an object");
        ObjectReader inner(*value, context);
        fieldsOfGroup(inner);
    }
    template <typename T>
    void byId(const char* key, Table<T>& table)
    {
        const JsonValue* value = take(key);
        if (!value)
            return;
        const Place place {&m_context.place, key};
        if (value->kind != JsonValue::Kind::Object)
            return Context {place, m_context.errors}.mismatch(*value, "an object");
        std::vector<T> all;
        for (const JsonValue::Member& member : value->members) {
            const Place inside {&place, member.first};
            T& one = all.emplace_back();
            one.id.text = member.first;
            read(member.second, one, {inside, m_context.errors});
        }
        table = Table<T>(std::move(all));
    }
    void markKnown(std::string_view key) { take(key); }
    Extras unknown() const
    {
        Extras extras;
        for (std::size_t i = 0; i < m_known.size(); ++i)
            if (!m_known[i])
                extras.push_back(m_object.members[i]);
        return extras;
    }

private:
    const JsonValue* take(std::string_view key)
    {
        for (std::size_t i = 0; i < m_known.size(); ++i)
            if (m_object.members[i].first == key) {
                m_known[i] = true;
                return &m_object.members[i].second;
            }
        return nullptr;
    }

    const JsonValue& m_object;
    Context m_context;
    std::vector<bool> m_known;
};

template <HasFields T>
void readValue(const JsonValue& value, T& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::Object)
        return context.mismatch(value, "an object");
    ObjectReader reader(value, context);
    fields(reader, out);
    if constexpr (requires { out.extras; })
        out.extras = reader.unknown();
}

inline void readValue(const JsonValue& value, std::string& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::String)
        return context.mismatch(value, "a string");
    out = value.text;
}

template <typename Tag>
void readValue(const JsonValue& value, Id<Tag>& out, const Context& context)
{
    readValue(value, out.text, context);
}

inline void readValue(const JsonValue& value, bool& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::True && value.kind != JsonValue::Kind::False)
        return context.mismatch(value, "true or false");
    out = value.kind == JsonValue::Kind::True;
}

template <typename T>
    requires(std::integral<T> || std::floating_point<T>)
void readValue(const JsonValue& value, T& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::Number)
        return context.mismatch(value, std::integral<T> ? "a whole number" : "a number");
    const char* end = value.text.data() + value.text.size();
    const auto [stopped, failure] = std::from_chars(value.text.data(), end, out);
    // Below a double's range is as good as zero; above it the parser has refused already.
    const bool tooSmall = std::floating_point<T> && failure == std::errc::result_out_of_range;
    if (tooSmall)
        out = T(0);
    else if (stopped != end || failure != std::errc())
        context.errors.push_back({"is " + value.text, context.place.pointer(),
            "a whole number up to " + std::to_string(std::numeric_limits<T>::max()), {}});
}

template <typename E>
    requires std::is_enum_v<E>
void readValue(const JsonValue& value, E& out, const Context& context)
{
    if (const auto known = value.kind == JsonValue::Kind::String ? named<E>(value.text) : std::nullopt) {
        out = *known;
        return;
    }
    std::string offered;
    for (const auto& [known, name] : Spelling<E>::names)
        offered += (offered.empty() ? "one of " : ", ") + quotedJson(name);
    context.errors.push_back({"is " + (value.kind == JsonValue::Kind::String ? quotedJson(value.text) : std::string(kindName(value))),
        context.place.pointer(), offered, {}});
}

template <typename U>
void readValue(const JsonValue& value, Quantity<U>& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::String)
        return context.mismatch(value, "a string that holds a number and a unit");
    Result<Quantity<U>> quantity = parseQuantity<U>(value.text);
    if (quantity) {
        out = std::move(quantity).value();
        return;
    }
    Error error = quantity.error();
    error.where = context.place.pointer();
    context.errors.push_back(std::move(error));
}

template <typename Tag>
void readValue(const JsonValue& value, Unit<Tag>& out, const Context& context)
{
    Quantity<Unit<Tag>> quantity;
    readValue(value, quantity, context);
    out = quantity.value;
}

template <typename T, typename Container>
void readItems(const JsonValue& value, Container& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::Array)
        return context.mismatch(value, "an array");
    std::vector<T> all(value.items.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Place place {&context.place, {}, i, true};
        read(value.items[i], all[i], {place, context.errors});
    }
    out = Container(std::move(all));
}

template <typename T>
void readValue(const JsonValue& value, std::vector<T>& out, const Context& context)
{
    readItems<T>(value, out, context);
}

template <typename T>
void readValue(const JsonValue& value, Table<T>& out, const Context& context)
{
    readItems<T>(value, out, context);
}

/// Two values in an array: [x, y], [first, end], [from, to].
template <typename T>
void readPair(const JsonValue& value, T& a, T& b, const Context& context, const char* expected)
{
    if (value.kind != JsonValue::Kind::Array || value.items.size() != 2)
        return context.mismatch(value, expected);
    const Place first {&context.place, {}, 0, true}, second {&context.place, {}, 1, true};
    read(value.items[0], a, {first, context.errors});
    read(value.items[1], b, {second, context.errors});
}

inline void readValue(const JsonValue& value, std::array<std::string, 2>& out, const Context& context)
{
    readPair(value, out[0], out[1], context, "an array of two ids");
}
inline void readValue(const JsonValue& value, Position& out, const Context& context)
{
    readPair(value, out.x, out.y, context, "an array of two numbers");
}
inline void readValue(const JsonValue& value, UnitRange& out, const Context& context)
{
    readPair(value, out.first, out.end, context, "an array [first unit, end)");
}

/// [forward, backward] or [forward, backward, update], each a number of seconds; null for an update that was not measured.
inline void readValue(const JsonValue& value, UnitTimes& out, const Context& context)
{
    const bool isList = value.kind == JsonValue::Kind::Array && (value.items.size() == 2 || value.items.size() == 3);
    if (!isList)
        return context.mismatch(value, "an array [forward, backward] or [forward, backward, update] of seconds");
    const bool hasUpdate = value.items.size() == 3 && value.items[2].kind != JsonValue::Kind::Null;
    const std::size_t problems = context.errors.size();
    std::vector<double> times(hasUpdate ? 3 : 2, 0);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const Place place {&context.place, {}, i, true};
        read(value.items[i], times[i], {place, context.errors});
        if (times[i] < 0)
            context.errors.push_back({"is " + value.items[i].text, place.pointer(), "a time in seconds, from 0 on", {}});
    }
    if (context.errors.size() == problems)
        out = {Seconds(times[0]), Seconds(times[1]), hasUpdate ? std::optional(Seconds(times[2])) : std::nullopt};
}

inline void readValue(const JsonValue& value, SearchSettings& out, const Context& context)
{
    if (value.kind != JsonValue::Kind::Object)
        return context.mismatch(value, "an object");
    out.members = value.members;
}

template <typename T>
void readValue(const JsonValue& value, std::optional<T>& out, const Context& context)
{
    read(value, out.emplace(), context);
}

template <typename T>
void read(const JsonValue& value, T& out, const Context& context)
{
    readValue(value, out, context);
}

} // namespace core::json_fields
