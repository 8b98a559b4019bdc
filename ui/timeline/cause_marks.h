#pragma once

#include "ui/timeline/timeline_scene.h"
#include "ui/widgets/plot.h"

namespace ui {

/// Tints the idle time of compute lanes by cause and names it where there is room. Paints over the hatches of the lanes.
void paintCauses(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene);

/// The bubble under a point, as an index into its list.
std::optional<std::size_t> bubbleAt(const TimelineScene& scene, const PlotMapping& mapping, QPointF point);

} // namespace ui
