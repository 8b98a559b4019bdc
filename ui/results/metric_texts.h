#pragma once

#include "ui/session/simulation_runner.h"

#include <QString>

#include <vector>

namespace ui {

/// One figure of a run as the strip shows it.
struct MetricText
{
    const char* key; ///< object name of its value label
    QString caption;
    QString value;
    QString explanation; ///< what the figure means, as a tool tip
};

/// Iteration time, tokens/s, MFU, HFU, bubble ratio and peak memory, in this order.
std::vector<MetricText> metricTexts(const core::Metrics& metrics);

/// "fits" or "does not fit: n0:3 needs 91.4 GiB of 79.2 GiB".
/// "19 % = fill 6 + drain 6 + event 5 + imbalance 2": the idle share of all lanes by cause.
QString causesText(const SimulationResult& result);

QString feasibilityText(const core::Metrics& metrics);

} // namespace ui
