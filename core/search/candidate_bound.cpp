#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/data_times.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace core {
namespace candidate_bound {

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

/// One group of a completed candidate with its least times.
class GroupBound
{
public:
    GroupBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, std::size_t group, const DataTimes* data)
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
        through = leastThrough(times);
        if (times.schedule == Schedule::ZeroBubbleGreedy)
            waitForRoom();
    }

    void play()
    {
        if (times.schedule == Schedule::ZeroBubbleGreedy)
            return; // its order looks at nominal times
        ScheduleShape shape;
        shape.stages = times.stages;
        shape.microBatches = times.microBatches;
        shape.chunks = times.chunks;
        if (auto all = passOrders(times.schedule, shape))
            orders = std::move(*all);
        const std::vector<double> played = orders.empty() ? std::vector<double>() : playedThrough(times, orders);
        for (std::size_t s = 0; s < played.size(); ++s)
            through[s] = std::max(through[s], played[s]);
    }

    /// When the gradients of a bucket can be reduced, at the earliest.
    double reducible(const DataBucket& bucket) const
    {
        const std::size_t stage = asIndex(bucket.stageOf[m_group]);
        if (!reducesInPasses(m_candidate.state.zero, m_candidate.overlap))
            return through[stage];
        std::size_t position = 0;
        while (m_units[position].end <= bucket.units.first)
            ++position;
        const PassSums& sums = lastSums(position);
        const double pass = times.weights.empty() ? times.backward[position] : times.weights[position];
        const double until = rangeOf(sums.device, {bucket.units.first, m_units[position].end});
        if (times.chunks == 1 || (position == stage && times.schedule != Schedule::ZeroBubbleV))
            return through[stage] - std::max(0.0, pass - until);
        double before = (times.microBatches - 1) * times.backward[position] + until;
        if (!times.weights.empty())
            return before + times.backward[position] + (times.microBatches - 1) * times.weights[position] + times.microBatches * times.forward[position];
        for (std::size_t p = stage; p < m_units.size(); p += asIndex(times.stages))
            before += times.microBatches * times.forward[p];
        return before;
    }

    /// Seconds of the stage's optimizer.
    double optimizer(int stage) const
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

    /// Until the first gradient of the first micro-batch is on its way back.
    double firstForwards() const
    {
        double sum = 0;
        for (const double forward : times.forward)
            sum += forward;
        return sum;
    }

    double leastBoundary() const
    {
        double least = std::numeric_limits<double>::infinity();
        for (const UnitCosts* table : m_tables)
            least = std::min({least, table->boundary, table->boundaryBack});
        return least;
    }

    PipelineTimes times;
    std::vector<double> through; ///< by stage
    PassOrders orders;           ///< once they are played

private:
    std::size_t modeOf(std::size_t position) const
    {
        return static_cast<std::size_t>(m_candidate.recomputes[m_group][asIndex(times.stageAt[position])]);
    }

    /// Of the pass after which gradients are complete.
    const PassSums& lastSums(std::size_t position) const
    {
        const UnitCosts& table = *m_tables[asIndex(times.stageAt[position])];
        return separatesWeights(times.schedule) ? table.weightGradient : table.backward[modeOf(position)];
    }

    void addPosition(std::size_t position, const DataTimes* data)
    {
        const std::size_t stage = asIndex(times.stageAt[position]);
        const UnitCosts& table = *m_tables[stage];
        const UnitRange units = m_units[position];
        const bool separate = separatesWeights(times.schedule);
        const PassSums& backward = (separate ? table.inputGradient : table.backward)[modeOf(position)];
        if (data && m_candidate.state.zero >= 3 && !data->buckets.empty()) {
            times.forward.push_back(gathered(table.forward, units, *data, true, m_candidate.overlap.parameterGather));
            times.backward.push_back(gathered(backward, units, *data, false, m_candidate.overlap.parameterGather));
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

    static double sendTime(const EdgeCost& edge, double bytes) { return edge.latency + edge.secondsPerByte * bytes; }

    /// The first forward pass meets the gathers that set out when the iteration begins. Without a barrier that is when the
    /// first stage begins its passes; others may begin them later.
    void addFirstGathers(const DataTimes& data)
    {
        times.firstForward.assign(m_stages.size(), 0);
        std::vector<double> sum(m_stages.size(), 0);
        for (const DataBucket& bucket : data.buckets) {
            const std::size_t stage = asIndex(bucket.stageOf[m_group]);
            if (bucket.units.first >= m_units[stage].end || (stage > 0 && separatesWeights(times.schedule)))
                continue; // of a later chunk
            sum[stage] += bucket.gather;
            const double rest = rangeOf(m_tables[stage]->forward.device, {bucket.units.first, m_units[stage].end});
            times.firstForward[stage] = std::max(times.firstForward[stage], bucket.gather + rest);
            if (bucket.units.end == m_units[stage].end) // whichever arrives last, this much follows
                times.firstForward[stage] = std::max(times.firstForward[stage], sum[stage] + rest);
        }
    }

    /// Each micro-batch stays on a stage until its gradient has come back, and no more at once than there is room for (Little's law).
    void waitForRoom()
    {
        const std::vector<int> room = roomOf(m_costs, m_candidate, m_group);
        double stay = 0;
        for (std::size_t s = m_stages.size(); s-- > 0;) {
            stay += times.forward[s] + times.backward[s] + (s + 1 < m_stages.size() ? times.sendForward[s] + times.sendBackward[s] : 0);
            through[s] = std::max(through[s], times.microBatches * stay / room[s]);
        }
    }

    const StageCosts& m_costs;
    const LayoutNetwork& m_network;
    const Candidate& m_candidate;
    std::size_t m_group;
    std::vector<StageRun> m_stages;
    const std::vector<UnitRange>& m_units;
    std::vector<const UnitCosts*> m_tables;
};

/// Something that a stage's stream of reductions has to do, not before `from`.
struct Task
{
    double from = 0;
    double seconds = 0;
};

/// When the last of them is done, one after another.
double endOf(std::vector<Task> tasks)
{
    std::sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.from > b.from; });
    double left = 0, end = 0;
    for (const Task& task : tasks) {
        left += task.seconds;
        end = std::max(end, task.from + left);
    }
    return end;
}

