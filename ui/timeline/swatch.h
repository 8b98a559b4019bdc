#pragma once

#include "core/results/gantt_legend.h"

#include <QRect>

class QPainter;

namespace ui {

/// A sample of a colour: full for bars, hatched over a tint for idle time, as the lanes have them.
void paintSwatch(QPainter& painter, const QRect& box, const core::LegendEntry& entry);

} // namespace ui
