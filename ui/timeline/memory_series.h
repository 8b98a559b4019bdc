#pragma once

#include "core/simulate/timeline.h"
#include "ui/timeline/step_chart.h"

namespace ui {

/// Memory of each stage's devices over an iteration, with the limits that are near; stages that hold the same share a curve.
struct MemorySeries
{
    std::vector<StepSeries> series;
    double top = 0;         ///< bytes
    double peak = 0;        ///< bytes
    double peakLimit = 0;   ///< bytes; of the devices that have the peak
    core::Nanoseconds peakAt;
    QString peakName;       ///< of the stage
};
MemorySeries memorySeries(const core::Timeline& timeline);

} // namespace ui
