#include "core/search/judge.h"

#include "core/simulate/horizon.h"
#include "core/simulate/plan_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {
namespace judge {

bool needsScenario(const Objective& objective)
{
    switch (objective.kind) {
    case ObjectiveKind::Mean:
    case ObjectiveKind::Worst:
    case ObjectiveKind::Quantile:
    case ObjectiveKind::Regret:
        return true;
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Cost:
    case ObjectiveKind::Energy:
    case ObjectiveKind::Memory:
        break;
    }
    return false;
}

double millionTokens(const Training& training) { return 1e-6 * training.globalBatch * training.sequence; }

std::vector<int> ranksOf(const Placement& placement)
{
    std::vector<int> ranks;
    for (const PlacedPipeline& pipeline : placement.pipelines)
        for (const PlacedStage& stage : pipeline.stages)
            ranks.insert(ranks.end(), stage.ranks.begin(), stage.ranks.end());
    return ranks;
}

std::vector<int> ranksOf(const Layout& layout, const std::vector<Pool>& pools)
{
    std::vector<int> ranks;
    for (const PipelineGroup& group : layout.groups)
        for (const StageRun& run : group.runs) {
            const auto& all = pools[static_cast<std::size_t>(run.pool)].ranks;
            ranks.insert(ranks.end(), all.begin(), all.begin() + group.replicas * run.stages * run.tensor);
        }
    return ranks;
}

/// Of objectives that do not depend on when iterations are.
double figureOf(const Objective& objective, const Evaluation& evaluation)
{
    return objective.kind == ObjectiveKind::Cost ? evaluation.dollarsPerMillionTokens
        : objective.kind == ObjectiveKind::Energy ? evaluation.joulesPerMillionTokens
                                                  : evaluation.peakBytes;
}

void addMemory(Evaluation& evaluation, const Workload& workload)
{
    for (const PipelineWork& pipeline : workload.pipelines)
        for (const StageWork& stage : pipeline.stages) {
            const Bytes peak = stage.memory.fixed() + peakActivations(stage);
            evaluation.fits = evaluation.fits && peak <= stage.memory.limit;
            evaluation.peakBytes = std::max(evaluation.peakBytes, peak.value);
        }
}

/// Kinds of devices without a price, by name.
std::string unpriced(const PlanningWorld& world)
{
    std::string names;
    for (const Device& kind : world.cluster().kinds)
        if (kind.pricePerHour <= 0)
            names += (names.empty() ? "" : ", ") + kind.id.text;
    return names;
}

Error unknownPrice(const PlanningWorld& world)
{
    return {"the objective cost needs the price of every kind of device; unknown: " + unpriced(world), "/cluster/devices", "a \"price_per_hour\" for each", ""};
}

} // namespace judge

Result<std::unique_ptr<Judge>> Judge::of(const Project& project, const Catalogue& catalogue, const Objective& objective, const Traces& traces,
    std::optional<Nanoseconds> frozenAt)
{
    const bool scenario = judge::needsScenario(objective);
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    if (scenario && (!project.scenario || !project.scenario->horizon))
        return Error{"the objective " + textOf(objective) + " needs a scenario with a horizon", "/scenario", "\"horizon\": \"10 min\" and events", ""};
    std::vector<std::unique_ptr<PlanningWorld>> worlds;
    Project drawn = project;
    for (int seed = 0; seed < (scenario ? settings->seeds : 1); ++seed) {
        if (seed > 0)
            drawn.scenario->seed = project.scenario->seed.value_or(0) + static_cast<std::uint64_t>(seed);
        auto world = PlanningWorld::of(drawn, catalogue, scenario || frozenAt, traces, frozenAt);
        if (!world)
            return world.error();
        worlds.push_back(std::move(*world));
    }
    for (std::size_t seed = 1; seed < worlds.size(); ++seed)
        worlds.front()->coverAlso(*worlds[seed]);
    std::unique_ptr<Judge> made(new Judge(std::move(worlds), objective));
    made->m_leastPeak = stateKeptOnce(made->world()).value / static_cast<double>(made->world().cluster().hostOfRank.size()) * (1 - 1e-9);
    if (objective.kind == ObjectiveKind::Cost && !made->pricesAreKnown())
        return judge::unknownPrice(made->world());
    return made;
}

