#include "core/search/group_bound.h"

#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/feasibility.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace core {
namespace group_bound {

/// Under ZeRO 3 a pass waits for the parameters of its first unit; those of the next arrive beside each unit, or before it.
double gathered(const PassSums& sums, UnitRange units, const DataTimes& data, bool isForward, bool isAhead)
{
    std::vector<double> waits(asIndex(units.size()), 0);
    double all = 0;
    for (const DataBucket& bucket : data.buckets)
        if (bucket.units.first >= units.first && bucket.units.end <= units.end) {
            const int place = bucket.units.first - units.first;
            waits[asIndex(isForward ? place : units.size() - 1 - place)] = bucket.gather;
            all += bucket.gather;
        }
    if (!isAhead)
        return all + sums.of(units);
    double chain = 0;
    for (int i = 0; i < units.size(); ++i) {
        const int unit = isForward ? units.first + i : units.end - 1 - i;
        chain += std::max(rangeOf(sums.device, {unit, unit + 1}), i + 1 < units.size() ? waits[asIndex(i + 1)] : 0);
    }
    const double host = sums.host.empty() ? 0 : rangeOf(sums.host, units);
    return waits[0] + std::max(chain, host);
}

} // namespace group_bound

GroupBound::GroupBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, std::size_t group, const DataTimes* data)
    : m_costs(costs), m_network(network), m_candidate(candidate), m_group(group), m_stages(stagesOf(candidate.layout.groups[group]))
    , m_units(candidate.units[group])
{
    times.schedule = candidate.passes.schedule;
    times.stages = static_cast<int>(m_stages.size());
    times.chunks = candidate.passes.chunks;
    times.microBatches = mostMicroBatches(candidate.layout.groups[group], candidate.batches[group]);
    times.stageAt = stageAtPosition(candidate.passes, times.stages);
    for (const StageRun& run : m_stages)
        m_tables.push_back(costs.costs(run.pool, run.tensor, candidate.batches[group].microBatch, candidate.state.sequenceParallel));
    for (std::size_t position = 0; position < m_units.size(); ++position)
        addPosition(position, data);
    const bool isAhead = candidate.state.zero > 0 && candidate.state.zero < 3 && candidate.overlap.parameterGather;
    if (data && isAhead)
        addFirstGathers(*data);
    through = m_busy = leastThrough(times);
    if (times.schedule == Schedule::ZeroBubbleGreedy)
        waitForRoom();
}

void GroupBound::play()
{
    if (times.schedule == Schedule::ZeroBubbleGreedy)
        return; // its order looks at nominal times
    ScheduleShape shape;
    shape.stages = times.stages;
    shape.microBatches = times.microBatches;
    shape.chunks = times.chunks;
    if (auto all = passOrders(times.schedule, shape))
        orders = std::move(*all);
    const auto played = orders.empty() ? std::nullopt : playedPasses(times, orders);
    if (!played)
        return;
    gradients = played->gradients;
    for (std::size_t s = 0; s < through.size(); ++s)
        through[s] = std::max(through[s], played->through[s]);
}

std::size_t GroupBound::positionOf(int unit) const
{
    std::size_t position = 0;
    while (m_units[position].end <= unit)
        ++position;
    return position;
}

double GroupBound::leftBehind(const DataBucket& bucket) const
{
    const std::size_t position = positionOf(bucket.units.first);
    const double pass = times.weights.empty() ? times.backward[position] : times.weights[position];
    return std::max(0.0, pass - rangeOf(lastSums(position).device, {bucket.units.first, m_units[position].end}));
}

std::vector<StageTail::Reduction> GroupBound::reductionsOf(int stage, const DataTimes& data) const
{
    const bool inPasses = reducesInPasses(m_candidate.state.zero, m_candidate.overlap);
    std::vector<StageTail::Reduction> all;
    for (const DataBucket& bucket : data.buckets)
        if (bucket.stageOf[m_group] == stage)
            all.push_back({inPasses ? static_cast<int>(positionOf(bucket.units.first)) : -1, inPasses ? leftBehind(bucket) : 0, bucket.reduce});
    if (data.ends[m_group] > 0 && (stage == times.stageAt.front() || stage == times.stageAt.back()))
        all.push_back({-1, 0, data.ends[m_group]});
    return all;
}

double GroupBound::reducible(const DataBucket& bucket) const
{
    const std::size_t stage = asIndex(bucket.stageOf[m_group]);
    if (!reducesInPasses(m_candidate.state.zero, m_candidate.overlap))
        return through[stage];
    const std::size_t position = positionOf(bucket.units.first);
    const double until = rangeOf(lastSums(position).device, {bucket.units.first, m_units[position].end});
    const double played = gradients.empty() ? 0 : gradients[position] - leftBehind(bucket);
    if (times.chunks == 1 || (position == stage && times.schedule != Schedule::ZeroBubbleV))
        return std::max(played, through[stage] - leftBehind(bucket));
    double before = (times.microBatches - 1) * times.backward[position] + until;
    if (!times.weights.empty())
        return std::max(played, before + times.backward[position] + (times.microBatches - 1) * times.weights[position] + times.microBatches * times.forward[position]);
    for (std::size_t p = stage; p < m_units.size(); p += asIndex(times.stages))
        before += times.microBatches * times.forward[p];
    return std::max(played, before);
}

