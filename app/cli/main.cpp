#include "app/cli/commands.h"

#include "core/documents/nearest.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

/// Says so when the first word is no command.
bool isMisspelt(const CLI::App& commands, int argc, char** argv)
{
    const std::string word = argc > 1 ? argv[1] : "";
    std::vector<std::string> names;
    for (const CLI::App* command : commands.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    if (word.empty() || word.front() == '-' || std::find(names.begin(), names.end(), word) != names.end())
        return false;
    const std::string like = core::nearest(word, names);
    std::cerr << "clusterloom-cli: \"" << word << "\" is no command" << (like.empty() ? "" : "; did you mean " + like + "?") << "\nRun with --help for the list.\n";
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App commands {"Plans and simulates the training of large language models on clusters of unlike GPUs.", "clusterloom-cli"};
    commands.require_subcommand(1);
    commands.set_version_flag("--version", std::string(CLUSTERLOOM_VERSION));
    commands.footer("Exit codes: 0 done, 1 the input was refused (the message says where and why), 2 usage.");
    int code = app::Done;
    app::addAdapt(commands, code);
    app::addCalibrate(commands, code);
    app::addCheck(commands, code);
    app::addCompare(commands, code);
    app::addSimulate(commands, code);
    app::addSearch(commands, code);
    app::addSensitivity(commands, code);
    app::addTransfers(commands, code);
    app::addValidate(commands, code);
    if (isMisspelt(commands, argc, argv))
        return app::Usage;
    try {
        commands.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return commands.exit(error) == 0 ? app::Done : app::Usage;
    } catch (const std::exception& error) {
        std::cerr << "clusterloom-cli: " << error.what() << "\n";
        return app::Refused;
    }
    std::cout.flush();
    if (std::cout && std::fflush(stdout) == 0 && !std::ferror(stdout))
        return code;
    std::cerr << "clusterloom-cli: the answer could not be written to standard output\n";
    return app::Refused;
}
