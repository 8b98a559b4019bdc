#pragma once

#include "core/base/result.h"
#include "core/documents/plan.h"
#include "core/documents/project.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

enum class ObjectiveKind { Nominal, Mean, Worst, Quantile, Regret, Cost, Energy, Memory };

/// What a plan is judged by; smaller is better.
struct Objective
{
    ObjectiveKind kind = ObjectiveKind::Nominal;
    double quantile = 0.9; ///< in (0, 1], of ObjectiveKind::Quantile
    bool operator==(const Objective&) const = default;
};

/// Whether it is a time: of one iteration, or of those of a scenario.
bool isTime(const Objective& objective);

/// "nominal", "mean", "worst", "quantile:0.9", "regret", "cost", "energy" or "memory".
Result<Objective> parseObjective(std::string_view text);
/// One, or two or three with commas for their front: "nominal,memory". At most one is a time; it comes first in the answer.
Result<std::vector<Objective>> parseObjectives(std::string_view text);
std::string textOf(const Objective& objective);

/// A range of whole numbers, both ends in it.
struct IntegerRange
{
    int least = 1;
    int most = std::numeric_limits<int>::max();
    bool holds(int value) const { return value >= least && value <= most; }
    bool operator==(const IntegerRange&) const = default;
};

/// Of every stage; or, stage by stage, the least that fits in memory.
enum class RecomputeChoice { None, Selective, Full, AsNeeded };
/// How the model is cut into stages: layers evenly (Megatron's rule), or by each stage's own speed and memory.
enum class Cuts { Even, Balanced };
/// How the devices of a pool are dealt out: the stages of one pipeline far apart, or side by side.
enum class DeviceOrder { DataInside, PipelineInside };

const char* nameOf(RecomputeChoice choice);
const char* nameOf(Cuts cuts);
const char* nameOf(DeviceOrder order); ///< as Plan::order spells it: "tp-dp-pp", "tp-pp-dp"

/// What every dimension of the search may be, after the locks and limits of the project.
struct SpaceSettings
{
    IntegerRange tensor {}, pipeline {}, data {}, microBatch {};
    IntegerRange interleave {1, 16};
    IntegerRange zero {0, 3};
    std::vector<Schedule> schedules {Schedule::GPipe, Schedule::OneForwardOneBackward, Schedule::Interleaved, Schedule::ZeroBubbleH1,
        Schedule::ZeroBubbleH2, Schedule::ZeroBubbleV, Schedule::ZeroBubbleGreedy};
    std::vector<RecomputeChoice> recomputes {
        RecomputeChoice::None, RecomputeChoice::Selective, RecomputeChoice::Full, RecomputeChoice::AsNeeded};
    std::vector<bool> sequenceParallel {false, true};
    std::vector<Cuts> cuts {Cuts::Even, Cuts::Balanced};
    std::vector<DeviceOrder> orders {DeviceOrder::DataInside, DeviceOrder::PipelineInside};
    bool alike = false;   ///< all pipelines have the same stages
    bool aligned = false; ///< every pool's share of a pipeline is whole nodes, or a whole fraction of one
    bool mayIdle = true;  ///< a pool that is used may leave some of its nodes idle
    bool operator==(const SpaceSettings&) const = default;
};

/// `Project::search` with its values typed.
struct TypedSearchSettings
{
    Objective objective;
    std::vector<Objective> others {}; ///< for a front
    SpaceSettings space;
    int seeds = 1; ///< scenarios drawn: those of the scenario's seed and of the numbers after it
    /// The part of each device's memory that plans leave free, from 0 to below 1. With one, "zb-greedy" is not in the space: it takes
    /// what room there is.
    double memoryMargin = 0;
};

/// Reads `objective`, `locks`, `limits`, `seeds` and `memory_margin`. A lock is one value: `tensor, pipeline, data, micro_batch,
/// interleave, zero` a number, `schedule, recompute, cuts, order` a name, `sequence_parallel` a boolean, `pipelines`
/// "alike", `stages` "aligned" and `nodes` "all". A limit is `[least, most]` of a number or a list of names. Errors: an unknown
/// key or value, a range that is empty, a lock outside its limit.
Result<TypedSearchSettings> typedSettings(const std::optional<SearchSettings>& settings);
/// All that `typedSettings` refuses, not the first alone.
std::vector<Error> settingsErrors(const std::optional<SearchSettings>& settings);

} // namespace core
