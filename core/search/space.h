#pragma once

#include "core/search/candidate.h"
#include "core/search/funnel.h"
#include "core/search/space_settings.h"
#include "core/search/stage_costs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// Micro-batches of every group, by group.
using Batches = std::vector<GroupBatch>;

/// Every candidate once, in canonical order: layouts, then micro-batches, passes and states.
///
/// A layout assigns pools to groups of pipelines (a pool may stay unused; which pools are together and in which order
/// is free), each group with its number of pipelines, and each pool in it with a tensor degree: a divisor of its nodes' devices,
/// or two whole nodes. A pool gives each pipeline as many stages as it can. Micro-batch sizes divide the global batch;
/// how many each group gets follows its speed, with the nearest counts that keep the global batch exact.
class Space
{
public:
    Space(const StageCosts& costs, const SpaceSettings& settings, Funnel& funnel);

    /// Layouts that a space may have, and groups of pipelines tried for them; one with more is left unbuilt.
    static constexpr std::size_t mostLayouts = 1'000'000;
    static constexpr std::size_t mostTried = 4'000'000;
    bool isTooLarge() const { return m_isTooLarge; }

    const SpaceSettings& settings() const { return m_settings; }
    const std::vector<Layout>& layouts() const { return m_layouts; }
    const std::vector<int>& microBatchSizes() const { return m_microBatches; }

    /// What `funnel` then holds of divisibility are those that cannot be dealt out.
    std::vector<Batches> batchesOf(const Layout& layout, Funnel& funnel) const;
    std::vector<PassChoice> passesOf(const Layout& layout) const;
    std::vector<StateChoice> statesOf(const Layout& layout, const PassChoice& passes) const;

    /// Complete candidates, those that a rule discards included (but not those without a whole batch).
    std::int64_t size() const;
    /// One line for each dimension.
    std::vector<std::string> description() const;

private:
    void build(Funnel& funnel);
    void refuseBatch(Funnel& funnel) const;
    std::vector<PipelineGroup> groupsOf(std::vector<int> pools, Funnel& funnel);
    std::vector<int> tensorsOf(int pool, Funnel& funnel) const;
    bool admits(const PipelineGroup& group, Funnel& funnel) const;
    void addLayouts(const std::vector<std::vector<PipelineGroup>>& options);

    const StageCosts& m_costs;
    SpaceSettings m_settings;
    std::vector<int> m_microBatches;
    std::vector<Layout> m_layouts;
    std::size_t m_tried = 0;
    bool m_isTooLarge = false;
};

} // namespace core
