#pragma once

#include "core/results/palette.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// Logical pixels; y grows downwards.
struct Point
{
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};
struct Box
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    bool operator==(const Box&) const = default;
};

struct Rectangle
{
    Box box;
    ColourRole role = ColourRole::Panel;
    bool bar = false; ///< of a span: leaves a gap to its neighbour where there is room, see `drawnBox`
    bool operator==(const Rectangle&) const = default;
};
/// The polygon that an outline encloses.
struct Area
{
    std::vector<Point> outline;
    ColourRole role = ColourRole::Panel;
    bool operator==(const Area&) const = default;
};
/// Diagonal lines, rising to the right.
struct Hatch
{
    Box box;
    ColourRole role = ColourRole::Bubble;
    bool operator==(const Hatch&) const = default;
};
struct Line
{
    Point from;
    Point to;
    ColourRole role = ColourRole::Grid;
    double width = 1;
    bool operator==(const Line&) const = default;
};
enum class Anchor { Start, Middle, End };
/// `at` is on the base line.
struct Text
{
    Point at;
    std::string text; ///< UTF-8
    ColourRole role = ColourRole::Text;
    bool onBar = false; ///< `role` is that of the bar beneath: written in `Palette::textOn(role)`
    double size = 12; ///< pixels to the em
    Anchor anchor = Anchor::Start;
    bool strong = false;
    bool operator==(const Text&) const = default;
};

/// What a view or an export draws: rectangles first, then areas, hatches, lines and texts, each in order.
struct Picture
{
    double width = 0;
    double height = 0;
    ColourRole background = ColourRole::Panel;
    std::vector<Rectangle> rectangles;
    std::vector<Area> areas {};
    std::vector<Hatch> hatches;
    std::vector<Line> lines;
    std::vector<Text> texts;
    bool operator==(const Picture&) const = default;
};

/// Where a rectangle is painted: a bar of 4 pixels or more leaves its last pixel free.
Box drawnBox(const Rectangle& rectangle);
Rgb colourOf(const Text& text, const Palette& palette);
/// The strokes of a hatch, one pixel wide, on diagonals that run on from box to box.
std::vector<Line> strokesOf(const Hatch& hatch);

} // namespace core
