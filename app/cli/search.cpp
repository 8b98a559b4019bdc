#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/ranks.h"
#include "app/cli/search_report.h"

#include "core/base/quantity.h"
#include "core/documents/catalogue.h"
#include "core/documents/project_file.h"
#include "core/search/baselines.h"
#include "core/search/checkpoint.h"
#include "core/search/explain.h"
#include "core/search/search.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

namespace app {

namespace {

struct SearchArguments
{
    std::string file, objective, explain, planner, save, checkpoint;
    int threads = 0;
    double timeLimit = 0;
    double gap = 0;
    std::optional<double> memoryMargin;
    std::int64_t nodeLimit = 0;
    bool exhaustive = false;
    bool json = false;
};

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

bool isDuration(const std::string& text)
{
    char* end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    return end != text.c_str() && *end == 0 && seconds > 0 && std::isfinite(seconds);
}

volatile std::sig_atomic_t interrupted = 0; ///< a signal handler may touch nothing else

void interrupt(int) { interrupted = 1; }

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
        if (m_arguments.timeLimit > 0) // of regret: the larger part is for what it is measured from
            options.seedsGoOn = [this](double share) { return secondsSince(m_start) < 0.6 * share * m_arguments.timeLimit; };
        options.started = [this](const std::vector<std::string>& space, const core::SpaceSize& size) {
            if (m_arguments.json)
                return;
            std::cout << "space of " << core::textOf(size) << " candidates\n";
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

core::Result<core::SearchOptions> optionsOf(const SearchArguments& arguments, const core::Traces& traces, Watch& watch)
{
    core::SearchOptions options = watch.options(traces);
    if (!arguments.objective.empty()) {
        const auto objectives = core::parseObjectives(arguments.objective);
        if (!objectives)
            return core::Error{objectives.error().message, "--objective", objectives.error().expected, objectives.error().fix};
        options.objective = objectives->front();
        options.others.assign(objectives->begin() + 1, objectives->end());
    }
    return options;
}

/// The project as the arguments want it searched.
core::Project searchedBy(const SearchArguments& arguments, core::Project project)
{
    if (!arguments.memoryMargin)
        return project;
    if (!project.search)
        project.search.emplace();
    auto& members = project.search->members;
    std::erase_if(members, [](const auto& member) { return member.first == "memory_margin"; });
    members.emplace_back("memory_margin", core::JsonValue {core::JsonValue::Kind::Number, core::shortestDecimal(*arguments.memoryMargin), {}, {}});
    return project;
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
        if (objective.kind == core::ObjectiveKind::Regret)
            return core::Error{"regret depends on the best of every seed, which a checkpoint does not keep", "--checkpoint", "another objective", ""};
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
    quiet.help = nullptr;
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

core::Result<Answer> answered(const SearchArguments& arguments, const core::Project& project, const core::Traces& traces, Watch& watch, Ranks* ranks)
{
    auto options = optionsOf(arguments, traces, watch);
    if (!options)
        return options.error();
    if (ranks) {
        options->threads = arguments.threads > 0 ? arguments.threads : ranks->threads();
        options->help = &ranks->help(options->threads, options->goOn);
    }
    Checkpoint checkpoint;
    if (auto opened = checkpoint.open(arguments.checkpoint, project, *options); !opened)
        return opened.error();
    auto outcome = core::search(project, core::builtInCatalogue(), *options);
    if (!outcome)
        return outcome.error();
    Answer answer {std::move(*outcome), {}, {}, watch.wall(), ranks ? ranks->count() : 1, ranks ? ranks->lost() : 0};
    if (!arguments.explain.empty()) {
        auto explanation = core::explainPlan(project, core::builtInCatalogue(), arguments.explain, answer.outcome, options->traces);
        if (!explanation)
            return explanation.error();
        answer.explanation = std::move(*explanation);
    }
    if (answer.outcome.unjudged.empty())
        options->bestOfSeeds = answer.outcome.bestOfSeeds;
    if (!arguments.planner.empty() && arguments.planner != "clusterloom")
        answer.planners = plannedByOthers(arguments, project, *options);
    return answer;
}

/// A rank that is not the first: it looks at nodes for it, and says nothing. What it is refused the first is refused too.
int runHelper(const SearchArguments& arguments, Ranks& ranks)
{
    if (!std::freopen("/dev/null", "w", stdout) || !std::freopen("/dev/null", "w", stderr))
        return Refused;
    const auto open = opened(arguments.file, true);
    if (!open)
        return Done;
    Watch watch(arguments);
    auto options = optionsOf(arguments, open->traces, watch);
    if (!options)
        return Done;
    const auto helper = core::SearchHelper::of(searchedBy(arguments, open->project), core::builtInCatalogue(), *options);
    if (!helper)
        return Done;
    ranks.serve(**helper, arguments.threads > 0 ? arguments.threads : ranks.threads());
    return Done;
}

int runSearch(const SearchArguments& arguments)
{
    const auto ranks = Ranks::joined();
    if (!ranks) {
        refuse(arguments.file, ranks.error(), arguments.json);
        return Refused;
    }
    if (*ranks && !(*ranks)->isFirst())
        return runHelper(arguments, **ranks);
    if (!knows(arguments))
        return Refused;
    const auto open = opened(arguments.file, arguments.json);
    if (!open)
        return Refused;
    if (const auto& plans = open->project.plans; !arguments.explain.empty()
        && std::none_of(plans.begin(), plans.end(), [&](const core::Plan& plan) { return plan.name == arguments.explain; })) {
        refuse(arguments.file, {"no plan is called \"" + arguments.explain + "\"", "--explain", "the name of a plan of the project", ""}, arguments.json);
        return Refused;
    }
    if (!arguments.save.empty() && !canBeWritten(arguments.save, arguments.json))
        return Refused;
    if (!arguments.json)
        warn(arguments.file, open->warnings);
    Watch watch(arguments);
    const auto before = std::signal(SIGINT, interrupt);
    const auto answer = answered(arguments, searchedBy(arguments, open->project), open->traces, watch, ranks->get());
    std::signal(SIGINT, before);
    if (!answer) {
        refuse(arguments.file, answer.error(), arguments.json);
        return Refused;
    }
    print(*answer, arguments.json, arguments.threads, open->warnings);
    return !answer->outcome.ranked.empty() && saved(arguments, open->project, answer->outcome) ? Done : Refused;
}

} // namespace

void addSearch(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<SearchArguments>();
    CLI::App* command = commands.add_subcommand("search", "Finds the best plan, with a proof or the gap that remains");
    command->add_option("FILE", arguments->file, "project file (.loom)")->required();
    command->add_option("--objective", arguments->objective, "nominal, mean, worst, quantile:0.9, regret, cost, energy or memory; two or three with commas: their front");
    command->add_option("--threads", arguments->threads, "threads; all cores if not given")->check(CLI::Range(0, 1024));
    command->add_option("--time-limit", arguments->timeLimit, "seconds after which the best so far is the answer")
        ->check([](const std::string& text) { return isDuration(text) ? std::string() : "\"" + text + "\" is not a number of seconds above 0"; });
    command->add_option("--node-limit", arguments->nodeLimit, "candidates to look at, at most")->check(CLI::PositiveNumber);
    command->add_option("--gap", arguments->gap, "a gap that is small enough, as 0.02")->check(CLI::Range(0.0, 1.0));
    command->add_option("--memory-margin", arguments->memoryMargin, "part of each device's memory that plans leave free, as 0.05; in place of the project's")->check(CLI::Range(0.0, 0.99));
    command->add_flag("--exhaustive", arguments->exhaustive, "simulate every plan that fits in memory");
    command->add_option("--explain", arguments->explain, "say why this plan of the project was not chosen");
    command->add_option("--planner", arguments->planner, "beside ours: even, flops, amp, metis, alpa, static-network or all");
    command->add_option("--checkpoint", arguments->checkpoint, "file that keeps what was simulated; a search that finds it goes on from there");
    command->add_option("--save", arguments->save, "write the project with the best plan added");
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runSearch(*arguments); });
}

} // namespace app
