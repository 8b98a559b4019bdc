#pragma once

#include "core/results/palette.h"
#include "core/results/time_axis.h"

#include <string>
#include <vector>

namespace core {

/// A value over time, constant from each step to the next; nothing before the first.
struct StepCurve
{
    struct Step
    {
        Nanoseconds at;
        double value = 0;
        bool operator==(const Step&) const = default;
    };
    std::string name;
    ColourRole role = ColourRole::Hue1;
    bool isCeiling = false; ///< a limit: dashed
    std::vector<Step> steps;

    double at(Nanoseconds time) const; ///< 0 before the first step
};

/// Least, greatest and mean value in each column of pixels: what a step curve of any length looks like at that width.
struct ColumnSpan
{
    double least = 0;
    double greatest = 0;
    double mean = 0; ///< over the column's time
    bool operator==(const ColumnSpan&) const = default;
};
std::vector<ColumnSpan> columnsOf(const StepCurve& curve, const TimeScale& scale, int columns);

} // namespace core
