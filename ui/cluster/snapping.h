#pragma once

#include "ui/cluster/cluster_picture.h"

#include <QLineF>

#include <vector>

namespace ui {

constexpr double snapGrid = 12;

/// Where a drag ends up, and the lines that show what it lines up with.
struct Snapped
{
    QPointF by;
    std::vector<QLineF> guides;
};

/// A move of `anchor` (its box before) by about `by`: the centre lines up with that of another element within `reach`, else
/// with the grid, each axis by itself. `moving` do not count.
Snapped snapped(const ClusterPicture& picture, const std::vector<Element>& moving, const QRectF& anchor, QPointF by, double reach);

} // namespace ui
