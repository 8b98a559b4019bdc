#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/played_plan.h"

#include "core/base/quantity.h"
#include "core/results/comparison.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

namespace app {

namespace {

struct CompareArguments
{
    std::string file, a, b, at = "0 s";
    bool json = false;
};

nlohmann::ordered_json jsonOf(const core::Comparison& comparison, const PlayedPlan& a, const PlayedPlan& b)
{
    nlohmann::ordered_json json {{"a", a.metrics.plan}, {"b", b.metrics.plan},
        {"a_iteration_time_s", core::seconds(a.timeline.period).value}, {"b_iteration_time_s", core::seconds(b.timeline.period).value},
        {"difference_ns", comparison.difference}, {"waterfall", nlohmann::ordered_json::array()}, {"matched", comparison.matched},
        {"unmatched", nlohmann::ordered_json::array()}, {"sentence", comparison.sentence}};
    for (const core::WaterfallBar& bar : comparison.waterfall)
        json["waterfall"].push_back({{"name", bar.name}, {"ns", bar.ns}});
    for (const core::Unmatched& spans : comparison.unmatched)
        json["unmatched"].push_back({{"in", spans.inB ? "b" : "a"}, {"kind", core::nameOf(spans.kind)},
            {"units", {spans.firstUnit, spans.endUnit}}, {"micro_batches", {spans.firstMicroBatch, spans.lastMicroBatch}}, {"spans", spans.spans}});
    return json;
}

/// Unmatched spans of one kind in one of the plans.
struct UnmatchedKind
{
    std::int64_t spans = 0;
    int firstUnit = 0, endUnit = 0;
};

void printUnmatched(const core::Comparison& comparison, bool inB, const std::string& plan)
{
    std::map<core::SpanKind, UnmatchedKind> kinds;
    std::int64_t spans = 0;
    for (const core::Unmatched& unmatched : comparison.unmatched)
        if (unmatched.inB == inB) {
            const auto [kind, isNew] = kinds.try_emplace(unmatched.kind, UnmatchedKind {0, unmatched.firstUnit, unmatched.endUnit});
            kind->second.spans += unmatched.spans;
            kind->second.firstUnit = std::min(kind->second.firstUnit, unmatched.firstUnit);
            kind->second.endUnit = std::max(kind->second.endUnit, unmatched.endUnit);
            spans += unmatched.spans;
        }
    std::printf("%lld only in %s\n", static_cast<long long>(spans), plan.c_str());
    for (const auto& [kind, own] : kinds)
        std::printf("  %10lld %s, units %d to %d\n", static_cast<long long>(own.spans), core::nameOf(kind), own.firstUnit, own.endUnit - 1);
}

void print(const core::Comparison& comparison, const PlayedPlan& a, const PlayedPlan& b)
{
    const int width = static_cast<int>(std::max({a.metrics.plan.size(), b.metrics.plan.size(), std::size_t {18}}));
    std::printf("%s\n\n%-*s %14s\n", comparison.sentence.c_str(), width, a.metrics.plan.c_str(), core::formatted(a.timeline.period).c_str());
    for (const core::WaterfallBar& bar : comparison.waterfall)
        if (bar.ns != 0)
            std::printf("  %-*s %14s\n", width - 2, bar.name.c_str(), signedTime(bar.ns).c_str());
    std::printf("%-*s %14s\n\n", width, b.metrics.plan.c_str(), core::formatted(b.timeline.period).c_str());
    std::printf("%lld spans match\n", static_cast<long long>(comparison.matched));
    printUnmatched(comparison, false, a.metrics.plan);
    printUnmatched(comparison, true, b.metrics.plan);
}

int runCompare(const CompareArguments& arguments)
{
    const auto open = opened(arguments.file, arguments.json);
    if (!open)
        return Refused;
    const auto a = played(open->project, {arguments.file, arguments.a, arguments.at, arguments.json, open->traces});
    if (!a)
        return Refused;
    const auto b = played(open->project, {arguments.file, arguments.b, arguments.at, arguments.json, open->traces});
    if (!b)
        return Refused;
    const core::Comparison comparison = core::compare(
        {a->metrics.plan, a->timeline, a->explanation.path}, {b->metrics.plan, b->timeline, b->explanation.path});
    return answered(arguments.file, arguments.json, *open, [&] { return jsonOf(comparison, *a, *b); }, [&] { print(comparison, *a, *b); });
}

} // namespace

void addCompare(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<CompareArguments>();
    CLI::App* command = commands.add_subcommand("compare", "Tells why plan B takes longer or less than plan A");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("A", arguments->a, "plan by name")->required();
    command->add_option("B", arguments->b, "plan by name")->required();
    command->add_option("--at", arguments->at, "when on the scenario's clock the iterations start, as \"12 s\"");
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runCompare(*arguments); });
}

} // namespace app
