#include "app/cli/input.h"

#include "app/cli/commands.h"
#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/documents/trace_files.h"
#include "core/results/check_all.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace app {

namespace {

bool put(const std::string& content, const std::filesystem::path& file)
{
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    stream.close();
    return static_cast<bool>(stream);
}

/// The file that a name or a symbolic link stands for.
std::filesystem::path targetOf(const std::string& file, std::error_code& failure)
{
    std::error_code absent;
    return std::filesystem::is_symlink(file, absent) ? std::filesystem::weakly_canonical(file, failure) : std::filesystem::path(file);
}

std::filesystem::path partialOf(std::filesystem::path target) { return target += ".part"; }

core::Error unwritable(const std::string& file) { return {"cannot be written", file, "a path in a folder that exists and may be written", ""}; }

/// Puts the file anew beside its place, then there; it keeps its permissions.
bool replaced(const std::string& file, const std::filesystem::file_status& known, const std::string& content)
{
    std::error_code failure;
    const std::filesystem::path target = targetOf(file, failure);
    const std::filesystem::path partial = partialOf(target);
    const bool isPut = !failure && put(content, partial);
    if (isPut && std::filesystem::exists(known))
        std::filesystem::permissions(partial, known.permissions(), failure);
    if (isPut && !failure)
        std::filesystem::rename(partial, target, failure);
    if (!isPut || failure)
        std::remove(partial.c_str());
    return isPut && !failure;
}

void refuseAll(const std::string& file, const std::vector<core::Error>& errors, bool json)
{
    if (!json) {
        for (const core::Error& error : errors)
            std::cerr << (error.where == file ? "" : file + ": ") << core::describe(error) << "\n";
        return;
    }
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const core::Error& error : errors)
        all.push_back(jsonOfError(core::Error {error.message, error.where.empty() ? file : error.where, error.expected, error.fix}));
    nlohmann::ordered_json answer {{"error", all.front()}};
    if (all.size() > 1)
        answer["errors"] = all;
    printJson(answer);
}

} // namespace

void printJson(const nlohmann::ordered_json& answer)
{
    std::cout << answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

nlohmann::ordered_json jsonOf(const core::Issue& issue)
{
    return {{"pointer", issue.pointer}, {"severity", issue.severity == core::Severity::Error ? "error" : "warning"},
        {"message", issue.message}, {"expected", issue.expected}, {"fix", issue.fix}};
}

nlohmann::ordered_json jsonOfError(const core::Error& error)
{
    nlohmann::ordered_json json {{"message", error.message}, {"where", error.where}};
    if (!error.expected.empty())
        json["expected"] = error.expected;
    if (!error.fix.empty())
        json["fix"] = error.fix;
    return json;
}

std::optional<core::Project> loaded(const std::string& file, bool json)
{
    core::LoadResult result = core::loadProject(file);
    if (!result.project)
        refuseAll(file, result.errors, json);
    return std::move(result.project);
}

CheckedProject issuesOf(const core::Project& project, const std::string& file)
{
    CheckedProject checked {core::checkAll(project, core::builtInCatalogue()), {}};
    if (!project.scenario)
        return checked;
    core::ReadTraces read = core::readAllTraces(*project.scenario, std::filesystem::path(file).parent_path());
    for (const core::Error& error : read.errors)
        checked.issues.push_back({error.where, core::Severity::Error, error.message, error.expected, error.fix});
    checked.traces = std::move(read.traces);
    return checked;
}

std::optional<OpenedProject> opened(const std::string& file, bool json)
{
    auto project = loaded(file, json);
    if (!project)
        return {};
    CheckedProject found = issuesOf(*project, file);
    std::vector<core::Error> errors;
    for (const core::Issue& issue : found.issues)
        if (issue.severity == core::Severity::Error)
            errors.push_back({issue.message, issue.pointer, issue.expected, issue.fix});
    if (errors.empty())
        return OpenedProject {std::move(*project), std::move(found.issues), std::move(found.traces)};
    refuseAll(file, errors, json);
    return {};
}

int answered(const std::string& file, bool json, const OpenedProject& opened, const std::function<nlohmann::ordered_json()>& made, const std::function<void()>& print)
{
    if (!json) {
        warn(file, opened.warnings);
        print();
        return Done;
    }
    nlohmann::ordered_json answer = made();
    answer["warnings"] = jsonOfWarnings(opened.warnings);
    printJson(answer);
    return Done;
}

void warn(const std::string& file, const std::vector<core::Issue>& warnings)
{
    for (const core::Issue& warning : warnings)
        std::cerr << file << ": warning: " << core::describe({warning.message, warning.pointer, warning.expected, warning.fix}) << "\n";
}

nlohmann::ordered_json jsonOfWarnings(const std::vector<core::Issue>& warnings)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const core::Issue& warning : warnings)
        list.push_back(jsonOf(warning));
    return list;
}

void refuse(const std::string& file, const core::Error& error, bool json)
{
    refuseAll(file, {error}, json);
}

bool written(const std::string& file, const std::string& content, bool json)
{
    std::error_code absent;
    const std::filesystem::file_status known = std::filesystem::status(file, absent);
    const bool isStream = std::filesystem::exists(known) && !std::filesystem::is_regular_file(known);
    if (isStream ? put(content, file) : replaced(file, known, content))
        return true;
    refuse(file, unwritable(file), json);
    return false;
}

bool canBeWritten(const std::string& file, bool json)
{
    std::error_code failure, absent;
    const std::filesystem::file_status known = std::filesystem::status(file, absent);
    if (std::filesystem::exists(known) && !std::filesystem::is_regular_file(known) && !std::filesystem::is_directory(known))
        return true;
    const std::filesystem::path partial = partialOf(targetOf(file, failure));
    const bool can = !failure && !std::filesystem::is_directory(known) && put("", partial);
    std::filesystem::remove(partial, absent);
    if (!can)
        refuse(file, unwritable(file), json);
    return can;
}

} // namespace app
