#pragma once

#include "core/base/result.h"
#include "core/documents/scenario.h"
#include "core/documents/scenario_changes.h"

#include <filesystem>
#include <vector>

namespace core {

struct ReadTraces
{
    Traces traces;
    std::vector<Error> errors; ///< by line
};

/// The traces that a scenario's script names, read from `folder` (that of the project file) unless their path is
/// absolute. Errors point to the line of the script ("/scenario/events/2"); the message begins with "line 3, column 7: "
/// and names the file: absent, unreadable, over 256 MiB, or what `parseTrace` says.
ReadTraces readAllTraces(const Scenario& scenario, const std::filesystem::path& folder);

/// The error is the first one.
Result<Traces> readTraces(const Scenario& scenario, const std::filesystem::path& folder);

} // namespace core
