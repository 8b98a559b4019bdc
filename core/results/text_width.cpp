#include "core/results/text_width.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace core {
namespace text_width {

constexpr int unitsPerEm = 2048;
// U+0020 to U+007E
constexpr std::array<std::uint16_t, 95> ascii {
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087,
    2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612,
    1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024,
    1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253,
    1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716};
// U+00A0 to U+00FF
constexpr std::array<std::uint16_t, 96> latin {
    651, 821, 1303, 1303, 1303, 1303, 690, 1024, 1024, 2048, 965, 1253, 1716, 739, 2048, 1024,
    1024, 1716, 821, 821, 1024, 1303, 1303, 651, 1024, 821, 965, 1253, 1985, 1985, 1985, 1087,
    1401, 1401, 1401, 1401, 1401, 1401, 1995, 1430, 1294, 1294, 1294, 1294, 604, 604, 604, 604,
    1587, 1532, 1612, 1612, 1612, 1612, 1612, 1716, 1612, 1499, 1499, 1499, 1499, 1251, 1239, 1290,
    1255, 1255, 1255, 1255, 1255, 1255, 2011, 1126, 1260, 1260, 1260, 1260, 569, 569, 569, 569,
    1253, 1298, 1253, 1253, 1253, 1253, 1253, 1716, 1253, 1298, 1298, 1298, 1298, 1212, 1300, 1212};
constexpr char32_t enDash = 0x2013, minus = 0x2212, rightArrow = 0x2192;

int advance(char32_t character)
{
    if (character >= 0x20 && character <= 0x7e)
        return ascii[character - 0x20];
    if (character >= 0xa0 && character <= 0xff)
        return latin[character - 0xa0];
    if (character == enDash)
        return 1024;
    return character == minus || character == rightArrow ? 1716 : unitsPerEm;
}

/// The character at `position`, which moves behind it. Broken UTF-8 gives a full em a byte.
char32_t next(std::string_view text, std::size_t& position)
{
    const auto lead = static_cast<unsigned char>(text[position++]);
    if (lead < 0x80)
        return lead;
    const int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    char32_t character = lead & (0x3fu >> following);
    for (int i = 0; i < following && position < text.size(); ++i)
        character = character << 6 | (static_cast<unsigned char>(text[position++]) & 0x3fu);
    return character;
}

} // namespace text_width

double textWidth(std::string_view text, double size)
{
    std::int64_t units = 0;
    for (std::size_t position = 0; position < text.size();)
        units += text_width::advance(text_width::next(text, position));
    return static_cast<double>(units) * size / text_width::unitsPerEm;
}

std::string elided(std::string_view text, double size, double width)
{
    if (textWidth(text, size) <= width)
        return std::string(text);
    double used = size; // of the ellipsis
    std::size_t end = 0;
    for (std::size_t position = 0; position < text.size(); end = position) {
        used += text_width::advance(text_width::next(text, position)) * size / text_width::unitsPerEm;
        if (used > width)
            break;
    }
    return end == 0 ? std::string() : std::string(text.substr(0, end)) + "\u2026";
}

} // namespace core
