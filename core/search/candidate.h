#pragma once

#include "core/documents/expansion.h"
#include "core/documents/plan.h"
#include "core/search/islands.h"
#include "core/search/space_settings.h"
#include "core/simulate/placement.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace core {

/// Stages alike that follow one another in a pipeline: their devices come from one pool.
struct StageRun
{
    int pool = 0;
    int tensor = 1;
    int stages = 1;
    auto operator<=>(const StageRun&) const = default;
};

/// Pipelines with the same stages.
struct PipelineGroup
{
    int replicas = 1;
    std::vector<StageRun> runs;

    int stages() const;
    auto operator<=>(const PipelineGroup&) const = default;
};

/// Which devices do what together; layers and micro-batches are still open.
struct Layout
{
    std::vector<PipelineGroup> groups;
    DeviceOrder order = DeviceOrder::DataInside;

    int pipelines() const;
    int devices() const;
    auto operator<=>(const Layout&) const = default;
};

/// Of one group: samples in a micro-batch, and how many of these its replicas run together. Where they do not divide,
/// the first replicas run one more.
struct GroupBatch
{
    int microBatch = 1;
    int microBatches = 1;
    auto operator<=>(const GroupBatch&) const = default;
};

/// The order of passes: a schedule with its chunks per stage.
struct PassChoice
{
    Schedule schedule = Schedule::OneForwardOneBackward;
    int chunks = 1;
    auto operator<=>(const PassChoice&) const = default;
};

struct StateChoice
{
    RecomputeChoice recompute = RecomputeChoice::None;
    int zero = 0;
    bool sequenceParallel = false;
    Cuts cuts = Cuts::Even;
    auto operator<=>(const StateChoice&) const = default;
};

/// A plan as the search builds it. Units, recompute and overlap are filled in by `complete`.
struct Candidate
{
    Layout layout;
    std::vector<GroupBatch> batches; ///< by group
    PassChoice passes;
    StateChoice state;
    std::vector<std::vector<UnitRange>> units;       ///< [group][position], position = chunk x stages + stage
    std::vector<std::vector<Recompute>> recomputes; ///< [group][stage]
    Overlap overlap {};                             ///< what the training's software does by itself
    bool operator==(const Candidate&) const = default;
};

/// Which devices of its pools each stage of a layout has. Nothing is copied: the pools must outlive it.
class Dealing
{
public:
    Dealing(const Layout& layout, const std::vector<Pool>& pools);

    std::span<const int> ranks(std::size_t group, int replica, int stage) const;
    int groups() const { return static_cast<int>(m_groups.size()); }
    int replicas(std::size_t group) const { return m_groups[group].replicas; }
    int stages(std::size_t group) const { return static_cast<int>(m_groups[group].stages.size()); }

private:
    struct Stage
    {
        const int* first = nullptr; ///< of the first replica
        int tensor = 1;
        int step = 1;               ///< from one replica to the next
    };
    struct Group
    {
        int replicas = 1;
        std::vector<Stage> stages;
    };
    std::vector<Group> m_groups;
};

/// What is dealt to the stages of one replica: [replica][stage] -> ranks, group by group from the pools in order.
std::vector<std::vector<std::vector<std::vector<int>>>> devicesOf(const Layout& layout, const std::vector<Pool>& pools);

Placement placementOf(const Candidate& candidate, const std::vector<Pool>& pools);

/// As a project file writes it: a grid where it is one, else every pipeline. `placed` makes the same placement of it.
Plan planOf(const Candidate& candidate, const std::vector<Pool>& pools, const ExpandedCluster& cluster, const ModelShape& model,
    const std::string& name);

/// "4 x (8 x A100-80G-SXM TP 8, 4 x V100 TP 2), micro-batch 2 x 16, 1f1b, recompute full, ZeRO 1".
std::string describe(const Layout& layout, const std::vector<Pool>& pools, const ExpandedCluster& cluster);
std::string describe(const Candidate& candidate, const std::vector<Pool>& pools, const ExpandedCluster& cluster);

} // namespace core
