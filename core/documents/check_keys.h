#pragma once

#include "core/documents/check_parts.h"
#include "core/documents/fields.h"
#include "core/documents/json_text.h"
#include "core/documents/nearest.h"

#include <algorithm>

namespace core::check_parts {

/// Collects the known keys of an object that are not given.
class AbsentKeys
{
public:
    template <typename T>
    void operator()(const char* key, const T& field)
    {
        if (!isGiven(field))
            m_keys.push_back(key);
    }
    void whole(const char* key, const int& field)
    {
        if (field == 0)
            m_keys.push_back(key);
    }
    void group(const char* key, auto&& fieldsOfGroup)
    {
        AbsentKeys inner;
        fieldsOfGroup(inner);
        if (inner.m_given == 0)
            m_keys.push_back(key);
    }
    void byId(const char* key, const auto& table) { (*this)(key, table); }
    const std::vector<std::string>& keys() const { return m_keys; }

private:
    template <typename T>
    bool isGiven(const T& field)
    {
        bool given = true;
        if constexpr (requires { field.has_value(); })
            given = field.has_value();
        else if constexpr (requires { field.empty(); })
            given = !field.empty();
        // A plain number is written even where it is the default, so it may have been misspelt.
        else if constexpr (std::is_arithmetic_v<T>)
            given = false;
        m_given += given ? 1 : 0;
        return given;
    }

    std::vector<std::string> m_keys;
    int m_given = 0;
};

/// Warns of unknown keys that look like a known one that is not given. Other unknown keys are the user's own.
template <typename T>
void checkKeys(const T& object, const std::string& pointer, Findings& findings)
{
    if (object.extras.empty())
        return;
    AbsentKeys absent;
    fields(absent, object);
    for (const JsonValue::Member& extra : object.extras) {
        const std::string like = nearest(extra.first, absent.keys());
        const std::size_t close = extra.first.size() <= 5 ? 1 : 2;
        if (!like.empty() && editDistance(extra.first, like) <= close)
            findings.warning(pointer + "/" + pointerToken(extra.first), "the key " + quotedJson(extra.first) + " is not known and has no effect",
                "a known key; unknown ones are kept", quotedJson(like));
    }
}

} // namespace core::check_parts
