#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace core {

/// Offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, no overlong forms), if any.
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

/// "line 3, column 7" of a byte; columns count characters, both from 1.
std::string lineAndColumn(std::string_view text, std::size_t offset);

} // namespace core
