#pragma once

#include "core/search/candidate.h"
#include "core/search/funnel.h"
#include "core/search/layout_tree.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace core {

/// Micro-batches of every group, by group.
using Batches = std::vector<GroupBatch>;

/// How many complete candidates a space has.
struct SpaceSize
{
    double candidates = 0;
    bool isExact = true;     ///< else there are no more
    std::size_t layouts = 0; ///< where it is exact
};
std::string textOf(const SpaceSize& size); ///< "1234", "at most 5.6e12"

/// Every candidate once, in canonical order: layouts, then micro-batches, passes and states.
///
/// A layout assigns pools to groups of pipelines (a pool may stay unused; which pools are together and in which order
/// is free), each group with its number of pipelines, and each pool in it with a tensor degree and the nodes it uses (see
/// `LayoutTree`). Micro-batch sizes divide the global batch;
/// how many each group gets follows its speed, with the nearest counts that keep the global batch exact.
class Space
{
public:
    Space(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel);
    Space(const Space&) = delete;

    const SpaceSettings& settings() const { return m_settings; }
    const LayoutTree& tree() const { return m_tree; }
    const std::vector<int>& microBatchSizes() const { return m_microBatches; }

    /// All of them, where there are no more than that; else, or where `goOn` says no, none.
    static constexpr std::size_t mostListed = 1'000'000;
    std::vector<Layout> layouts(const std::function<bool()>& goOn = {}, std::size_t most = mostListed) const;

    /// What `funnel` then holds of divisibility are those that cannot be dealt out.
    std::vector<Batches> batchesOf(const Layout& layout, Funnel& funnel) const;
    std::vector<PassChoice> passesOf(const Layout& layout) const;
    std::vector<StateChoice> statesOf(const Layout& layout, const PassChoice& passes) const;

    /// Complete candidates, those that a rule discards included (but not those without a whole batch). Exact where there are
    /// few layouts of few groups.
    SpaceSize size(const std::function<bool()>& goOn = {}) const;
    /// One line for each dimension.
    std::vector<std::string> description(const SpaceSize& size) const;

private:
    void refuseBatch(Funnel& funnel) const;
    double mostCandidates() const;
    std::string layoutsInWords(const SpaceSize& size) const;
    std::string sizesInWords() const;

    const StageCosts& m_costs;
    SpaceSettings m_settings;
    std::vector<int> m_microBatches;
    LayoutTree m_tree;
};

} // namespace core
