#pragma once

#include <string>
#include <string_view>

namespace core {

/// `Measurements::known` of the published runs of a source that ship with the program; empty: nothing is known.
std::string noteOf(std::string_view source);

} // namespace core
