#include "core/search/as_index.h"
#include "core/search/bound.h"
#include "core/search/data_times.h"
#include "core/search/group_bound.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace core {
namespace candidate_bound {

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

    /// When the stage's gradients are reduced.
    double reduced(std::size_t g, int stage) const
    {
        const GroupBound& group = m_groups[g];
        const double through = group.through[asIndex(stage)];
        std::vector<std::pair<double, double>> tasks {{through, 0}};
        double all = 0, last = 0;
        for (std::size_t b = 0; b < m_data.buckets.size(); ++b) {
            const DataBucket& bucket = m_data.buckets[b];
            if (bucket.stageOf[g] != stage)
                continue;
            tasks.emplace_back(m_isBarred ? m_reducible[b] : group.reducible(bucket), bucket.reduce);
            all += bucket.reduce;
            last = last > 0 ? std::min(last, bucket.reduce) : bucket.reduce;
        }
        if (const auto& at = group.times.stageAt; m_data.ends[g] > 0 && (stage == at.front() || stage == at.back()))
            tasks.emplace_back(m_isBarred ? std::max(group.through[asIndex(at.front())], group.through[asIndex(at.back())]) : through, m_data.ends[g]);
        double reduced = endOfStream(std::move(tasks));
        if (group.times.schedule == Schedule::ZeroBubbleV) // some bucket follows the last pass
            reduced = std::max(reduced, through + last);
        if (m_isEveryPass) {
            const double from = m_isBarred ? group.firstForwards() : 0;
            reduced = std::max(reduced, from + group.times.microBatches * all);
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
                reduced_ = std::max(reduced_, reduced(g, s));
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
            std::vector<StageTail> tails;
            for (int s = 0; s < m_groups[g].times.stages; ++s) {
                const double rest = m_groups[g].optimizer(s) + gathersOf(g, s);
                tails.push_back({m_groups[g].reductionsOf(s, m_data), rest, reduced(g, s) + rest});
                longest = std::max({longest, tails.back().fromStart, m_groups[g].withGathers(s, m_data) + rest});
            }
            if (!m_groups[g].orders.empty() && m_isEndless)
                longest = std::max(longest, playedPeriod(m_groups[g].times, m_groups[g].orders, tails));
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

} // namespace candidate_bound

Nanoseconds quickBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
{
    double longest = 0;
    for (std::size_t g = 0; g < candidate.layout.groups.size(); ++g) {
        const GroupBound group(costs, network, candidate, g, nullptr);
        longest = std::max(longest, *std::max_element(group.through.begin(), group.through.end()));
    }
    return lowered(longest, segmentsOfAll(costs, candidate));
}

Nanoseconds candidateBound(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate, bool played)
{
    return lowered(candidate_bound::Bound(costs, network, candidate, played).seconds(), segmentsOfAll(costs, candidate));
}

} // namespace core
