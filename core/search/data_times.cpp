#include "core/search/data_times.h"

#include "core/costs/between_stages.h"
#include "core/costs/work_sizes.h"
#include "core/search/as_index.h"
#include "core/search/feasibility.h"
#include "core/simulate/data_joints.h"

#include <algorithm>
#include <map>
#include <set>

namespace core {
namespace data_times {

class Builder
{
public:
    Builder(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
        : m_costs(costs), m_network(network), m_candidate(candidate), m_model(costs.world().model())
    {
        for (std::size_t g = 0; g < candidate.units.size(); ++g) {
            m_stageAt.push_back(stageAtPosition(candidate.passes, candidate.layout.groups[g].stages()));
            m_stages.push_back(stagesOf(candidate.layout.groups[g]));
        }
    }

    DataTimes build()
    {
        m_times.ends.assign(m_candidate.units.size(), 0);
        for (std::size_t g = 0; g < m_candidate.units.size() && m_model.tiedEmbeddings; ++g)
            m_times.ends[g] = endsOf(g);
        if (m_candidate.layout.pipelines() < 2)
            return std::move(m_times);
        const auto cuts = cutsOfAll();
        for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut)
            addStretch({*cut, *std::next(cut)});
        addLoads();
        return std::move(m_times);
    }

private:
    int stageOf(std::size_t group, int unit) const
    {
        const std::vector<UnitRange>& units = m_candidate.units[group];
        const auto after = std::upper_bound(units.begin(), units.end(), unit, [](int u, const UnitRange& range) { return u < range.end; });
        return m_stageAt[group][asIndex(after - units.begin())];
    }

    std::set<int> cutsOfAll() const
    {
        std::set<int> cuts {0, m_model.units()};
        for (const auto& units : m_candidate.units)
            for (const UnitRange& range : units)
                cuts.insert(range.end);
        return cuts;
    }

    double endsOf(std::size_t group) const
    {
        const int first = stageOf(group, 0), last = stageOf(group, m_model.units() - 1);
        if (first == last)
            return 0;
        const int tensor = std::max(m_network.tensorOf(group, first), m_network.tensorOf(group, last));
        return m_network.ends(group, first, last).seconds((tiedGradient(m_model, m_costs.world().training()) / tensor).value);
    }

    /// Parameters on a device, by unit, where the tensor degree is largest among the holders of the unit.
    const Sums& parametersOf(const std::vector<int>& holders) const
    {
        const Sums* best = nullptr;
        int tensor = 0;
        for (std::size_t g = 0; g < holders.size(); ++g) {
            const StageRun& run = m_stages[g][asIndex(holders[g])];
            if (run.tensor <= tensor)
                continue;
            tensor = run.tensor;
            best = &m_costs.costs(run.pool, run.tensor, m_candidate.batches[g].microBatch, m_candidate.state.sequenceParallel)->parameters;
        }
        return *best;
    }

    /// Of a tied table beside a head that is on another stage than the embedding.
    double copiedParameters(const std::vector<int>& holders) const
    {
        if (!m_model.tiedEmbeddings || stageOf(0, 0) == stageOf(0, m_model.units() - 1))
            return 0;
        int tensor = 1;
        for (std::size_t g = 0; g < holders.size(); ++g)
            tensor = std::max(tensor, m_network.tensorOf(g, holders[g]));
        return 1.0 * m_model.vocab * m_model.hidden / tensor;
    }