double GroupBound::withGathers(int stage, const DataTimes& data) const
{
    const double busy = m_busy[asIndex(stage)];
    std::vector<std::pair<double, double>> tasks {{busy, 0}};
    for (const StageTail::Reduction& one : reductionsOf(stage, data))
        if (times.chunks == 1)
            tasks.emplace_back(busy - one.ahead, one.seconds);
    const bool isCounted = stage == 0; // by `leastThrough`
    const double lead = isCounted ? 0 : std::max(0.0, times.endOfFirst(stage) - times.forward[asIndex(stage)]);
    return lead + endOfStream(std::move(tasks));
}

double GroupBound::optimizer(int stage) const
{
    const ModelShape& model = m_costs.world().model();
    const StageRun& run = m_stages[asIndex(stage)];
    double parameters = 0;
    for (std::size_t position = 0; position < m_units.size(); ++position) {
        if (times.stageAt[position] != stage)
            continue;
        parameters += rangeOf(m_tables[asIndex(stage)]->parameters, m_units[position]);
        if (model.tiedEmbeddings && m_units[position].first > 0 && m_units[position].end == model.units())
            parameters += 1.0 * model.vocab * model.hidden / run.tensor;
    }
    return m_costs.optimizerSeconds(run.pool, parameters / (m_candidate.state.zero > 0 ? m_candidate.layout.pipelines() : 1));
}

double GroupBound::firstForwards() const
{
    double sum = 0;
    for (const double forward : times.forward)
        sum += forward;
    return sum;
}

double GroupBound::leastBoundary() const
{
    double least = std::numeric_limits<double>::infinity();
    for (const UnitCosts* table : m_tables)
        least = std::min({least, table->boundary, table->boundaryBack});
    return least;
}

std::size_t GroupBound::modeOf(std::size_t position) const
{
    return static_cast<std::size_t>(m_candidate.recomputes[m_group][asIndex(times.stageAt[position])]);
}

const PassSums& GroupBound::lastSums(std::size_t position) const
{
    const UnitCosts& table = *m_tables[asIndex(times.stageAt[position])];
    return separatesWeights(times.schedule) ? table.weightGradient : table.backward[modeOf(position)];
}

void GroupBound::addPosition(std::size_t position, const DataTimes* data)
{
    const std::size_t stage = asIndex(times.stageAt[position]);
    const UnitCosts& table = *m_tables[stage];
    const UnitRange units = m_units[position];
    const bool separate = separatesWeights(times.schedule);
    const PassSums& backward = (separate ? table.inputGradient : table.backward)[modeOf(position)];
    if (data && m_candidate.state.zero >= 3 && !data->buckets.empty()) {
        times.forward.push_back(group_bound::gathered(table.forward, units, *data, true, m_candidate.overlap.parameterGather));
        times.backward.push_back(group_bound::gathered(backward, units, *data, false, m_candidate.overlap.parameterGather));
    } else {
        times.forward.push_back(table.forward.of(units));
        times.backward.push_back(backward.of(units));
    }
    if (separate)
        times.weights.push_back(table.weightGradient.of(units));
    const bool isLast = position + 1 == m_units.size();
    const std::size_t next = isLast ? stage : asIndex(times.stageAt[position + 1]);
    const auto& there = m_network.forward(m_group);
    const auto& back = m_network.backward(m_group);
    const bool goesDown = next + 1 == stage && times.schedule == Schedule::ZeroBubbleV;
    times.sendForward.push_back(next == stage ? 0 : sendTime(goesDown ? back[next] : there[stage], table.boundary));
    times.sendBackward.push_back(next == stage ? 0 : sendTime(goesDown ? there[next] : back[stage], table.boundaryBack));
}

void GroupBound::addFirstGathers(const DataTimes& data)
{
    times.firstForward.assign(m_stages.size(), 0);
    std::vector<double> sum(m_stages.size(), 0);
    for (const DataBucket& bucket : data.buckets) {
        const std::size_t stage = asIndex(bucket.stageOf[m_group]);
        if (bucket.units.first >= m_units[stage].end)
            continue; // of a later chunk
        sum[stage] += bucket.gather;
        const double rest = rangeOf(m_tables[stage]->forward.device, {bucket.units.first, m_units[stage].end});
        times.firstForward[stage] = std::max(times.firstForward[stage], bucket.gather + rest);
        if (bucket.units.end == m_units[stage].end) // whichever arrives last, this much follows
            times.firstForward[stage] = std::max(times.firstForward[stage], sum[stage] + rest);
    }
}

void GroupBound::waitForRoom()
{
    const std::vector<int> room = roomOf(m_costs, m_candidate, m_group);
    double stay = 0;
    for (std::size_t s = m_stages.size(); s-- > 0;) {
        stay += times.forward[s] + times.backward[s] + (s + 1 < m_stages.size() ? times.sendForward[s] + times.sendBackward[s] : 0);
        through[s] = std::max(through[s], times.microBatches * stay / room[s]);
    }
}

} // namespace core
