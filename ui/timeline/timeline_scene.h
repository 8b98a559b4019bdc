#pragma once

#include "core/results/arrangement.h"
#include "core/results/explanation.h"
#include "core/results/phase_pyramid.h"
#include "core/simulate/timeline.h"
#include "ui/session/visible_range.h"
#include "ui/timeline/link_lanes.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ui {

/// Which rows there are, and which are beside one another.
enum class Grouping {
    Pipeline,  ///< lanes by pipeline and stage, as in the timeline
    Stage,     ///< the same stage of all pipelines together
    Node,      ///< by the first device
    Stream,    ///< all compute lanes, then all of each kind of communication
    MicroBatch ///< no lanes: what all stages do for each micro-batch
};
constexpr int groupings = 5;
core::Arrangement::By rowsBy(Grouping grouping);
/// All rows of its arrangement in the order of a grouping.
std::vector<std::size_t> orderOf(const core::Timeline& timeline, const core::Arrangement& arrangement, Grouping grouping);

/// Rows of an arrangement, lanes for short, one below the other, in logical pixels from the top of the first.
class LaneLayout
{
public:
    LaneLayout() = default;
    /// Lanes in that order, as high as their room allows, between `lowest` and `highest` for a compute lane.
    LaneLayout(const core::Arrangement& arrangement, const core::PhasePyramid& pyramid, std::vector<std::size_t> order, int room);
    LaneLayout(const core::Arrangement& arrangement, const core::PhasePyramid& pyramid, std::vector<std::size_t> order, double computeHeight);

    static constexpr double lowest = 18;
    static constexpr double highest = 34;

    int top(std::size_t lane) const { return m_tops[m_places[lane]]; }
    int height(std::size_t lane) const { return m_tops[m_places[lane] + 1] - m_tops[m_places[lane]]; } ///< with the gap below
    int total() const { return m_tops.empty() ? 0 : m_tops.back(); }
    std::optional<std::size_t> laneAt(int y) const;
    double computeHeight() const { return m_computeHeight; }

    /// Lanes from the top to the bottom, and where a lane is among them.
    const std::vector<std::size_t>& order() const { return m_order; }
    std::size_t placeOf(std::size_t lane) const { return m_places[lane]; }
    /// Those that touch [top, bottom), from the top.
    std::span<const std::size_t> between(int top, int bottom) const;

private:
    std::size_t placeAt(int y) const;

    std::vector<std::size_t> m_order;
    std::vector<std::size_t> m_places; ///< by lane
    std::vector<int> m_tops;           ///< by place, and the end
    double m_computeHeight = lowest;
};

/// A chart below the lanes, as its header tells of it.
struct ChartHead
{
    QString title;
    QString detail;
    bool visible = true;
    int height = 72;
};

/// The links whose use is shown below the charts.
struct LinksHead
{
    const LinkLanes* lanes = nullptr;
    bool visible = true;
    bool isShown() const { return visible && lanes && lanes->shown() > 0; }
};

/// What the parts of a timeline view show together.
struct TimelineScene
{
    std::shared_ptr<const core::Timeline> timeline;
    std::shared_ptr<const core::Explanation> explanation; ///< of the timeline; null: not known
    std::function<std::string(int line)> lineName;        ///< of the scenario
    core::Arrangement arrangement; ///< what the rows show
    core::PhasePyramid pyramid;    ///< of its rows
    std::optional<core::PhasePyramid> lanesApart; ///< of the lanes, where the rows are others
    std::uint64_t revision = 0; ///< counts the pyramids
    LaneLayout layout;
    core::ColourBy colourBy = core::ColourBy::Phase;
    Grouping grouping = Grouping::Pipeline;
    std::vector<core::LegendEntry> legend; ///< what the colours mean
    core::RoleSet hidden = 0;      ///< bars of these roles are not drawn
    bool bubblesShown = true;      ///< hatches and causes in idle time
    bool pathShown = false;        ///< the critical path; the rest is dimmed
    std::vector<std::uint32_t> pathSpans; ///< of the explanation's critical path, sorted
    std::optional<std::vector<std::uint32_t>> hits; ///< of a search, sorted; the rest is dimmed
    int scroll = 0;                ///< logical pixels of lanes above the view
    bool stale = false;
    QString emptyText;
    std::vector<ChartHead> charts;
    LinksHead links;
    std::optional<std::uint32_t> selected;
    std::optional<std::uint32_t> hovered;
    std::optional<std::size_t> hoveredBubble; ///< into the explanation's list
    std::optional<TimeRange> selectedRange;
    std::optional<core::Nanoseconds> playhead; ///< on the timeline's clock

    void arrange(); ///< makes arrangement and pyramids anew, for its timeline, grouping and colours
    /// Of the lanes, however the rows are arranged: what statistics are made of.
    const core::PhasePyramid& pyramidOfLanes() const { return lanesApart ? *lanesApart : pyramid; }
    int chartsHeight() const; ///< of those that are visible, with the gaps above them
    /// What stays bright when the rest is dimmed, sorted; null: nothing is dimmed.
    const std::vector<std::uint32_t>* bright() const { return hits ? &*hits : pathShown ? &pathSpans : nullptr; }
    bool isEmpty() const { return !timeline || timeline->spans.empty(); }
    const core::Span& span(std::uint32_t index) const { return timeline->spans[index]; }
    /// The row of the pyramid, and the place in it, that shows a span.
    std::pair<std::size_t, std::size_t> placeOf(std::uint32_t span) const;
};

/// Top and height, in logical pixels, of a track in its lane; `y` is that of the lane.
struct TrackBand
{
    double top = 0;
    double height = 0;
};
TrackBand bandOf(double y, double laneHeight, int track, int tracks);

} // namespace ui
