#pragma once

#include "core/search/candidate.h"
#include "core/search/planning_world.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

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

/// How one objective judges the candidates of a project.
class Judge
{
public:
    /// With `frozenAt` plans run as if what the scenario does at that instant held for ever. Errors: those of `PlanningWorld::of`; an objective over a scenario without one or without a horizon; cost where
    /// a price is unknown.
    static Result<std::unique_ptr<Judge>> of(const Project& project, const Catalogue& catalogue, const Objective& objective,
        const Traces& traces = {}, std::optional<Nanoseconds> frozenAt = {});

    const PlanningWorld& world() const { return *m_world; }
    const StageCosts& costs() const { return m_costs; }
    const Objective& objective() const { return m_objective; }

    /// What no plan of this layout can score less than, whose iterations take at least `time`; `peakBytes`: what its
    /// largest device is known to need.
    double leastScore(Nanoseconds time, const Layout& layout, double peakBytes = 0) const;

    /// Errors: what the simulator refuses, and "cancelled".
    Result<Evaluation> evaluate(const Candidate& candidate, const Progress& progress = {}) const;
    Result<Evaluation> evaluate(const Placement& placement, const Progress& progress = {}) const;

private:
    Judge(std::unique_ptr<PlanningWorld> world, const Objective& objective)
        : m_world(std::move(world)), m_costs(*m_world), m_objective(objective)
    {
    }
    bool overScenario() const;
    double dollarsPerHour(const std::vector<int>& ranks) const;
    double watts(const std::vector<int>& ranks) const;
    double scoreOf(const Evaluation& evaluation, std::vector<Nanoseconds> times, Nanoseconds elapsed) const;

    std::unique_ptr<PlanningWorld> m_world;
    StageCosts m_costs;
    Objective m_objective;
};

} // namespace core
