#pragma once

#include "ui/timeline/lanes.h"

namespace ui {

/// Paints what stays bright (`TimelineScene::bright`) over the dimmed lanes.
void paintBright(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, const Lanes& lanes);

/// The critical path as one line through its spans, across and down in the order of time.
void paintPath(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, const Lanes& lanes);

} // namespace ui
