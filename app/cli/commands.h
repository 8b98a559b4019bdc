#pragma once

#include <string>

namespace CLI {
class App;
}

namespace app {

/// Exit codes of the command line.
enum ExitCode { Done = 0, Refused = 1, Usage = 2 };

/// Each adds its subcommand; when the user calls it, its exit code is stored in `code`.
void addAdapt(CLI::App& commands, int& code);
void addCalibrate(CLI::App& commands, int& code);
void addCheck(CLI::App& commands, int& code);
void addCompare(CLI::App& commands, int& code);
void addSimulate(CLI::App& commands, int& code);
void addTransfers(CLI::App& commands, int& code);
void addSearch(CLI::App& commands, int& code);
void addSensitivity(CLI::App& commands, int& code);
void addValidate(CLI::App& commands, int& code);

} // namespace app
