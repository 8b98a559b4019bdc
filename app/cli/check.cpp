#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "core/documents/project_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

namespace app {

namespace {

struct CheckArguments
{
    std::string file;
    bool json = false;
};

/// What could not be read is an issue as well.
std::vector<core::Issue> allOf(const core::LoadResult& result, const std::string& file)
{
    if (result.project)
        return issuesOf(*result.project, file).issues;
    std::vector<core::Issue> issues;
    for (const core::Error& error : result.errors)
        issues.push_back({error.where, core::Severity::Error, error.message, error.expected, error.fix});
    return issues;
}

int runCheck(const CheckArguments& arguments)
{
    const core::LoadResult read = core::loadProject(arguments.file);
    const std::vector<core::Issue> issues = allOf(read, arguments.file);
    std::vector<core::Issue> warnings;
    std::copy_if(issues.begin(), issues.end(), std::back_inserter(warnings),
        [](const core::Issue& issue) { return issue.severity == core::Severity::Warning; });
    const bool refused = core::hasErrors(issues);
    if (arguments.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const core::Issue& issue : issues)
            list.push_back(jsonOf(issue));
        nlohmann::ordered_json answer {{"issues", list}, {"warnings", jsonOfWarnings(warnings)}};
        if (!read.project)
            answer["error"] = jsonOfError(read.errors.front());
        printJson(answer);
    } else {
        warn(arguments.file, warnings);
        for (const core::Issue& issue : issues)
            if (issue.severity == core::Severity::Error)
                std::cout << "error   " << core::describe({issue.message, issue.pointer, issue.expected, issue.fix}) << "\n";
        if (!refused)
            std::cout << arguments.file << (warnings.empty() ? ": no issues\n" : ": no errors\n");
    }
    return refused ? Refused : Done;
}

} // namespace

void addCheck(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = commands.add_subcommand("check", "Lists everything that is wrong with a project");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runCheck(*arguments); });
}

} // namespace app
