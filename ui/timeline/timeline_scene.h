#pragma once

#include "core/results/explanation.h"
#include "core/results/phase_pyramid.h"
#include "core/simulate/timeline.h"
#include "ui/session/visible_range.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// Lanes one below the other, in logical pixels from the top of the first.
class LaneLayout
{
public:
    LaneLayout() = default;
    /// Lanes as high as their room allows, between `lowest` and `highest` for a compute lane.
    LaneLayout(const core::Timeline& timeline, const core::PhasePyramid& pyramid, int room);
    LaneLayout(const core::Timeline& timeline, const core::PhasePyramid& pyramid, double computeHeight);

    static constexpr double lowest = 18;
    static constexpr double highest = 34;

    int top(std::size_t lane) const { return m_tops[lane]; }
    int height(std::size_t lane) const { return m_tops[lane + 1] - m_tops[lane]; } ///< with the gap below
    int total() const { return m_tops.empty() ? 0 : m_tops.back(); }
    std::optional<std::size_t> laneAt(int y) const;
    double computeHeight() const { return m_computeHeight; }

private:
    std::vector<int> m_tops; ///< of each lane, and the end
    double m_computeHeight = lowest;
};

/// A chart below the lanes, as its header tells of it.
struct ChartHead
{
    QString title;
    QString detail;
    bool visible = true;
};
constexpr int chartHeight = 76;

/// What the parts of a timeline view show together.
struct TimelineScene
{
    std::shared_ptr<const core::Timeline> timeline;
    std::shared_ptr<const core::Explanation> explanation; ///< of the timeline; null: not known
    std::function<std::string(int line)> lineName;        ///< of the scenario
    core::PhasePyramid pyramid;
    std::uint64_t revision = 0; ///< counts the pyramids
    LaneLayout layout;
    core::ColourBy colourBy = core::ColourBy::Phase;
    std::uint32_t hiddenKinds = 0; ///< bit n: SpanKind n
    int scroll = 0;                ///< logical pixels of lanes above the view
    bool stale = false;
    QString emptyText;
    std::vector<ChartHead> charts;
    std::optional<std::uint32_t> selected;
    std::optional<std::uint32_t> hovered;
    std::optional<std::size_t> hoveredBubble; ///< into the explanation's list
    std::optional<TimeRange> selectedRange;
    std::optional<core::Nanoseconds> playhead; ///< on the timeline's clock

    int chartsHeight() const; ///< of those that are visible, with the gaps above them
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
