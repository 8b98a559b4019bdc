#include "ui/timeline/timeline_scene.h"

#include "ui/widgets/plot.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ui {
namespace timeline_scene {

std::vector<int> topsOf(const core::Arrangement& arrangement, const core::PhasePyramid& pyramid, const std::vector<std::size_t>& order, double computeHeight)
{
    std::vector<int> tops {0};
    for (const std::size_t lane : order) {
        const auto [first, last] = pyramid.rowsOf(lane);
        const double height = core::heightOf(arrangement.isTall(lane), static_cast<int>(last - first), computeHeight);
        tops.push_back(tops.back() + static_cast<int>(height));
    }
    return tops;
}

/// Lanes are sorted by it; equals stay in the timeline's order.
std::pair<int, int> keyOf(const core::Lane& lane, Grouping grouping)
{
    switch (grouping) {
    case Grouping::Pipeline:
        return {lane.pipeline, lane.stage};
    case Grouping::Stage:
        return {lane.stage, lane.pipeline};
    case Grouping::Node:
        return {lane.devices.empty() ? 0 : lane.devices.front(), 0};
    case Grouping::Stream:
        return {static_cast<int>(lane.kind), lane.pipeline};
    case Grouping::MicroBatch:
        break;
    }
    return {};
}

} // namespace timeline_scene

core::Arrangement::By rowsBy(Grouping grouping)
{
    return grouping == Grouping::MicroBatch ? core::Arrangement::By::MicroBatch : core::Arrangement::By::Lane;
}

std::vector<std::size_t> orderOf(const core::Timeline& timeline, const core::Arrangement& arrangement, Grouping grouping)
{
    std::vector<std::size_t> order(arrangement.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (grouping == Grouping::MicroBatch)
        return order;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return timeline_scene::keyOf(timeline.lanes[a], grouping) < timeline_scene::keyOf(timeline.lanes[b], grouping);
    });
    return order;
}

LaneLayout::LaneLayout(const core::Arrangement& arrangement, const core::PhasePyramid& pyramid, std::vector<std::size_t> order, double computeHeight)
    : m_order(std::move(order))
    , m_places(m_order.size())
    , m_tops(timeline_scene::topsOf(arrangement, pyramid, m_order, computeHeight))
    , m_computeHeight(computeHeight)
{
    for (std::size_t place = 0; place < m_order.size(); ++place)
        m_places[m_order[place]] = place;
}

LaneLayout::LaneLayout(const core::Arrangement& arrangement, const core::PhasePyramid& pyramid, std::vector<std::size_t> order, int room)
{
    double height = highest;
    for (; height > lowest; height -= 2)
        if (timeline_scene::topsOf(arrangement, pyramid, order, height).back() <= room)
            break;
    *this = LaneLayout(arrangement, pyramid, std::move(order), height);
}

std::size_t LaneLayout::placeAt(int y) const
{
    return static_cast<std::size_t>(std::upper_bound(m_tops.begin(), m_tops.end(), y) - m_tops.begin()) - 1;
}

std::optional<std::size_t> LaneLayout::laneAt(int y) const
{
    if (y < 0 || y >= total())
        return std::nullopt;
    return m_order[placeAt(y)];
}

std::span<const std::size_t> LaneLayout::between(int top, int bottom) const
{
    top = std::max(top, 0);
    bottom = std::min(bottom, total());
    if (top >= bottom)
        return {};
    const std::size_t first = placeAt(top);
    return std::span(m_order).subspan(first, placeAt(bottom - 1) + 1 - first);
}

void TimelineScene::arrange()
{
    ++revision;
    lanesApart.reset();
    arrangement = isEmpty() ? core::Arrangement() : core::Arrangement(*timeline, rowsBy(grouping));
    pyramid = isEmpty() ? core::PhasePyramid() : core::PhasePyramid(*timeline, arrangement, colourBy);
    if (!isEmpty() && rowsBy(grouping) != core::Arrangement::By::Lane)
        lanesApart.emplace(*timeline, colourBy);
}

int TimelineScene::chartsHeight() const
{
    int height = links.isShown() ? links.lanes->height() + Plot::rowGap : 0;
    for (const ChartHead& chart : charts)
        height += chart.visible ? chart.height + Plot::rowGap : 0;
    return height;
}

std::pair<std::size_t, std::size_t> TimelineScene::placeOf(std::uint32_t index) const
{
    const auto [first, last] = pyramid.rowsOf(arrangement.rowOf(index));
    for (std::size_t row = first; row < last; ++row) {
        const core::TrackRow& bars = pyramid.rows()[row];
        const std::int64_t start = span(index).start.count;
        auto place = static_cast<std::size_t>(std::lower_bound(bars.starts.begin(), bars.starts.end(), start) - bars.starts.begin());
        for (; place < bars.size() && bars.starts[place] == start; ++place)
            if (bars.spans[place] == index)
                return {row, place};
    }
    return {first, 0};
}

TrackBand bandOf(double y, double laneHeight, int track, int tracks)
{
    const double height = (laneHeight - core::laneGap) / tracks;
    return {y + track * height, tracks > 1 ? std::max(1.0, height - 1) : height};
}

} // namespace ui
