#pragma once

#include "core/base/result.h"
#include "core/documents/check.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
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

/// A project that may be simulated.
struct OpenedProject
{
    core::Project project;
    std::vector<core::Issue> warnings;
    core::Traces traces;
};
/// Loads and checks a file; one that is refused is reported.
std::optional<OpenedProject> opened(const std::string& file, bool json);

/// Prints an answer with the project's warnings: as JSON they are part of it, else they go to standard error. Returns Done.
int answered(const std::string& file, bool json, const OpenedProject& opened, const std::function<nlohmann::ordered_json()>& made, const std::function<void()>& print);

void warn(const std::string& file, const std::vector<core::Issue>& warnings);
nlohmann::ordered_json jsonOfWarnings(const std::vector<core::Issue>& warnings);

/// Reports a refusal, { "error": { "message", "where", ... } } with `json`.
void refuse(const std::string& file, const core::Error& error, bool json);

/// Whether `written` could write a file of this name now; if not, that is reported.
bool canBeWritten(const std::string& file, bool json);

/// Writes a file whole or not at all, a device or pipe as it comes; a failure is reported.
bool written(const std::string& file, const std::string& content, bool json);

nlohmann::ordered_json jsonOf(const core::Issue& issue);
/// { "message", "where", "expected", "fix" }, without what is not known.
nlohmann::ordered_json jsonOfError(const core::Error& error);

/// To standard output; bytes that are not UTF-8 are replaced.
void printJson(const nlohmann::ordered_json& answer);

} // namespace app
