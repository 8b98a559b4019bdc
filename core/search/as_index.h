#pragma once

#include <concepts>
#include <cstddef>

namespace core {

/// A whole number that is not negative, as an index.
constexpr std::size_t asIndex(std::integral auto number) { return static_cast<std::size_t>(number); }

} // namespace core
