#pragma once

#include "core/results/step_curve.h"
#include "core/simulate/timeline.h"

#include <string>
#include <vector>

namespace core {

/// Memory of each stage's devices over an iteration, with the limits that are near; stages that hold the same share a curve.
struct MemoryCurves
{
    std::vector<StepCurve> curves; ///< bytes
    double top = 0;                ///< bytes that a chart of them needs
    Bytes peak;
    Bytes peakLimit; ///< of the devices that have the peak
    Nanoseconds peakAt;
    std::string peakName; ///< of the stage
};
MemoryCurves memoryCurves(const Timeline& timeline);

} // namespace core
