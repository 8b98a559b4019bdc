#pragma once

#include "core/results/critical_path.h"
#include "core/results/gantt_legend.h"
#include "core/results/picture.h"
#include "core/results/time_axis.h"
#include "core/results/tracks.h"
#include "core/simulate/timeline.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// What of a timeline to show, and how large.
struct GanttView
{
    Nanoseconds start;
    Nanoseconds end;          ///< not later than start: the whole period
    double width = 1200;      ///< of the whole picture
    double laneHeight = 24;   ///< of a compute lane, see `heightOf`; the picture is as high as its lanes need
    double gutter = 168;      ///< lane headers, at the left
    std::vector<std::size_t> lanes {}; ///< from the top; none: all, in the timeline's order
    ColourBy colourBy = ColourBy::Phase;
    bool labels = true;
    bool legend = true;
    RoleSet hidden = 0; ///< bars of these roles are not drawn
    const Bubbles* bubbles = nullptr; ///< idle time is hatched by cause; none: all alike
    const CriticalPath* path = nullptr; ///< drawn as a line through its lanes; none: not drawn
    std::string title;        ///< "Plan even"; the iteration time is added
};

/// All of a plan's iteration, idle time by cause: what both front-ends export. The bubbles must outlive it.
GanttView wholePlan(const std::string& plan, const Bubbles& bubbles);

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

/// Where a path runs in a lane, above its lower edge; beneath the words of bars.
constexpr double pathInset = 3;
/// A path as one line, across at the time of each piece and down to the next; `yOf` says where it runs in a lane, nothing
/// where the lane is not shown.
void addPath(Picture& picture, const Timeline& timeline, const CriticalPath& path, const TimeScale& scale,
    const std::function<std::optional<double>(std::uint32_t lane)>& yOf);

/// Lanes with headers, hatched bubbles, time axis, legend and title. Spans narrower than half a pixel are merged: a run
/// of them becomes, for each pixel or so, one slice per role as wide as the sum of their times, in the order in which
/// the roles first occur; so the area of every role stays that of its time.
/// Where spans of a communication lane overlap they share its height, see `tracksOf`.
Picture ganttPicture(const Timeline& timeline, const GanttView& view);

} // namespace core
