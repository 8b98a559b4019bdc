#include "core/results/gantt_picture.h"

#include "core/results/text_width.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace core {
namespace gantt_parts {

/// Bars of one track, from left to right.
class TrackBars
{
public:
    TrackBars(Picture& picture, const Timeline& timeline, const TimeScale& scale, const GanttView& view, double y,
        double height)
        : m_picture(picture), m_timeline(timeline), m_scale(scale), m_view(view), m_y(y), m_height(height)
    {
    }
    ~TrackBars() { flush(); }
    TrackBars(const TrackBars&) = delete;
    TrackBars& operator=(const TrackBars&) = delete;

    void add(const Span& span)
    {
        const double left = m_scale.x(std::max(span.start, m_scale.start));
        const double right = m_scale.x(std::min(span.end, m_scale.end));
        const bool narrow = right - left < 0.5;
        if (!narrow || left - m_runLeft >= 1)
            flush();
        if (narrow) {
            merge(span, left, right);
            return;
        }
        const ColourRole role = barRole(m_timeline, span, m_view.colourBy);
        m_picture.rectangles.push_back({{left, m_y, right - left, m_height}, role, true});
        if (m_view.labels)
            addLabel(span, role, left, right);
    }

private:
    void merge(const Span& span, double left, double right)
    {
        if (m_run.empty())
            m_runLeft = left;
        const ColourRole role = barRole(m_timeline, span, m_view.colourBy);
        auto slice = std::find_if(m_run.begin(), m_run.end(), [role](const auto& s) { return s.first == role; });
        if (slice == m_run.end())
            slice = m_run.insert(slice, {role, 0});
        slice->second += right - left;
    }
    void flush()
    {
        double left = m_runLeft;
        for (const auto& [role, width] : m_run) {
            m_picture.rectangles.push_back({{left, m_y, width, m_height}, role, true});
            left += width;
        }
        m_run.clear();
    }
    void addLabel(const Span& span, ColourRole role, double left, double right)
    {
        std::string label = barLabel(span);
        if (!labelFits(label, right - left, m_height))
            return;
        const Point at {(left + right - 1) / 2, std::round(m_y + m_height / 2 + barLabelSize * 0.36)};
        m_picture.texts.push_back({at, std::move(label), role, true, barLabelSize, Anchor::Middle, false});
    }

    Picture& m_picture;
    const Timeline& m_timeline;
    const TimeScale& m_scale;
    const GanttView& m_view;
    double m_y;
    double m_height;
    double m_runLeft = 0;
    std::vector<std::pair<ColourRole, double>> m_run; ///< widths of narrow spans from m_runLeft on
};

/// Idle time between compute spans; hidden phases are not idle.
void addBubbles(Picture& picture, std::span<const Span> spans, const Box& box, const TimeScale& scale, Nanoseconds from, Nanoseconds to)
{
    Nanoseconds busyUntil = from;
    const auto add = [&](Nanoseconds until) {
        const double left = std::max(scale.left, scale.x(busyUntil));
        const double right = std::min(scale.left + scale.width, scale.x(until));
        if (right - left >= 1.5)
            picture.hatches.push_back({{left, box.y, right - left, box.height}, ColourRole::Bubble});
    };
    for (const Span& span : spans) {
        add(span.start);
        busyUntil = std::max(busyUntil, span.end);
    }
    add(to);
}

/// Bubbles of one lane by cause. What is too narrow to tell is hatched like the wider one beside it.
void addCauses(Picture& picture, const Bubbles& bubbles, std::uint32_t lane, const Box& box, const TimeScale& scale)
{
    Bubble run;
    const auto width = [&](const Bubble& bubble) {
        return std::min(scale.left + scale.width, scale.x(bubble.end)) - std::max(scale.left, scale.x(bubble.start));
    };
    const auto flush = [&] {
        if (width(run) >= 1.5)
            picture.hatches.push_back({{std::max(scale.left, scale.x(run.start)), box.y, width(run), box.height}, hatchRole(run.cause)});
    };
    auto bubble = std::lower_bound(bubbles.list.begin(), bubbles.list.end(), lane, [](const Bubble& b, std::uint32_t l) { return b.lane < l; });
    for (; bubble != bubbles.list.end() && bubble->lane == lane; ++bubble) {
        const bool joins = run.end == bubble->start
            && (hatchRole(run.cause) == hatchRole(bubble->cause) || width(*bubble) < 1.5 || width(run) < 1.5);
        if (!joins) {
            flush();
            run = *bubble;
            continue;
        }
        if (width(*bubble) > width(run))
            run.cause = bubble->cause;
        run.end = bubble->end;
    }
    flush();
}

} // namespace gantt_parts

