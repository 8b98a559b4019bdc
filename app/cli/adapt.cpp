#include "app/cli/commands.h"
#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/search/adapt/adapt.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>

namespace app {

namespace adapt_command {

using Json = nlohmann::ordered_json;

struct AdaptArguments
{
    std::string file, plan, detection = "1 s", planning = "5 s", restart = "30 s";
    int threads = 0;
    int states = 4;
    std::int64_t nodeLimit = 4000;
    double gap = 0.01;
    bool json = false;
};

volatile std::sig_atomic_t interrupted = 0; ///< a signal handler may touch nothing else

void interrupt(int) { interrupted = 1; }

double inSeconds(core::Nanoseconds time) { return core::seconds(time).value; }

Json secondsOrNull(core::Nanoseconds time) { return time == core::Nanoseconds::never() ? Json(nullptr) : Json(inSeconds(time)); }

const std::string& nameOf(const core::Adaptation& adaptation, int plan) { return adaptation.plans[static_cast<std::size_t>(plan)].plan.name; }

Json jsonOf(const core::Adaptation& adaptation, const core::PlanSwitch& one)
{
    return {{"at_s", inSeconds(one.at)}, {"from", nameOf(adaptation, one.from)}, {"to", nameOf(adaptation, one.to)}, {"reason", one.reason},
        {"bytes", one.migration.bytes.value}, {"migration_s", inSeconds(one.migration.end - one.at)},
        {"restart_s", inSeconds(one.resumed - one.migration.end)}, {"cost_s", inSeconds(one.resumed - one.at)}, {"stops_iteration", one.stops}};
}

Json jsonOf(const core::Adaptation& adaptation, const core::PolicyRun& run)
{
    Json json {{"policy", run.policy}, {"plan", nameOf(adaptation, run.plan)}, {"samples", std::int64_t {run.iterations} * adaptation.samplesPerIteration},
        {"iterations", run.iterations}, {"switches", Json::array()}, {"outages", Json::array()}, {"series", Json::array()}};
    for (const core::PlanOutage& outage : run.outages)
        json["outages"].push_back({{"at_s", inSeconds(outage.at)}, {"back_s", secondsOrNull(outage.back)}});
    for (const core::PlanSwitch& one : run.switches)
        json["switches"].push_back(jsonOf(adaptation, one));
    for (const core::SeriesPoint& point : run.series)
        json["series"].push_back({inSeconds(point.at), std::int64_t {point.iterations} * adaptation.samplesPerIteration});
    return json;
}

Json jsonOf(const core::Adaptation& adaptation, const core::Adaptation::Drop& drop)
{
    return {{"reason", drop.words}, {"at_s", inSeconds(drop.at)}, {"length_s", inSeconds(drop.length)}, {"stay", nameOf(adaptation, drop.stay)},
        {"other", nameOf(adaptation, drop.other)}, {"stay_before_s", secondsOrNull(drop.times.stayBefore)},
        {"stay_during_s", secondsOrNull(drop.times.stayDuring)}, {"other_before_s", secondsOrNull(drop.times.otherBefore)},
        {"other_during_s", secondsOrNull(drop.times.otherDuring)}, {"there_s", secondsOrNull(drop.times.there)},
        {"back_s", secondsOrNull(drop.times.back)}, {"break_even_s", drop.breakEven ? Json(inSeconds(*drop.breakEven)) : Json(nullptr)}};
}

Json jsonOf(const core::Adaptation& adaptation, const core::AdaptCosts& costs)
{
    Json json {{"horizon_s", inSeconds(adaptation.horizon)},
        {"parameters", {{"detection_s", inSeconds(costs.detection)}, {"planning_s", inSeconds(costs.planning)}, {"restart_s", inSeconds(costs.restart)}}},
        {"plans", Json::array()}, {"policies", Json::array()}, {"break_even", Json::array()}, {"drop", nullptr}};
    for (const core::PooledPlan& plan : adaptation.plans)
        json["plans"].push_back({{"name", plan.plan.name}, {"words", plan.words}, {"origin", plan.origin}, {"plan", Json::parse(core::planText(plan.plan))}});
    for (const core::PolicyRun& run : adaptation.policies)
        json["policies"].push_back(jsonOf(adaptation, run));
    if (!adaptation.drop) {
        json["no_drop"] = adaptation.noDrop;
        return json;
    }
    json["drop"] = jsonOf(adaptation, *adaptation.drop);
    for (const core::BreakEvenPoint& point : adaptation.drop->curve)
        json["break_even"].push_back({inSeconds(point.drop), point.gain * adaptation.samplesPerIteration});
    return json;
}

void print(const core::Adaptation& adaptation, const core::PolicyRun& run, const core::PolicyRun& stay)
{
    const auto samples = std::int64_t {run.iterations} * adaptation.samplesPerIteration;
    const double gain = stay.iterations > 0 ? 100.0 * run.iterations / stay.iterations - 100 : 0;
    std::printf("%-12s %10lld samples %+7.1f %%   begins with %s\n", run.policy.c_str(), static_cast<long long>(samples), gain,
        nameOf(adaptation, run.plan).c_str());
    for (const core::PlanSwitch& one : run.switches)
        std::printf("  at %s to %s (%s): %s moved in %s, going on after %s\n", core::formatted(one.at).c_str(), nameOf(adaptation, one.to).c_str(),
            one.reason.c_str(), core::formatted(one.migration.bytes).c_str(), core::formatted(one.migration.end - one.at).c_str(),
            core::formatted(one.resumed - one.at).c_str());
    for (const core::PlanOutage& outage : run.outages)
        std::printf("  devices down from %s %s\n", core::formatted(outage.at).c_str(),
            outage.back == core::Nanoseconds::never() ? "on, for good" : ("to " + core::formatted(outage.back)).c_str());
}

void print(const core::Adaptation& adaptation)
{
    std::printf("plans\n");
    for (const core::PooledPlan& plan : adaptation.plans)
        std::printf("  %s: %s%s\n", plan.plan.name.c_str(), plan.origin.c_str(), plan.words == plan.plan.name ? "" : (": " + plan.words).c_str());
    std::printf("\nover %s\n", core::formatted(adaptation.horizon).c_str());
    for (const core::PolicyRun& run : adaptation.policies)
        print(adaptation, run, adaptation.policies.front());
    if (!adaptation.drop) {
        std::printf("\nno break-even: %s\n", adaptation.noDrop.c_str());
        return;
    }
    const core::Adaptation::Drop& drop = *adaptation.drop;
    const std::string during = drop.times.stayDuring == core::Nanoseconds::never() ? "none" : core::formatted(drop.times.stayDuring);
    std::printf("\n%s\n  %s: %s an iteration instead of %s; %s would need %s\n", drop.words.c_str(), nameOf(adaptation, drop.stay).c_str(),
        during.c_str(), core::formatted(drop.times.stayBefore).c_str(), nameOf(adaptation, drop.other).c_str(), core::formatted(drop.times.otherDuring).c_str());
    if (drop.breakEven)
        std::printf("  changing plans pays from a drop of %s on; this one lasts %s\n", core::formatted(*drop.breakEven).c_str(), core::formatted(drop.length).c_str());
    else
        std::printf("  changing plans never pays\n");
}

core::Result<core::Nanoseconds> timeOf(const std::string& text, const char* option)
{
    const auto time = core::parseQuantity<core::Seconds>(text);
    if (!time)
        return core::Error {time.error().message, option, time.error().expected, time.error().fix};
    return core::rounded(time->value);
}

core::Result<core::AdaptOptions> optionsOf(const AdaptArguments& arguments, const core::Traces& traces)
{
    core::AdaptOptions options;
    for (const auto& [text, option, time] : {std::tuple(&arguments.detection, "--detection", &options.costs.detection),
             std::tuple(&arguments.planning, "--planning", &options.costs.planning), std::tuple(&arguments.restart, "--restart", &options.costs.restart)}) {
        const auto parsed = timeOf(*text, option);
        if (!parsed)
            return parsed.error();
        *time = *parsed;
    }
    options.plan = arguments.plan;
    options.pool.traces = traces;
    options.pool.threads = arguments.threads;
    options.pool.states = arguments.states;
    options.pool.nodeLimit = arguments.nodeLimit;
    options.pool.gap = arguments.gap;
    options.pool.goOn = [] { return !interrupted; };
    if (!arguments.json)
        options.pool.heard = [](const std::string& doing, double) { std::cerr << "  " << doing << "\n"; };
    return options;
}

int runAdapt(const AdaptArguments& arguments)
{
    const auto open = opened(arguments.file, arguments.json);
    if (!open)
        return Refused;
    const auto options = optionsOf(arguments, open->traces);
    if (!options) {
        refuse(arguments.file, options.error(), arguments.json);
        return Refused;
    }
    const auto before = std::signal(SIGINT, interrupt);
    const auto adaptation = core::adapt(open->project, core::builtInCatalogue(), *options);
    std::signal(SIGINT, before);
    if (!adaptation) {
        refuse(arguments.file, adaptation.error(), arguments.json);
        return Refused;
    }
    return answered(arguments.file, arguments.json, *open, [&] { return jsonOf(*adaptation, options->costs); }, [&] { print(*adaptation); });
}

} // namespace adapt_command

void addAdapt(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<adapt_command::AdaptArguments>();
    CLI::App* command = commands.add_subcommand("adapt", "Compares policies over the scenario: stay, re-plan at each change, robust, clairvoyant");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("--plan", arguments->plan, "plan of the project to begin with; the fastest if not given");
    command->add_option("--detection", arguments->detection, "from a change until it is noticed")->capture_default_str();
    command->add_option("--planning", arguments->planning, "from then until the new plan is known")->capture_default_str();
    command->add_option("--restart", arguments->restart, "from the arrival of the state until the first pass")->capture_default_str();
    command->add_option("--states", arguments->states, "states of the network to search a plan for, the longest")->check(CLI::Range(1, 1000))->capture_default_str();
    command->add_option("--node-limit", arguments->nodeLimit, "candidates that each search looks at, at most")->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--gap", arguments->gap, "gap at which each search ends")->check(CLI::Range(0.0, 1.0))->capture_default_str();
    command->add_option("--threads", arguments->threads, "threads; all cores if not given")->check(CLI::Range(0, 1024));
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = adapt_command::runAdapt(*arguments); });
}

} // namespace app
