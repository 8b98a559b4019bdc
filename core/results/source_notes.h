#pragma once

#include <string_view>

namespace core {

/// What is known of why the runs of a published source are predicted wrong, in sentences for the user; empty: nothing is.
/// They say what is left out of the model, and hold until that is put in.
std::string_view noteOf(std::string_view source);

} // namespace core
