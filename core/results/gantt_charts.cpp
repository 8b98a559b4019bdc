#include "core/base/quantity.h"
#include "core/results/gantt_picture.h"
#include "core/results/memory_curves.h"
#include "core/results/text_width.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace core {
namespace gantt_charts {

constexpr double gap = 10; ///< above the memory, and above the links
constexpr double memoryHeight = 88;
constexpr double linkHeight = 42;
constexpr double headSize = 12, detailSize = 11;

/// A row of a chart: values from 0 at the bottom to `top` at the upper edge.
struct Row
{
    Box box;
    double top = 1;
    double y(double value) const { return box.bottom() - std::clamp(value / top, 0.0, 1.0) * box.height; }
};

void addHead(Picture& picture, const Box& gutter, const std::string& title, const std::vector<std::string>& details)
{
    constexpr double left = 8;
    picture.rectangles.push_back({gutter, ColourRole::LaneHeader, false});
    picture.texts.push_back({{left, gutter.y + 15}, elided(title, headSize, gutter.width - 2 * left), ColourRole::Text, false, headSize, Anchor::Start, false});
    double y = gutter.y + 15;
    for (const std::string& detail : details) {
        y += 15;
        picture.texts.push_back({{left, y}, elided(detail, detailSize, gutter.width - 2 * left), ColourRole::MutedText, false, detailSize, Anchor::Start, false});
    }
}

void addGrid(Picture& picture, const TimeScale& scale, const Box& box)
{
    for (const TimeTick& tick : timeTicks(scale.start, scale.end, std::max(2, static_cast<int>(scale.width / 90))))
        picture.rectangles.push_back({{std::round(scale.x(tick.at)), box.y, 1, box.height}, ColourRole::Grid, false});
}

/// Corners from left to right.
class Outline
{
public:
    void add(double x, double y)
    {
        const std::size_t n = m_points.size();
        if (n > 1 && m_points[n - 1].y == y && m_points[n - 2].y == y)
            m_points.back().x = x; // straight on
        else if (n == 0 || m_points.back() != Point {x, y})
            m_points.push_back({x, y});
    }
    std::vector<Point> take() { return std::move(m_points); }

private:
    std::vector<Point> m_points;
};

/// Whether every step has a pixel, so that it is drawn as it is; else each column of pixels tells of its steps.
bool isExact(const StepCurve& curve, const TimeScale& scale)
{
    const auto seen = std::count_if(curve.steps.begin(), curve.steps.end(),
        [&](const StepCurve::Step& step) { return step.at >= scale.start && step.at < scale.end; });
    return static_cast<double>(seen) <= scale.width;
}

std::vector<Point> stepsOf(const StepCurve& curve, const TimeScale& scale, const Row& row)
{
    Outline outline;
    double y = row.y(curve.at(scale.start));
    outline.add(scale.left, y);
    for (const StepCurve::Step& step : curve.steps) {
        if (step.at <= scale.start || step.at >= scale.end)
            continue;
        outline.add(scale.x(step.at), y);
        outline.add(scale.x(step.at), y = row.y(step.value));
    }
    outline.add(scale.left + scale.width, y);
    return outline.take();
}

/// In each column of pixels from one of its values to another.
std::vector<Point> columnsOutline(const StepCurve& curve, const TimeScale& scale, const Row& row, double ColumnSpan::*from, double ColumnSpan::*to)
{
    const auto columns = columnsOf(curve, scale, static_cast<int>(scale.width));
    Outline outline;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        outline.add(scale.left + static_cast<double>(i), row.y(columns[i].*from));
        outline.add(scale.left + static_cast<double>(i + 1), row.y(columns[i].*to));
    }
    return outline.take();
}

std::vector<Point> outlineOf(const StepCurve& curve, const TimeScale& scale, const Row& row)
{
    return isExact(curve, scale) ? stepsOf(curve, scale, row) : columnsOutline(curve, scale, row, &ColumnSpan::greatest, &ColumnSpan::least);
}

void addLine(Picture& picture, const std::vector<Point>& outline, ColourRole role, double width)
{
    for (std::size_t i = 1; i < outline.size(); ++i)
        picture.lines.push_back({outline[i - 1], outline[i], role, width});
}

void addCurve(Picture& picture, const StepCurve& curve, const TimeScale& scale, const Row& row)
{
    if (curve.isCeiling) {
        constexpr double dash = 6, pause = 4;
        const double most = curve.steps.front().value, y = row.y(most);
        for (double x = scale.left; x < row.box.right(); x += dash + pause)
            picture.lines.push_back({{x, y}, {std::min(x + dash, row.box.right()), y}, curve.role, 1});
        const std::string words = curve.name + ": " + formatted(Bytes(most));
        picture.texts.push_back({{row.box.right() - 4, y + 11}, words, ColourRole::MutedText, false, detailSize, Anchor::End, false});
        return;
    }
    addLine(picture, outlineOf(curve, scale, row), curve.role, 1.5);
}

/// A stage's number in its colour, as many as there is room for.
void addKeys(Picture& picture, const MemoryCurves& memory, const Box& gutter)
{
    double x = 8;
    const double y = gutter.bottom() - 8;
    for (const StepCurve& curve : memory.curves) {
        if (curve.isCeiling)
            continue;
        const std::string words = curve.name.substr(0, curve.name.find(" ("));
        const std::string number = words.substr(words.rfind(' ') + 1);
        const double width = 12 + textWidth(number, detailSize) + 8;
        if (x + width > gutter.width)
            return;
        picture.rectangles.push_back({{x, y - 6, 9, 3}, curve.role, false});
        picture.texts.push_back({{x + 12, y}, number, ColourRole::MutedText, false, detailSize, Anchor::Start, false});
        x += width;
    }
}

