#pragma once

#include "core/search/candidate.h"
#include "core/search/funnel.h"
#include "core/search/judge.h"
#include "core/search/space.h"
#include "core/search/space_settings.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace core {

class RoundHelp;

/// Place in the canonical order: index of layout, micro-batches, passes and state.
using CanonicalPlace = std::array<std::uint64_t, 4>;
using KnownEvaluations = std::map<CanonicalPlace, Evaluation>;

/// How far a search is; heard after every round.
struct SearchProgress
{
    bool found = false;
    double best = 0;  ///< score
    double bound = 0; ///< no candidate scores less
    double gap = 1;   ///< (best - bound) / best
    Funnel funnel;
    std::int64_t rounds = 0;
};

struct SearchOptions
{
    std::optional<Objective> objective {}; ///< in place of the project's, `others` too
    std::vector<Objective> others {};      ///< further ones: cost, energy, memory. The search is for the front then
    std::vector<double> bestOfSeeds {};    ///< what regret is measured from; empty: each seed is searched first
    /// Beside `goOn`, while the seeds are searched: false ends the searches of this share of them with what they found.
    std::function<bool(double share)> seedsGoOn {};
    std::vector<Candidate> beginWith {};   ///< looked at first, as are the project's own plans
    int threads = 0;                       ///< 0: as many as there are cores
    double gap = 0;                        ///< ends when the gap is no larger
    std::int64_t nodeLimit = 0;            ///< ends after a round that has looked at this many candidates; 0 = none
    std::int64_t simulationLimit = 0;      ///< ends after a round after which so many were simulated; 0 = none
    bool exhaustive = false;               ///< simulates everything that fits in memory
    bool seeded = true;                    ///< begins with the plans of the baselines
    bool simulates = true;                 ///< false: nothing is simulated, a plan scores what its bound is
    Traces traces {};
    std::optional<Nanoseconds> frozenAt {}; ///< as if what the scenario does at this instant held for ever
    KnownEvaluations known {};             ///< from a checkpoint: not simulated again
    std::function<void(const CanonicalPlace&, const Evaluation&)> evaluated {}; ///< what a checkpoint keeps, after each round
    RoundHelp* help = nullptr;             ///< other processes that look at nodes too
    std::function<bool()> goOn {};         ///< asked often, by any thread; false cancels, waiting pauses
    std::function<void(const SearchProgress&)> heard {}; ///< by one thread at a time, as `evaluated`; others work on
    std::function<void(const std::vector<std::string>& space, const SpaceSize& size)> started {}; ///< before anything is tried
};

struct RankedPlan
{
    Candidate candidate;
    Plan plan;
    Evaluation evaluation;
    std::string words;
};

/// What a search found. It is proved when no open candidate can be better.
struct SearchOutcome
{
    Objective objective;
    std::vector<RankedPlan> ranked; ///< the best first, at most 16; empty: cancelled before a plan was found
    /// None is worse in all: of `frontObjectives`; where there are none, of iteration time, peak memory and cost among all
    /// that were simulated.
    std::vector<RankedPlan> front;
    std::vector<Objective> frontObjectives {};
    bool frontProved = false;          ///< for every plan of the space one of the front is nowhere worse
    std::vector<double> bestOfSeeds {}; ///< of regret, nanoseconds
    std::string unjudged {};            ///< ended before regret could be measured: what the plans are judged by instead
    double bound = 0;
    double gap = 1;
    bool proved = false;
    bool cancelled = false;
    Funnel funnel;
    SpaceSize spaceSize;
    std::vector<std::string> space;
};

/// What is proved of the front, and what is not: a sentence.
std::string frontStatement(const SearchOutcome& outcome);

/// The best plan of the project's space by branch and bound, best bound first. The same for any number of threads
/// unless it is cancelled. Errors: settings that contradict themselves, a space without a candidate that fits (with
/// what it lacks), and those of `Judge::of`.
Result<SearchOutcome> search(const Project& project, const Catalogue& catalogue, const SearchOptions& options = {});

/// The plan of one of `baselines()`, or of "static-network" (this search, blind to the scenario), judged by the objective
/// of the options. Error: it has no plan in the space.
Result<RankedPlan> plannedBy(const std::string& planner, const Project& project, const Catalogue& catalogue, const SearchOptions& options = {});

} // namespace core
