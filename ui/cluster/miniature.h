#pragma once

#include "ui/cluster/cluster_picture.h"

#include <QPainter>
#include <QTransform>

namespace ui {

/// From the canvas to `target`, all of `box` as large as it fits, in the middle; never above life size.
QTransform miniatureTransform(const QRectF& box, const QRectF& target);

/// A cluster too small for words: boxes in the hues of their kinds, pills and lines.
void paintMiniature(QPainter& painter, const ClusterPicture& picture, const QTransform& transform);

} // namespace ui
