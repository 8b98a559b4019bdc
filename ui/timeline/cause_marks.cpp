#include "ui/timeline/cause_marks.h"

#include "core/results/gantt_picture.h"
#include "ui/widgets/colours.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <vector>

namespace ui {
namespace cause_marks {

constexpr double leastTint = 3;       ///< pixels
constexpr std::size_t most = 20'000;  ///< bubbles of a lane on screen that are worth a look
constexpr int tint = 52;              ///< of 255, over the hatches
constexpr int strong = 210;           ///< when the colours stand for causes

using Place = std::pair<std::uint32_t, core::Nanoseconds>;

/// The first bubble of a lane that ends after an instant.
auto firstAfter(const std::vector<core::Bubble>& list, std::uint32_t lane, core::Nanoseconds time)
{
    return std::lower_bound(list.begin(), list.end(), Place {lane, time}, [](const core::Bubble& bubble, const Place& place) {
        return bubble.lane != place.first ? bubble.lane < place.first : bubble.end <= place.second;
    });
}

struct Stretch
{
    double left = 0;
    double right = 0;
    core::BubbleCause cause = core::BubbleCause::Fill;
};

/// Bubbles that follow one another with one cause are one stretch; what is too narrow to tell goes with its neighbour.
std::vector<Stretch> stretchesOf(const PlotMapping& mapping, std::vector<core::Bubble>::const_iterator first, std::vector<core::Bubble>::const_iterator last)
{
    std::vector<Stretch> stretches;
    const double edge = mapping.area.right() + 1;
    for (auto bubble = first; bubble != last; ++bubble) {
        const double left = std::max(mapping.scale.x(bubble->start), static_cast<double>(mapping.area.left()));
        const double right = std::min(mapping.scale.x(bubble->end), edge);
        const bool joins = !stretches.empty() && left - stretches.back().right < 0.01;
        if (joins && (stretches.back().cause == bubble->cause || right - left < 1.5)) {
            stretches.back().right = right;
        } else if (joins && stretches.back().right - stretches.back().left < 1.5) {
            stretches.back().cause = bubble->cause;
            stretches.back().right = right;
        } else {
            stretches.push_back({left, right, bubble->cause});
        }
    }
    return stretches;
}

void paintLane(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene, std::uint32_t lane, const QRectF& band)
{
    const auto& list = scene.explanation->bubbles.list;
    const auto first = firstAfter(list, lane, mapping.scale.start);
    auto last = firstAfter(list, lane, mapping.scale.end);
    if (last != list.end() && last->lane == lane && last->start < mapping.scale.end)
        ++last;
    if (static_cast<std::size_t>(last - first) > most)
        return;
    const QFontMetrics metrics(painter.font(), painter.device());
    for (const Stretch& stretch : stretchesOf(mapping, first, last)) {
        const QRectF box(stretch.left, band.top(), stretch.right - stretch.left, band.height());
        if (box.width() < leastTint)
            continue;
        QColor fill = colour(core::hatchRole(stretch.cause));
        fill.setAlpha(scene.colourBy == core::ColourBy::Cause ? strong : tint);
        painter.fillRect(box, fill);
        const QString name = QString::fromUtf8(core::nameOf(stretch.cause));
        const int width = metrics.horizontalAdvance(name) + 10;
        if (width + 8 > box.width() || metrics.height() > box.height())
            continue;
        QRectF label(0, 0, width, metrics.height());
        label.moveCenter(box.center());
        painter.fillRect(label, colour(core::ColourRole::Panel));
        painter.drawText(label, Qt::AlignCenter, name);
    }
}

} // namespace cause_marks

void paintCauses(QPainter& painter, const PlotMapping& mapping, const TimelineScene& scene)
{
    if (scene.isEmpty() || !scene.explanation || !scene.bubblesShown || scene.bright())
        return;
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(10);
    painter.setFont(font);
    painter.setPen(colour(core::ColourRole::MutedText));
    for (const std::size_t lane : scene.layout.between(scene.scroll, scene.scroll + mapping.area.height())) {
        const double y = mapping.area.top() + scene.layout.top(lane) - scene.scroll;
        if (scene.arrangement.laneOf(lane) && scene.arrangement.isTall(lane))
            cause_marks::paintLane(painter, mapping, scene, static_cast<std::uint32_t>(lane),
                QRectF(mapping.area.left(), y, mapping.area.width(), scene.layout.height(lane) - core::laneGap));
    }
}

std::optional<std::size_t> bubbleAt(const TimelineScene& scene, const PlotMapping& mapping, QPointF point)
{
    if (scene.isEmpty() || !scene.explanation || !scene.bubblesShown || !mapping.area.contains(point.toPoint()))
        return std::nullopt;
    const auto lane = scene.layout.laneAt(static_cast<int>(point.y()) - mapping.area.top() + scene.scroll);
    if (!lane || !scene.arrangement.laneOf(*lane))
        return std::nullopt;
    const core::Nanoseconds time = mapping.scale.at(point.x());
    const auto& list = scene.explanation->bubbles.list;
    const auto found = cause_marks::firstAfter(list, static_cast<std::uint32_t>(*lane), time);
    if (found == list.end() || found->lane != *lane || found->start > time)
        return std::nullopt;
    return static_cast<std::size_t>(found - list.begin());
}

} // namespace ui
