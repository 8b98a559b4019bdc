#include "core/results/gantt_picture.h"

#include "core/base/quantity.h"
#include "core/results/text_width.h"

#include <algorithm>
#include <numeric>

namespace core {
namespace gantt_picture {

constexpr double margin = 12;
constexpr double titleHeight = 34;
constexpr double axisHeight = 22;
constexpr double legendHeight = 30;

struct Row
{
    std::size_t shown = 0; ///< of the arrangement
    double y = 0;
    double height = 0;
};

std::vector<Row> rowsOf(const Timeline& timeline, const Arrangement& arrangement, const GanttView& view)
{
    std::vector<std::size_t> shown = view.rows;
    if (shown.empty()) {
        shown.resize(arrangement.size());
        std::iota(shown.begin(), shown.end(), std::size_t(0));
    }
    std::vector<Row> rows;
    double y = titleHeight + axisHeight;
    for (const std::size_t i : shown) {
        rows.push_back({i, y, heightOf(arrangement.isTall(i), tracksOf(timeline, arrangement.spansOf(i)).count, view.laneHeight)});
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

void addLegend(Picture& picture, const Timeline& timeline, const GanttView& view, double y)
{
    constexpr double size = 11;
    double x = margin;
    const auto next = [&](const std::string& name) {
        picture.texts.push_back({{x + 16, y + 10}, name, ColourRole::MutedText, false, size, Anchor::Start, false});
        x += 16 + textWidth(name, size) + 18;
    };
    std::vector<LegendEntry> entries = barLegend(timeline, view.colourBy);
    std::erase_if(entries, [&](const LegendEntry& entry) { return contains(view.hidden, entry.role); });
    if (view.rowsBy == Arrangement::By::Lane) {
        const std::vector<LegendEntry> idle = idleLegend(view.bubbles);
        entries.insert(entries.end(), idle.begin(), idle.end());
    }
    for (const LegendEntry& entry : entries) {
        if (x + textWidth(entry.name, size) + 20 > picture.width)
            return;
        if (entry.isIdle)
            picture.hatches.push_back({{x, y, 11, 11}, entry.role});
        else
            picture.rectangles.push_back({{x, y, 11, 11}, entry.role, false});
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

GanttView wholePlan(const std::string& plan, const Bubbles& bubbles, std::span<const LinkUse> links)
{
    constexpr std::size_t mostLinks = 4;
    GanttView view;
    view.width = 1600;
    view.bubbles = &bubbles;
    view.memory = true;
    view.links = links.first(std::min(mostLinks, links.size()));
    view.title = "Plan " + plan;
    return view;
}

Picture ganttPicture(const Timeline& timeline, const GanttView& view)
{
    using namespace gantt_picture;
    const Arrangement arrangement(timeline, view.rowsBy);
    const auto rows = rowsOf(timeline, arrangement, view);
    const double lanesBottom = rows.empty() ? titleHeight + axisHeight : rows.back().y + rows.back().height;
    const double bottom = lanesBottom + chartsHeight(view);
    Picture picture;
    picture.width = view.width;
    picture.height = bottom + (view.legend ? legendHeight : 8);
    const TimeScale scale = scaleOf(timeline, view);
    picture.rectangles.push_back({{0, titleHeight + axisHeight, view.gutter - 4, bottom - titleHeight - axisHeight},
        ColourRole::LaneHeader, false});
    addTitle(picture, timeline, view);
    addAxis(picture, scale, bottom);
    for (const Row& row : rows) {
        addHeader(picture, arrangement, row.shown, {0, row.y, view.gutter - 4, row.height});
        addBars(picture, timeline, arrangement, row.shown, {scale.left, row.y, scale.width, row.height}, scale, view);
    }
    if (view.path)
        addPath(picture, *view.path, scale, [&](std::uint32_t span) -> std::optional<double> {
            const auto row = std::find_if(rows.begin(), rows.end(), [shown = arrangement.rowOf(span)](const Row& r) { return r.shown == shown; });
            return row == rows.end() ? std::nullopt : std::optional(row->y + row->height - laneGap - pathInset);
        });
    addCharts(picture, timeline, view, scale, lanesBottom);
    if (view.legend)
        addLegend(picture, timeline, view, bottom + 10);
    return picture;
}

} // namespace core
