#include "ui/cluster/arrange.h"

#include <algorithm>
#include <numeric>

namespace ui {

std::vector<QPointF> aligned(const std::vector<QRectF>& boxes, Alignment alignment)
{
    QRectF all;
    for (const QRectF& box : boxes)
        all |= box;
    std::vector<QPointF> moves;
    for (const QRectF& box : boxes) {
        switch (alignment) {
        case Alignment::Left: moves.emplace_back(all.left() - box.left(), 0); break;
        case Alignment::Centre: moves.emplace_back(all.center().x() - box.center().x(), 0); break;
        case Alignment::Right: moves.emplace_back(all.right() - box.right(), 0); break;
        case Alignment::Top: moves.emplace_back(0, all.top() - box.top()); break;
        case Alignment::Middle: moves.emplace_back(0, all.center().y() - box.center().y()); break;
        case Alignment::Bottom: moves.emplace_back(0, all.bottom() - box.bottom()); break;
        }
    }
    return moves;
}

std::vector<QPointF> distributed(const std::vector<QRectF>& boxes, Axis axis)
{
    std::vector<QPointF> moves(boxes.size());
    if (boxes.size() < 3)
        return moves;
    const bool across = axis == Axis::Across;
    const auto begin = [&](std::size_t i) { return across ? boxes[i].left() : boxes[i].top(); };
    const auto length = [&](std::size_t i) { return across ? boxes[i].width() : boxes[i].height(); };
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return begin(a) + length(a) / 2 < begin(b) + length(b) / 2; });
    double room = begin(order.back()) + length(order.back()) - begin(order.front());
    for (const std::size_t i : order)
        room -= length(i);
    const double gap = room / static_cast<double>(boxes.size() - 1);
    double at = begin(order.front());
    for (const std::size_t i : order) {
        (across ? moves[i].rx() : moves[i].ry()) = at - begin(i);
        at += length(i) + gap;
    }
    return moves;
}

} // namespace ui
