#pragma once

#include "core/base/progress.h"
#include "core/documents/check.h"

#include <vector>

namespace core {

/// What is wrong with a scenario, in order of its lines. Pointers are "/scenario/events/N", and messages begin with
/// "line N+1, column C: ". Switched-off lines are only read.
/// Errors: lines that do not parse, patterns that match nothing, random events without seed, what needs a horizon and
/// has none. Warnings: events after the horizon or cut off by it, absolute values that overlap (the later start wins).
/// The files of traces are not looked at. May throw `Stopped`.
std::vector<Issue> checkScenario(const Scenario& scenario, const Cluster& cluster, const Progress& progress = {});

} // namespace core
