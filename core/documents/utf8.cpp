#include "core/documents/utf8.h"

#include <algorithm>

namespace core {
namespace utf8 {

unsigned byteAt(std::string_view text, std::size_t i)
{
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool isContinuation(unsigned byte) { return (byte & 0xC0u) == 0x80u; }

/// Length of the valid sequence that starts at `i`, or 0.
std::size_t sequenceLength(std::string_view text, std::size_t i)
{
    const unsigned a = byteAt(text, i), b = byteAt(text, i + 1);
    if (a < 0x80)
        return 1;
    if (a < 0xC2 || a > 0xF4 || !isContinuation(b))
        return 0;
    if (a < 0xE0)
        return 2;
    if (!isContinuation(byteAt(text, i + 2)))
        return 0;
    if (a < 0xF0) {
        const bool overlong = a == 0xE0 && b < 0xA0;
        const bool surrogate = a == 0xED && b > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    const bool outside = (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F);
    return outside || !isContinuation(byteAt(text, i + 3)) ? 0 : 4;
}

} // namespace utf8

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8::sequenceLength(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::nullopt;
}

std::string lineAndColumn(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::string_view start = newline == std::string_view::npos ? before : before.substr(newline + 1);
    const auto column = 1 + std::count_if(start.begin(), start.end(),
                            [](char c) { return !utf8::isContinuation(static_cast<unsigned char>(c)); });
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

} // namespace core
