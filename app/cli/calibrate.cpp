#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/measurement_files.h"
#include "app/cli/validation_report.h"

#include "core/documents/catalogue_file.h"
#include "core/documents/embedded.h"
#include "core/documents/nearest.h"
#include "core/documents/text_file.h"
#include "core/results/calibration.h"
#include "core/results/scored_runs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <memory>

namespace app {

namespace {

using ReportJson = nlohmann::ordered_json;

struct CalibrateArguments
{
    std::vector<std::string> files;
    std::string device, out, devices, table;
    int threads = 0;
    int rows = 40;
    bool json = false;
};

/// The device that was meant, in quotes; none: nothing is like it.
std::string likeDevice(const core::Catalogue& catalogue, const std::string& name)
{
    std::vector<std::string> ids;
    for (const core::Device& device : catalogue.devices)
        ids.push_back(device.id.text);
    const std::string like = core::nearest(name, ids);
    return like.empty() ? like : "\"" + like + "\"";
}

std::string today()
{
    const std::time_t now = std::time(nullptr);
    char text[16];
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
    return text;
}

ReportJson constantsJson(const core::Calibration& calibration)
{
    ReportJson list = ReportJson::array();
    for (const core::FittedKey& fitted : calibration.keys) {
        ReportJson entry {{"device", fitted.key.device}, {"software", fitted.key.software}, {"rows", fitted.rows}, {"sources", fitted.sources}};
        for (const core::FittedConstant& constant : core::fittedConstants())
            entry[constant.name] = constant.get(core::constantsOf(calibration.catalogue, fitted.key));
        list.push_back(entry);
    }
    return list;
}

void printCalibration(const core::Calibration& calibration)
{
    for (const core::FittedKey& fitted : calibration.keys) {
        std::cout << fitted.key.device << ", " << fitted.key.software << ": " << fitted.rows << " of " << fitted.published << " runs\n ";
        for (const core::FittedConstant& constant : core::fittedConstants())
            std::cout << " " << constant.name << " " << constant.get(core::constantsOf(calibration.catalogue, fitted.key));
        std::cout << "\n";
    }
    std::cout << "mean |log(predicted / measured)|, sources alike: " << calibration.objectiveBefore << " with the facts, "
              << calibration.objectiveAfter << " fitted\n";
}

/// Rows that nothing could be learnt from, and why.
std::string leftOut(const core::ValidationReport& report)
{
    std::string text;
    for (const core::RowScore& row : report.rows)
        if (row.skipped)
            text += "left out " + row.source + ", " + row.id + ": " + core::describe(*row.skipped) + "\n";
    return text;
}

bool hasRows(const core::Calibration& calibration)
{
    return std::any_of(calibration.keys.begin(), calibration.keys.end(), [](const core::FittedKey& fitted) { return fitted.rows > 0; });
}

/// There is nothing to fit on: says why of the first row that was skipped.
void refuseWithoutRows(const CalibrateArguments& arguments, const core::ValidationReport& report)
{
    const auto skipped = std::find_if(report.rows.begin(), report.rows.end(), [](const core::RowScore& row) { return row.skipped.has_value(); });
    const std::string reason = skipped == report.rows.end() ? "" : "; of " + skipped->id + ": " + core::describe(*skipped->skipped);
    const std::string device = arguments.device.empty() ? "devices that the catalogue has" : arguments.device;
    refuse(arguments.files.empty() ? "calibrate" : arguments.files.front(),
        {"no run can be fitted on" + reason, {}, "a whole run with measured.iteration_s, without open values or special features, on " + device, {}}, arguments.json);
}

bool saved(const CalibrateArguments& arguments, const core::Calibration& calibration)
{
    if (arguments.out.empty())
        return true;
    std::string facts(core::embedded::devicesJson());
    if (!arguments.devices.empty())
        facts = core::readTextFile(arguments.devices, "a catalogue of devices (.json)").value();
    const auto text = core::devicesText(facts, calibration.catalogue);
    if (!text)
        refuse(arguments.out, text.error(), arguments.json);
    return text && written(arguments.out, *text, arguments.json);
}

core::CalibrateOptions fitOf(const CalibrateArguments& arguments)
{
    core::CalibrateOptions options;
    options.threads = arguments.threads;
    options.device = arguments.device;
    options.rowsPerSource = arguments.rows;
    options.date = today();
    options.tell = tellProgress;
    return options;
}

core::ValidateOptions scoringOf(const CalibrateArguments& arguments)
{
    core::ValidateOptions scoring;
    scoring.threads = arguments.threads;
    scoring.bounds = false;
    return scoring;
}

/// Predicts all runs and prints how well.
int scored(const CalibrateArguments& arguments, const std::vector<core::Measurements>& files, const core::Calibration& calibration)
{
    tellProgress("predicting all runs, with these constants and with those of the folds");
    const core::ValidationReport fitted = core::validate(files, calibration.catalogue, scoringOf(arguments));
    const core::ValidationReport folds = core::validateFolds(files, calibration, scoringOf(arguments));
    const auto table = [&] { return core::tableOf(core::scoredRuns(files, calibration.catalogue, fitted, folds)); };
    if (!arguments.table.empty() && !written(arguments.table, table(), arguments.json))
        return Refused;
    if (arguments.json) {
        printJson({{"constants", constantsJson(calibration)}, {"fitted", jsonOf(fitted, {})}, {"cross_validated", jsonOf(folds, {})}});
        return Done;
    }
    std::cerr << leftOut(fitted);
    printCalibration(calibration);
    std::cout << "\nwith these constants (in sample)\n" << summaryOf(fitted) << "\ncross-validated\n" << summaryOf(folds);
    return Done;
}

int runCalibrate(const CalibrateArguments& arguments)
{
    const auto files = measurementFiles(arguments.files, arguments.json);
    const auto facts = catalogueWith(arguments.devices, arguments.json);
    if (!files || !facts)
        return Refused;
    if (!arguments.device.empty() && !core::findDevice(*facts, core::DeviceKindId {arguments.device})) {
        refuse("--device", {"there is no device \"" + arguments.device + "\"", "--device", "an id of the catalogue", likeDevice(*facts, arguments.device)}, arguments.json);
        return Refused;
    }
    const core::Calibration calibration = core::calibrate(*files, *facts, fitOf(arguments));
    if (!hasRows(calibration)) {
        refuseWithoutRows(arguments, core::validate(*files, *facts, scoringOf(arguments)));
        return Refused;
    }
    return saved(arguments, calibration) ? scored(arguments, *files, calibration) : Refused;
}

} // namespace

void addCalibrate(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<CalibrateArguments>();
    CLI::App* command = commands.add_subcommand("calibrate", "Fits the constants of device kinds and software generations to measured runs");
    command->add_option("FILES", arguments->files, "measurement files (.json); those built in if none is given");
    command->add_option("--device", arguments->device, "only this kind of device");
    command->add_option("--out", arguments->out, "write a devices.json with the fitted constants");
    command->add_option("--table", arguments->table, "write every run with both predictions (as resources/predictions.csv)");
    command->add_option("--devices", arguments->devices, "devices.json with the facts to start from; the built-in one if not given");
    command->add_option("--rows", arguments->rows, "rows of a source to fit on, at most")->check(CLI::Range(1, 100000));
    command->add_option("--threads", arguments->threads, "0: as many as the machine has")->check(CLI::Range(0, 1024));
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runCalibrate(*arguments); });
}

} // namespace app
