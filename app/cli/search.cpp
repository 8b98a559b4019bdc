#include "app/cli/commands.h"
#include "app/cli/input.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/documents/trace_files.h"
#include "core/search/baselines.h"
#include "core/search/checkpoint.h"
#include "core/search/explain.h"
#include "core/search/search.h"
#include "core/search/search_tree.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

namespace app {

namespace {

struct SearchArguments
{
    std::string file, objective, explain, planner, save, checkpoint;
    int threads = 0;
    double timeLimit = 0;
    double gap = 0;
    std::int64_t nodeLimit = 0;
    bool exhaustive = false;
    bool json = false;
};

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

volatile std::sig_atomic_t interrupted = 0; ///< a signal handler may touch nothing else

void interrupt(int) { interrupted = 1; }

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
    json["cancelled"] = outcome.cancelled;
    json["space"] = {{"size", outcome.spaceSize}, {"dimensions", outcome.space}};
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
    return json;
}

std::string percentOf(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", share * 100);
    return text;
}

void printCounts(const core::Funnel& funnel)
{
    std::cout << "candidates        " << funnel.enumerated();
    for (std::size_t v = 0; v < core::verdicts; ++v)
        std::cout << (v ? ", " : ": ") << core::nameOf(static_cast<core::Verdict>(v)) << " "
                  << funnel.countOf(static_cast<core::Verdict>(v));
    std::cout << "\n";
}

void print(const core::SearchOutcome& outcome, double wall)
{
    if (outcome.ranked.empty()) {
        std::cout << "no plan found before the search was stopped\n";
        return printCounts(outcome.funnel);
    }
    const core::RankedPlan& best = outcome.ranked.front();
    std::cout << "best plan         " << best.words << "\n"
              << "iteration time    " << core::formatted(best.evaluation.iterationTime) << "\n";
    if (outcome.objective.kind != core::ObjectiveKind::Nominal)
        std::cout << "objective         " << core::textOf(outcome.objective) << ": " << core::formattedScore(outcome.objective, best.evaluation.score) << "\n";
    std::cout << "peak memory       " << core::formatted(core::Bytes(best.evaluation.peakBytes)) << "\n"
              << (outcome.proved ? "proved            optimal in its space\n"
                                 : "gap               " + percentOf(outcome.gap) + ", no plan is better than "
                          + core::formattedScore(outcome.objective, outcome.bound) + "\n");
    printCounts(outcome.funnel);
    std::cout << "time              " << core::formatted(core::Seconds(wall)) << "\n";
    for (const core::Rejection& rejection : outcome.funnel.nearest())
        std::cout << "not chosen        " << rejection.candidate << "\n                  " << core::nameOf(rejection.rule) << ": " << rejection.reason << "\n";
}

class Watch
{
public:
    explicit Watch(const SearchArguments& arguments) : m_arguments(arguments) { }

    core::SearchOptions options(const core::Traces& traces)
    {
        core::SearchOptions options;
        options.threads = m_arguments.threads;
        options.gap = m_arguments.gap;
        options.nodeLimit = m_arguments.nodeLimit;
        options.exhaustive = m_arguments.exhaustive;
        options.traces = traces;
        options.goOn = [this] { return !interrupted && (m_arguments.timeLimit <= 0 || secondsSince(m_start) < m_arguments.timeLimit); };
        options.started = [this](const std::vector<std::string>& space, std::int64_t size) {
            if (m_arguments.json)
                return;
            std::cout << "space of " << size << " candidates\n";
            for (const std::string& line : space)
                std::cout << "  " << line << "\n";
            std::cout.flush();
        };
        options.heard = [this](const core::SearchProgress& progress) { show(progress); };
        return options;
    }

    double wall() const { return secondsSince(m_start); }

private:
    void show(const core::SearchProgress& progress)
    {
        if (m_arguments.json || secondsSince(m_shown) < 1)
            return;
        m_shown = Clock::now();
        const double decided = static_cast<double>(progress.funnel.enumerated() - progress.funnel.countOf(core::Verdict::Open));
        std::cerr << "  " << core::formatted(core::Seconds(wall())) << ": "
                  << (progress.found ? "gap " + percentOf(progress.gap) : std::string("no plan yet")) << ", "
                  << progress.funnel.countOf(core::Verdict::Simulated) << " simulated, " << progress.funnel.countOf(core::Verdict::Open)
                  << " open, " << static_cast<std::int64_t>(decided / std::max(1e-3, wall())) << " decided/s\n";
    }

