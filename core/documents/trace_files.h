#pragma once

#include "core/base/result.h"
#include "core/documents/scenario.h"
#include "core/documents/scenario_changes.h"

#include <filesystem>

namespace core {

/// The traces that a scenario's script names, read from `folder` (that of the project file) unless their path is
/// absolute. Errors name the line of the script and the file: absent, unreadable, over 256 MiB, or what `parseTrace` says.
Result<Traces> readTraces(const Scenario& scenario, const std::filesystem::path& folder);

} // namespace core
