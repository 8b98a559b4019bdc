#include "core/search/search.h"

#include "core/base/quantity.h"
#include "core/search/baselines.h"
#include "core/search/bound.h"
#include "core/search/branch_and_bound.h"
#include "core/search/seeding.h"

#include <algorithm>
#include <optional>

namespace core {
namespace search_room {

RankedPlan ranked(const EvaluatedNode& evaluated, const PlanningWorld& world, const std::string& name)
{
    const Candidate& candidate = *evaluated.node.candidate;
    return {candidate, planOf(candidate, world.pools(), world.cluster(), world.model(), name), evaluated.evaluation,
        describe(candidate, world.pools(), world.cluster())};
}

/// What would fit without locks and limits, in words; else what came nearest.
std::string wayOut(const Judge& judge, const std::string& nearest)
{
    for (const Baseline& baseline : baselines())
        if (const auto candidate = chosenBy(baseline.name, judge, SpaceSettings {}))
            return "without locks and limits this would fit: " + describe(*candidate, judge.world().pools(), judge.world().cluster());
    return "nearest: " + nearest;
}

/// Whether all devices together hold one copy of what is kept of every parameter: no plan needs less.
Result<void> hasRoom(const PlanningWorld& world)
{
    const Bytes needed = stateKeptOnce(world);
    Bytes room;
    int devices = 0;
    for (std::size_t pool = 0; pool < world.pools().size(); ++pool) {
        room += world.deviceOf(static_cast<int>(pool)).memory * world.pools()[pool].size();
        devices += world.pools()[pool].size();
    }
    if (needed <= room)
        return {};
    return Error{"the parameters, gradients and optimizer state of the model need " + formatted(needed) + ", kept only once; the "
            + std::to_string(devices) + (devices == 1 ? " device has " : " devices have ") + formatted(room) + ": needs " + formatted(needed - room) + " more",
        "/cluster/nodes", "more or larger devices, or a smaller model", ""};
}

/// Why there is no plan, by the rule that came nearest to leaving one.
Error nothingFits(const Funnel& funnel, const Judge& judge)
{
    const std::vector<Rejection> nearest = funnel.nearest();
    const auto memory = std::find_if(nearest.begin(), nearest.end(), [](const Rejection& r) { return r.rule == Verdict::Memory; });
    if (memory != nearest.end())
        return {"no plan fits in memory; the nearest has " + memory->reason, "/search", "a model that fits, more or larger devices, or fewer locks",
            wayOut(judge, memory->candidate)};
    if (!nearest.empty())
        return {"no plan is possible: " + nearest.front().reason, "/search", "a space with at least one plan", wayOut(judge, nearest.front().candidate)};
    return {"the locks leave no plan", "/search/locks", "a space with at least one plan", wayOut(judge, "none")};
}

/// What the searches of the seeds found, each by the mean of its own scenario.
struct SeedSearches
{
    std::vector<double> best;
    std::vector<Candidate> plans;
    std::optional<SearchOutcome> last {}; ///< the one that came last and found a plan; if none did, the first
};

/// For each seed the best mean that a search of its own finds. Fewer than seeds: cancelled.
Result<SeedSearches> searchSeeds(const Project& project, const Catalogue& catalogue, int seeds, const SearchOptions& options)
{
    SeedSearches found;
    for (int seed = 0; seed < seeds; ++seed) {
        Project one = project;
        if (one.scenario) // without one the search says so
            one.scenario->seed = one.scenario->seed.value_or(0) + static_cast<std::uint64_t>(seed);
        if (one.search)
            std::erase_if(one.search->members, [](const auto& member) { return member.first == "seeds"; });
        SearchOptions mean;
        mean.objective = Objective {ObjectiveKind::Mean, {}};
        mean.threads = options.threads;
        mean.nodeLimit = options.nodeLimit;
        mean.traces = options.traces;
        mean.beginWith = found.plans;
        const double share = (seed + 1.0) / seeds;
        mean.goOn = [&options, share] { return (!options.goOn || options.goOn()) && (!options.seedsGoOn || options.seedsGoOn(share)); };
        auto outcome = core::search(one, catalogue, mean);
        if (!outcome)
            return outcome.error();
        const bool isFound = !outcome->ranked.empty();
        if (isFound) {
            found.best.push_back(outcome->ranked.front().evaluation.score);
            found.plans.push_back(outcome->ranked.front().candidate);
        }
        if (isFound || !found.last)
            found.last = std::move(*outcome);
        if (!isFound)
            break;
    }
    return found;
}

/// What is left of a search for regret that ended before there was something to measure it from.
SearchOutcome endedInSeeds(SeedSearches found, int seeds)
{
    SearchOutcome outcome = std::move(*found.last);
    outcome.proved = false;
    outcome.cancelled = true;
    outcome.bestOfSeeds = std::move(found.best);
    outcome.unjudged = "stopped when the best plan of " + std::to_string(outcome.bestOfSeeds.size()) + " of " + std::to_string(seeds)
        + " seeds was known: this is the best by the mean of the last of them, its regret is not known";
    return outcome;
}

/// How the candidates of a search are judged. Error: cancelled while the seeds were searched.
Result<std::unique_ptr<Judge>> judgeFor(const Project& project, const Catalogue& catalogue, const TypedSearchSettings& settings, const SearchOptions& options)
{
    const Objective objective = options.objective.value_or(settings.objective);
    auto judge = Judge::of(project, catalogue, objective, options.traces, options.frozenAt);
    if (!judge)
        return judge;
    if (auto set = (*judge)->setOthers(options.objective ? options.others : settings.others); !set)
        return set.error();
    if (objective.kind == ObjectiveKind::Regret) {
        auto best = options.bestOfSeeds;
        if (best.empty()) {
            auto found = searchSeeds(project, catalogue, settings.seeds, options);
            if (!found)
                return found.error();
            best = std::move(found->best);
        }
        if (static_cast<int>(best.size()) < settings.seeds)
            return Error{"cancelled before the best of every seed was found", "", "", "allow more time"};
        (*judge)->setBestOfSeeds(std::move(best));
    }
    return judge;
}

std::string namesOf(const std::vector<Objective>& objectives)
{
    std::string names;
    for (std::size_t i = 0; i < objectives.size(); ++i)
        names += (i == 0 ? "" : i + 1 == objectives.size() ? " and " : ", ") + textOf(objectives[i]);
    return names;
}

void fillNearest(SearchOutcome& outcome)
{
    if (outcome.ranked.empty())
        return;
    const double best = outcome.ranked.front().evaluation.score;
    Funnel funnel;
    for (std::size_t i = 1; i < outcome.ranked.size(); ++i) {
        const double score = outcome.ranked[i].evaluation.score;
        funnel.reject({Verdict::Simulated, outcome.ranked[i].words,
            formattedScore(outcome.objective, score) + ", the best has " + formattedScore(outcome.objective, best), best > 0 ? score / best - 1 : 0});
        funnel.count(Verdict::Simulated, -1);
    }
    outcome.funnel.add(funnel);
}

} // namespace search_room

Result<SearchOutcome> search(const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    if (options.objective.value_or(settings->objective).kind == ObjectiveKind::Regret && options.bestOfSeeds.empty()) {
        auto seeds = search_room::searchSeeds(project, catalogue, settings->seeds, options);
        if (!seeds)
            return seeds.error();
        if (static_cast<int>(seeds->best.size()) < settings->seeds)
            return search_room::endedInSeeds(std::move(*seeds), settings->seeds);
        SearchOptions measured = options;
        measured.bestOfSeeds = seeds->best;
        measured.beginWith = seeds->plans;
        return search(project, catalogue, measured);
    }
    const auto judge = search_room::judgeFor(project, catalogue, *settings, options);
    if (!judge)
        return judge.error();
    if (auto room = search_room::hasRoom((*judge)->world()); !room)
        return room.error();
    BranchAndBound search(**judge, settings->space, options);
    if (search.tree().space().tree().isTooLarge())
        return Error{"there are " + std::to_string((*judge)->world().pools().size()) + " unlike kinds of nodes, in more ways together than can be numbered", "/search/locks",
            "fewer kinds, or locks: \"pipelines\" to \"alike\", \"nodes\" to \"all\", tensor degrees", "\"pipelines\": \"alike\""};
    SearchOutcome outcome;
    outcome.objective = (*judge)->objective();
    outcome.bestOfSeeds = (*judge)->bestOfSeeds();
    if (!(*judge)->others().empty()) {
        outcome.frontObjectives = (*judge)->others();
        outcome.frontObjectives.insert(outcome.frontObjectives.begin(), outcome.objective);
    }
    search.inParallel([&] { outcome.spaceSize = search.tree().space().size(options.goOn); });
    outcome.space = search.tree().space().description(outcome.spaceSize);
    if (options.started)
        options.started(outcome.space, outcome.spaceSize);
    if (options.seeded && !options.exhaustive) {
        if (auto seeded = seedSearch(search, project, catalogue, **judge, settings->space, options); !seeded)
            return seeded.error();
    }
    search.run();
    const SearchProgress state = search.state();
    outcome.funnel = state.funnel;
    outcome.cancelled = search.cancelled();
    const bool isFront = !(*judge)->others().empty();
    outcome.proved = !search.best().empty() && (search.isExhausted() || (!isFront && !options.exhaustive && state.bound >= state.best));
    outcome.bound = state.bound;
    outcome.gap = state.gap;
    const PlanningWorld& world = (*judge)->world();
    for (const auto& evaluated : search.best())
        outcome.ranked.push_back(search_room::ranked(evaluated, world, "best" + (outcome.ranked.empty() ? "" : " " + std::to_string(outcome.ranked.size() + 1))));
    outcome.frontProved = outcome.proved && !outcome.frontObjectives.empty();
    for (const auto& evaluated : search.front())
        outcome.front.push_back(search_room::ranked(evaluated, world, "front " + std::to_string(outcome.front.size() + 1)));
    if (outcome.ranked.empty() && !outcome.cancelled && search.isExhausted())
        return search_room::nothingFits(outcome.funnel, **judge);
    search_room::fillNearest(outcome);
    return outcome;
}

std::string frontStatement(const SearchOutcome& outcome)
{
    if (outcome.frontObjectives.empty())
        return "of iteration time, peak memory and cost among the plans that were simulated; others of the space may be better in two of them";
    const std::string names = search_room::namesOf(outcome.frontObjectives);
    if (outcome.frontProved)
        return "proved complete: for every plan of the space one of these is nowhere worse in " + names;
    return "not complete: " + std::to_string(outcome.funnel.countOf(Verdict::Open)) + " candidates are undecided and may be better in one of " + names
        + "; that no plan has less than " + formattedScore(outcome.objective, outcome.bound) + " of " + textOf(outcome.objective) + " is proved";
}

Result<RankedPlan> plannedBy(const std::string& planner, const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    const auto judge = search_room::judgeFor(project, catalogue, *settings, options);
    if (!judge)
        return judge.error();
    std::optional<Candidate> candidate;
    if (planner == "static-network") {
        SearchOptions blind = options;
        blind.objective = Objective {};
        blind.others.clear();
        const auto outcome = search(project, catalogue, blind);
        if (!outcome)
            return outcome.error();
        if (!outcome->ranked.empty())
            candidate = outcome->ranked.front().candidate;
    } else {
        const auto nominal = nominalJudge(project, catalogue, options);
        if (!nominal)
            return nominal.error();
        candidate = chosenBy(planner, **nominal, settings->space, options.goOn);
    }
    if (!candidate)
        return Error{"the planner " + planner + " has no plan in this space", "/search", "a space that its restriction leaves a plan in", ""};
    const auto evaluation = (*judge)->evaluate(*candidate);
    if (!evaluation)
        return evaluation.error();
    const PlanningWorld& world = (*judge)->world();
    return RankedPlan {*candidate, planOf(*candidate, world.pools(), world.cluster(), world.model(), planner), *evaluation,
        describe(*candidate, world.pools(), world.cluster())};
}

} // namespace core
