#pragma once

#include "core/documents/json_value.h"

#include <optional>
#include <string>
#include <vector>

namespace core {

enum class Schedule {
    GPipe,
    OneForwardOneBackward,
    KForwardKBackward,
    Interleaved,
    ZeroBubbleH1,
    ZeroBubbleH2,
    ZeroBubbleV,
    ZeroBubbleGreedy
};
enum class Recompute { None, Selective, Full };
/// Whether a device computes on while what it sends to another stage is under way, or waits until it has arrived.
enum class Sends { Asynchronous, Blocking };
/// How devices that share a sequence attend to all of it: keys and values go around a ring (arXiv 2310.01889), or all-to-alls
/// turn shares of the sequence into shares of the heads and back (arXiv 2309.14509).
enum class ContextMethod { Ring, AllToAll };

/// A contiguous range of units [first, end): unit 0 is the embedding, layers + 1 the head.
struct UnitRange
{
    int first = 0;
    int end = 0;
    int size() const { return end - first; }
    auto operator<=>(const UnitRange&) const = default;
};

/// A set of devices, its tensor-parallel group, with the units it runs.
struct StagePlan
{
    std::vector<std::string> devices; ///< "n0:0-3", "n0:5" or "n0" (all of the node)
    std::optional<UnitRange> layers;
    std::vector<UnitRange> chunks; ///< in place of `layers`, of plans with several chunks a device
    std::optional<Recompute> recompute;
    Extras extras;
    bool operator==(const StagePlan&) const = default;
};

struct PipelinePlan
{
    int microBatch = 1; ///< samples
    int microBatches = 1;
    std::vector<StagePlan> stages;
    Extras extras;
    bool operator==(const PipelinePlan&) const = default;
};

/// Which communication runs beside computing; absent = what the software does by itself (`overlapOf` in core/simulate).
struct OverlapPlan
{
    std::optional<bool> gradientReduce, parameterGather, tensor;
    Extras extras;
    bool operator==(const OverlapPlan&) const = default;
};

/// Either a uniform grid (tensor x pipeline x data) or every pipeline with its stages.
struct Plan
{
    std::string name;
    std::optional<int> tensor, pipeline, data, context, expert; ///< grid; absent = 1
    std::optional<ContextMethod> contextMethod;                 ///< grid; absent = ring
    std::optional<int> microBatch;                              ///< grid
    std::optional<Schedule> schedule;                           ///< absent = 1f1b
    std::optional<int> interleave;                              ///< chunks per device; absent = 1, zb-v 2
    std::optional<int> group;                                   ///< kfkb: k
    std::optional<int> activationLimit;                         ///< zb-greedy: micro-batches; absent = what fits into memory
    std::optional<bool> sequenceParallel;
    std::optional<Recompute> recompute; ///< absent = none
    std::optional<int> zero;            ///< ZeRO stage 0..3
    std::optional<std::string> order;   ///< grid; innermost first, absent = "tp-cp-ep-dp-pp"
    std::vector<int> stageLayers;       ///< grid; units per stage, absent = even, embedding first, head last
    std::vector<int> chunkLayers;       ///< grid; units per chunk in model order
    std::optional<OverlapPlan> overlap;
    std::optional<Sends> sends;         ///< between stages; absent = as the software has it
    std::vector<PipelinePlan> pipelines; ///< not empty: explicit, and no grid field but those shared by both
    Extras extras;
    bool operator==(const Plan&) const = default;

    bool isExplicit() const { return !pipelines.empty(); }
};

/// Of a grid.
inline int chunksPerDevice(const Plan& plan) { return plan.interleave.value_or(plan.schedule == Schedule::ZeroBubbleV ? 2 : 1); }

} // namespace core
