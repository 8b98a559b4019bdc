#include "core/search/judge.h"

#include "core/simulate/iteration_clock.h"

#include <algorithm>
#include <cmath>

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

} // namespace judge

Result<std::unique_ptr<Judge>> Judge::of(const Project& project, const Catalogue& catalogue, const Objective& objective, const Traces& traces,
    std::optional<Nanoseconds> frozenAt)
{
    const bool scenario = judge::needsScenario(objective);
    if (objective.kind == ObjectiveKind::Regret)
        return Error{"regret is not searched yet", "/search/objective", "nominal, mean, worst, quantile:0.9, cost, energy or memory", "\"mean\""};
    if (scenario && (!project.scenario || !project.scenario->horizon))
        return Error{"the objective " + textOf(objective) + " needs a scenario with a horizon", "/scenario", "\"horizon\": \"10 min\" and events", ""};
    auto world = PlanningWorld::of(project, catalogue, scenario || frozenAt, traces, frozenAt);
    if (!world)
        return world.error();
    if (objective.kind == ObjectiveKind::Cost)
        for (const Device& kind : (*world)->cluster().kinds)
            if (kind.pricePerHour <= 0)
                return Error{"the price of " + kind.id.text + " is unknown", "/cluster/devices", "a price_per_hour for every kind of device", ""};
    return std::unique_ptr<Judge>(new Judge(std::move(*world), objective));
}

bool Judge::overScenario() const { return judge::needsScenario(m_objective) && m_world->changes().horizon != Nanoseconds::never(); }

double Judge::dollarsPerHour(const std::vector<int>& ranks) const
{
    double sum = 0;
    for (const int rank : ranks)
        sum += m_world->cluster().deviceOf(rank).pricePerHour;
    return sum;
}

double Judge::watts(const std::vector<int>& ranks) const
{
    double sum = 0;
    for (const int rank : ranks)
        sum += m_world->cluster().deviceOf(rank).power.value;
    return sum;
}

double Judge::leastScore(Nanoseconds time, const Layout& layout, double peakBytes) const
{
    const double time_ = static_cast<double>(time.count);
    switch (m_objective.kind) {
    case ObjectiveKind::Cost:
        return time_ * 1e-9 / 3600 * dollarsPerHour(judge::ranksOf(layout, m_world->pools())) / judge::millionTokens(m_world->training()) * (1 - 1e-12);
    case ObjectiveKind::Energy:
        return time_ * 1e-9 * watts(judge::ranksOf(layout, m_world->pools())) / judge::millionTokens(m_world->training()) * (1 - 1e-12);
    case ObjectiveKind::Memory:
        return peakBytes * (1 - 1e-12);
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Mean:
    case ObjectiveKind::Worst:
    case ObjectiveKind::Quantile:
    case ObjectiveKind::Regret:
        break;
    }
    return time_;
}

Result<Evaluation> Judge::evaluate(const Candidate& candidate, const Progress& progress) const
{
    return evaluate(placementOf(candidate, m_world->pools()), progress);
}

Result<Evaluation> Judge::evaluate(const Placement& placement, const Progress& progress) const
{
    Evaluation evaluation;
    const auto ready = m_world->ready(placement, progress);
    if (!ready)
        return ready.error();
    const auto first = run(ready->workload, ready->options);
    if (!first)
        return first.error();
    for (const LaneMemory& memory : first->memory)
        if (memory.limit.value > 0) {
            evaluation.fits = evaluation.fits && memory.peak() <= memory.limit;
            evaluation.peakBytes = std::max(evaluation.peakBytes, memory.peak().value);
        }
    std::vector<Nanoseconds> times {first->period};
    Nanoseconds elapsed = first->period;
    if (overScenario()) {
        const Nanoseconds horizon = m_world->changes().horizon;
        IterationClock clock(ready->workload, ready->options);
        while (elapsed < horizon) {
            const auto next = clock.durationFrom(elapsed);
            if (!next)
                return next.error();
            times.push_back(*next);
            elapsed += *next;
        }
    }
    evaluation.iterationTime = Nanoseconds(elapsed.count / static_cast<std::int64_t>(times.size()));
    const std::vector<int> ranks = judge::ranksOf(placement);
    const double hours = seconds(evaluation.iterationTime).value / 3600;
    const double tokens = judge::millionTokens(m_world->training());
    const bool priced = std::all_of(ranks.begin(), ranks.end(), [&](int rank) { return m_world->cluster().deviceOf(rank).pricePerHour > 0; });
    evaluation.dollarsPerMillionTokens = priced ? hours * dollarsPerHour(ranks) / tokens : 0;
    evaluation.joulesPerMillionTokens = hours * 3600 * watts(ranks) / tokens;
    evaluation.score = scoreOf(evaluation, std::move(times), elapsed);
    return evaluation;
}

double Judge::scoreOf(const Evaluation& evaluation, std::vector<Nanoseconds> times, Nanoseconds elapsed) const
{
    switch (m_objective.kind) {
    case ObjectiveKind::Cost:
        return evaluation.dollarsPerMillionTokens;
    case ObjectiveKind::Energy:
        return evaluation.joulesPerMillionTokens;
    case ObjectiveKind::Memory:
        return evaluation.peakBytes;
    case ObjectiveKind::Worst:
        return static_cast<double>(std::max_element(times.begin(), times.end())->count);
    case ObjectiveKind::Quantile: {
        std::sort(times.begin(), times.end());
        const auto rank = static_cast<std::size_t>(std::ceil(m_objective.quantile * static_cast<double>(times.size())));
        return static_cast<double>(times[std::max<std::size_t>(rank, 1) - 1].count);
    }
    case ObjectiveKind::Nominal:
    case ObjectiveKind::Mean:
    case ObjectiveKind::Regret:
        break;
    }
    return static_cast<double>(elapsed.count) / static_cast<double>(times.size());
}

} // namespace core
