#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the other, ignoring case
/// (restricted Damerau-Levenshtein). Words over 64 bytes compare by their first 64.
std::size_t editDistance(std::string_view a, std::string_view b);

/// The shortest known word that begins with `word`, from three letters on; else the one most like it, or "" when none is
/// close (over a third of its letters, at least 2). Case does not count. The first wins among equals. Offers too many to compare (over 2,000) give "".
std::string nearest(std::string_view word, const std::vector<std::string>& known);

} // namespace core
