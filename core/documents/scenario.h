#pragma once

#include "core/base/quantity.h"
#include "core/base/table.h"
#include "core/documents/json_value.h"

#include <cstdint>
#include <optional>
#include <string>

namespace core {

/// Dated changes of links, nodes and devices: the lines of the script, verbatim, comments and blank lines included.
/// `scenario_text.h` reads them.
struct Scenario
{
    std::optional<Quantity<Seconds>> horizon;
    std::optional<std::uint64_t> seed;
    Table<std::string> events;
    Extras extras;
    bool operator==(const Scenario&) const = default;
};

} // namespace core
