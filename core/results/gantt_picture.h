#pragma once

#include "core/results/arrangement.h"
#include "core/results/critical_path.h"
#include "core/results/gantt_legend.h"
#include "core/results/link_use.h"
#include "core/results/picture.h"
#include "core/results/time_axis.h"
#include "core/results/tracks.h"
#include "core/simulate/timeline.h"

#include <functional>
#include <optional>
#include <span>
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
    Arrangement::By rowsBy = Arrangement::By::Lane;
    std::vector<std::size_t> rows {}; ///< of that arrangement, from the top; none: all in order
    ColourBy colourBy = ColourBy::Phase;
    bool labels = true;
    bool legend = true;
    RoleSet hidden = 0; ///< bars of these roles are not drawn
    const Bubbles* bubbles = nullptr; ///< idle time is hatched by cause; none: all alike
    const CriticalPath* path = nullptr; ///< drawn as a line through its lanes; none: not drawn
    bool memory = false;      ///< of every stage, below the lanes
    std::span<const LinkUse> links {}; ///< below the memory, from the first
    std::function<std::string(int line)> lineName {}; ///< of the scenario, where it changes a link; none: its number
    std::string title;        ///< "Plan even"; the iteration time is added
};

/// All of a plan's iteration, idle time by cause, memory, and the first few of `links`: what both front-ends export. The
/// bubbles and links must outlive it.
GanttView wholePlan(const std::string& plan, const Bubbles& bubbles, std::span<const LinkUse> links);

/// "F12", "B3", "W3", "R3", "opt", "TP", "AR": what is written in a bar that has room for it.
std::string barLabel(const Span& span);
constexpr double barLabelSize = 11;
/// Whether a label fits a bar of that size.
bool labelFits(const std::string& label, double width, double height);

/// Height of a row with its gap below: communication lanes are lower than compute lanes, taller with more tracks.
double heightOf(bool isTall, int tracks, double computeHeight);
constexpr double laneGap = 3;

/// "n0:0-7", "stage 3", "\u00d764" in the gutter.
void addHeader(Picture& picture, const Arrangement& arrangement, std::size_t row, const Box& box);
/// Bars and labels of one row inside `box`, whose left edge and width are those of `scale`; of a compute lane also its hatched
/// bubbles.
void addBars(Picture& picture, const Timeline& timeline, const Arrangement& arrangement, std::size_t row, const Box& box,
    const TimeScale& scale, const GanttView& view);

/// Where a path runs in a lane, above its lower edge; beneath the words of bars.
constexpr double pathInset = 3;
/// A path as one line, across at the time of each piece and down to the next; `yOf` says where it runs in the
/// row of a span, nothing where that is not shown.
void addPath(Picture& picture, const CriticalPath& path, const TimeScale& scale,
    const std::function<std::optional<double>(std::uint32_t span)>& yOf);

/// Of memory and links as the view wants them, with the gap above.
double chartsHeight(const GanttView& view);
/// Memory of each stage with its limits, and links filled to their use (where a pixel has several, to their mean, faint to the
/// greatest) under their capacity, hatched where the scenario takes some of it; the first row begins below `y`.
void addCharts(Picture& picture, const Timeline& timeline, const GanttView& view, const TimeScale& scale, double y);

/// Lanes with headers, hatched bubbles, time axis, charts, legend and title. Spans narrower than half a pixel are merged: a run
/// of them becomes, for each pixel or so, one slice per role as wide as the sum of their times, in the order in which
/// the roles first occur; so the area of every role stays that of its time.
/// Where spans of a communication lane overlap they share its height, see `tracksOf`.
Picture ganttPicture(const Timeline& timeline, const GanttView& view);

} // namespace core
