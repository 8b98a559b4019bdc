#include "app/cli/commands.h"
#include "app/cli/input.h"

#include "core/documents/catalogue.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace app {

namespace {

struct CheckArguments
{
    std::string file;
    bool json = false;
};

int runCheck(const CheckArguments& arguments)
{
    const auto project = loaded(arguments.file, arguments.json);
    if (!project)
        return Refused;
    const std::vector<core::Issue> issues = core::check(*project, core::builtInCatalogue());
    if (arguments.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const core::Issue& issue : issues)
            list.push_back(jsonOf(issue));
        std::cout << nlohmann::ordered_json {{"issues", list}}.dump(2) << "\n";
    } else {
        for (const core::Issue& issue : issues)
            std::cout << (issue.severity == core::Severity::Error ? "error   " : "warning ")
                      << core::describe({issue.message, issue.pointer, issue.expected, issue.fix}) << "\n";
        if (issues.empty())
            std::cout << arguments.file << ": no issues\n";
    }
    return core::hasErrors(issues) ? Refused : Done;
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
