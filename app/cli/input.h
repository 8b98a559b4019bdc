#pragma once

#include "core/base/result.h"
#include "core/documents/check.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace app {

/// The project of a file. A refused one is reported (on standard error, or as JSON on standard output).
std::optional<core::Project> loaded(const std::string& file, bool json);

/// Everything wrong with a project and the traces that its scenario names, and those that could be read.
struct CheckedProject
{
    std::vector<core::Issue> issues;
    core::Traces traces;
};
CheckedProject issuesOf(const core::Project& project, const std::string& file);

/// The issues are warnings, and the project may be simulated; if not, its errors are reported.
std::optional<CheckedProject> checked(const core::Project& project, const std::string& file, bool json);

/// Prints warnings to standard error. With JSON they belong into the answer instead: see `jsonOfWarnings`.
void warn(const std::string& file, const std::vector<core::Issue>& warnings);
nlohmann::ordered_json jsonOfWarnings(const std::vector<core::Issue>& warnings);

/// Reports a refusal, { "error": { "message", "where", ... } } with `json`.
void refuse(const std::string& file, const core::Error& error, bool json);

/// Writes a file whole or not at all; a failure is reported.
bool written(const std::string& file, const std::string& content, bool json);

nlohmann::ordered_json jsonOf(const core::Issue& issue);

/// To standard output; bytes that are not UTF-8 are replaced.
void printJson(const nlohmann::ordered_json& answer);

} // namespace app
