#pragma once

#include "core/results/delays.h"
#include "core/simulate/simulate.h"

namespace core {

/// A project whose scenario has no other line than this one, or all but this one; line numbers stay.
Project withOnlyLine(const Project& project, int line);
Project withoutLine(const Project& project, int line);

/// Lines of the scenario that change anything in [from, to), or while the timeline runs, ascending.
std::vector<int> linesInForce(const ScenarioChanges& changes, Nanoseconds from, Nanoseconds to);
std::vector<int> linesInForce(const ScenarioChanges& changes, const Timeline& timeline);

/// What each line in force does on its own.
std::vector<LoneLine> loneLines(const Project& project, const Catalogue& catalogue, const SimulateOptions& options,
    const PreparedRun& run, const Timeline& timeline);

} // namespace core