class Bound
{
public:
    Bound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, bool played)
        : m_candidate(candidate), m_network(network), m_isSteady(costs.world().isSteady())
        , m_isEndless(costs.world().changes().horizon == Nanoseconds::never()), m_data(dataTimesOf(costs, network, candidate))
        , m_isBarred(!separatesWeights(candidate.passes.schedule))
        , m_isEveryPass(reducesEveryPass(candidate.state.zero))
    {
        for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
            m_groups.emplace_back(costs, network, candidate, g, &m_data);
            if (played)
                m_groups.back().play();
        }
        for (const DataBucket& bucket : m_data.buckets)
            m_reducible.push_back(reducible(bucket));
    }

    double seconds() const { return m_isBarred ? untilAllIsDone() : period(); }

private:
    /// A reduction waits for all who take part.
    double reducible(const DataBucket& bucket) const
    {
        double latest = 0;
        for (const GroupBound& group : m_groups)
            latest = std::max(latest, group.reducible(bucket));
        return latest;
    }

    /// When the stage's gradients are reduced, and how long after its last pass.
    struct Reduced
    {
        double at = 0;
        double afterPasses = 0;
    };
    Reduced reduced(std::size_t g, int stage) const
    {
        const GroupBound& group = m_groups[g];
        const double through = group.through[asIndex(stage)];
        std::vector<Task> tasks {{through, 0}};
        double all = 0, last = 0;
        for (std::size_t b = 0; b < m_data.buckets.size(); ++b) {
            const DataBucket& bucket = m_data.buckets[b];
            if (bucket.stageOf[g] != stage)
                continue;
            tasks.push_back({m_isBarred ? m_reducible[b] : group.reducible(bucket), bucket.reduce});
            all += bucket.reduce;
            last = last > 0 ? std::min(last, bucket.reduce) : bucket.reduce;
        }
        if (const auto& at = group.times.stageAt; m_data.ends[g] > 0 && (stage == at.front() || stage == at.back()))
            tasks.push_back({m_isBarred ? std::max(group.through[asIndex(at.front())], group.through[asIndex(at.back())]) : through, m_data.ends[g]});
        Reduced reduced {endOf(tasks), 0};
        reduced.afterPasses = group.times.chunks == 1 ? reduced.at - through : 0;
        if (group.times.schedule == Schedule::ZeroBubbleV) {
            reduced.afterPasses = last; // some bucket follows the last pass
            reduced.at = std::max(reduced.at, through + last);
        }
        if (m_isEveryPass) {
            const double from = m_isBarred ? group.firstForwards() : 0;
            reduced.at = std::max(reduced.at, from + group.times.microBatches * all);
        }
        return reduced;
    }

    double gathersOf(std::size_t g, int stage) const
    {
        double sum = 0;
        if (m_candidate.state.zero < 3 && !m_candidate.overlap.parameterGather)
            for (const DataBucket& bucket : m_data.buckets)
                sum += bucket.stageOf[g] == stage ? bucket.gather : 0;
        return sum;
    }

    std::vector<std::pair<int, double>> sendLoads() const
    {
        std::vector<double> bytes;
        std::vector<int> microBatches;
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            bytes.push_back(m_groups[g].leastBoundary());
            microBatches.push_back(m_candidate.batches[g].microBatches / m_candidate.layout.groups[g].replicas);
        }
        return m_network.sendLoads(bytes, microBatches, m_candidate.passes.chunks, m_candidate.passes.schedule == Schedule::ZeroBubbleV);
    }

    /// Rounds of reductions and gathers in an iteration.
    int reduces() const { return m_isEveryPass ? fewestMicroBatches() : 1; }
    int gathers() const { return m_candidate.state.zero >= 3 ? 2 * fewestMicroBatches() : 1; }

    int fewestMicroBatches() const
    {
        int least = std::numeric_limits<int>::max();
        for (std::size_t g = 0; g < m_groups.size(); ++g)
            least = std::min(least, m_candidate.batches[g].microBatches / m_candidate.layout.groups[g].replicas);
        return least;
    }

    double untilAllIsDone() const
    {
        double firstForward = std::numeric_limits<double>::infinity(), forwards = firstForward, least = firstForward;
        double reduced_ = 0, after = 0;
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            firstForward = std::min(firstForward, m_groups[g].times.forward[0]);
            forwards = std::min(forwards, m_groups[g].firstForwards());
            for (int s = 0; s < m_groups[g].times.stages; ++s) {
                const double optimizer = m_groups[g].optimizer(s);
                reduced_ = std::max(reduced_, reduced(g, s).at);
                least = std::min(least, optimizer);
                after = std::max(after, optimizer + gathersOf(g, s));
            }
        }
        const auto sends = sendLoads();
        const bool gathersLast = m_candidate.state.zero < 3 && !m_candidate.overlap.parameterGather;
        reduced_ = std::max({reduced_, firstForward + m_data.fullest(0, 0, sends), m_data.fullest(reduces(), gathersLast ? 0 : gathers(), sends)});
        if (!m_reducible.empty())
            reduced_ = std::max(reduced_, *std::min_element(m_reducible.begin(), m_reducible.end()) + m_data.fullest(1, 0));
        if (m_isEveryPass)
            reduced_ = std::max(reduced_, forwards + m_data.fullest(reduces(), 0));
        if (gathersLast)
            after = std::max(after, least + m_data.fullest(0, 1));
        return reduced_ + after;
    }

    /// Between two starts of a stage: all that it does itself, and once all comes back the same, all that is moved.
    double period() const
    {
        const auto sends = sendLoads();
        double longest = m_isSteady ? m_data.fullest(reduces(), gathers(), sends) : m_data.fullest(0, 0, sends);
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            std::vector<double> least, after;
            for (int s = 0; s < m_groups[g].times.stages; ++s) {
                const double rest = m_groups[g].optimizer(s) + gathersOf(g, s);
                least.push_back(reduced(g, s).at + rest);
                after.push_back(reduced(g, s).afterPasses + rest);
            }
            longest = std::max(longest, *std::max_element(least.begin(), least.end()));
            if (!m_groups[g].orders.empty() && m_isEndless)
                longest = std::max(longest, playedPeriod(m_groups[g].times, m_groups[g].orders, least, after));
        }
        return longest;
    }

    const Candidate& m_candidate;
    const LayoutNetwork& m_network;
    bool m_isSteady;
    bool m_isEndless; ///< what is asked for is the period, not the mean of a run
    DataTimes m_data;
    bool m_isBarred;
    bool m_isEveryPass; ///< gradients are reduced for each micro-batch
    std::vector<GroupBound> m_groups;
    std::vector<double> m_reducible; ///< by bucket
};

double segmentsOfAll(const StageCosts& costs, const Candidate& candidate)
{
    double segments = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g)
        segments = std::max(segments, segmentsOf(costs, candidate, g));
    return segments;
}

} // namespace candidate_bound

Nanoseconds quickBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
{
    double longest = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const candidate_bound::GroupBound group(costs, network, candidate, g, nullptr);
        longest = std::max(longest, *std::max_element(group.through.begin(), group.through.end()));
    }
    return lowered(longest, candidate_bound::segmentsOfAll(costs, candidate));
}

Nanoseconds candidateBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, bool played)
{
    return lowered(candidate_bound::Bound(costs, network, candidate, played).seconds(), candidate_bound::segmentsOfAll(costs, candidate));
}

} // namespace core
