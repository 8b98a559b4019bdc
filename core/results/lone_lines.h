#pragma once

#include "core/results/delays.h"
#include "core/simulate/simulate.h"

namespace core {

/// A project whose scenario has this line alone, as its first one.
Project withOnlyLine(const Project& project, int line);
/// A project whose scenario has all lines but this one; line numbers stay.
Project withoutLine(const Project& project, int line);

/// Lines of the scenario that change anything in [from, to), or while the timeline runs, ascending.
std::vector<int> linesInForce(const ScenarioChanges& changes, Nanoseconds from, Nanoseconds to);
std::vector<int> linesInForce(const ScenarioChanges& changes, const Timeline& timeline);

/// What each line in force does on its own.
std::vector<LoneLine> loneLines(const Project& project, const Catalogue& catalogue, const SimulateOptions& options,
    const PreparedRun& run, const Timeline& timeline);

} // namespace core
