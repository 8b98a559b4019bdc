#pragma once

#include "core/results/bubbles.h"
#include "core/results/picture.h"
#include "core/results/time_axis.h"
#include "core/results/tracks.h"
#include "core/simulate/timeline.h"

#include <cstdint>
#include <string>

namespace core {

enum class ColourBy { Phase, MicroBatch, Stage };

/// What of a timeline to show, and how large.
struct GanttView
{
    Nanoseconds start;
    Nanoseconds end;          ///< not later than start: the whole period
    double width = 1200;      ///< of the whole picture
    double laneHeight = 24;   ///< of a compute lane, see `heightOf`; the picture is as high as its lanes need
    double gutter = 168;      ///< lane headers, at the left
    int firstLane = 0;
    int endLane = -1;         ///< exclusive; -1: to the last
    ColourBy colourBy = ColourBy::Phase;
    bool labels = true;
    bool legend = true;
    std::uint32_t hiddenKinds = 0; ///< bit n: SpanKind n is not drawn
    const Bubbles* bubbles = nullptr; ///< idle time is hatched by cause; none: all alike
    std::string title;        ///< "Plan even"; the iteration time is added
};
constexpr bool isHidden(std::uint32_t hiddenKinds, SpanKind kind) { return hiddenKinds >> static_cast<int>(kind) & 1u; }

/// The role that a span's bar has.
ColourRole barRole(const Timeline& timeline, const Span& span, ColourBy by);
/// The role that the hatch of a cause has.
ColourRole hatchRole(BubbleCause cause);
/// "F12", "B3", "W3", "R3", "opt", "TP", "AR": what is written in a bar that has room for it.
std::string barLabel(const Span& span);
constexpr double barLabelSize = 11;
/// Whether a label fits a bar of that size.
bool labelFits(const std::string& label, double width, double height);

/// Height of a lane with its gap below: communication lanes are lower than compute lanes, taller with more tracks.
double heightOf(const Lane& lane, int tracks, double computeHeight);
constexpr double laneGap = 3;

/// "n0:0-7", "stage 3", "\u00d764" in the gutter.
void addLaneHeader(Picture& picture, const Lane& lane, const Box& box);
/// Bars, labels and hatched bubbles of one lane inside `box`, whose left edge and width are those of `scale`.
void addLaneBars(Picture& picture, const Timeline& timeline, const Lane& lane, const Box& box, const TimeScale& scale,
    const GanttView& view);

/// Lanes with headers, hatched bubbles, time axis, legend and title. Spans narrower than half a pixel are merged: a run
/// of them becomes, for each pixel or so, one slice per role as wide as the sum of their times, in the order in which
/// the roles first occur; so the area of every role stays that of its time.
/// Where spans of a communication lane overlap they share its height, see `tracksOf`.
Picture ganttPicture(const Timeline& timeline, const GanttView& view);

} // namespace core
