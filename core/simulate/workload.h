#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/expansion.h"
#include "core/documents/model.h"
#include "core/documents/scenario_changes.h"
#include "core/documents/training.h"
#include "core/network/network.h"
#include "core/simulate/placement.h"
#include "core/simulate/schedule.h"
#include "core/simulate/timeline.h"

#include <string>
#include <vector>

namespace core {

/// How a pass meets a joint: it takes part and waits for the end, or goes on meanwhile; or it waits for all it joined.
enum class Role : std::uint8_t { Run, Post, Await };
/// In which of a stage's passes of one kind through one chunk.
enum class Occasion : std::uint8_t { EveryPass, FirstPass, LastPass };

/// A stretch of one pass that becomes one span: computing, or one collective or transfer.
struct Segment
{
    SpanKind kind = SpanKind::Forward;
    Algorithm algorithm = Algorithm::Direct;
    UnitRange units;
    Nanoseconds duration; ///< of computing; of communication when it is alone at nominal bandwidth
    double bytes = 0;
    std::vector<int> activities {}; ///< into Workload::activities, all at once; none: it takes `duration`, whatever else runs
    bool alone = false; ///< no other can be using what its activities charge, which never changes: it takes `duration`
    int joint = -1; ///< into Workload::joints: of this segment only `units`, `role` and `occasion` count
    Role role = Role::Run;
    Occasion occasion = Occasion::EveryPass;
    bool operator==(const Segment&) const = default;
};

struct ChunkWork
{
    int position = 0;
    std::vector<Segment> forward;
    std::vector<Segment> backward; ///< with what is recomputed; where the schedule separates them, without the weights' half
    std::vector<Segment> backwardWeight {}; ///< the weights' half, where the schedule separates it
    Segment sendForward;           ///< to the next position; duration 0: nothing to cross
    Segment sendBackward;          ///< to the previous position
    Bytes activations;             ///< on one device, from a micro-batch's forward to its backward
    Bytes weightOperands {};       ///< on one device, from the input's half of the backward to the weights'
    bool operator==(const ChunkWork&) const = default;
};

/// How fast a stage computes over the scenario's time, relative to nominal.
struct SpeedStep
{
    Nanoseconds from;
    double factor = 1;
    int line = -1; ///< of the scenario that makes it so, to be named in errors: what is equal without it runs alike
    bool operator==(const SpeedStep& other) const { return from == other.from && factor == other.factor; }
};
/// Nominal before the first step; the last holds for ever.
using Speeds = std::vector<SpeedStep>;

/// The instant at which `work` (its duration at nominal speed) begun at `start` is done; never() if it stands still.
Nanoseconds endOfWork(const Speeds& speeds, Nanoseconds start, Nanoseconds work);

/// Work in nanoseconds at nominal speed that is done in [from, to).
double workDone(const Speeds& speeds, Nanoseconds from, Nanoseconds to);

/// One stage's work in an iteration, and what it holds in memory (without its steps).
struct StageWork
{
    std::vector<ChunkWork> chunks;
    std::vector<Pass> order;
    std::vector<Segment> optimizer; ///< none: free
    std::vector<int> jointsFirst {};    ///< posted when the iteration begins, in this order; into Workload::joints
    std::vector<int> jointsThrough {};  ///< posted when all passes are done
    std::vector<int> jointsUpdated {};  ///< posted when the optimizer is done
    LaneMemory memory;
    Speeds speeds; ///< of its slowest device
    bool operator==(const StageWork&) const = default;
};

struct StageRef
{
    int pipeline = 0;
    int stage = 0;
    auto operator<=>(const StageRef&) const = default;
};

/// A collective that several stages take part in, or that runs beside the passes of one: it begins once every member has
/// joined, and for all of them ends at once. Members that join it n times run it n times. Those that run beside the passes
/// (`beside`) go through one stream per stage and kind of span, one after the other.
struct Joint
{
    Segment segment;
    std::vector<StageRef> members {}; ///< sorted
    bool beside = true;               ///< false: every member waits for its end (Role::Run)
    bool operator==(const Joint&) const = default;
};

/// Devices of one stage over all pipelines that the entry stands for.
struct StageDevices
{
    std::string title;
    std::vector<int> ranks;
};

struct PipelineWork
{
    int microBatches = 1;
    std::vector<StageWork> stages;
    bool operator==(const PipelineWork&) const = default;
};

/// All that one iteration has to do: what `run` turns into a timeline.
struct Workload
{
    std::vector<Activity> activities;
    std::vector<std::vector<int>> copies {}; ///< by activity: others that always do the same, and are not played; may be shorter
    std::vector<PipelineWork> pipelines;
    std::vector<std::vector<StageDevices>> devices; ///< [pipeline][stage]
    std::vector<int> replicas;                      ///< pipelines that each entry stands for
    std::vector<Joint> joints;
    bool barrier = true;        ///< the next iteration begins when all is done; false: on each stage when it is done itself
    bool blockingSends = false; ///< a stage waits until what it sends has arrived
};

/// What a workload is computed from. All references outlive the call only.
struct WorkloadInput
{
    const ExpandedCluster& cluster;
    const Network& network;
    const ModelShape& model;
    const Training& training;
    const Placement& placement;
    const ScenarioChanges* changes = nullptr; ///< slow-downs of devices; none: nominal speed
    Progress progress {}; ///< heard at every stage and every joint of several
};

/// Errors: what is not simulated yet, no path, "cancelled", a device that cannot do the precision.
Result<Workload> workloadOf(const WorkloadInput& input);

} // namespace core