    const SearchArguments& m_arguments;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_shown = m_start;
};

bool saved(const SearchArguments& arguments, core::Project project, const core::SearchOutcome& outcome)
{
    if (arguments.save.empty() || outcome.ranked.empty())
        return true;
    core::Plan plan = outcome.ranked.front().plan;
    const auto taken = [&](const std::string& name) {
        return std::any_of(project.plans.begin(), project.plans.end(), [&](const core::Plan& other) { return other.name == name; });
    };
    for (int number = 2; taken(plan.name); ++number)
        plan.name = "best " + std::to_string(number);
    project.plans.append(plan);
    core::markEdited(project);
    return written(arguments.save, core::saveProject(project), arguments.json);
}

core::Result<core::SearchOptions> optionsOf(const SearchArguments& arguments, const core::Project& project, Watch& watch)
{
    core::Traces traces;
    if (project.scenario) {
        auto read = core::readTraces(*project.scenario, std::filesystem::path(arguments.file).parent_path());
        if (!read)
            return read.error();
        traces = std::move(*read);
    }
    core::SearchOptions options = watch.options(traces);
    if (!arguments.objective.empty()) {
        auto objective = core::parseObjective(arguments.objective);
        if (!objective)
            return core::Error{objective.error().message, "--objective", objective.error().expected, objective.error().fix};
        options.objective = *objective;
    }
    return options;
}

/// Reads what a checkpoint has and goes on writing it: each line as soon as it is known.
class Checkpoint
{
public:
    core::Result<void> open(const std::string& file, const core::Project& project, core::SearchOptions& options)
    {
        if (file.empty())
            return {};
        const auto settings = core::typedSettings(project.search);
        if (!settings)
            return settings.error();
        const core::Objective objective = options.objective.value_or(settings->objective);
        std::ifstream before(file, std::ios::binary);
        const std::string text {std::istreambuf_iterator<char>(before), {}};
        if (!text.empty()) {
            auto known = core::readCheckpoint(text, project, objective);
            if (!known)
                return core::Error{known.error().message, file, known.error().expected, known.error().fix};
            options.known = std::move(*known);
        }
        // Written anew, so that half a line at the end does not spoil what follows.
        m_stream.open(file, std::ios::binary | std::ios::trunc);
        m_stream << core::checkpointHead(project, objective);
        for (const auto& [place, evaluation] : options.known)
            m_stream << core::checkpointLine(place, evaluation);
        m_stream.flush();
        if (!m_stream)
            return core::Error{"cannot be written", file, "a path in a folder that exists and may be written", ""};
        options.evaluated = [this](const core::CanonicalPlace& place, const core::Evaluation& evaluation) {
            m_stream << core::checkpointLine(place, evaluation) << std::flush;
        };
        return {};
    }

private:
    std::ofstream m_stream;
};

nlohmann::ordered_json jsonOf(const core::PlanExplanation& explanation)
{
    return {{"plan", explanation.plan}, {"rule", explanation.rule}, {"reason", explanation.reason}, {"distance", explanation.distance}};
}

struct Planned
{
    std::string name;
    core::Result<core::RankedPlan> plan;
    double wall = 0;
};

std::vector<Planned> plannedByOthers(const SearchArguments& arguments, const core::Project& project, const core::SearchOptions& options)
{
    std::vector<std::string> names;
    for (const core::Baseline& baseline : core::baselines())
        names.push_back(baseline.name);
    names.push_back("static-network");
    if (arguments.planner != "all")
        names = {arguments.planner};
    core::SearchOptions quiet = options;
    quiet.started = nullptr;
    quiet.heard = nullptr;
    quiet.evaluated = nullptr;
    quiet.known.clear();
    std::vector<Planned> planned;
    for (const std::string& name : names) {
        const auto start = Clock::now();
        quiet.goOn = [&] { return !interrupted && (arguments.timeLimit <= 0 || secondsSince(start) < arguments.timeLimit); };
        auto plan = core::plannedBy(name, project, core::builtInCatalogue(), quiet);
        planned.push_back({name, std::move(plan), secondsSince(start)});
    }
    return planned;
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

/// Refuses what asks for a planner that there is not, before anything long is run.
bool knows(const SearchArguments& arguments)
{
    bool known = arguments.planner.empty() || arguments.planner == "all" || arguments.planner == "static-network" || arguments.planner == "clusterloom";
    std::string names = "all, clusterloom, static-network";
    for (const core::Baseline& baseline : core::baselines()) {
        known = known || arguments.planner == baseline.name;
        names += std::string(", ") + baseline.name;
    }
    if (!known)
        refuse(arguments.file, {"no planner is called \"" + arguments.planner + "\"", "--planner", "one of " + names, ""}, arguments.json);
    return known;
}

/// The answer and what else was asked for.
struct Answer
{
    core::SearchOutcome outcome;
    std::optional<core::PlanExplanation> explanation;
    std::vector<Planned> planners;
    double wall = 0;
};

void print(const Answer& answer, const SearchArguments& arguments, const std::vector<core::Issue>& warnings)
{
    const std::vector<core::RankedPlan>& ranked = answer.outcome.ranked;
    if (!arguments.json) {
        print(answer.outcome, answer.wall);
        if (answer.explanation)
            std::cout << "plan " << answer.explanation->plan << ": " << answer.explanation->rule << ": " << answer.explanation->reason << "\n";
        for (const Planned& planned : answer.planners)
            print(planned);
        if (!answer.planners.empty() && !ranked.empty())
            print(Planned {"clusterloom", ranked.front(), answer.wall});
        return;
    }
    nlohmann::ordered_json json = jsonOf(answer.outcome, answer.wall, arguments.threads);
    if (answer.explanation)
        json["explain"] = jsonOf(*answer.explanation);
    for (const Planned& planned : answer.planners)
        json["planners"].push_back(jsonOf(planned));
    if (!answer.planners.empty() && !ranked.empty())
        json["planners"].push_back(jsonOf(Planned {"clusterloom", ranked.front(), answer.wall}));
    json["warnings"] = jsonOfWarnings(warnings);
    std::cout << json.dump(2) << "\n";
}

core::Result<Answer> answered(const SearchArguments& arguments, const core::Project& project, Watch& watch)
{
    auto options = optionsOf(arguments, project, watch);
    if (!options)
        return options.error();
    Checkpoint checkpoint;
    if (auto opened = checkpoint.open(arguments.checkpoint, project, *options); !opened)
        return opened.error();
    auto outcome = core::search(project, core::builtInCatalogue(), *options);
    if (!outcome)
        return outcome.error();
    Answer answer {std::move(*outcome), {}, {}, watch.wall()};
    if (!arguments.explain.empty()) {
        auto explanation = core::explainPlan(project, core::builtInCatalogue(), arguments.explain, answer.outcome, options->traces);
        if (!explanation)
            return explanation.error();
        answer.explanation = std::move(*explanation);
    }
    if (!arguments.planner.empty() && arguments.planner != "clusterloom")
        answer.planners = plannedByOthers(arguments, project, *options);
    return answer;
}

int runSearch(const SearchArguments& arguments)
{
    if (!knows(arguments))
        return Refused;
    const auto project = loaded(arguments.file, arguments.json);
    if (!project)
        return Refused;
    const auto warnings = checked(*project, arguments.file, arguments.json);
    if (!warnings)
        return Refused;
    if (!arguments.json)
        warn(arguments.file, *warnings);
    Watch watch(arguments);
    const auto before = std::signal(SIGINT, interrupt);
    const auto answer = answered(arguments, *project, watch);
    std::signal(SIGINT, before);
    if (!answer) {
        refuse(arguments.file, answer.error(), arguments.json);
        return Refused;
    }
    print(*answer, arguments, *warnings);
    return saved(arguments, *project, answer->outcome) ? Done : Refused;
}

} // namespace

void addSearch(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<SearchArguments>();
    CLI::App* command = commands.add_subcommand("search", "Finds the best plan, with a proof or the gap that remains");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("--objective", arguments->objective, "nominal, mean, worst, quantile:0.9, cost, energy or memory");
    command->add_option("--threads", arguments->threads, "threads; all cores if not given")->check(CLI::Range(0, 1024));
    command->add_option("--time-limit", arguments->timeLimit, "seconds after which the best so far is the answer")->check(CLI::PositiveNumber);
    command->add_option("--node-limit", arguments->nodeLimit, "candidates to look at, at most")->check(CLI::PositiveNumber);
    command->add_option("--gap", arguments->gap, "a gap that is small enough, as 0.02")->check(CLI::Range(0.0, 1.0));
    command->add_flag("--exhaustive", arguments->exhaustive, "simulate every plan that fits in memory");
    command->add_option("--explain", arguments->explain, "say why this plan of the project was not chosen");
    command->add_option("--planner", arguments->planner, "beside ours: even, flops, amp, metis, alpa, static-network or all");
    command->add_option("--checkpoint", arguments->checkpoint, "file that keeps what was simulated; a search that finds it goes on from there");
    command->add_option("--save", arguments->save, "write the project with the best plan added");
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runSearch(*arguments); });
}

} // namespace app
