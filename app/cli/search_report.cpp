#include "app/cli/search_report.h"

#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/documents/project_file.h"
#include "core/search/search_tree.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <set>
#include <string>

namespace app {

std::string percentOf(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", share * 100);
    return text;
}

namespace {

nlohmann::ordered_json jsonOf(const core::Rejection& rejection)
{
    return {{"rule", core::nameOf(rejection.rule)}, {"candidate", rejection.candidate}, {"reason", rejection.reason}, {"distance", rejection.distance}};
}

nlohmann::ordered_json jsonOf(const core::RankedPlan& ranked)
{
    const core::Evaluation& evaluation = ranked.evaluation;
    nlohmann::ordered_json json {{"name", ranked.plan.name}, {"words", ranked.words}, {"iteration_time_s", core::seconds(evaluation.iterationTime).value},
        {"objective", evaluation.score}, {"peak_memory_gib", evaluation.peakBytes / core::gibibytes(1).value},
        {"dollars_per_million_tokens", evaluation.dollarsPerMillionTokens > 0 ? nlohmann::ordered_json(evaluation.dollarsPerMillionTokens) : nullptr},
        {"joules_per_million_tokens", evaluation.joulesPerMillionTokens}};
    return json;
}

nlohmann::ordered_json jsonOf(const core::Funnel& funnel)
{
    nlohmann::ordered_json counts {{"enumerated", funnel.enumerated()}};
    for (std::size_t v = 0; v < core::verdicts; ++v)
        counts[core::nameOf(static_cast<core::Verdict>(v))] = funnel.countOf(static_cast<core::Verdict>(v));
    return counts;
}

/// Scores of time are nanoseconds inside and seconds outside.
double outside(const core::Objective& objective, double score)
{
    switch (objective.kind) {
    case core::ObjectiveKind::Cost:
    case core::ObjectiveKind::Energy:
    case core::ObjectiveKind::Memory:
        return score;
    default:
        return score * 1e-9;
    }
}

/// Stopped before a plan was found: what kept it from one.
core::Error noPlan(const core::SearchOutcome& outcome)
{
    const std::vector<core::Rejection> nearest = outcome.funnel.nearest();
    const auto memory = std::find_if(nearest.begin(), nearest.end(), [](const core::Rejection& one) { return one.rule == core::Verdict::Memory; });
    const auto tightest = memory != nearest.end() ? memory : nearest.begin();
    const std::string why = tightest != nearest.end() ? "the tightest constraint so far is " + std::string(core::nameOf(tightest->rule)) + ": " + tightest->reason
                                                      : std::string("nothing was refused so far");
    return {"stopped before a plan was found; " + why, "/search", "more time, or locks that leave a smaller space", ""};
}

nlohmann::ordered_json jsonOf(const core::SearchOutcome& outcome, double wall, int threads)
{
    nlohmann::ordered_json json;
    const bool found = !outcome.ranked.empty();
    json["best"] = found ? nlohmann::ordered_json::parse(core::planText(outcome.ranked.front().plan)) : nullptr;
    json["iteration_time_s"] = found ? nlohmann::ordered_json(core::seconds(outcome.ranked.front().evaluation.iterationTime).value) : nullptr;
    json["objective"] = core::textOf(outcome.objective);
    json["score"] = found ? nlohmann::ordered_json(outside(outcome.objective, outcome.ranked.front().evaluation.score)) : nullptr;
    json["bound_s"] = outside(outcome.objective, outcome.bound);
    json["gap"] = outcome.gap;
    json["proved"] = outcome.proved;
    if (!outcome.unjudged.empty())
        json["unjudged"] = outcome.unjudged;
    if (!found)
        json["error"] = jsonOfError(noPlan(outcome));
    json["cancelled"] = outcome.cancelled;
    const core::SpaceSize& size = outcome.spaceSize;
    json["space"] = {{"size", size.isExact ? nlohmann::ordered_json(static_cast<std::int64_t>(size.candidates)) : nlohmann::ordered_json(size.candidates)}, {"size_is_exact", size.isExact}, {"dimensions", outcome.space}};
    json["counts"] = jsonOf(outcome.funnel);
    json["wall_s"] = wall;
    json["threads"] = threads;
    json["rejected_nearest"] = nlohmann::ordered_json::array();
    for (const core::Rejection& rejection : outcome.funnel.nearest())
        json["rejected_nearest"].push_back(jsonOf(rejection));
    json["ranked"] = nlohmann::ordered_json::array();
    for (const core::RankedPlan& ranked : outcome.ranked)
        json["ranked"].push_back(jsonOf(ranked));
    json["front"] = nlohmann::ordered_json::array();
    for (const core::RankedPlan& ranked : outcome.front)
        json["front"].push_back(jsonOf(ranked));
    json["front_objectives"] = nlohmann::ordered_json::array();
    for (const core::Objective& objective : outcome.frontObjectives)
        json["front_objectives"].push_back(core::textOf(objective));
    json["front_proved"] = outcome.frontProved;
    json["front_statement"] = core::frontStatement(outcome);
    for (const double best : outcome.bestOfSeeds)
        json["best_of_seeds_s"].push_back(best * 1e-9);
    return json;
}

void printCounts(const core::Funnel& funnel)
{
    std::cout << "candidates        " << funnel.enumerated();
    for (std::size_t v = 0; v < core::verdicts; ++v)
        std::cout << (v ? ", " : ": ") << core::nameOf(static_cast<core::Verdict>(v)) << " "
                  << funnel.countOf(static_cast<core::Verdict>(v));
    std::cout << "\n";
}

/// The few of each rule that came nearest, those that were simulated first.
void printNearest(const core::Funnel& funnel)
{
    constexpr int few = 3;
    std::set<std::string> told;
    for (const core::Verdict rule : {core::Verdict::Simulated, core::Verdict::Bound, core::Verdict::Memory, core::Verdict::Divisibility}) {
        int count = 0;
        for (const core::Rejection& rejection : funnel.nearest()) {
            const std::string text = rejection.candidate + "\n                  " + core::nameOf(rejection.rule) + ": " + rejection.reason;
            if (rejection.rule != rule || count == few || !told.insert(text).second)
                continue;
            std::cout << "not chosen        " << text << "\n";
            ++count;
        }
    }
}

/// Three significant digits and a unit, or a dash.
std::string figure(double value, const char* unit)
{
    char text[48];
    std::snprintf(text, sizeof text, "%.3g %s", value, unit);
    return value > 0 ? text : "-";
}

void printFront(const core::SearchOutcome& outcome)
{
    std::cout << "front             " << core::frontStatement(outcome) << "\n";
    std::printf("  %12s %12s %14s %16s  %s\n", "iteration", "peak memory", "cost", "energy", "plan");
    for (const core::RankedPlan& plan : outcome.front)
        std::printf("  %12s %12s %14s %16s  %s\n", core::formatted(plan.evaluation.iterationTime).c_str(),
            core::formatted(core::Bytes(plan.evaluation.peakBytes)).c_str(), figure(plan.evaluation.dollarsPerMillionTokens, "$/Mtoken").c_str(),
            figure(plan.evaluation.joulesPerMillionTokens, "J/Mtoken").c_str(), plan.words.c_str());
}

bool isOverScenario(const core::Objective& objective)
{
    return core::isTime(objective) && objective.kind != core::ObjectiveKind::Nominal;
}

void print(const core::SearchOutcome& outcome, double wall)
{
    if (outcome.ranked.empty()) {
        std::cout << "no plan found      " << noPlan(outcome).message << "\n";
        printCounts(outcome.funnel);
        return printNearest(outcome.funnel);
    }
    const core::RankedPlan& best = outcome.ranked.front();
    std::cout << "best plan         " << best.words << "\n"
              << "iteration time    " << core::formatted(best.evaluation.iterationTime)
              << (isOverScenario(outcome.objective) ? ", the mean over the scenario\n" : "\n");
    if (!outcome.unjudged.empty())
        std::cout << "not complete      " << outcome.unjudged << "\n";
    if (outcome.objective.kind != core::ObjectiveKind::Nominal)
        std::cout << "objective         " << core::textOf(outcome.objective) << ": " << core::formattedScore(outcome.objective, best.evaluation.score) << "\n";
    std::cout << "peak memory       " << core::formatted(core::Bytes(best.evaluation.peakBytes)) << "\n"
              << (outcome.proved ? "proved            optimal in its space\n"
                      : !outcome.unjudged.empty() || outcome.bound <= 0 ? std::string("gap               unknown: nothing is proved yet\n")
                                 : "gap               " + percentOf(outcome.gap) + ", no plan is better than "
                          + core::formattedScore(outcome.objective, outcome.bound) + "\n");
    if (!outcome.frontObjectives.empty())
        printFront(outcome);
    printCounts(outcome.funnel);
    std::cout << "time              " << core::formatted(core::Seconds(wall)) << "\n";
    printNearest(outcome.funnel);
}

nlohmann::ordered_json jsonOf(const core::PlanExplanation& explanation)
{
    return {{"plan", explanation.plan}, {"rule", explanation.rule}, {"reason", explanation.reason}, {"distance", explanation.distance}};
}

nlohmann::ordered_json jsonOf(const Planned& planned)
{
    const auto seconds = planned.plan ? nlohmann::ordered_json(core::seconds(planned.plan->evaluation.iterationTime).value) : nullptr;
    nlohmann::ordered_json json {{"planner", planned.name}, {"iteration_time_s", seconds},
        {"plan", planned.plan ? nlohmann::ordered_json::parse(core::planText(planned.plan->plan)) : nullptr}, {"wall_s", planned.wall}};
    if (planned.plan)
        json["fits"] = planned.plan->evaluation.fits;
    else
        json["why"] = planned.plan.error().message;
    return json;
}

void print(const Planned& planned)
{
    std::printf("%-16s %12s %10s  %s\n", planned.name.c_str(),
        planned.plan ? core::formatted(planned.plan->evaluation.iterationTime).c_str() : "-", core::formatted(core::Seconds(planned.wall)).c_str(),
        planned.plan ? planned.plan->words.c_str() : planned.plan.error().message.c_str());
}

void printRanks(const Answer& answer)
{
    std::cout << "ranks             " << answer.ranks;
    if (answer.lostRanks > 0)
        std::cout << ", " << answer.lostRanks << " of them lost: what they were asked was looked at again here";
    std::cout << "\n";
}

} // namespace

void print(const Answer& answer, bool asJson, int threads, const std::vector<core::Issue>& warnings)
{
    const std::vector<core::RankedPlan>& ranked = answer.outcome.ranked;
    if (!asJson) {
        print(answer.outcome, answer.wall);
        if (answer.ranks > 1)
            printRanks(answer);
        if (answer.explanation)
            std::cout << "plan " << answer.explanation->plan << ": " << answer.explanation->rule << ": " << answer.explanation->reason << "\n";
        if (!answer.planners.empty())
            std::printf("%-16s %12s %10s  %s\n", "planner", "iteration", "took", "plan");
        for (const Planned& planned : answer.planners)
            print(planned);
        if (!answer.planners.empty() && !ranked.empty())
            print(Planned {"clusterloom", ranked.front(), answer.wall});
        return;
    }
    nlohmann::ordered_json json = jsonOf(answer.outcome, answer.wall, threads);
    if (answer.explanation)
        json["explain"] = jsonOf(*answer.explanation);
    for (const Planned& planned : answer.planners)
        json["planners"].push_back(jsonOf(planned));
    if (!answer.planners.empty() && !ranked.empty())
        json["planners"].push_back(jsonOf(Planned {"clusterloom", ranked.front(), answer.wall}));
    json["ranks"] = answer.ranks;
    json["lost_ranks"] = answer.lostRanks;
    json["warnings"] = jsonOfWarnings(warnings);
    std::cout << json.dump(2) << "\n";
}

} // namespace app
