#include "app/cli/played_plan.h"

#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/scenario_text.h"
#include "core/results/network_use.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <vector>

namespace app {

namespace {

using CauseJson = nlohmann::ordered_json;

core::Result<core::SimulateOptions> optionsOf(const PlayArguments& arguments)
{
    core::SimulateOptions options;
    options.plan = arguments.plan;
    const auto at = timeOf("--at", arguments.at);
    if (!at)
        return at.error();
    options.at = *at;
    options.traces = arguments.traces;
    return options;
}

core::Result<PlayedPlan> play(const core::Project& project, const PlayArguments& arguments)
{
    const core::Catalogue& catalogue = core::builtInCatalogue();
    auto options = optionsOf(arguments);
    if (!options)
        return options.error();
    auto run = core::prepared(project, catalogue, *options);
    if (!run)
        return run.error();
    auto timeline = core::run(*run);
    if (!timeline)
        return project.scenario ? core::quotingLine(timeline.error(), project.scenario->events) : timeline.error();
    auto metrics = core::metrics(*timeline, project, catalogue, arguments.plan);
    if (!metrics)
        return metrics.error();
    auto explanation = core::explained(*timeline, *run, project, catalogue, *options);
    if (!explanation)
        return explanation.error();
    return PlayedPlan{std::move(*options), std::move(*run), std::move(*timeline), std::move(*metrics), std::move(*explanation)};
}

CauseJson jsonOfEffects(const core::Effects& effects, const PlayedPlan& plan, const core::Project& project)
{
    CauseJson events = CauseJson::array(), flows = CauseJson::array();
    for (const core::EventEffect& effect : effects.events) {
        events.push_back(jsonOfLine(project, effect.line));
        events.back()["ns"] = effect.ns;
    }
    for (const core::FlowEffect& effect : effects.flows)
        flows.push_back({{"flow", core::nameOf(effect.flow, plan.timeline)}, {"ns", effect.ns}});
    return {{"events", events}, {"flows", flows}, {"flows_left_out", effects.flowsLeftOut}};
}

CauseJson jsonOfLinks(const PlayedPlan& plan)
{
    const core::Network& network = *plan.run.network;
    CauseJson links = CauseJson::array();
    for (const core::CapacityLoad& load : core::networkLoad(tracedOf(plan), core::linksOf(network)))
        links.push_back({{"link", network.capacity(load.capacity).name}, {"bytes", load.bytes.value}, {"mean", load.mean}});
    return links;
}

/// The flows that most idle time is charged to.
void printContention(const PlayedPlan& plan)
{
    constexpr std::size_t most = 8;
    constexpr double least = 1e-3; // of the devices' time
    const core::Bubbles& bubbles = plan.explanation.bubbles;
    const double window = static_cast<double>(plan.timeline.period.count) * plan.metrics.devices;
    std::vector<std::size_t> order;
    for (std::size_t flow = 0; flow < bubbles.flows.size(); ++flow)
        if (static_cast<double>(bubbles.flowTotals[flow]) > least * window)
            order.push_back(flow);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return bubbles.flowTotals[a] > bubbles.flowTotals[b]; });
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i)
        std::cout << "  " << core::formatted(core::Nanoseconds(bubbles.flowTotals[order[i]] / plan.metrics.devices))
                  << " a device: contention with " << core::nameOf(bubbles.flows[order[i]], plan.timeline) << "\n";
    if (order.size() > most)
        std::cout << "  and " << order.size() - most << " more flows\n";
}

void printLinks(const PlayedPlan& plan)
{
    constexpr std::size_t most = 3;
    const core::Network& network = *plan.run.network;
    std::vector<core::CapacityLoad> loads = core::networkLoad(tracedOf(plan), core::linksOf(network));
    std::stable_sort(loads.begin(), loads.end(), [](const core::CapacityLoad& a, const core::CapacityLoad& b) { return a.mean > b.mean; });
    for (std::size_t i = 0; i < std::min(most, loads.size()); ++i)
        std::cout << (i == 0 ? "busiest links     " : "                  ") << percent(loads[i].mean) << " of "
                  << network.capacity(loads[i].capacity).name << "\n";
}

} // namespace

core::Result<core::Nanoseconds> timeOf(const std::string& option, const std::string& text)
{
    const auto time = core::parseQuantity<core::Seconds>(text);
    if (!time)
        return core::Error {time.error().message, option, time.error().expected, time.error().fix};
    return core::rounded(time->value);
}

