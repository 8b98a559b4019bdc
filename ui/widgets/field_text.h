#pragma once

#include "core/base/id.h"
#include "core/base/quantity.h"
#include "core/base/result.h"
#include "core/documents/names.h"

#include <QStringList>

#include <charconv>
#include <optional>
#include <string>
#include <type_traits>

/// How the values of a project are read from the text of a field and written to it. An empty text takes an optional
/// value away.
namespace ui::field_text {

inline core::Result<void> parse(const std::string& text, int& value)
{
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size() || value < 1)
        return core::Error {"\"" + text + "\" is not a whole number from 1", {}, "a whole number", "8"};
    return {};
}
template <typename U>
core::Result<void> parse(const std::string& text, core::Quantity<U>& value)
{
    const auto parsed = core::parseQuantity<U>(text);
    if (!parsed)
        return parsed.error();
    value = *parsed;
    return {};
}
template <typename Tag>
core::Result<void> parse(const std::string& text, core::Id<Tag>& value)
{
    value.text = text;
    return {};
}
inline core::Result<void> parse(const std::string& text, std::string& value)
{
    value = text;
    return {};
}
template <typename E>
    requires std::is_enum_v<E>
core::Result<void> parse(const std::string& text, E& value)
{
    const std::optional<E> known = core::named<E>(text);
    if (!known)
        return core::Error {"\"" + text + "\" is none of the choices", {}, {}, {}};
    value = *known;
    return {};
}
template <typename T>
core::Result<void> parse(const std::string& text, std::optional<T>& value)
{
    if (text.empty()) {
        value.reset();
        return {};
    }
    return parse(text, value.emplace());
}

inline std::string written(int value) { return value > 0 ? std::to_string(value) : std::string(); }
template <typename U>
std::string written(const core::Quantity<U>& value)
{
    return value.text;
}
template <typename Tag>
std::string written(const core::Id<Tag>& value)
{
    return value.text;
}
inline std::string written(const std::string& value) { return value; }
template <typename E>
    requires std::is_enum_v<E>
std::string written(E value)
{
    return std::string(core::nameOf(value));
}
template <typename T>
std::string written(const std::optional<T>& value)
{
    return value ? written(*value) : std::string();
}

template <typename E>
QStringList spellings()
{
    QStringList names;
    for (const auto& [value, name] : core::Spelling<E>::names)
        names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return names;
}

} // namespace ui::field_text