std::string barLabel(const Span& span)
{
    constexpr std::array<const char*, spanKinds> letters {
        "F", "B", "B", "W", "R", "opt", "TP", "CP", "EP", "", "", "AR", "AG"};
    std::string label = letters[static_cast<std::size_t>(span.kind)];
    if (span.kind == SpanKind::SendActivation || span.kind == SpanKind::SendGradient)
        label = span.kind == SpanKind::SendActivation ? "F" : "B";
    const bool numbered = span.kind <= SpanKind::Recompute || span.kind == SpanKind::SendActivation
        || span.kind == SpanKind::SendGradient;
    if (numbered && span.microBatch >= 0)
        label += std::to_string(span.microBatch);
    return label;
}

bool labelFits(const std::string& label, double width, double height)
{
    return height >= barLabelSize + 1 && !label.empty() && textWidth(label, barLabelSize) + 5 <= width;
}

double heightOf(bool isTall, int tracks, double computeHeight)
{
    const double track = std::max(4.0, std::round(computeHeight * 0.5));
    return std::max(isTall ? computeHeight : std::round(computeHeight * 0.65), track * std::min(tracks, 4));
}

void addHeader(Picture& picture, const Arrangement& arrangement, std::size_t row, const Box& box)
{
    const Arrangement::Head head = arrangement.headOf(row);
    const double size = std::min(12.0, box.height - 3);
    if (size < 6)
        return;
    const double base = std::round(box.y + (box.height - laneGap) / 2 + size * 0.36);
    double right = box.right() - 8;
    if (head.count > 1) {
        const std::string badge = "\u00d7" + std::to_string(head.count);
        picture.texts.push_back({{right, base}, badge, ColourRole::Accent, false, size - 1, Anchor::End, false});
        right -= textWidth(badge, size - 1) + 6;
    }
    const bool compute = arrangement.isTall(row);
    const double detailWidth = textWidth(head.detail, size - 1);
    const double left = box.x + (compute ? 8 : 20);
    const bool both = right - left > detailWidth + 40;
    if (both) {
        picture.texts.push_back({{right, base}, head.detail, ColourRole::MutedText, false, size - 1, Anchor::End, false});
        right -= detailWidth + 8;
    }
    const std::string title = elided(head.title, size, right - left);
    picture.texts.push_back(
        {{left, base}, title, compute ? ColourRole::Text : ColourRole::MutedText, false, size, Anchor::Start, false});
}

void addBars(Picture& picture, const Timeline& timeline, const Arrangement& arrangement, std::size_t row, const Box& box,
    const TimeScale& scale, const GanttView& view)
{
    const auto spans = arrangement.spansOf(row);
    const Tracks tracks = tracksOf(timeline, spans);
    const double height = (box.height - laneGap) / tracks.count;
    for (int track = 0; track < tracks.count; ++track) {
        const double y = box.y + track * height;
        gantt_parts::TrackBars bars(picture, timeline, scale, view, y, tracks.count > 1 ? std::max(1.0, height - 1) : height);
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const Span& span = timeline.spans[spans[i]];
            if (tracks.ofSpan[i] == track && !contains(view.hidden, barRole(timeline, span, view.colourBy)) && span.end > scale.start
                && span.start < scale.end)
                bars.add(span);
        }
    }
    const auto lane = arrangement.laneOf(row);
    if (!lane || !arrangement.isTall(row))
        return;
    const Box idle {box.x, box.y, box.width, box.height - laneGap};
    const Lane& computing = timeline.lanes[*lane];
    if (view.bubbles)
        gantt_parts::addCauses(picture, *view.bubbles, *lane, idle, scale);
    else
        gantt_parts::addBubbles(picture, timeline.spansOf(computing), idle, scale, computing.window, computing.window + timeline.period);
}

void addPath(Picture& picture, const CriticalPath& path, const TimeScale& scale,
    const std::function<std::optional<double>(std::uint32_t span)>& yOf)
{
    constexpr double width = 2;
    std::optional<Point> last;
    for (const PathPiece& piece : path.pieces) {
        if (piece.span == noSpan || piece.end <= scale.start || piece.start >= scale.end)
            continue;
        const auto y = yOf(piece.span);
        if (!y) {
            last.reset();
            continue;
        }
        const double left = scale.x(std::max(piece.start, scale.start)), right = scale.x(std::min(piece.end, scale.end));
        if (last && right - last->x < 0.5 && right - left < 0.5)
            continue; // many short pieces in one place
        if (last && last->y != *y)
            picture.lines.push_back({*last, {last->x, *y}, ColourRole::Critical, width});
        picture.lines.push_back({{last && last->x < left ? last->x : left, *y}, {right, *y}, ColourRole::Critical, width});
        last = Point {right, *y};
    }
}

} // namespace core
