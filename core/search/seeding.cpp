#include "core/search/seeding.h"

#include "core/search/baselines.h"
#include "core/search/bound.h"
#include "core/search/parallel_loop.h"
#include "core/search/plan_likeness.h"

#include <algorithm>
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
    search.countSeeds(corner.state().funnel.countOf(Verdict::Simulated));
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
    seeding::seedFromCorners(search, judge, space, options);
    return {};
}

} // namespace core
