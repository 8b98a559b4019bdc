#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/measurement_files.h"
#include "app/cli/validation_report.h"

#include "core/documents/catalogue.h"
#include "core/results/calibration.h"
#include "core/results/validation.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace app {

namespace {

struct ValidateArguments
{
    std::vector<std::string> files;
    std::string devices;
    int threads = 0;
    bool json = false, rows = false, breakdown = false, crossValidated = false;
};

int runValidate(const ValidateArguments& arguments)
{
    const auto files = measurementFiles(arguments.files, arguments.json);
    const auto catalogue = catalogueWith(arguments.devices, arguments.json);
    if (!files || !catalogue)
        return Refused;
    core::ValidateOptions options;
    options.threads = arguments.threads;
    options.withParts = arguments.breakdown;
    core::CalibrateOptions fit;
    fit.threads = arguments.threads;
    const core::ValidationReport report = arguments.crossValidated
        ? core::validateFolds(*files, core::calibrate(*files, *catalogue, fit), options)
        : core::validate(*files, *catalogue, options);
    const ReportParts parts {arguments.rows || arguments.breakdown, arguments.breakdown};
    if (arguments.json)
        std::cout << jsonOf(report, parts).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    else
        std::cout << textOf(report, parts);
    return Done;
}

} // namespace

void addValidate(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<ValidateArguments>();
    CLI::App* command = commands.add_subcommand("validate", "Compares predictions with published training runs");
    command->add_option("FILES", arguments->files, "measurement files (.json); those built in if none is given");
    command->add_flag("--rows", arguments->rows, "list every row");
    command->add_flag("--breakdown", arguments->breakdown, "list every row with where its predicted time goes");
    command->add_flag("--cross-validated", arguments->crossValidated,
        "predict every row with constants fitted without its model shape (or cluster); takes minutes");
    command->add_option("--devices", arguments->devices, "devices.json with other constants, as `calibrate --out` writes it");
    command->add_option("--threads", arguments->threads, "0: as many as the machine has")->check(CLI::Range(0, 1024));
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runValidate(*arguments); });
}

} // namespace app
