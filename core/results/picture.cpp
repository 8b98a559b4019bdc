#include "core/results/picture.h"

#include <algorithm>
#include <cmath>

namespace core {
namespace picture {

constexpr double hatchDistance = 6; // between strokes, along x

} // namespace picture

Box drawnBox(const Rectangle& rectangle)
{
    Box box = rectangle.box;
    if (rectangle.bar && box.width >= 4)
        box.width -= 1;
    return box;
}

Rgb colourOf(const Text& text, const Palette& palette)
{
    return palette[text.onBar ? palette.textOn(text.role) : text.role];
}

std::vector<Line> strokesOf(const Hatch& hatch)
{
    const Box& box = hatch.box;
    std::vector<Line> strokes;
    // A stroke is the set x + y = c; c a multiple of the distance.
    const double first = std::ceil((box.x + box.y) / picture::hatchDistance) * picture::hatchDistance;
    for (double c = first; c < box.right() + box.bottom(); c += picture::hatchDistance) {
        const double bottom = std::min(box.bottom(), c - box.x);
        const double top = std::max(box.y, c - box.right());
        if (bottom > top)
            strokes.push_back({{c - bottom, bottom}, {c - top, top}, hatch.role, 1});
    }
    return strokes;
}

} // namespace core
