#pragma once

#include "core/documents/plan.h"
#include "ui/session/simulation_runner.h"

#include <QString>

#include <optional>
#include <vector>

namespace ui {

/// One stage of a pipeline as a table shows it.
struct StageRow
{
    int pipeline = 0;
    int replicas = 1; ///< pipelines that run alike
    int stage = 0;
    QString devices;
    QString kind;  ///< of the devices; empty without a result
    QString units; ///< "0–13"
    QString recompute;
    std::optional<core::Bytes> peak;
    std::optional<core::Bytes> limit;
    std::uint32_t firstSpan = core::noSpan; ///< of its compute lane, where there is a result
};

/// "TP 8 × PP 8 × DP 24 · 1F1B · micro-batch 1 · full recompute".
QString summaryOf(const core::Plan& plan);

/// The stages of an explicit plan as written; of a grid nothing is known before it was placed.
std::vector<StageRow> stagesOf(const core::Plan& plan);

/// The stages as they were simulated, one for each compute lane.
std::vector<StageRow> stagesOf(const SimulationResult& result);

QString nameOf(core::Schedule schedule);
QString nameOf(core::Recompute recompute);

} // namespace ui
