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
    std::vector<std::string> files, profiles;
    std::string devices, profiled;
    int threads = 0;
    bool json = false, rows = false, breakdown = false, crossValidated = false;
};

/// Gives every run on a device that was measured, with its model, the measured times. Says how many there are.
bool profiled(const ValidateArguments& arguments, const core::Catalogue& catalogue, std::vector<core::Measurements>& files)
{
    if (arguments.profiles.empty())
        return true;
    const auto profiles = profileFiles(arguments.profiles, arguments.json);
    if (!profiles)
        return false;
    int runs = 0;
    for (core::Measurements& file : files)
        for (core::MeasuredRun& run : file.runs)
            if (auto project = core::withProfiles(run.project, *profiles, arguments.profiled, catalogue)) {
                run.project = std::move(*project);
                ++runs;
            }
    std::cerr << "measured times of layers: for " << runs << " runs\n";
    return true;
}

int runValidate(const ValidateArguments& arguments)
{
    auto files = measurementFiles(arguments.files, arguments.json);
    const auto catalogue = catalogueWith(arguments.devices, arguments.json);
    if (!files || !catalogue || !profiled(arguments, *catalogue, *files))
        return Refused;
    core::ValidateOptions options;
    options.threads = arguments.threads;
    options.withParts = arguments.breakdown;
    core::CalibrateOptions fit;
    fit.threads = arguments.threads;
    fit.tell = tellProgress;
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
    command->add_option("--profiles", arguments->profiles, "measured times of layers, which go before the formulas: a layer-profile file, or Sailor's or Metis' layout");
    command->add_option("--profiled-device", arguments->profiled, "the device of profiles that do not say it");
    command->add_option("--threads", arguments->threads, "0: as many as the machine has")->check(CLI::Range(0, 1024));
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runValidate(*arguments); });
}

} // namespace app
