#pragma once

#include <string>
#include <string_view>

namespace core {

/// Width of a line of UTF-8 text in DejaVu Sans, without kerning, at `size` pixels to the em. Advance widths of version
/// 2.37 (DejaVuSans.ttf, table hmtx) for Latin-1 and common punctuation; any other character counts as a full em.
double textWidth(std::string_view text, double size);

/// The text, or its beginning followed by "…" that fits `width`; empty when nothing does.
std::string elided(std::string_view text, double size, double width);

} // namespace core
