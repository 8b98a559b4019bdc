#pragma once

#include "ui/cluster/cluster_picture.h"

#include <QFontMetrics>
#include <QPainter>

namespace ui {

/// What shapes, hues and lines of the canvas mean.
struct CanvasLegend
{
    std::vector<DrawnKind> kinds;
    bool isPlayed = false; ///< links look as they are at the playhead
    bool knowsUse = false; ///< and are coloured by their use
};

/// One row along the lower edge of a canvas of this size, more where there is no room; empty when nothing needs to be told.
QRect legendBox(const QFontMetrics& metrics, const QRect& canvas, const CanvasLegend& legend);
void paintLegend(QPainter& painter, const QRect& canvas, const CanvasLegend& legend);

} // namespace ui
