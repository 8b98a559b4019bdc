#pragma once

#include "core/search/candidate.h"
#include "core/search/partial_bound.h"
#include "core/search/planning_world.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace core {

/// What a plan turned out to be. Figures are those of the simulator and of `metrics`.
struct Evaluation
{
    double score = 0;               ///< of the objective, smaller is better: nanoseconds, dollars or joules per million tokens, bytes
    Nanoseconds iterationTime;      ///< of one iteration; under a scenario the mean
    double peakBytes = 0;           ///< of the largest device
    bool fits = true;               ///< in memory
    double dollarsPerMillionTokens = 0; ///< 0: a price is unknown
    double joulesPerMillionTokens = 0;
    bool operator==(const Evaluation&) const = default;
};

/// Scores of the further objectives of a front; 0 where there are none.
using OtherScores = std::array<double, 2>;

/// How one objective judges the candidates of a project; for a front, several.
///
/// An objective over the scenario is measured over as many scenarios as the search settings have `seeds`: those of the scenario's seed and of
/// the numbers after it. The mean is the mean of their means; worst and quantile are over all iterations of all; regret is the most, over the
/// seeds, that the mean is above the best mean found for that seed (`setBestOfSeeds`), and no less than 0.
class Judge
{
public:
    /// With `frozenAt` plans run as if what the scenario does at that instant held for ever. Errors: those of `PlanningWorld::of`; an objective over a scenario without one or without a horizon; cost where
    /// a price is unknown.
    static Result<std::unique_ptr<Judge>> of(const Project& project, const Catalogue& catalogue, const Objective& objective,
        const Traces& traces = {}, std::optional<Nanoseconds> frozenAt = {});

    const PlanningWorld& world() const { return *m_worlds.front(); }
    int seeds() const { return static_cast<int>(m_worlds.size()); }
    const std::vector<double>& bestOfSeeds() const { return m_bestOfSeeds; }
    void setBestOfSeeds(std::vector<double> best) { m_bestOfSeeds = std::move(best); } ///< nanoseconds; for regret

    /// Further objectives of a front: cost, energy, memory. Error: cost where a price is unknown.
    Result<void> setOthers(std::vector<Objective> others);
    const std::vector<Objective>& others() const { return m_others; }
    OtherScores othersOf(const Evaluation& evaluation) const;
    OtherScores leastOthers(Nanoseconds time, const Layout& layout, double peakBytes) const;
    bool needsPeak() const; ///< bounds depend on the peak of memory
    const StageCosts& costs() const { return m_costs; }
    /// Whether plans are judged by iterations under the scenario.
    bool overScenario() const;
    const Objective& objective() const { return m_objective; }

    /// What no plan of this layout can score less than, whose iterations take at least `time`; `peakBytes`: what its
    /// largest device is known to need.
    double leastScore(Nanoseconds time, const Layout& layout, double peakBytes = 0) const;

    /// The same of all layouts that a bound holds for.
    double leastScore(const PartialBound& bound) const { return least(m_objective, bound); }
    OtherScores leastOthers(const PartialBound& bound) const;

    /// Errors: what the simulator refuses, and "cancelled".
    Result<Evaluation> evaluate(const Candidate& candidate, const Progress& progress = {}) const;
    Result<Evaluation> evaluate(const Placement& placement, const Progress& progress = {}) const;

private:
    /// All iterations under one scenario.
    struct Run
    {
        std::vector<Nanoseconds> times;
        Nanoseconds elapsed;
        double mean() const { return static_cast<double>(elapsed.count) / static_cast<double>(times.size()); }
    };
    Judge(std::vector<std::unique_ptr<PlanningWorld>> worlds, const Objective& objective)
        : m_worlds(std::move(worlds)), m_costs(*m_worlds.front()), m_objective(objective)
    {
    }
    bool pricesAreKnown() const;
    double least(const Objective& objective, Nanoseconds time, const Layout& layout, double peakBytes) const;
    double least(const Objective& objective, const PartialBound& bound) const;
    static Result<Run> oneIteration(const ReadyPlan& plan);
    Result<Run> iterations(const ReadyPlan& plan) const;
    double dollarsPerHour(const std::vector<int>& ranks) const;
    double watts(const std::vector<int>& ranks) const;
    double scoreOf(const Evaluation& evaluation, const std::vector<Run>& runs) const;

    std::vector<std::unique_ptr<PlanningWorld>> m_worlds; ///< by seed; bounds are those of the first, and cover all
    StageCosts m_costs;
    Objective m_objective;
    std::vector<Objective> m_others;
    std::vector<double> m_bestOfSeeds;
    double m_leastPeak = 0; ///< bytes on the largest device: what is kept of every parameter, once, over all devices
};

} // namespace core
