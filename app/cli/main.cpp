#include "app/cli/commands.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <iostream>

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
