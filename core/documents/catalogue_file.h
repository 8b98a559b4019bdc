#pragma once

#include "core/documents/catalogue.h"

#include <string>
#include <string_view>

namespace core {

/// Text of a devices.json, with the generations of `catalogue` in place of its own: one line for the facts of a device,
/// one for its efficiency and one for each generation. All else is kept as `devicesJson` has it.
Result<std::string> devicesText(std::string_view devicesJson, const Catalogue& catalogue);

} // namespace core
