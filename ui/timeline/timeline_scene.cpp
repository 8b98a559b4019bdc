#include "ui/timeline/timeline_scene.h"

#include "ui/widgets/plot.h"

#include <algorithm>
#include <cmath>

namespace ui {
namespace timeline_scene {

std::vector<int> topsOf(const core::Timeline& timeline, const core::PhasePyramid& pyramid, double computeHeight)
{
    std::vector<int> tops {0};
    for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
        const auto [first, last] = pyramid.rowsOf(i);
        const double height = core::heightOf(timeline.lanes[i], static_cast<int>(last - first), computeHeight);
        tops.push_back(tops.back() + static_cast<int>(height));
    }
    return tops;
}

} // namespace timeline_scene

LaneLayout::LaneLayout(const core::Timeline& timeline, const core::PhasePyramid& pyramid, double computeHeight)
    : m_tops(timeline_scene::topsOf(timeline, pyramid, computeHeight)), m_computeHeight(computeHeight)
{
}

LaneLayout::LaneLayout(const core::Timeline& timeline, const core::PhasePyramid& pyramid, int room)
{
    m_computeHeight = highest;
    for (; m_computeHeight > lowest; m_computeHeight -= 2)
        if (timeline_scene::topsOf(timeline, pyramid, m_computeHeight).back() <= room)
            break;
    m_tops = timeline_scene::topsOf(timeline, pyramid, m_computeHeight);
}

std::optional<std::size_t> LaneLayout::laneAt(int y) const
{
    if (y < 0 || y >= total())
        return std::nullopt;
    return static_cast<std::size_t>(std::upper_bound(m_tops.begin(), m_tops.end(), y) - m_tops.begin()) - 1;
}

int TimelineScene::chartsHeight() const
{
    return static_cast<int>(std::count_if(charts.begin(), charts.end(), [](const ChartHead& chart) { return chart.visible; })) * (chartHeight + Plot::rowGap);
}

std::pair<std::size_t, std::size_t> TimelineScene::placeOf(std::uint32_t index) const
{
    const auto [first, last] = pyramid.rowsOf(span(index).lane);
    for (std::size_t row = first; row < last; ++row) {
        const auto& spans = pyramid.rows()[row].spans;
        const auto found = std::lower_bound(spans.begin(), spans.end(), index);
        if (found != spans.end() && *found == index)
            return {row, static_cast<std::size_t>(found - spans.begin())};
    }
    return {first, 0};
}

TrackBand bandOf(double y, double laneHeight, int track, int tracks)
{
    const double height = (laneHeight - core::laneGap) / tracks;
    return {y + track * height, tracks > 1 ? std::max(1.0, height - 1) : height};
}

} // namespace ui