bool Judge::pricesAreKnown() const { return judge::unpriced(world()).empty(); }

Result<void> Judge::setOthers(std::vector<Objective> others)
{
    for (const Objective& other : others)
        if (other.kind == ObjectiveKind::Cost && !pricesAreKnown())
            return judge::unknownPrice(world());
    m_others = std::move(others);
    return {};
}

bool Judge::needsPeak() const
{
    const auto isMemory = [](const Objective& objective) { return objective.kind == ObjectiveKind::Memory; };
    return isMemory(m_objective) || std::any_of(m_others.begin(), m_others.end(), isMemory);
}

OtherScores Judge::leastOthers(Nanoseconds time, const Layout& layout, double peakBytes) const
{
    OtherScores scores {};
    for (std::size_t i = 0; i < m_others.size(); ++i)
        scores[i] = least(m_others[i], time, layout, peakBytes);
    return scores;
}

OtherScores Judge::othersOf(const Evaluation& evaluation) const
{
    OtherScores scores {};
    for (std::size_t i = 0; i < m_others.size(); ++i)
        scores[i] = judge::figureOf(m_others[i], evaluation);
    return scores;
}

OtherScores Judge::leastOthers(const PartialBound& bound) const
{
    OtherScores scores {};
    for (std::size_t i = 0; i < m_others.size(); ++i)
        scores[i] = least(m_others[i], bound);
    return scores;
}

/// What is paid for time on devices is least on those that do the work for the least of it.
double Judge::least(const Objective& objective, const PartialBound& bound) const
{
    if (isTime(objective))
        return least(objective, bound.time, {}, 0);
    if (objective.kind == ObjectiveKind::Memory)
        return m_leastPeak;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [pool, seconds] : bound.deviceSeconds) {
        const Device& kind = world().cluster().kinds[static_cast<std::size_t>(world().pools()[static_cast<std::size_t>(pool)].kind)];
        least = std::min(least, seconds * (objective.kind == ObjectiveKind::Cost ? kind.pricePerHour / 3600 : kind.power.value));
    }
    return least / judge::millionTokens(world().training()) * (1 - 1e-12);
}

bool Judge::overScenario() const { return judge::needsScenario(m_objective) && world().changes().horizon != Nanoseconds::never(); }

double Judge::dollarsPerHour(const std::vector<int>& ranks) const
{
    double sum = 0;
    for (const int rank : ranks)
        sum += world().cluster().deviceOf(rank).pricePerHour;
    return sum;
}

double Judge::watts(const std::vector<int>& ranks) const
{
    double sum = 0;
    for (const int rank : ranks)
        sum += world().cluster().deviceOf(rank).power.value;
    return sum;
}

double Judge::leastScore(Nanoseconds time, const Layout& layout, double peakBytes) const { return least(m_objective, time, layout, peakBytes); }

double Judge::least(const Objective& objective, Nanoseconds time, const Layout& layout, double peakBytes) const
{
    const double time_ = static_cast<double>(time.count);
    switch (objective.kind) {
    case ObjectiveKind::Cost:
        return time_ * 1e-9 / 3600 * dollarsPerHour(judge::ranksOf(layout, world().pools())) / judge::millionTokens(world().training()) * (1 - 1e-12);
    case ObjectiveKind::Energy:
        return time_ * 1e-9 * watts(judge::ranksOf(layout, world().pools())) / judge::millionTokens(world().training()) * (1 - 1e-12);
    case ObjectiveKind::Memory:
        return std::max(m_leastPeak, peakBytes * (1 - 1e-12));
    case ObjectiveKind::Regret: // the bound is that of every seed: the seed with the least best has the most regret
        return m_bestOfSeeds.empty() ? 0 : std::max(0.0, time_ - *std::min_element(m_bestOfSeeds.begin(), m_bestOfSeeds.end()));
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Mean:
    case ObjectiveKind::Worst:
    case ObjectiveKind::Quantile:
        break;
    }
    return time_;
}

