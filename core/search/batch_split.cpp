#include "core/search/batch_split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace core {
namespace batch_split {

class Splitter
{
public:
    Splitter(const StageCosts& costs, const SpaceSettings& settings, const Layout& layout, Funnel& funnel)
        : m_costs(costs), m_settings(settings), m_layout(layout), m_funnel(funnel)
    {
    }

    void split(const std::vector<int>& sizes)
    {
        m_chosen.clear();
        m_speeds.clear();
        for (std::size_t g = 0; g < sizes.size(); ++g)
            m_speeds.push_back(samplesPerSecond(m_layout.groups[g], sizes[g]));
        share(sizes, 0, m_costs.world().training().globalBatch);
    }

    std::vector<std::vector<GroupBatch>> take() { return std::move(m_splits); }

private:
    static constexpr int tries = 3;

    double samplesPerSecond(const PipelineGroup& group, int microBatch) const
    {
        for (const StageCosts::PipelinePace& pace : m_costs.paces(group.runs, m_settings))
            if (pace.microBatch == microBatch)
                return group.replicas / pace.perSample;
        return 0;
    }

    /// Deals out what is left among the groups from `group` on.
    void share(const std::vector<int>& sizes, std::size_t group, int left)
    {
        const int size = sizes[group];
        const int replicas = m_layout.groups[group].replicas;
        if (group + 1 == sizes.size()) {
            if (left % size == 0 && left / size >= replicas)
                push(sizes, group, left / size, 0);
            else
                refuse(size, left, replicas);
            return;
        }
        const double mine = m_speeds[group];
        const double others = std::accumulate(m_speeds.begin() + static_cast<std::ptrdiff_t>(group) + 1, m_speeds.end(), 0.0);
        const int target = mine + others > 0 ? static_cast<int>(std::lround(left * mine / (mine + others) / size)) : 1;
        int step = 1;
        for (std::size_t g = group + 1; g < sizes.size(); ++g)
            step = step == 1 ? sizes[g] : std::gcd(step, sizes[g]);
        int found = 0;
        for (int away = 0; away <= 2 * left / size && found < tries; ++away) {
            const int count = target + (away % 2 ? 1 : -1) * ((away + 1) / 2);
            const int rest = left - count * size;
            if (count < replicas || rest < 1 || rest % step != 0)
                continue;
            push(sizes, group, count, rest);
            ++found;
        }
    }

    void push(const std::vector<int>& sizes, std::size_t group, int count, int rest)
    {
        m_chosen.push_back({sizes[group], count});
        if (rest > 0)
            share(sizes, group + 1, rest);
        else
            m_splits.push_back(m_chosen);
        m_chosen.pop_back();
    }

    void refuse(int size, int left, int replicas)
    {
        const double distance = left % size != 0 ? 1.0 * (left % size) / size : 1.0 * replicas * size / left - 1;
        m_funnel.reject(Verdict::Divisibility, distance, [&] {
            return Rejection{Verdict::Divisibility, describe(m_layout, m_costs.world().pools(), m_costs.world().cluster()),
                std::to_string(left) + " samples are not a micro-batch of " + std::to_string(size) + " for each of "
                    + std::to_string(replicas) + " pipelines",
                distance};
        });
    }

    const StageCosts& m_costs;
    const SpaceSettings& m_settings;
    const Layout& m_layout;
    Funnel& m_funnel;
    std::vector<double> m_speeds; ///< samples per second, by group
    std::vector<GroupBatch> m_chosen;
    std::vector<std::vector<GroupBatch>> m_splits;
};

} // namespace batch_split

std::size_t mostSizes(std::size_t groups)
{
    constexpr double mostChoices = 512;
    return groups < 2 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(std::pow(mostChoices, 1.0 / static_cast<double>(groups)) + 1e-9);
}

std::vector<std::vector<GroupBatch>> batchSplits(const StageCosts& costs, const SpaceSettings& settings, const std::vector<int>& allSizes,
    const Layout& layout, Funnel& funnel)
{
    std::vector<int> sizes = allSizes;
    sizes.resize(std::min(sizes.size(), mostSizes(layout.groups.size())));
    batch_split::Splitter splitter(costs, settings, layout, funnel);
    std::vector<std::size_t> chosen(layout.groups.size(), 0);
    for (std::size_t g = sizes.empty() ? 0 : 1; g > 0;) {
        std::vector<int> of;
        for (const std::size_t index : chosen)
            of.push_back(sizes[index]);
        splitter.split(of);
        g = chosen.size();
        while (g > 0 && ++chosen[g - 1] == sizes.size())
            chosen[--g] = 0;
    }
    return splitter.take();
}

} // namespace core
