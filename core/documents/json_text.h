#pragma once

#include "core/base/result.h"
#include "core/documents/json_value.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

/// What a text may hold at most, so that a hostile or broken file is refused before it costs gigabytes.
struct JsonLimits
{
    std::size_t depth = 100;
    std::size_t objects = 400'000;
    std::size_t values = 4'000'000;
};

/// Text to a value that loses nothing: order of keys, text of numbers, strings unescaped. Refuses invalid UTF-8, what is
/// not JSON (NaN and Infinity are not), equal keys in one object, numbers beyond a double's range, and more than
/// `limits`. `where` is "line 3, column 7", followed by ", in /pointer" where that is known.
Result<JsonValue> parseJson(std::string_view text, const JsonLimits& limits = {});

/// On one line: `{ "id": "n0", "at": [0, 0] }`. Strings are escaped as little as JSON needs.
std::string inlineJson(const JsonValue& value);
std::string quotedJson(std::string_view text);

JsonValue jsonString(std::string text);
JsonValue jsonNumber(std::string text);
JsonValue jsonBool(bool value);

/// The member with that key, or nullptr.
const JsonValue* findMember(const JsonValue& object, std::string_view key);

/// "a string", "a number", ... for messages.
std::string_view kindName(const JsonValue& value);

/// `key` as one token of a JSON pointer: ~ and / escaped (RFC 6901).
std::string pointerToken(std::string_view key);

} // namespace core
