#include "ui/timeline/timeline_overlay.h"

#include "core/results/range_statistics.h"
#include "ui/timeline/span_facts.h"
#include "ui/timeline/step_chart.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace ui {
namespace timeline_overlay {

constexpr std::size_t mostDependents = 24;
constexpr int pad = 10;

QFont fontOf(int pixels, bool strong = false)
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(pixels);
    font.setBold(strong);
    return font;
}

QColor translucent(core::ColourRole role, int alpha)
{
    QColor result = colour(role);
    result.setAlpha(alpha);
    return result;
}

/// Words in a small box with round corners.
void drawBadge(QPainter& painter, QPointF centre, const QString& words, const QRect& within)
{
    painter.setFont(fontOf(11, true));
    const QFontMetrics metrics(painter.font(), painter.device());
    QRectF box(0, 0, metrics.horizontalAdvance(words) + 16, metrics.height() + 6);
    box.moveCenter(centre);
    box.moveLeft(std::clamp(box.left(), within.left() + 4.0, std::max(within.left() + 4.0, within.right() - box.width() - 4)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(core::ColourRole::Accent));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colour(core::ColourRole::OnAccent));
    painter.drawText(box, Qt::AlignCenter, words);
}

} // namespace timeline_overlay

void TimelineOverlay::updateDependencies()
{
    m_dependents.clear();
    if (!m_scene.selected)
        return;
    const auto& spans = m_scene.timeline->spans;
    for (std::uint32_t i = 0; i < spans.size() && m_dependents.size() < timeline_overlay::mostDependents; ++i)
        if (spans[i].waitedFor == *m_scene.selected)
            m_dependents.push_back(i);
}

void TimelineOverlay::draw(QPainter& painter, const PlotMapping& mapping)
{
    using namespace timeline_overlay;
    if (m_scene.isEmpty())
        return;
    painter.save();
    const QRect withRuler = mapping.area.adjusted(0, -Plot::rulerHeight, 0, 0);
    painter.setClipRect(withRuler);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_scene.selectedRange)
        drawBand(painter, mapping, *m_scene.selectedRange, rangeText());
    if (m_zoomBand)
        drawBand(painter, mapping, *m_zoomBand, text(m_zoomBand->length()));
    painter.setClipRect(mapping.area);
    if (m_scene.playhead)
        drawPlayhead(painter, mapping, *m_scene.playhead);
    if (m_mouse && m_mouse->x() >= mapping.area.left() && m_mouse->x() <= mapping.area.right()) {
        painter.fillRect(QRectF(std::floor(m_mouse->x()), mapping.area.top(), 1, mapping.area.height()),
            translucent(core::ColourRole::Accent, 120));
    }
    if (m_scene.selected)
        drawDependencies(painter, mapping);
    if (m_scene.hovered && m_scene.hovered != m_scene.selected) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour(core::ColourRole::Text), 1));
        painter.drawRect(m_lanes.boxOf(mapping, *m_scene.hovered).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (m_scene.hovered && m_mouse)
        drawCard(painter, mapping, cardOf(*m_scene.hovered));
    else if (m_scene.hoveredBubble && m_mouse && m_scene.explanation)
        drawCard(painter, mapping, cardOfBubble(*m_scene.hoveredBubble));
    painter.restore();
}

void TimelineOverlay::drawBand(QPainter& painter, const PlotMapping& mapping, TimeRange range, const QString& words) const
{
    using namespace timeline_overlay;
    const double left = mapping.scale.x(range.start);
    const double right = mapping.scale.x(range.end);
    const QRectF band(left, mapping.area.top(), std::max(1.0, right - left), mapping.area.height());
    painter.fillRect(band, translucent(core::ColourRole::Accent, 36));
    for (const double x : {left, right})
        painter.fillRect(QRectF(x - 0.5, band.top(), 1, band.height()), colour(core::ColourRole::Accent));
    const double middle = std::clamp((left + right) / 2, static_cast<double>(mapping.area.left()), static_cast<double>(mapping.area.right()));
    drawBadge(painter, {middle, mapping.area.top() - Plot::rulerHeight / 2.0}, words, mapping.area);
}

QString TimelineOverlay::rangeText() const
{
    const TimeRange range = *m_scene.selectedRange;
    const auto found = core::statistics(m_scene.pyramidOfLanes(), *m_scene.timeline, range.start, range.end);
    return QCoreApplication::translate("TimelineOverlay", "%1 · busy %2").arg(text(range.length()), percent(found.busyShare()));
}