void addMemory(Picture& picture, const Timeline& timeline, const GanttView& view, const TimeScale& scale, double y)
{
    const MemoryCurves memory = memoryCurves(timeline);
    const Box gutter {0, y, view.gutter - 4, memoryHeight};
    std::vector<std::string> details;
    if (!memory.curves.empty())
        details = {"peak " + formatted(memory.peak) + " of " + formatted(memory.peakLimit), memory.peakName, "at " + formatted(memory.peakAt)};
    addHead(picture, gutter, "Memory", details);
    addKeys(picture, memory, gutter);
    const Row row {{scale.left, y, scale.width, memoryHeight}, std::max(memory.top, 1.0)};
    addGrid(picture, scale, row.box);
    for (const StepCurve& curve : memory.curves)
        addCurve(picture, curve, scale, row);
}

StepCurve curveOf(const std::vector<RateStep>& steps)
{
    StepCurve curve;
    for (const RateStep& step : steps)
        curve.steps.push_back({step.at, step.rate.value});
    return curve;
}

void addFilled(Picture& picture, std::vector<Point> outline, const Row& row, ColourRole role)
{
    if (outline.empty())
        return;
    const double left = outline.front().x, right = outline.back().x;
    outline.insert(outline.begin(), {left, row.box.bottom()});
    outline.push_back({right, row.box.bottom()});
    picture.areas.push_back({std::move(outline), role});
}

/// What the scenario takes of a link, hatched.
void addLost(Picture& picture, const LinkUse& link, const TimeScale& scale, const Row& row)
{
    for (std::size_t i = 0; i < link.use.limit.size(); ++i) {
        const RateStep& step = link.use.limit[i];
        const Nanoseconds until = i + 1 < link.use.limit.size() ? std::min(link.use.limit[i + 1].at, scale.end) : scale.end;
        const double left = scale.x(std::max(step.at, scale.start)), right = scale.x(until);
        if (step.rate < link.nominal && right > left)
            picture.hatches.push_back({{left, row.y(link.nominal.value), right - left, row.y(step.rate.value) - row.y(link.nominal.value)}, ColourRole::Warning});
    }
}

/// Where other lines of the scenario take over, and their words as far as there is room.
void addChanges(Picture& picture, const LinkUse& link, const GanttView& view, const TimeScale& scale, const Row& row)
{
    double room = row.box.right();
    for (auto change = link.changes.rbegin(); change != link.changes.rend(); ++change) {
        if (change->at < scale.start || change->at >= scale.end)
            continue;
        const double x = std::round(scale.x(change->at));
        std::string words = change->lines.empty() ? "nominal again" : "";
        for (const int line : change->lines)
            words += (words.empty() ? "" : "; ") + (view.lineName ? view.lineName(line) : "line " + std::to_string(line + 1));
        picture.lines.push_back({{x, row.box.y}, {x, row.box.bottom()}, ColourRole::Warning, 1});
        if (room - x > 60)
            picture.texts.push_back({{x + 5, row.box.y + 10}, elided(words, 10, room - x - 12), ColourRole::MutedText, false, 10, Anchor::Start, false});
        room = x;
    }
}

void addLink(Picture& picture, const LinkUse& link, const GanttView& view, const TimeScale& scale, double y)
{
    constexpr double headroom = 1.5; // above the highest capacity, for words
    const StepCurve used = curveOf(link.use.used), limit = curveOf(link.use.limit);
    double top = link.nominal.value;
    for (const StepCurve::Step& step : limit.steps)
        top = std::max(top, step.value);
    char mean[16];
    std::snprintf(mean, sizeof mean, "%.1f %%", 100 * link.use.load.mean);
    addHead(picture, {0, y, view.gutter - 4, linkHeight}, link.name, {"mean " + std::string(mean) + " of " + formatted(link.nominal)});
    const Row row {{scale.left, y, scale.width, linkHeight - 2}, std::max(top, 1.0) * headroom};
    addGrid(picture, scale, row.box);
    const bool exact = isExact(used, scale);
    if (!exact)
        addFilled(picture, columnsOutline(used, scale, row, &ColumnSpan::greatest, &ColumnSpan::greatest), row, ColourRole::Border);
    addFilled(picture, exact ? stepsOf(used, scale, row) : columnsOutline(used, scale, row, &ColumnSpan::mean, &ColumnSpan::mean), row, ColourRole::Accent);
    addLost(picture, link, scale, row);
    addLine(picture, outlineOf(limit, scale, row), ColourRole::Text, 1);
    addChanges(picture, link, view, scale, row);
    picture.rectangles.push_back({{0, y + linkHeight - 1, row.box.right(), 1}, ColourRole::Grid, false});
}

} // namespace gantt_charts

double chartsHeight(const GanttView& view)
{
    using namespace gantt_charts;
    return (view.memory ? gap + memoryHeight : 0) + (view.links.empty() ? 0 : gap + linkHeight * static_cast<double>(view.links.size()));
}

void addCharts(Picture& picture, const Timeline& timeline, const GanttView& view, const TimeScale& scale, double y)
{
    using namespace gantt_charts;
    if (view.memory) {
        addMemory(picture, timeline, view, scale, y + gap);
        y += gap + memoryHeight;
    }
    if (!view.links.empty())
        y += gap;
    for (const LinkUse& link : view.links) {
        addLink(picture, link, view, scale, y);
        y += linkHeight;
    }
}

} // namespace core
