#pragma once

#include "core/search/candidate.h"
#include "core/search/funnel.h"
#include "core/search/stage_costs.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// Layouts whose first choices are the same: what is decided of them, and which pools they use beside that.
struct PartialLayout
{
    std::uint64_t first = 0; ///< index of its first layout
    std::uint64_t count = 1; ///< of indices from there on; not every one is a layout
    int decided = 0;         ///< choices
    bool isWhole = false;    ///< nothing is open
    Layout layout;           ///< the last of its groups may lack stages
    std::vector<int> openPools; ///< used by all of them, but not shared out yet
    std::vector<std::vector<int>> togetherIn; ///< pools, by group
    double crossing = 0; ///< seconds per byte that all of them reduce between sites (see `leastCrossing`)
};

/// All ways to share out devices, as a tree that is opened where it is looked at: which pools are together, then group by group its
/// number of pipelines and, stage after stage, the next pool with its tensor degree and the nodes it uses. A layout's index is its
/// place among all; nothing is kept of layouts that were not asked for.
///
/// A pool's tensor degree is a divisor of its nodes' devices, or two whole nodes. It uses its first nodes: any number of up to 4, else all
/// of them or a power of 2; each once that gives its pipelines another number of stages, as many as it can.
class LayoutTree
{
public:
    LayoutTree(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel);

    /// More pools than can be put together and numbered.
    bool isTooLarge() const { return m_isTooLarge; }

    /// One for each choice of which pools are together.
    std::vector<PartialLayout> roots() const;
    /// What the next choice makes of it; what is refused is counted in `funnel`.
    std::vector<PartialLayout> opened(const PartialLayout& partial, Funnel& funnel) const;
    /// The one with this many choices decided that holds an index. Nothing: no layout is there.
    std::optional<PartialLayout> at(std::uint64_t index, int decided) const;
    std::optional<Layout> layout(std::uint64_t index) const;

    /// Calls `take` with every layout in the order of their indices, until it answers false. False: it did.
    bool forEach(const std::function<bool(const PartialLayout&)>& take) const;

    /// No fewer than there are layouts.
    double indices() const;

    const std::vector<int>& tensorsOf(int pool) const { return m_pools[static_cast<std::size_t>(pool)].tensors; }

private:
    struct PoolChoices
    {
        std::vector<int> tensors;
        std::vector<int> devices; ///< used, most first
        std::uint64_t count() const { return tensors.size() * devices.size(); }
    };
    /// Pools by group; the others are unused.
    struct Sharing
    {
        std::vector<std::vector<int>> groups;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        double crossing = 0;
    };

    PoolChoices choicesOf(int pool, Funnel& funnel) const;
    bool number(Sharing& sharing, std::uint64_t first);
    const std::vector<int>& replicasOf(const std::vector<int>& pools) const { return m_replicas.find(pools)->second; }
    std::uint64_t widthOf(const std::vector<int>& pools) const;
    PartialLayout rootOf(const Sharing& sharing) const;
    std::uint64_t choices(const PartialLayout& partial) const;
    std::optional<PartialLayout> chosen(const PartialLayout& partial, std::uint64_t choice, Funnel* funnel) const;
    bool addRun(PartialLayout& partial, std::uint64_t choice, Funnel* funnel) const;
    bool admits(const PipelineGroup& group, Funnel* funnel) const;
    bool forEach(const PartialLayout& partial, const std::function<bool(const PartialLayout&)>& take) const;

    const StageCosts& m_costs;
    const SpaceSettings& m_settings;
    std::vector<PoolChoices> m_pools;
    std::map<std::vector<int>, std::vector<int>> m_replicas; ///< numbers of pipelines, by the pools of a group
    std::vector<Sharing> m_sharings;
    bool m_isTooLarge = false;
};

/// "2 x (4 x A100-80G-SXM TP 8, V100-16G-SXM) + (T4), devices not shared out yet".
std::string describe(const PartialLayout& partial, const std::vector<Pool>& pools, const ExpandedCluster& cluster);

} // namespace core
