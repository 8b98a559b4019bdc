#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/project.h"
#include "core/documents/scenario_changes.h"
#include "core/network/network.h"
#include "core/network/transfers.h"
#include "core/search/islands.h"
#include "core/simulate/folding.h"
#include "core/simulate/placement.h"
#include "core/simulate/run.h"
#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <memory>
#include <optional>
#include <vector>

namespace core {

/// A placement made ready: what is played, again and again.
struct ReadyPlan
{
    Workload workload;
    RunOptions options;
};

/// All that plans of one project are judged in, built once: cluster, routes, model, and how the scenario changes them.
/// May be read by several threads at once.
class PlanningWorld
{
public:
    /// With `scenario` plans run under the project's (with `frozenAt` as if what holds at that instant held for ever), else at
    /// nominal bandwidths and speeds. Errors: a project without cluster, model or training, and those of `expand`,
    /// `resolveModel` and `changes`.
    static Result<std::unique_ptr<PlanningWorld>> of(const Project& project, const Catalogue& catalogue, bool scenario,
        const Traces& traces = {}, std::optional<Nanoseconds> frozenAt = {});

    const ExpandedCluster& cluster() const { return m_cluster; }
    const ModelShape& model() const { return m_model; }
    const Training& training() const { return m_training; }
    const Network& network() const { return *m_network; }
    const Islands& islands() const { return m_islands; }
    const std::vector<Pool>& pools() const { return m_pools; }
    const ScenarioChanges& changes() const { return m_changes; }
    const std::shared_ptr<const Profiles>& profiles() const { return m_profiles; } ///< of `changes`; none: nothing changes
    /// With the constants of the training's software, and the memory that plans may fill (see `TypedSearchSettings::memoryMargin`).
    const Device& deviceOf(int pool) const { return m_devices[static_cast<std::size_t>(pool)]; }

    /// Whether nothing ever changes.
    bool isSteady() const { return m_isSteady; }
    /// Lets all bounds below hold for plans under the scenario of `other` too, which must outlive this and differ in nothing else.
    void coverAlso(const PlanningWorld& other);

    /// The most that the capacity has at any time of the scenario.
    BytesPerSecond mostBandwidth(int capacity) const;
    /// The most that any device of the pool computes at any time, relative to nominal.
    double mostSpeed(int pool) const { return m_mostSpeed[static_cast<std::size_t>(pool)]; }
    /// No less than this passes from the start of an activity to its end, whatever else runs.
    Seconds leastTime(const Activity& activity) const;
    /// No more than an activity's latency at any time.
    Seconds leastLatency(const Activity& activity) const { return activity.changing || m_latenciesDiffer ? Seconds(0) : activity.latency; }

    /// To be played for its times. `meeting`: also pipelines that meet are folded, where they are alike; then spans stand for several.
    /// Errors: what the simulator refuses.
    Result<ReadyPlan> ready(const Placement& placement, const Progress& progress = {}, MeetingPlaces meeting = MeetingPlaces::Shared) const;

    /// One iteration, begun at `at` of the scenario: exactly what `simulate` plays.
    Result<Timeline> play(const Placement& placement, Nanoseconds at = {}, const Progress& progress = {}) const;

private:
    PlanningWorld() = default;
    void findMost();

    ExpandedCluster m_cluster;
    ModelShape m_model;
    Training m_training;
    std::unique_ptr<Network> m_network;
    Islands m_islands;
    std::vector<Pool> m_pools;
    std::vector<Device> m_devices; ///< by pool
    ScenarioChanges m_changes;
    std::shared_ptr<const Profiles> m_profiles;
    std::vector<double> m_mostSpeed;
    bool m_isSteady = true;
    std::vector<const PlanningWorld*> m_covered;
    bool m_latenciesDiffer = false;
};

/// Parameters, gradients and optimizer state of the whole model, kept once: no plan needs less on its devices together.
Bytes stateKeptOnce(const PlanningWorld& world);

} // namespace core
