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
    double size = 12; ///< pixels to the em
    Anchor anchor = Anchor::Start;
    bool strong = false;
    bool operator==(const Text&) const = default;
};

/// What a view or an export draws: rectangles first, then hatches, lines and texts, each in order.
struct Picture
{
    double width = 0;
    double height = 0;
    ColourRole background = ColourRole::Panel;
    std::vector<Rectangle> rectangles;
    std::vector<Hatch> hatches;
    std::vector<Line> lines;
    std::vector<Text> texts;
    bool operator==(const Picture&) const = default;
};

/// Where a rectangle is painted: a bar of 4 pixels or more leaves its last pixel free.
Box drawnBox(const Rectangle& rectangle);

enum class ColourBy { Phase, MicroBatch, Stage };

/// What of a timeline to show, and how large.
struct GanttView
{
    Nanoseconds start;
    Nanoseconds end;          ///< equal to start: the whole period
    double width = 1200;      ///< of the whole picture
    double laneHeight = 24;   ///< the picture is as high as its lanes need
    double laneGap = 4;
    double gutter = 168;      ///< lane headers, at the left
    int firstLane = 0;
    int endLane = -1;         ///< exclusive; -1: to the last
    ColourBy colourBy = ColourBy::Phase;
    bool labels = true;
    bool legend = true;
    std::uint32_t hiddenKinds = 0; ///< bit n: SpanKind n is not drawn
    std::string title;        ///< "Plan even"; the iteration time is added
};

/// The role that a span's bar has.
ColourRole barRole(const Timeline& timeline, const Span& span, ColourBy by);
/// "F12", "B3", "W3", "R3", "opt", "TP", "AR": what is written in a bar that has room for it.
std::string barLabel(const Span& span);

/// Lanes with headers, hatched bubbles, time axis, legend and title. Spans narrower than half a pixel are merged: a run
/// of them becomes, for each pixel or so, one slice per role as wide as the sum of their times, in the order in which
/// the roles first occur; so that the area of every role stays that of its time.
/// Where spans of a communication lane overlap they share its height, see `tracks`.
Picture ganttPicture(const Timeline& timeline, const GanttView& view);

} // namespace core
