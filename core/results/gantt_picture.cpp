#include "core/results/gantt_picture.h"

#include "core/base/quantity.h"
#include "core/results/text_width.h"

#include <algorithm>

namespace core {
namespace gantt_picture {

constexpr double margin = 12;
constexpr double titleHeight = 34;
constexpr double axisHeight = 22;
constexpr double legendHeight = 30;

struct Row
{
    int lane = 0;
    double y = 0;
    double height = 0;
};

std::vector<Row> rowsOf(const Timeline& timeline, const GanttView& view)
{
    const int lanes = static_cast<int>(timeline.lanes.size());
    const int end = view.endLane < 0 ? lanes : std::min(view.endLane, lanes);
    std::vector<Row> rows;
    double y = titleHeight + axisHeight;
    for (int i = view.firstLane; i < end; ++i) {
        const Lane& lane = timeline.lanes[static_cast<std::size_t>(i)];
        const int tracks = lane.kind == LaneKind::Compute ? 1 : tracksOf(timeline.spansOf(lane)).count;
        rows.push_back({i, y, heightOf(lane, tracks, view.laneHeight)});
        y += rows.back().height;
    }
    return rows;
}

void addTitle(Picture& picture, const Timeline& timeline, const GanttView& view)
{
    const std::string time = formatted(timeline.period) + " an iteration";
    const std::string title = elided(view.title, 14, picture.width / 2);
    picture.texts.push_back({{margin, 23}, title, ColourRole::Text, false, 14, Anchor::Start, true});
    picture.texts.push_back({{picture.width - margin, 23}, time, ColourRole::MutedText, false, 12, Anchor::End, false});
}

/// Labels above the lanes and a line down through them.
void addAxis(Picture& picture, const TimeScale& scale, double bottom)
{
    const double top = titleHeight + axisHeight;
    for (const TimeTick& tick : timeTicks(scale.start, scale.end, std::max(2, static_cast<int>(scale.width / 90)))) {
        const double x = scale.x(tick.at);
        picture.rectangles.push_back({{std::round(x), top - 4, 1, bottom - top + 4}, ColourRole::Grid, false});
        const double half = textWidth(tick.label, 11) / 2;
        if (x + half <= picture.width)
            picture.texts.push_back(
                {{x, top - 8}, tick.label, ColourRole::MutedText, false, 11, Anchor::Middle, false});
    }
}

struct LegendEntry
{
    ColourRole role;
    std::string name;
};

std::vector<LegendEntry> legendOf(const Timeline& timeline, const GanttView& view)
{
    std::array<bool, spanKinds> present {};
    int microBatches = 0;
    for (const Span& span : timeline.spans) {
        present[static_cast<std::size_t>(span.kind)] = true;
        microBatches = std::max(microBatches, span.microBatch + 1);
    }
    std::vector<LegendEntry> entries;
    if (view.colourBy == ColourBy::Phase) {
        for (int kind = 0; kind < spanKinds; ++kind)
            if (present[static_cast<std::size_t>(kind)] && !isHidden(view.hiddenKinds, static_cast<SpanKind>(kind)))
                entries.push_back({roleOf(static_cast<SpanKind>(kind)), nameOf(static_cast<SpanKind>(kind))});
        return entries;
    }
    const bool stages = view.colourBy == ColourBy::Stage;
    const int count = std::min(hues, stages ? timeline.stages : microBatches);
    for (int i = 0; i < count; ++i)
        entries.push_back({hueRole(i), (stages ? "stage " : "micro-batch ") + std::to_string(i)});
    return entries;
}

/// One entry for fill and drain, which look alike.
std::vector<LegendEntry> hatchLegendOf(const GanttView& view)
{
    if (!view.bubbles)
        return {{ColourRole::Bubble, "bubble"}};
    const CauseTimes& totals = view.bubbles->totals;
    std::vector<LegendEntry> entries;
    if (totals[static_cast<std::size_t>(BubbleCause::Fill)] + totals[static_cast<std::size_t>(BubbleCause::Drain)] > 0)
        entries.push_back({hatchRole(BubbleCause::Fill), "fill and drain"});
    for (int i = static_cast<int>(BubbleCause::Imbalance); i < bubbleCauses; ++i)
        if (totals[static_cast<std::size_t>(i)] > 0)
            entries.push_back({hatchRole(static_cast<BubbleCause>(i)), nameOf(static_cast<BubbleCause>(i))});
    return entries;
}

void addLegend(Picture& picture, const Timeline& timeline, const GanttView& view, double y)
{
    constexpr double size = 11;
    double x = margin;
    const auto next = [&](const std::string& name) {
        picture.texts.push_back({{x + 16, y + 10}, name, ColourRole::MutedText, false, size, Anchor::Start, false});
        x += 16 + textWidth(name, size) + 18;
    };
    for (const LegendEntry& entry : legendOf(timeline, view)) {
        if (x + textWidth(entry.name, size) + 40 > picture.width)
            return;
        picture.rectangles.push_back({{x, y, 11, 11}, entry.role, false});
        next(entry.name);
    }
    for (const LegendEntry& entry : hatchLegendOf(view)) {
        if (x + textWidth(entry.name, size) + 20 > picture.width)
            return;
        picture.hatches.push_back({{x, y, 11, 11}, entry.role});
        next(entry.name);
    }
}

TimeScale scaleOf(const Timeline& timeline, const GanttView& view)
{
    TimeScale scale {view.start, view.end, view.gutter, view.width - view.gutter - margin};
    if (view.end <= view.start)
        scale.start = Nanoseconds(0), scale.end = std::max(timeline.length(), Nanoseconds(1));
    return scale;
}

} // namespace gantt_picture

Picture ganttPicture(const Timeline& timeline, const GanttView& view)
{
    using namespace gantt_picture;
    const auto rows = rowsOf(timeline, view);
    const double bottom = rows.empty() ? titleHeight + axisHeight : rows.back().y + rows.back().height;
    Picture picture;
    picture.width = view.width;
    picture.height = bottom + (view.legend ? legendHeight : 8);
    const TimeScale scale = scaleOf(timeline, view);
    picture.rectangles.push_back({{0, titleHeight + axisHeight, view.gutter - 4, bottom - titleHeight - axisHeight},
        ColourRole::LaneHeader, false});
    addTitle(picture, timeline, view);
    addAxis(picture, scale, bottom);
    for (const Row& row : rows) {
        const Lane& lane = timeline.lanes[static_cast<std::size_t>(row.lane)];
        addLaneHeader(picture, lane, {0, row.y, view.gutter - 4, row.height});
        addLaneBars(picture, timeline, lane, {scale.left, row.y, scale.width, row.height}, scale, view);
    }
    if (view.legend)
        addLegend(picture, timeline, view, bottom + 10);
    return picture;
}

} // namespace core