void TimelineOverlay::drawDependencies(QPainter& painter, const PlotMapping& mapping) const
{
    const QRectF selected = m_lanes.boxOf(mapping, *m_scene.selected);
    const std::uint32_t before = m_scene.span(*m_scene.selected).waitedFor;
    if (before != core::noSpan)
        drawArrow(painter, m_lanes.boxOf(mapping, before), selected);
    for (const std::uint32_t dependent : m_dependents)
        drawArrow(painter, selected, m_lanes.boxOf(mapping, dependent));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(core::ColourRole::Panel), 4));
    painter.drawRect(selected.adjusted(-1, -1, 1, 1));
    painter.setPen(QPen(colour(core::ColourRole::Accent), 2));
    painter.drawRect(selected.adjusted(-1, -1, 1, 1));
}

void TimelineOverlay::drawArrow(QPainter& painter, const QRectF& from, const QRectF& to) const
{
    const QPointF start(from.right(), from.center().y());
    const QPointF end(to.left(), to.center().y());
    const double bend = std::clamp((end.x() - start.x()) / 2, 12.0, 60.0);
    QPainterPath path(start);
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(core::ColourRole::Panel), 4));
    painter.drawPath(path);
    painter.setPen(QPen(colour(core::ColourRole::Accent), 1.6));
    painter.drawPath(path);
    painter.drawRect((from.center().x() < to.center().x() ? from : to).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(core::ColourRole::Accent));
    painter.drawPolygon(QPolygonF({end, end + QPointF(-7, -4), end + QPointF(-7, 4)}));
}

TimelineOverlay::Card TimelineOverlay::cardOf(std::uint32_t span) const
{
    Card card {titleOf(m_scene.span(span)), core::barRole(*m_scene.timeline, m_scene.span(span), m_scene.colourBy), factsOf(*m_scene.timeline, span)};
    if (m_scene.explanation && span < m_scene.explanation->slack.size())
        card.facts.emplace_back(QCoreApplication::translate("TimelineOverlay", "Slack"), slackText(m_scene.explanation->slack[span]));
    return card;
}

TimelineOverlay::Card TimelineOverlay::cardOfBubble(std::size_t index) const
{
    const auto tr = [](const char* words) { return QCoreApplication::translate("TimelineOverlay", words); };
    const core::Bubble& bubble = m_scene.explanation->bubbles.list[index];
    const core::Lane& lane = m_scene.timeline->lanes[bubble.lane];
    const core::Causes causes {m_scene.explanation->bubbles, m_scene.explanation->delays, m_scene.lineName};
    QString why = text(core::detailOf(bubble, *m_scene.timeline, causes));
    if (why.size() > 90)
        why = why.left(88) + QStringLiteral("…");
    return {tr("Idle: %1").arg(text(core::nameOf(bubble.cause))), core::hatchRole(bubble.cause),
        {{tr("Where"), tr("%1, stage %2").arg(text(lane.title)).arg(lane.stage)}, {tr("Start"), text(bubble.start)},
            {tr("Duration"), text(bubble.end - bubble.start)}, {tr("Waits for"), why}}};
}

void TimelineOverlay::drawCard(QPainter& painter, const PlotMapping& mapping, const Card& shown) const
{
    using namespace timeline_overlay;
    const auto& facts = shown.facts;
    const QString& title = shown.title;
    const QFontMetrics strong(fontOf(12, true), painter.device());
    const QFontMetrics plain(fontOf(11), painter.device());
    int names = 0;
    int width = strong.horizontalAdvance(title) + 18;
    for (const auto& [name, value] : facts)
        names = std::max(names, plain.horizontalAdvance(name) + 12);
    for (const auto& [name, value] : facts)
        width = std::max(width, names + plain.horizontalAdvance(value));
    const int line = plain.height() + 3;
    QRectF card(m_mouse->x() + 16, m_mouse->y() + 18, width + 2 * pad, 2 * pad + 20 + line * static_cast<int>(facts.size()));
    if (card.right() > mapping.area.right() - 4)
        card.moveRight(std::max(mapping.area.left() + 4 + card.width(), m_mouse->x() - 12));
    if (card.bottom() > mapping.area.bottom() - 4)
        card.moveBottom(std::max(mapping.area.top() + 4 + card.height(), m_mouse->y() - 12));
    painter.setPen(QPen(colour(core::ColourRole::Border), 1));
    painter.setBrush(colour(core::ColourRole::Raised));
    painter.drawRoundedRect(card, 6, 6);
    painter.fillRect(QRectF(card.left() + pad, card.top() + pad + 3, 10, 10), colour(shown.role));
    painter.setFont(fontOf(12, true));
    painter.setPen(colour(core::ColourRole::Text));
    double y = card.top() + pad + strong.ascent();
    painter.drawText(QPointF(card.left() + pad + 18, y), title);
    painter.setFont(fontOf(11));
    y += 6;
    for (const auto& [name, value] : facts) {
        y += line;
        painter.setPen(colour(core::ColourRole::MutedText));
        painter.drawText(QPointF(card.left() + pad, y), name);
        painter.setPen(colour(core::ColourRole::Text));
        painter.drawText(QPointF(card.left() + pad + names, y), value);
    }
}

} // namespace ui