    /// From the last unit on whole units, as `dataJoints` shares them out.
    void addStretch(UnitRange stretch)
    {
        std::vector<int> holders;
        for (std::size_t g = 0; g < m_candidate.units.size(); ++g)
            holders.push_back(stageOf(g, stretch.first));
        const Sums& parameters = parametersOf(holders);
        const double wanted = bucketParameters(m_candidate.layout.pipelines());
        const double copy = stretch.end == m_model.units() ? copiedParameters(holders) : 0;
        std::vector<DataBucket> buckets;
        int end = stretch.end;
        for (int unit = stretch.end - 1; unit >= stretch.first; --unit) {
            const double size = rangeOf(parameters, {unit, end}) + (end == m_model.units() ? copy : 0);
            const bool isFull = m_candidate.state.zero >= 3 || (reducesInPasses(m_candidate.state.zero, m_candidate.overlap) && size >= wanted);
            if (!isFull && unit > stretch.first)
                continue;
            if (size > 0)
                buckets.push_back(bucketOf({unit, end}, holders, size));
            end = unit;
        }
        m_times.buckets.insert(m_times.buckets.end(), buckets.rbegin(), buckets.rend());
    }

    DataBucket bucketOf(UnitRange units, const std::vector<int>& holders, double parameters)
    {
        DataBucket bucket {units, holders, 0, 0};
        const DataRings& rings = m_network.rings(holders);
        const RingCosts& reduce = m_candidate.state.zero > 0 ? rings.reduceScatter : rings.allReduce;
        const double reduced = parameters * costs::bytesOf(gradientPrecisionOf(m_costs.world().training()));
        Moved& moved = m_moved[holders];
        bucket.reduce = reduce.seconds(reduced);
        moved.reduced += reduced;
        if (m_candidate.state.zero > 0) {
            const double gathered = parameters * costs::storedBytesOf(m_costs.world().training().precision);
            bucket.gather = rings.allGather.seconds(gathered);
            moved.gathered += gathered;
        }
        return bucket;
    }

    /// What all buckets of the same holders charge to each capacity.
    void addLoads()
    {
        std::vector<DataTimes::Load> all;
        for (const auto& [holders, moved] : m_moved) {
            const DataRings& rings = m_network.rings(holders);
            for (const auto& [capacity, seconds] : (m_candidate.state.zero > 0 ? rings.reduceScatter : rings.allReduce).loads())
                all.push_back({capacity, moved.reduced * seconds, 0});
            if (m_candidate.state.zero > 0)
                for (const auto& [capacity, seconds] : rings.allGather.loads())
                    all.push_back({capacity, 0, moved.gathered * seconds});
        }
        std::stable_sort(all.begin(), all.end(), [](const DataTimes::Load& a, const DataTimes::Load& b) { return a.capacity < b.capacity; });
        for (const DataTimes::Load& load : all) {
            if (m_times.loads.empty() || m_times.loads.back().capacity != load.capacity)
                m_times.loads.push_back({load.capacity, 0, 0});
            m_times.loads.back().reduce += load.reduce;
            m_times.loads.back().gather += load.gather;
        }
    }

    /// Bytes.
    struct Moved
    {
        double reduced = 0;
        double gathered = 0;
    };

    const StageCosts& m_costs;
    const LayoutNetwork& m_network;
    const Candidate& m_candidate;
    const ModelShape& m_model;
    std::vector<std::vector<int>> m_stageAt;        ///< [group][position]
    std::vector<std::vector<StageRun>> m_stages;
    std::map<std::vector<int>, Moved> m_moved;      ///< by the stages that hold them
    DataTimes m_times;
};

} // namespace data_times

double DataTimes::fullest(double reduces, double gathers, const std::vector<std::pair<int, double>>& others) const
{
    double most = 0;
    auto other = others.begin();
    for (const Load& load : loads) {
        for (; other != others.end() && other->first < load.capacity; ++other)
            most = std::max(most, other->second);
        double seconds = reduces * load.reduce + gathers * load.gather;
        if (other != others.end() && other->first == load.capacity)
            seconds += (other++)->second;
        most = std::max(most, seconds);
    }
    for (; other != others.end(); ++other)
        most = std::max(most, other->second);
    return most;
}

DataTimes dataTimesOf(const StageCosts& costs, const LayoutNetwork& network, const Candidate& candidate)
{
    return data_times::Builder(costs, network, candidate).build();
}

} // namespace core
