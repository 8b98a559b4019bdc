#include "core/search/planning_world.h"

#include "core/costs/device_time.h"
#include "core/costs/memory.h"
#include "core/network/scenario_profiles.h"
#include "core/search/space_settings.h"
#include "core/simulate/folding.h"

#include <algorithm>
#include <limits>

namespace core {
namespace planning_world {

/// The most of a value that is nominal until its first step.
double mostOf(const ChangeProfile& profile)
{
    double most = profile.steps.empty() || profile.steps.front().at.count > 0 ? 1 : 0;
    for (const ChangeStep& step : profile.steps)
        most = std::max(most, step.value.of(1));
    return most;
}

BytesPerSecond mostOf(const Profiles* profiles, int capacity, BytesPerSecond nominal)
{
    const auto profile = profiles ? profiles->find(capacity) : Profiles::const_iterator();
    if (!profiles || profile == profiles->end())
        return nominal;
    BytesPerSecond most = profile->second.at(Nanoseconds(0), nominal);
    for (const ProfileStep& step : profile->second.steps())
        most = std::max(most, profile->second.at(step.from, nominal));
    return most;
}

/// Of the slowest device of each host, where nothing changes any more.
std::vector<double> speedsOf(const ScenarioChanges& changes, const ExpandedCluster& cluster)
{
    std::vector<double> speeds(cluster.hosts.size(), 1);
    for (std::size_t rank = 0; rank < cluster.hostOfRank.size(); ++rank)
        if (const ChangeProfile* profile = changes.computeOf(cluster, static_cast<int>(rank))) {
            double& slowest = speeds[static_cast<std::size_t>(cluster.hostOfRank[rank])];
            slowest = std::min(slowest, mostOf(*profile));
        }
    return speeds;
}

} // namespace planning_world

Result<std::unique_ptr<PlanningWorld>> PlanningWorld::of(const Project& project, const Catalogue& catalogue, bool scenario,
    const Traces& traces, std::optional<Nanoseconds> frozenAt)
{
    if (!project.cluster || !project.model || !project.training)
        return Error{"the project lacks its cluster, model or training", "", "all three", ""};
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    auto expanded = expand(*project.cluster, catalogue);
    if (!expanded)
        return expanded.error();
    auto model = resolveModel(*project.model, catalogue);
    if (!model)
        return model.error();
    std::unique_ptr<PlanningWorld> world(new PlanningWorld);
    world->m_cluster = std::move(*expanded);
    for (Device& kind : world->m_cluster.kinds)
        kind.memory = kind.memory * (1 - settings->memoryMargin);
    world->m_model = std::move(*model);
    world->m_training = *project.training;
    if (scenario && project.scenario) {
        auto all = core::changes(*project.scenario, world->m_cluster, traces);
        if (!all)
            return all.error();
        world->m_changes = frozenAt ? frozen(*all, *frozenAt) : std::move(*all);
    }
    world->m_network = std::make_unique<Network>(*project.cluster, world->m_cluster,
        NetworkOptions{true, project.training->software.value_or(""), latenciesOf(world->m_changes)});
    world->m_profiles = profilesOf(world->m_changes, world->m_cluster, *world->m_network);
    world->m_islands = islandsOf(*project.cluster, world->m_cluster);
    world->m_pools = poolsOf(*project.cluster, world->m_cluster, world->m_islands,
        frozenAt ? planning_world::speedsOf(world->m_changes, world->m_cluster) : std::vector<double>());
    if (world->m_pools.empty())
        return Error{"every device is down", "/scenario", "at least one that is up", ""};
    for (const Pool& pool : world->m_pools)
        world->m_devices.push_back(deviceFor(world->m_cluster.kinds[static_cast<std::size_t>(pool.kind)], world->m_training));
    world->m_isSteady = !world->m_profiles && latenciesOf(world->m_changes).empty();
    world->findMost();
    return world;
}

void PlanningWorld::findMost()
{
    for (const Pool& pool : m_pools) {
        double most = 0;
        for (const int rank : pool.ranks) {
            const ChangeProfile* profile = m_changes.computeOf(m_cluster, rank);
            most = std::max(most, profile ? planning_world::mostOf(*profile) : 1);
            m_isSteady = m_isSteady && !profile;
        }
        m_mostSpeed.push_back(std::max(most, 1e-9));
    }
}

void PlanningWorld::coverAlso(const PlanningWorld& other)
{
    m_covered.push_back(&other);
    m_isSteady = m_isSteady && other.m_isSteady;
    m_latenciesDiffer = m_latenciesDiffer || !latenciesOf(m_changes).empty() || !latenciesOf(other.m_changes).empty();
    for (std::size_t pool = 0; pool < m_mostSpeed.size(); ++pool)
        m_mostSpeed[pool] = std::max(m_mostSpeed[pool], other.m_mostSpeed[pool]);
}

BytesPerSecond PlanningWorld::mostBandwidth(int capacity) const
{
    BytesPerSecond most = planning_world::mostOf(m_profiles.get(), capacity, m_network->bandwidth(capacity));
    for (const PlanningWorld* other : m_covered)
        most = std::max(most, other->mostBandwidth(capacity));
    return most;
}

Seconds PlanningWorld::leastTime(const Activity& activity) const
{
    double rate = std::numeric_limits<double>::infinity();
    for (const Charge& charge : activity.charges)
        rate = std::min(rate, mostBandwidth(charge.capacity).value / charge.weight);
    const Seconds latency = leastLatency(activity);
    if (activity.amount.value <= 0 || rate == std::numeric_limits<double>::infinity())
        return latency;
    return rate > 0 ? latency + activity.amount / BytesPerSecond(rate) : Seconds(std::numeric_limits<double>::infinity());
}

Result<ReadyPlan> PlanningWorld::ready(const Placement& placement, const Progress& progress, MeetingPlaces meeting) const
{
    auto workload = workloadOf({m_cluster, *m_network, m_model, m_training, placement, &m_changes, progress});
    if (!workload)
        return workload.error();
    RunOptions how;
    how.waterways = {[this](int capacity) { return m_network->bandwidth(capacity); }, m_profiles,
        [this](int capacity) { return m_network->capacity(capacity).name; }};
    how.progress = progress;
    Workload small = folded(settledAlone(std::move(*workload), how.waterways, progress), how.waterways, progress, meeting);
    if (progress && !progress(0))
        return Error{"cancelled", {}, {}, {}};
    return ReadyPlan {std::move(small), std::move(how)};
}

Result<Timeline> PlanningWorld::play(const Placement& placement, Nanoseconds at, const Progress& progress) const
{
    auto plan = ready(placement, progress, MeetingPlaces::None);
    if (!plan)
        return plan.error();
    plan->options.start = at;
    return run(plan->workload, plan->options);
}

Bytes stateKeptOnce(const PlanningWorld& world)
{
    WorkShape whole;
    whole.model = world.model();
    whole.training = world.training();
    whole.split.zero = 3;
    const StateMemory state = stateMemory(whole, {0, world.model().units()}, Device {});
    return state.weights + state.gradients + state.optimizer;
}

} // namespace core
