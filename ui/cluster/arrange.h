#pragma once

#include <QRectF>

#include <vector>

namespace ui {

enum class Alignment { Left, Centre, Right, Top, Middle, Bottom };
enum class Axis { Across, Down };

/// How far each box moves so that all line up with the outermost of them; to their common middle for Centre and Middle.
std::vector<QPointF> aligned(const std::vector<QRectF>& boxes, Alignment alignment);

/// How far each box moves so that the gaps between neighbours are equal; the two outermost stay.
std::vector<QPointF> distributed(const std::vector<QRectF>& boxes, Axis axis);

} // namespace ui
