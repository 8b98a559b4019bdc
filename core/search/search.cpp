#include "core/search/search.h"

#include "core/base/quantity.h"
#include "core/costs/memory.h"
#include "core/search/baselines.h"
#include "core/search/bound.h"
#include "core/search/branch_and_bound.h"
#include "core/search/parallel_loop.h"

#include <algorithm>
#include <limits>

namespace core {
namespace search_room {

RankedPlan ranked(const EvaluatedNode& evaluated, const PlanningWorld& world, const std::string& name)
{
    const Candidate& candidate = *evaluated.node.candidate;
    return {candidate, planOf(candidate, world.pools(), world.cluster(), world.model(), name), evaluated.evaluation,
        describe(candidate, world.pools(), world.cluster())};
}

/// None of the baselines sees the scenario: they choose at nominal bandwidths, or at what a search is frozen to.
Result<std::unique_ptr<Judge>> nominalJudge(const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    return Judge::of(project, catalogue, Objective {}, options.traces, options.frozenAt);
}

/// A plan of a baseline, and what it cannot score less than.
struct Suggestion
{
    Candidate candidate;
    double least = 0;
    std::optional<Evaluation> evaluation {};
};

/// What the baselines choose, each plan once, the most promising first.
std::vector<Suggestion> suggestions(BranchAndBound& search, const Judge& nominal, const Judge& judge, const SpaceSettings& space, const SearchOptions& options)
{
    std::vector<std::optional<Candidate>> chosen(baselines().size());
    search.inParallel([&] {
        parallelLoop(0, chosen.size(), [&](std::size_t i) { chosen[i] = chosenBy(baselines()[i].name, nominal, space, options.goOn); });
    });
    std::vector<Suggestion> distinct;
    for (auto& candidate : chosen) {
        const auto isSame = [&](const Suggestion& other) { return other.candidate == *candidate; };
        if (!candidate || std::any_of(distinct.begin(), distinct.end(), isSame))
            continue;
        const LayoutNetwork network(judge.world(), candidate->layout);
        const Nanoseconds time = candidateBound(judge.costs(), network, *candidate, false);
        const double least = judge.leastScore(time, candidate->layout, peakBytes(judge.costs(), *candidate));
        distinct.push_back({std::move(*candidate), least});
    }
    std::stable_sort(distinct.begin(), distinct.end(), [](const Suggestion& a, const Suggestion& b) { return a.least < b.least; });
    return distinct;
}

/// Begins with what the baselines choose, so that no answer is worse than theirs: what cannot be better than the most promising of
/// them is not simulated.
Result<void> seed(BranchAndBound& search, const Project& project, const Catalogue& catalogue, const Judge& judge, const SpaceSettings& space,
    const SearchOptions& options)
{
    const auto nominal = nominalJudge(project, catalogue, options);
    if (!nominal)
        return nominal.error();
    std::vector<Suggestion> suggested = suggestions(search, **nominal, judge, space, options);
    const auto evaluate = [&](Suggestion& one) {
        const auto evaluation = judge.evaluate(one.candidate, [&](double) { return !options.goOn || options.goOn(); });
        if (evaluation && evaluation->fits)
            one.evaluation = *evaluation;
    };
    const auto keep = [&](const Suggestion& one) {
        if (one.evaluation)
            search.seed(one.candidate, *one.evaluation);
    };
    std::size_t tried = 0; // until one is found that can be simulated
    for (; tried < suggested.size() && (tried == 0 || !suggested[tried - 1].evaluation); ++tried) {
        evaluate(suggested[tried]);
        keep(suggested[tried]);
    }
    const double best = tried > 0 && suggested[tried - 1].evaluation ? suggested[tried - 1].evaluation->score : std::numeric_limits<double>::infinity();
    if (options.heard)
        options.heard(search.state());
    search.inParallel([&] {
        parallelLoop(tried, suggested.size(), [&](std::size_t i) {
            if (suggested[i].least < best || !judge.others().empty())
                evaluate(suggested[i]);
        });
    });
    for (std::size_t i = tried; i < suggested.size(); ++i)
        keep(suggested[i]);
    return {};
}

/// The best of a corner of the space, as good plans to begin with. The limits are its own where the search has none.
void seedFromCorner(BranchAndBound& search, const Judge& judge, const SpaceSettings& space, std::int64_t nodes, std::int64_t simulations, const SearchOptions& options)
{
    SearchOptions few;
    few.threads = options.threads;
    few.nodeLimit = nodes;
    few.simulationLimit = options.simulationLimit > 0 ? (options.simulationLimit + 2) / 3 : simulations;
    few.goOn = options.goOn;
    BranchAndBound corner(judge, space, few);
    for (const EvaluatedNode& seed : search.best())
        corner.seed(*seed.node.candidate, seed.evaluation);
    corner.run();
    for (const EvaluatedNode& found : corner.best())
        search.seed(*found.node.candidate, found.evaluation);
    if (options.heard)
        options.heard(search.state());
}

/// Keeps only `wanted` where it is allowed: locks come first.
template <typename E>
void prefer(std::vector<E>& allowed, E wanted)
{
    if (std::find(allowed.begin(), allowed.end(), wanted) != allowed.end())
        allowed = {wanted};
}

/// Corners of pipelines alike that are soon searched: what is soon simulated, without gathers in the passes and with a known order of
/// them; and, as Megatron's rule has it, stages of whole nodes, no tensor group smaller than a node, and 1F1B.
void seedFromCorners(BranchAndBound& search, const Judge& judge, const SpaceSettings& given, const SearchOptions& options)
{
    SpaceSettings space = given;
    space.alike = true;
    space.mayIdle = false;
    space.orders.resize(1);
    SpaceSettings plain = space;
    plain.zero.most = std::max(plain.zero.least, std::min(plain.zero.most, 1));
    if (plain.schedules.size() > 1)
        std::erase(plain.schedules, Schedule::ZeroBubbleGreedy);
    prefer(plain.recomputes, RecomputeChoice::AsNeeded);
    prefer(plain.cuts, Cuts::Balanced);
    seedFromCorner(search, judge, plain, 3000, 6, options);
    if (judge.world().pools().size() < 2)
        return;
    SpaceSettings nodes = space;
    nodes.aligned = true;
    int smallest = std::numeric_limits<int>::max();
    for (const Pool& pool : judge.world().pools())
        smallest = std::min(smallest, pool.perHost);
    nodes.tensor.least = std::max(nodes.tensor.least, smallest);
    prefer(nodes.schedules, Schedule::OneForwardOneBackward);
    prefer(nodes.recomputes, RecomputeChoice::AsNeeded);
    prefer(nodes.cuts, Cuts::Balanced);
    if (smallest > 1 && nodes.tensor.least <= nodes.tensor.most)
        seedFromCorner(search, judge, nodes, 4000, 8, options);
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
    WorkShape whole;
    whole.model = world.model();
    whole.training = world.training();
    whole.split.zero = 3;
    const StateMemory state = stateMemory(whole, {0, world.model().units()}, Device {});
    const Bytes needed = state.weights + state.gradients + state.optimizer;
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

/// For each seed the best mean that a search of its own finds. Empty: cancelled.
Result<std::vector<double>> bestOfSeeds(const Project& project, const Catalogue& catalogue, int seeds, const SearchOptions& options)
{
    std::vector<double> best;
    for (int seed = 0; seed < seeds; ++seed) {
        Project one = project;
        one.scenario->seed = project.scenario->seed.value_or(0) + static_cast<std::uint64_t>(seed);
        if (one.search)
            std::erase_if(one.search->members, [](const auto& member) { return member.first == "seeds"; });
        SearchOptions mean;
        mean.objective = Objective {ObjectiveKind::Mean, {}};
        mean.threads = options.threads;
        mean.nodeLimit = options.nodeLimit;
        mean.traces = options.traces;
        mean.goOn = options.goOn;
        const auto outcome = core::search(one, catalogue, mean);
        if (!outcome)
            return outcome.error();
        if (outcome->cancelled || outcome->ranked.empty())
            return std::vector<double>();
        best.push_back(outcome->ranked.front().evaluation.score);
    }
    return best;
}

/// How the candidates of a search are judged. Nothing: cancelled while the seeds were searched.
Result<std::unique_ptr<Judge>> judgeFor(const Project& project, const Catalogue& catalogue, const TypedSearchSettings& settings, const SearchOptions& options)
{
    const Objective objective = options.objective.value_or(settings.objective);
    auto judge = Judge::of(project, catalogue, objective, options.traces, options.frozenAt);
    if (!judge)
        return judge;
    if (auto set = (*judge)->setOthers(options.objective ? options.others : settings.others); !set)
        return set.error();
    if (objective.kind == ObjectiveKind::Regret) {
        auto best = options.bestOfSeeds.empty() ? bestOfSeeds(project, catalogue, settings.seeds, options) : options.bestOfSeeds;
        if (!best)
            return best.error();
        if (best->empty())
            return Error{"cancelled before the best of every seed was found", "", "", "allow more time"};
        (*judge)->setBestOfSeeds(std::move(*best));
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
        if (auto seeded = search_room::seed(search, project, catalogue, **judge, settings->space, options); !seeded)
            return seeded.error();
        search_room::seedFromCorners(search, **judge, settings->space, options);
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
        const auto nominal = search_room::nominalJudge(project, catalogue, options);
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
