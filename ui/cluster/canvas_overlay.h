#pragma once

#include "ui/cluster/cluster_picture.h"

#include <QPainter>

#include <array>

namespace ui {

/// What stands still over a canvas of this size: how to begin where there is nothing.
void paintEmptyCanvas(QPainter& painter, const QRect& canvas);

/// A few words at the top while something is under way.
void paintNotice(QPainter& painter, const QRect& canvas, const QString& words);

/// Where a link can be pulled from: the middles of a box's sides.
std::array<QPointF, 4> portsOf(const QRectF& box);
void paintPorts(QPainter& painter, const QRectF& box, double pixel);

/// Where a link leaves the boxes that it joins: by these it can be taken elsewhere.
std::array<QPointF, 2> endsOf(const ClusterPicture& picture, const DrawnLink& link);
void paintEnds(QPainter& painter, const std::array<QPointF, 2>& ends, double pixel);

} // namespace ui
