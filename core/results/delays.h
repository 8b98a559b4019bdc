#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/simulate/folding.h"
#include "core/simulate/timeline.h"
#include "core/simulate/workload.h"

#include <functional>
#include <memory>
#include <vector>

namespace core {

/// A line of the scenario, or a flow, with its weight in a delay.
struct Blame
{
    int id = 0;
    double weight = 0;
    bool operator==(const Blame&) const = default;
};
using Blames = std::vector<Blame>; ///< by id

/// By how much a span took longer than alone at nominal speed, and why.
struct Delay
{
    std::uint32_t span = 0;
    Nanoseconds event;      ///< alone under the scenario minus alone at nominal; of computing: what slow devices cost
    Nanoseconds contention; ///< actual minus alone under the scenario
    Blames lines;           ///< indices into Scenario::events, by the bytes (or work) that each alone would have cost
    Blames flows;           ///< indices into Delays::flows, by the bytes that each moved over this one's bottleneck
};

/// One kind of communication of one lane, as others meet it on the network.
struct Flow
{
    std::uint32_t lane = 0;
    SpanKind kind = SpanKind::SendActivation;
    auto operator<=>(const Flow&) const = default;
};

struct Delays
{
    std::vector<Delay> delays; ///< by span; absent: as fast as alone at nominal speed
    std::vector<Flow> flows;   ///< that delayed others; sorted

    const Delay* of(std::uint32_t span) const; ///< nullptr: none
};

/// What a run would meet if one line of the scenario were its only one.
struct LoneLine
{
    int line = 0;
    std::shared_ptr<const Profiles> profiles; ///< none: no bandwidth changes
    std::vector<Speeds> speeds;               ///< by lane of the timeline; empty: nominal
    std::vector<Activity> activities;         ///< by number, where latencies change; empty: those of the workload
    Nanoseconds from {};                      ///< it does nothing before
    Nanoseconds to = Nanoseconds::never();    ///< nor from then on
};
/// Asked once, and only when several lines may be to blame; empty: each delay blames what the profile names.
using LoneLines = std::function<std::vector<LoneLine>()>;

/// What a timeline was played from; outlives the call only.
struct Played
{
    const Timeline& timeline;
    const Workload& workload;
    const Waterways& waterways;
    LoneLines lines {};
};

/// Replays each transfer and collective alone, at nominal speed and under the scenario, and all of them together with
/// their known starts to see who shared whose bottleneck. Error: "cancelled".
Result<Delays> delaysOf(const Played& played, const Progress& progress = {});

} // namespace core
