#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace core {

/// A JSON value that keeps what a document library may lose: order of keys and the text of every number.
struct JsonValue
{
    enum class Kind { Null, False, True, Number, String, Array, Object };
    using Member = std::pair<std::string, JsonValue>;

    Kind kind = Kind::Null;
    std::string text; ///< of a number, as written; of a string, unescaped UTF-8
    std::vector<JsonValue> items;
    std::vector<Member> members;

    bool operator==(const JsonValue&) const = default;
};

/// Keys of an object that this version does not know, in their order. Kept and saved again.
using Extras = std::vector<JsonValue::Member>;

} // namespace core