Result<Evaluation> Judge::evaluate(const Candidate& candidate, const Progress& progress) const
{
    return evaluate(placementOf(candidate, world().pools()), progress);
}

Result<Judge::Run> Judge::oneIteration(const ReadyPlan& plan)
{
    const auto period = periodOf(plan.workload, plan.options);
    if (!period)
        return period.error();
    return Run {{*period}, *period};
}

Result<Judge::Run> Judge::iterations(const ReadyPlan& plan) const
{
    HorizonOptions wanted;
    wanted.until = world().changes().horizon;
    wanted.checkpointEvery = 1; // an outage loses the iteration under way, and no more
    const auto played = playHorizon(plan.workload, plan.options, wanted);
    if (!played)
        return played.error();
    if (played->loss)
        return played->loss->why;
    if (played->iterations.empty())
        return Error{"no iteration comes to its end within the horizon", "/scenario", "a longer horizon", ""};
    Run run;
    Nanoseconds before;
    for (std::size_t i = 0; i < played->iterations.size(); ++i) {
        run.elapsed = i + 1 < played->iterations.size() ? played->iterations[i + 1].start : played->iterations[i].end;
        run.times.push_back(run.elapsed - before);
        before = run.elapsed;
    }
    return run;
}

Result<Evaluation> Judge::evaluate(const Placement& placement, const Progress& progress) const
{
    Evaluation evaluation;
    std::vector<Run> runs;
    for (const auto& one : m_worlds) {
        const auto ready = one->ready(placement, progress);
        if (!ready)
            return ready.error();
        if (runs.empty())
            judge::addMemory(evaluation, ready->workload);
        auto run = overScenario() ? iterations(*ready) : oneIteration(*ready);
        if (!run)
            return run.error();
        runs.push_back(std::move(*run));
        if (!overScenario())
            break;
    }
    double mean = 0;
    for (const Run& run : runs)
        mean += run.mean() / static_cast<double>(runs.size());
    evaluation.iterationTime = Nanoseconds(static_cast<std::int64_t>(mean));
    const std::vector<int> ranks = judge::ranksOf(placement);
    const double hours = seconds(evaluation.iterationTime).value / 3600;
    const double tokens = judge::millionTokens(world().training());
    const bool priced = std::all_of(ranks.begin(), ranks.end(), [&](int rank) { return world().cluster().deviceOf(rank).pricePerHour > 0; });
    evaluation.dollarsPerMillionTokens = priced ? hours * dollarsPerHour(ranks) / tokens : 0;
    evaluation.joulesPerMillionTokens = hours * 3600 * watts(ranks) / tokens;
    evaluation.score = scoreOf(evaluation, runs);
    return evaluation;
}

double Judge::scoreOf(const Evaluation& evaluation, const std::vector<Run>& runs) const
{
    std::vector<Nanoseconds> times;
    double mean = 0, regret = 0;
    for (std::size_t seed = 0; seed < runs.size(); ++seed) {
        times.insert(times.end(), runs[seed].times.begin(), runs[seed].times.end());
        mean += runs[seed].mean() / static_cast<double>(runs.size());
        if (seed < m_bestOfSeeds.size())
            regret = std::max(regret, runs[seed].mean() - m_bestOfSeeds[seed]);
    }
    switch (m_objective.kind) {
    case ObjectiveKind::Cost:
    case ObjectiveKind::Energy:
    case ObjectiveKind::Memory:
        return judge::figureOf(m_objective, evaluation);
    case ObjectiveKind::Worst:
        return static_cast<double>(std::max_element(times.begin(), times.end())->count);
    case ObjectiveKind::Quantile: {
        std::sort(times.begin(), times.end());
        const auto rank = static_cast<std::size_t>(std::ceil(m_objective.quantile * static_cast<double>(times.size())));
        return static_cast<double>(times[std::max<std::size_t>(rank, 1) - 1].count);
    }
    case ObjectiveKind::Regret:
        return regret;
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Mean:
        break;
    }
    return mean;
}

} // namespace core
