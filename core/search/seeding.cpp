#include "core/search/seeding.h"

#include "core/search/baselines.h"
#include "core/search/bound.h"
#include "core/search/parallel_loop.h"
#include "core/search/plan_likeness.h"
#include "core/search/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {
namespace seeding {

/// A plan to begin with, and what it cannot score less.
struct Suggestion
{
    Candidate candidate;
    double least = 0;
    std::optional<Evaluation> evaluation {};
};

/// Each plan once, the most promising first.
std::vector<Suggestion> sorted(std::vector<std::optional<Candidate>> chosen, const Judge& judge)
{
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

/// Simulates them one by one until one is found that can be, then at once those that may be better than the best known.
void tryAll(BranchAndBound& search, std::vector<Suggestion> suggested, const Judge& judge, const SearchOptions& options)
{
    const auto evaluate = [&](Suggestion& one) {
        const auto evaluation = judge.evaluate(one.candidate, [&](double) { return !options.goOn || options.goOn(); });
        if (evaluation && evaluation->fits)
            one.evaluation = *evaluation;
    };
    const auto keep = [&](const Suggestion& one) {
        if (!one.evaluation)
            return;
        search.countSeeds(1);
        search.seed(one.candidate, *one.evaluation);
    };
    std::size_t tried = 0;
    for (; tried < suggested.size() && !search.state().found; ++tried) {
        evaluate(suggested[tried]);
        keep(suggested[tried]);
    }
    const SearchProgress known = search.state();
    if (options.heard)
        options.heard(known);
    search.inParallel([&] {
        parallelLoop(tried, suggested.size(), [&](std::size_t i) {
            if (suggested[i].least < known.best || !judge.others().empty())
                evaluate(suggested[i]);
        });
    });
    for (std::size_t i = tried; i < suggested.size(); ++i)
        keep(suggested[i]);
}

std::vector<std::optional<Candidate>> ofProject(const Project& project, const Judge& judge, const Space& space, const SearchOptions& options)
{
    std::vector<std::optional<Candidate>> like(options.beginWith.begin(), options.beginWith.end());
    for (const Plan& plan : project.plans)
        if (!options.goOn || options.goOn())
            like.push_back(candidateLike(plan, judge, space));
    return like;
}

std::vector<std::optional<Candidate>> ofBaselines(BranchAndBound& search, const Judge& nominal, const SpaceSettings& space, const SearchOptions& options)
{
    std::vector<std::optional<Candidate>> chosen(baselines().size());
    search.inParallel([&] {
        parallelLoop(0, chosen.size(), [&](std::size_t i) { chosen[i] = chosenBy(baselines()[i].name, nominal, space, options.goOn); });
    });
    return chosen;
}

/// Of plans sorted by bound so many, the best of each schedule before others: bounds of some schedules are further off.
std::vector<Suggestion> ofEverySchedule(const std::vector<Suggestion>& sorted, std::size_t most)
{
    std::vector<Suggestion> chosen, others;
    for (const Suggestion& one : sorted) {
        const auto isLike = [&](const Suggestion& other) { return other.candidate.passes.schedule == one.candidate.passes.schedule; };
        (std::any_of(chosen.begin(), chosen.end(), isLike) ? others : chosen).push_back(one);
    }
    chosen.insert(chosen.end(), others.begin(), others.end());
    chosen.resize(std::min(most, chosen.size()));
    return chosen;
}

/// The best plans of a search that is blind to the scenario, where plans are judged under one, and nothing to begin with is known: that
/// came from such a search.
std::vector<std::optional<Candidate>> ofBlindSearch(const Project& project, const Catalogue& catalogue, const Judge& judge, const SearchOptions& options)
{
    if (!judge.overScenario() || !options.beginWith.empty())
        return {};
    constexpr std::int64_t fewNodes = 6000; // a second or two on a hundred devices
    constexpr std::size_t fewPlans = 4;     // each plays the whole horizon
    SearchOptions blind;
    blind.objective = Objective {};
    blind.threads = options.threads;
    blind.nodeLimit = options.nodeLimit > 0 ? options.nodeLimit : fewNodes;
    blind.traces = options.traces;
    blind.frozenAt = options.frozenAt;
    blind.goOn = options.goOn;
    std::vector<std::optional<Candidate>> best;
    if (const auto outcome = core::search(project, catalogue, blind))
        for (const RankedPlan& plan : outcome->ranked)
            best.emplace_back(plan.candidate);
    best.resize(std::min(best.size(), fewPlans));
    return best;
}

/// A corner of the space, and how many nodes of it are looked at and plans simulated.
struct Corner
{
    SpaceSettings space;
    std::int64_t nodes = 0;
    std::int64_t simulations = 0;
};

/// Its best plans, to begin with: chosen by their bounds alone, where these are near (nothing changes, and there is one objective).
void seedFromCorner(BranchAndBound& search, const Judge& judge, const Corner& corner, const SearchOptions& options)
{
    SearchOptions few;
    few.threads = options.threads;
    few.nodeLimit = corner.nodes;
    const std::int64_t simulations = options.simulationLimit > 0 ? (options.simulationLimit + 2) / 3 : corner.simulations;
    few.simulates = !judge.world().isSteady() || !judge.others().empty();
    few.simulationLimit = few.simulates ? simulations : 0;
    few.goOn = options.goOn;
    BranchAndBound found(judge, corner.space, few);
    for (const EvaluatedNode& seed : search.best())
        found.seed(*seed.node.candidate, seed.evaluation);
    found.run();
    if (few.simulates) {
        search.countSeeds(found.state().funnel.countOf(Verdict::Simulated));
        for (const EvaluatedNode& one : found.best())
            search.seed(*one.node.candidate, one.evaluation);
    } else {
        std::vector<Suggestion> promising;
        for (const EvaluatedNode& one : found.best())
            if (search.best().count(one) == 0)
                promising.push_back({*one.node.candidate, one.evaluation.score});
        tryAll(search, ofEverySchedule(promising, static_cast<std::size_t>(simulations)), judge, options);
    }
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
/// them; and, as Megatron's rule has it, stages of whole nodes and no tensor group smaller than a node. Less of them where thousands of
/// devices make each look take longer, so that the search itself begins soon.
void seedFromCorners(BranchAndBound& search, const Judge& judge, const SpaceSettings& given, const SearchOptions& options)
{
    constexpr double fewDevices = 512;
    const double share = std::min(1.0, fewDevices / static_cast<double>(judge.world().cluster().hostOfRank.size()));
    const auto ofShare = [share](double number) { return static_cast<std::int64_t>(std::ceil(number * share)); };
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
    seedFromCorner(search, judge, {plain, ofShare(3000), ofShare(6)}, options);
    if (judge.world().pools().size() < 2)
        return;
    SpaceSettings nodes = space;
    nodes.aligned = true;
    int smallest = std::numeric_limits<int>::max();
    for (const Pool& pool : judge.world().pools())
        smallest = std::min(smallest, pool.perHost);
    nodes.tensor.least = std::max(nodes.tensor.least, smallest);
    nodes.zero = plain.zero;
    nodes.schedules = plain.schedules;
    prefer(nodes.recomputes, RecomputeChoice::AsNeeded);
    prefer(nodes.cuts, Cuts::Balanced);
    if (smallest > 1 && nodes.tensor.least <= nodes.tensor.most)
        seedFromCorner(search, judge, {nodes, 4000, 1 + ofShare(6)}, options);
}

} // namespace seeding

/// None of the baselines sees the scenario: they choose at nominal bandwidths, or at what a search is frozen to.
Result<std::unique_ptr<Judge>> nominalJudge(const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    return Judge::of(project, catalogue, Objective {}, options.traces, options.frozenAt);
}

Result<void> seedSearch(BranchAndBound& search, const Project& project, const Catalogue& catalogue, const Judge& judge, const SpaceSettings& space,
    const SearchOptions& options)
{
    const auto nominal = nominalJudge(project, catalogue, options);
    if (!nominal)
        return nominal.error();
    seeding::tryAll(search, seeding::sorted(seeding::ofProject(project, judge, search.tree().space(), options), judge), judge, options);
    seeding::tryAll(search, seeding::sorted(seeding::ofBaselines(search, **nominal, space, options), judge), judge, options);
    seeding::tryAll(search, seeding::sorted(seeding::ofBlindSearch(project, catalogue, judge, options), judge), judge, options);
    seeding::seedFromCorners(search, judge, space, options);
    return {};
}

} // namespace core
