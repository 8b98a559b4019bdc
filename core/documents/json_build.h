#pragma once

#include "core/documents/fields.h"
#include "core/documents/json_text.h"
#include "core/documents/names.h"

#include <cmath>
#include <cstdint>
#include <string_view>

/// Writing of typed values as JSON values, by the tables of `fields.h`. What is not given has no key.
namespace core::json_build {

using Maybe = std::optional<JsonValue>;

template <typename T>
Maybe build(const T& value);

class ObjectBuilder
{
public:
    template <typename T>
    void operator()(std::string_view key, const T& field)
    {
        if (Maybe value = build(field))
            m_object.members.emplace_back(std::string(key), std::move(*value));
    }
    void whole(const char* key, const int& field)
    {
        if (field != 0)
            (*this)(key, field);
    }
    void group(const char* key, auto&& fieldsOfGroup)
    {
        ObjectBuilder inner;
        fieldsOfGroup(inner);
        if (!inner.m_object.members.empty())
            m_object.members.emplace_back(key, std::move(inner.m_object));
    }
    template <typename T>
    void byId(const char* key, const Table<T>& table)
    {
        ObjectBuilder inner;
        for (const T& one : table)
            inner(one.id.text, one);
        if (!inner.m_object.members.empty())
            m_object.members.emplace_back(key, std::move(inner.m_object));
    }
    JsonValue take(const Extras& extras)
    {
        m_object.members.insert(m_object.members.end(), extras.begin(), extras.end());
        return std::move(m_object);
    }

private:
    JsonValue m_object {JsonValue::Kind::Object, {}, {}, {}};
};

template <HasFields T>
Maybe buildValue(const T& value)
{
    ObjectBuilder builder;
    fields(builder, value);
    if constexpr (requires { value.extras; })
        return builder.take(value.extras);
    else
        return builder.take({});
}

inline Maybe buildValue(const std::string& value) { return jsonString(value); }
inline Maybe buildValue(bool value) { return jsonBool(value); }
inline Maybe buildValue(int value) { return jsonNumber(std::to_string(value)); }
inline Maybe buildValue(std::uint64_t value) { return jsonNumber(std::to_string(value)); }
/// JSON has no infinities; a place or price that is not finite is a mistake of the program and written as 0.
inline Maybe buildValue(double value) { return jsonNumber(shortestDecimal(std::isfinite(value) ? value : 0)); }

template <typename E>
    requires std::is_enum_v<E>
Maybe buildValue(E value)
{
    return jsonString(std::string(nameOf(value)));
}

template <typename Tag>
Maybe buildValue(const Id<Tag>& id)
{
    return jsonString(id.text);
}

template <typename U>
Maybe buildValue(const Quantity<U>& quantity)
{
    return jsonString(quantity.text);
}

/// Empty lists have no key.
template <typename List>
Maybe buildItems(const List& list)
{
    JsonValue array {JsonValue::Kind::Array, {}, {}, {}};
    for (const auto& item : list)
        if (Maybe value = build(item))
            array.items.push_back(std::move(*value));
    return array.items.empty() ? Maybe() : Maybe(std::move(array));
}

template <typename T>
Maybe buildValue(const std::vector<T>& list)
{
    return buildItems(list);
}
template <typename T>
Maybe buildValue(const Table<T>& list)
{
    return buildItems(list);
}
inline Maybe buildValue(const std::array<std::string, 2>& pair) { return buildItems(pair); }
inline Maybe buildValue(const Position& at) { return buildItems(std::array {at.x, at.y}); }
inline Maybe buildValue(const UnitRange& range) { return buildItems(std::array {range.first, range.end}); }
inline Maybe buildValue(const UnitTimes& times)
{
    std::vector<double> list {times.forward.value, times.backward.value};
    if (times.update)
        list.push_back(times.update->value);
    return buildItems(list);
}
inline Maybe buildValue(const SearchSettings& search) { return JsonValue {JsonValue::Kind::Object, {}, {}, search.members}; }

template <typename T>
Maybe buildValue(const std::optional<T>& value)
{
    return value ? build(*value) : Maybe();
}

template <typename T>
Maybe build(const T& value)
{
    return buildValue(value);
}

} // namespace core::json_build
