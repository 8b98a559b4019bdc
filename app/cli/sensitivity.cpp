#include "app/cli/commands.h"
#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/results/sensitivity.h"
#include "core/simulate/resolved_plan.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace app {

namespace {

struct SensitivityArguments
{
    std::string file, at = "0 s";
    std::vector<std::string> links, nodes, plans;
    std::vector<double> factors;
    bool json = false;
};

core::Result<core::Sensitivity> swept(const core::Project& project, const core::Traces& traces, const SensitivityArguments& arguments)
{
    core::SensitivityOptions options;
    for (const std::string& link : arguments.links)
        options.targets.push_back({core::TargetKind::Link, link});
    for (const std::string& node : arguments.nodes)
        options.targets.push_back({core::TargetKind::Node, node});
    options.plans = arguments.plans;
    options.factors = arguments.factors;
    const auto at = core::parseQuantity<core::Seconds>(arguments.at);
    if (!at)
        return core::Error {at.error().message, "--at", at.error().expected, at.error().fix};
    options.at = core::rounded(at->value);
    options.traces = traces;
    for (const std::string& name : arguments.plans)
        if (std::none_of(project.plans.begin(), project.plans.end(), [&](const core::Plan& plan) { return plan.name == name; }))
            return core::resolved(project, core::builtInCatalogue(), name).error(); // with the names there are
    return core::sensitivityOf(project, core::builtInCatalogue(), options);
}

nlohmann::ordered_json jsonOf(const core::Sensitivity& result)
{
    nlohmann::ordered_json json {{"factors", result.factors}, {"plans", nlohmann::ordered_json::array()}, {"crossovers", nlohmann::ordered_json::array()}};
    for (const core::SensitivityCurve& curve : result.curves) {
        nlohmann::ordered_json times = nlohmann::ordered_json::array();
        for (const auto& time : curve.times)
            times.push_back(time ? nlohmann::ordered_json(core::seconds(*time).value) : nlohmann::ordered_json());
        json["plans"].push_back({{"plan", curve.plan}, {"feasible", curve.fits}, {"iteration_time_s", times}});
        if (curve.error)
            json["plans"].back()["error"] = core::describe(*curve.error);
    }
    for (const core::Crossover& crossover : result.crossovers)
        json["crossovers"].push_back({{"factor", crossover.factor}, {"best_below", crossover.slower}, {"best_above", crossover.faster},
            {"iteration_time_s", core::seconds(crossover.time).value}});
    return json;
}

void print(const core::Sensitivity& result)
{
    std::printf("%-20s", "speed");
    for (const double factor : result.factors)
        std::printf(" %9.3g %%", factor * 100);
    std::printf("\n");
    for (const core::SensitivityCurve& curve : result.curves) {
        std::printf("%-20s", curve.plan.c_str());
        for (const auto& time : curve.times)
            std::printf(" %11s", time ? core::formatted(*time).c_str() : "-");
        std::printf("%s%s\n", curve.fits ? "" : "  does not fit into memory", curve.error ? ("  " + core::describe(*curve.error)).c_str() : "");
    }
    for (const core::Crossover& crossover : result.crossovers)
        std::printf("above %.3g %% %s is the best, below %s (%s there)\n", crossover.factor * 100, crossover.faster.c_str(), crossover.slower.c_str(),
            core::formatted(crossover.time).c_str());
}

int runSensitivity(const SensitivityArguments& arguments)
{
    const auto open = opened(arguments.file, arguments.json);
    if (!open)
        return Refused;
    const auto result = swept(open->project, open->traces, arguments);
    if (!result) {
        refuse(arguments.file, result.error(), arguments.json);
        return Refused;
    }
    return answered(arguments.file, arguments.json, *open, [&] { return jsonOf(*result); }, [&] { print(*result); });
}

} // namespace

void addSensitivity(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<SensitivityArguments>();
    CLI::App* command = commands.add_subcommand("sensitivity", "Iteration time of plans against the speed of links or nodes, and where another plan becomes the best");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("--link", arguments->links, "links to slow down, as in a scenario: up:n3, up, wan-*");
    command->add_option("--node", arguments->nodes, "nodes to slow down");
    command->add_option("--plan", arguments->plans, "plans by name; all if not given");
    command->add_option("--factor", arguments->factors, "shares of the speed, ascending; 0.1 to 1 if not given");
    command->add_option("--at", arguments->at, "when on the scenario's clock the iterations start, as \"12 s\"");
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runSensitivity(*arguments); });
}

} // namespace app
