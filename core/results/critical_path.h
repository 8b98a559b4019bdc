#pragma once

#include "core/results/delays.h"
#include "core/simulate/timeline.h"

#include <array>
#include <cstdint>
#include <vector>

namespace core {

/// What a stretch of the critical path is spent on. Communication counts under its kind for its time alone at nominal
/// speed; what the scenario or other flows add to it is apart.
enum class PathCategory : std::uint8_t {
    Compute,
    Fill,      ///< computing on other lanes before the one that sets the pace takes over
    Drain,     ///< and after it is done
    Optimizer,
    Straggler,
    Tensor,
    Context,
    Expert,
    Pipeline,
    Data,      ///< gradient reduce and parameter gather
    Event,
    Contention,
    Waiting    ///< nothing on the path runs
};
constexpr int pathCategories = 13;
const char* nameOf(PathCategory category); ///< "compute", "TP", "events"

struct PathPiece
{
    Nanoseconds start;
    Nanoseconds end;
    std::uint32_t span = noSpan;
    int who = -1; ///< Straggler, Event: index into Scenario::events; Contention: into Delays::flows
    PathCategory category = PathCategory::Compute;
    bool operator==(const PathPiece&) const = default;
};

/// The chain of last-arriving dependencies that ends with the iteration: from 0 to the period, in order, without holes.
struct CriticalPath
{
    std::vector<PathPiece> pieces;
    std::array<std::int64_t, pathCategories> totals {}; ///< nanoseconds; they add up to the period
    std::uint32_t paceLane = noSpan; ///< the compute lane that computes most on the path, the first of several
};

CriticalPath criticalPath(const Timeline& timeline, const Delays& delays);

} // namespace core
