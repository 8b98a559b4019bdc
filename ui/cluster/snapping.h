#pragma once

#include <QLineF>
#include <QRectF>

#include <vector>

namespace ui {

constexpr double snapGrid = 12;

/// Where a drag ends up, and the lines that show what it lines up with.
struct Snapped
{
    QPointF by;
    std::vector<QLineF> guides;
};

/// A move of `anchor` (its box before) by about `by`: the centre lines up with that of one of the boxes that stand, within `reach`,
/// else with the grid, each axis by itself.
Snapped snapped(const std::vector<QRectF>& standing, const QRectF& anchor, QPointF by, double reach);

} // namespace ui
