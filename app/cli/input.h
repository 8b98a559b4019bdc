#pragma once

#include "core/base/result.h"
#include "core/documents/check.h"
#include "core/documents/project.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace app {

/// The project of a file. A refused one is reported (on standard error, or as JSON on standard output).
std::optional<core::Project> loaded(const std::string& file, bool json);

/// Whether the project may be simulated; if not, its errors are reported.
bool checked(const core::Project& project, const std::string& file, bool json);

/// Reports a refusal, { "error": { "message", "where", ... } } with `json`.
void refuse(const std::string& file, const core::Error& error, bool json);

/// Writes a file whole or not at all; a failure is reported.
bool written(const std::string& file, const std::string& content, bool json);

nlohmann::ordered_json jsonOf(const core::Issue& issue);

} // namespace app
