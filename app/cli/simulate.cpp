#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/iterations.h"
#include "app/cli/measurement_files.h"
#include "app/cli/played_plan.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/results/chrome_trace.h"
#include "core/results/export_csv.h"
#include "core/results/gantt_picture.h"
#include "core/results/link_use.h"
#include "core/results/metrics.h"
#include "core/results/network_use.h"
#include "core/results/palette.h"
#include "core/results/svg.h"
#include "core/simulate/simulate.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

namespace app {

namespace {

struct SimulateArguments
{
    std::string file, plan, trace, csv, svg, profiled, save, at = "0 s";
    std::vector<std::string> profiles;
    bool json = false, effects = false;
    RunLength length;
};

nlohmann::ordered_json jsonOf(const core::Metrics& metrics, const core::Timeline& timeline)
{
    nlohmann::ordered_json memory = nlohmann::ordered_json::object();
    for (const core::DeviceMemory& device : metrics.memory)
        memory[device.device] = device.peak.value / core::gibibytes(1).value;
    char fingerprint[20];
    std::snprintf(fingerprint, sizeof fingerprint, "%016llx", static_cast<unsigned long long>(timeline.fingerprint));
    nlohmann::ordered_json json;
    json["plan"] = metrics.plan;
    json["feasible"] = metrics.feasible;
    json["iteration_time_s"] = core::seconds(metrics.iterationTime).value;
    json["tokens_per_s"] = metrics.tokensPerSecond;
    json["mfu"] = metrics.mfu;
    json["hfu"] = metrics.hfu;
    json["tflops_per_device"] = metrics.achievedPerDevice.value / 1e12;
    json["bubble_ratio"] = metrics.bubbleRatio;
    json["peak_memory_gib"] = metrics.peakMemory.value / core::gibibytes(1).value;
    json["peak_memory_device"] = metrics.peakDevice;
    json["memory_gib"] = memory;
    json["fullest_device"] = {{"device", metrics.fullest.device}, {"peak_gib", metrics.fullest.peak.value / core::gibibytes(1).value},
        {"limit_gib", metrics.fullest.limit.value / core::gibibytes(1).value}};
    json["idle_ns"] = metrics.idleNs;
    json["devices"] = metrics.devices;
    json["joules_per_token"] = metrics.joulesPerToken;
    json["dollars_per_million_tokens"] = metrics.dollarsPerMillionTokens > 0 ? nlohmann::ordered_json(metrics.dollarsPerMillionTokens) : nullptr;
    json["spans"] = timeline.spans.size();
    json["fingerprint"] = fingerprint;
    return json;
}

void print(const core::Metrics& metrics, const core::Timeline& timeline)
{
    char tokens[32];
    std::snprintf(tokens, sizeof tokens, "%.0f", metrics.tokensPerSecond);
    std::cout << "plan              " << metrics.plan << "\n"
              << "iteration time    " << core::formatted(metrics.iterationTime) << "\n"
              << "tokens/s          " << tokens << "\n"
              << "MFU               " << percent(metrics.mfu) << "\n"
              << "HFU               " << percent(metrics.hfu) << "  (" << core::formatted(metrics.achievedPerDevice) << " per device)\n"
              << "bubble ratio      " << percent(metrics.bubbleRatio) << "\n"
              << "peak memory       " << core::formatted(metrics.peakMemory) << " on " << metrics.peakDevice << "\n"
              << "fullest device    " << metrics.fullest.device << ", " << core::formatted(metrics.fullest.peak) << " of "
              << core::formatted(metrics.fullest.limit) << (metrics.feasible ? ", fits\n" : ", DOES NOT FIT\n")
              << "devices           " << metrics.devices << ", " << timeline.spans.size() << " spans on " << timeline.lanes.size() << " lanes\n";
}

bool drawn(const SimulateArguments& arguments, const PlayedPlan& plan, const core::Project& project)
{
    const auto links = core::linkUseOf(plan.timeline, plan.run, plan.run.plan.cluster, *project.cluster, {});
    if (!links) {
        refuse(arguments.file, links.error(), arguments.json);
        return false;
    }
    core::GanttView view = core::wholePlan(plan.metrics.plan, plan.explanation.bubbles, *links);
    view.lineName = [&project](int line) { return core::nameOfLine(project, line); };
    return written(arguments.svg, core::svg(core::ganttPicture(plan.timeline, view), core::builtInPalette(core::Scheme::Light)), arguments.json);
}

bool tabled(const SimulateArguments& arguments, const PlayedPlan& plan)
{
    std::error_code failure;
    std::filesystem::create_directories(arguments.csv, failure);
    const auto uses = core::networkUse(tracedOf(plan), core::linksOf(*plan.run.network));
    if (!uses) {
        refuse(arguments.file, uses.error(), arguments.json);
        return false;
    }
    return written(arguments.csv + "/links.csv", core::linksCsv(*uses, *plan.run.network), arguments.json)
        && written(arguments.csv + "/spans.csv", core::spansCsv(plan.timeline, plan.explanation.slack), arguments.json)
        && written(arguments.csv + "/memory.csv", core::memoryCsv(plan.timeline), arguments.json);
}

bool exported(const SimulateArguments& arguments, const PlayedPlan& plan, const core::Project& project)
{
    const core::Timeline& timeline = plan.timeline;
    const core::Causes causes {plan.explanation.bubbles, plan.explanation.delays,
        [&project](int line) { return core::nameOfLine(project, line); }};
    if (!arguments.trace.empty() && !written(arguments.trace, core::chromeTrace(timeline, &causes), arguments.json))
        return false;
    return (arguments.svg.empty() || drawn(arguments, plan, project)) && (arguments.csv.empty() || tabled(arguments, plan));
}

/// Gives the project the measured times that were asked for, and writes it where that was.
bool profiled(const SimulateArguments& arguments, core::Project& project)
{
    if (!arguments.profiles.empty()) {
        const auto profiles = profileFiles(arguments.profiles, arguments.json);
        if (!profiles)
            return false;
        auto measured = core::withProfiles(project, *profiles, arguments.profiled, core::builtInCatalogue());
        if (!measured) {
            refuse("--profiles", measured.error(), arguments.json);
            return false;
        }
        project = std::move(*measured);
    }
    return arguments.save.empty() || written(arguments.save, core::saveProject(project), arguments.json);
}

int runSimulate(const SimulateArguments& arguments)
{
    auto open = opened(arguments.file, arguments.json);
    if (!open || !profiled(arguments, open->project))
        return Refused;
    const auto plan = played(open->project, {arguments.file, arguments.plan, arguments.at, arguments.json, open->traces});
    if (!plan)
        return Refused;
    std::optional<core::Effects> effects;
    if (arguments.effects) {
        auto found = core::effectsOf(plan->timeline, plan->explanation, plan->run, open->project, core::builtInCatalogue(), plan->options);
        if (!found) {
            refuse(arguments.file, found.error(), arguments.json);
            return Refused;
        }
        effects = std::move(*found);
    }
    std::optional<PlayedRun> longRun;
    if (arguments.length.isGiven()) {
        longRun = playedLong(open->project, *plan, arguments.length, arguments.effects, {arguments.file, arguments.plan, arguments.at, arguments.json, {}});
        if (!longRun)
            return Refused;
    }
    if (!exported(arguments, *plan, open->project))
        return Refused;
    const core::Effects* shown = effects ? &*effects : nullptr;
    const auto made = [&] {
        nlohmann::ordered_json answer = jsonOf(plan->metrics, plan->timeline);
        addJson(answer, *plan, open->project, shown);
        if (longRun)
            addIterations(answer, *longRun, open->project);
        return answer;
    };
    const auto printed = [&] {
        print(plan->metrics, plan->timeline);
        printCauses(*plan, open->project, shown);
        if (longRun)
            printIterations(*longRun, open->project);
    };
    return answered(arguments.file, arguments.json, *open, made, printed);
}

} // namespace

void addSimulate(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<SimulateArguments>();
    CLI::App* command = commands.add_subcommand("simulate", "Simulates one iteration of a plan");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("--plan", arguments->plan, "plan by name; the first if not given");
    command->add_option("--profiles", arguments->profiles, "measured times of layers, which go before the formulas: a layer-profile file, or Sailor's or Metis' layout");
    command->add_option("--profiled-device", arguments->profiled, "the device of profiles that do not say it");
    command->add_option("--save", arguments->save, "write the project, with the measured times");
    command->add_option("--at", arguments->at, "when on the scenario's clock the iteration starts, as \"12 s\"");
    auto* iterations = command->add_option("--iterations", arguments->length.iterations, "play so many iterations through the scenario")
                           ->check(CLI::Range(1, 10'000'000));
    command->add_option("--until", arguments->length.until, "play all iterations that begin before this time of the scenario")->excludes(iterations);
    command->add_option("--checkpoint-every", arguments->length.checkpointEvery, "iterations between checkpoints, for what a lost node costs")
        ->check(CLI::Range(1, 10'000'000));
    command->add_option("--trace", arguments->trace, "write a Chrome trace (Perfetto loads it)");
    command->add_option("--csv", arguments->csv, "write spans.csv, memory.csv and links.csv into this folder");
    command->add_option("--svg", arguments->svg, "write the Gantt as SVG");
    command->add_flag("--effects", arguments->effects, "simulate again without each event, and without each of the flows that contend most");
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runSimulate(*arguments); });
}

} // namespace app