CauseJson jsonOfLine(const core::Project& project, int line)
{
    const bool known = project.scenario && line >= 0 && static_cast<std::size_t>(line) < project.scenario->events.size();
    return {{"line", line + 1}, {"text", known ? project.scenario->events[static_cast<std::size_t>(line)] : std::string()}};
}

std::string percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100);
    return text;
}

std::string signedTime(std::int64_t ns)
{
    return (ns < 0 ? "-" : "+") + core::formatted(core::Nanoseconds(ns < 0 ? -ns : ns));
}

std::optional<PlayedPlan> played(const core::Project& project, const PlayArguments& arguments)
{
    auto plan = play(project, arguments);
    if (plan)
        return std::move(*plan);
    refuse(arguments.file, plan.error(), arguments.json);
    return {};
}

core::Played tracedOf(const PlayedPlan& plan)
{
    return {plan.timeline, plan.run.workload, plan.run.options.waterways};
}

void addJson(CauseJson& answer, const PlayedPlan& plan, const core::Project& project, const core::Effects* effects)
{
    const core::Bubbles& bubbles = plan.explanation.bubbles;
    CauseJson causes, events = CauseJson::array(), flows = CauseJson::array(), path;
    for (int cause = 0; cause < core::bubbleCauses; ++cause)
        causes[core::keyOf(static_cast<core::BubbleCause>(cause))] = bubbles.totals[static_cast<std::size_t>(cause)];
    for (const core::EventShare& share : bubbles.events) {
        events.push_back(jsonOfLine(project, share.line));
        events.back()["network_ns"] = share.network;
        events.back()["straggler_ns"] = share.straggler;
    }
    for (std::size_t flow = 0; flow < bubbles.flows.size(); ++flow)
        if (bubbles.flowTotals[flow] > 0)
            flows.push_back({{"flow", core::nameOf(bubbles.flows[flow], plan.timeline)}, {"ns", bubbles.flowTotals[flow]}});
    for (int category = 0; category < core::pathCategories; ++category)
        path[core::nameOf(static_cast<core::PathCategory>(category))] = plan.explanation.path.totals[static_cast<std::size_t>(category)];
    answer["bubbles_ns"] = causes;
    answer["bubbles_by_event"] = events;
    answer["bubbles_by_flow"] = flows;
    answer["critical_path_ns"] = path;
    answer["lower_bounds_s"] = {{"compute", core::seconds(plan.explanation.bounds.compute).value},
        {"link", core::seconds(plan.explanation.bounds.link).value}};
    answer["use_per_link"] = jsonOfLinks(plan);
    if (effects)
        answer["effects"] = jsonOfEffects(*effects, plan, project);
}

void printCauses(const PlayedPlan& plan, const core::Project& project, const core::Effects* effects)
{
    const core::Bubbles& bubbles = plan.explanation.bubbles;
    const std::int64_t window = plan.timeline.period.count * plan.metrics.devices;
    std::cout << "causes            " << core::bubbleSentence(bubbles, plan.metrics.idleNs, window) << "\n";
    for (const core::EventShare& share : bubbles.events)
        std::cout << "  " << core::formatted(core::Nanoseconds((share.network + share.straggler) / plan.metrics.devices)) << " a device: "
                  << core::nameOfLine(project, share.line) << "\n";
    printContention(plan);
    std::string path;
    for (int category = 0; category < core::pathCategories; ++category)
        if (const auto time = plan.explanation.path.totals[static_cast<std::size_t>(category)]; time > 0)
            path += (path.empty() ? "" : ", ") + std::string(core::nameOf(static_cast<core::PathCategory>(category))) + " "
                + core::formatted(core::Nanoseconds(time));
    std::cout << "critical path     " << path;
    std::cout << "\nlower bounds      compute " << core::formatted(plan.explanation.bounds.compute) << ", link "
              << core::formatted(plan.explanation.bounds.link) << "\n";
    printLinks(plan);
    if (!effects)
        return;
    for (const core::EventEffect& effect : effects->events)
        std::cout << "effect            " << signedTime(effect.ns) << " an iteration: " << core::nameOfLine(project, effect.line) << "\n";
    for (const core::FlowEffect& effect : effects->flows)
        std::cout << "effect            " << signedTime(effect.ns) << " an iteration: sharing the network with "
                  << core::nameOf(effect.flow, plan.timeline) << "\n";
    if (effects->flowsLeftOut > 0)
        std::cout << "                  and " << effects->flowsLeftOut << " more flows that others wait less for\n";
}

} // namespace app
