#pragma once

#include "core/base/result.h"
#include "core/results/gantt_picture.h"
#include "ui/session/simulation_runner.h"

#include <QString>

#include <utility>
#include <vector>

namespace app {

/// Writes all of the Gantt of a result as SVG, PDF or PNG, by the ending of the name, in light colours; whole or not at all.
core::Result<void> writeGantt(const ui::SimulationResult& result, const QString& path);

/// Writes a part of it in the colours in use: `view` is what a timeline shows, of the result's links [first, last); title and
/// causes are those of the result.
core::Result<void> writeView(const ui::SimulationResult& result, core::GanttView view, std::pair<std::size_t, std::size_t> links, const QString& path);

/// Loads, checks, simulates and writes, without a window. `plan` empty: the first. Everything wrong, or nothing.
std::vector<core::Error> exportGantt(const QString& project, const QString& path, const QString& plan);

} // namespace app
