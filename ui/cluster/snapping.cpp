#include "ui/cluster/snapping.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace ui {
namespace snapping {

/// The box whose centre is nearest to `wanted` on one axis, within `reach`.
template <typename Coordinate>
std::optional<QRectF> nearest(const std::vector<QRectF>& boxes, double wanted, double reach, Coordinate coordinate)
{
    std::optional<QRectF> found;
    for (const QRectF& box : boxes) {
        const double gap = std::abs(coordinate(box.center()) - wanted);
        if (gap <= reach && (!found || gap < std::abs(coordinate(found->center()) - wanted)))
            found = box;
    }
    return found;
}

double onGrid(double value) { return std::round(value / snapGrid) * snapGrid; }

} // namespace snapping

Snapped snapped(const std::vector<QRectF>& standing, const QRectF& anchor, QPointF by, double reach)
{
    const QPointF wanted = anchor.center() + by;
    const auto across = snapping::nearest(standing, wanted.x(), reach, [](QPointF p) { return p.x(); });
    const auto down = snapping::nearest(standing, wanted.y(), reach, [](QPointF p) { return p.y(); });
    const QPointF centre(across ? across->center().x() : snapping::onGrid(wanted.x()), down ? down->center().y() : snapping::onGrid(wanted.y()));
    Snapped result {centre - anchor.center(), {}};
    const QRectF moved = anchor.translated(result.by);
    if (across) {
        const QRectF both = moved | *across;
        result.guides.emplace_back(centre.x(), both.top(), centre.x(), both.bottom());
    }
    if (down) {
        const QRectF both = moved | *down;
        result.guides.emplace_back(both.left(), centre.y(), both.right(), centre.y());
    }
    return result;
}

} // namespace ui
