#include "ui/timeline/step_chart.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace ui {
namespace step_chart {

constexpr int mostValues = 8; ///< in the card at the pointer
constexpr int pad = 8;

QFont font()
{
    QFont result(QStringLiteral("DejaVu Sans"));
    result.setPixelSize(11);
    return result;
}

/// Under its line, or over it where there is no room, at the right.
void drawCeilingName(QPainter& painter, const QRect& area, double line, const QString& words)
{
    painter.setFont(font());
    const double height = painter.fontMetrics().height();
    const double top = line + 1 + height <= area.bottom() ? line + 1 : line - 1 - height;
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.drawText(QRectF(area.left(), top, area.width() - 6, height), Qt::AlignRight | Qt::AlignVCenter, words);
}

} // namespace step_chart

void drawTextCard(QPainter& painter, const QRect& area, QPointF pointer, const QStringList& lines)
{
    painter.setFont(step_chart::font());
    const QFontMetrics metrics(painter.font(), painter.device());
    int width = 0;
    for (const QString& line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const int height = metrics.height() * static_cast<int>(lines.size()) + 2 * step_chart::pad;
    QRectF card(pointer.x() + 14, area.top() + 4, width + 2 * step_chart::pad, std::min(height, area.height() - 8));
    if (card.right() > area.right())
        card.moveRight(pointer.x() - 10);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(core::ColourRole::Border), 1));
    painter.setBrush(colour(core::ColourRole::Raised));
    painter.drawRoundedRect(card, 5, 5);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(card.adjusted(step_chart::pad, step_chart::pad, -4, -2), Qt::AlignLeft | Qt::AlignTop, lines.join(QLatin1Char('\n')));
}

void StepChart::setCurves(std::vector<core::StepCurve> curves, double top, Format format)
{
    m_curves = std::move(curves);
    m_top = top > 0 ? top : 1;
    m_format = std::move(format);
}

QStringList StepChart::valuesAt(core::Nanoseconds time) const
{
    std::vector<std::pair<double, QString>> values;
    for (const core::StepCurve& curve : m_curves)
        values.emplace_back(curve.at(time), text(curve.name));
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    QStringList lines;
    for (const auto& [value, name] : values)
        lines << QStringLiteral("%1: %2").arg(name, m_format(value));
    return lines;
}

void StepChart::draw(QPainter& painter, const PlotMapping& mapping)
{
    painter.fillRect(mapping.area, colour(core::ColourRole::Panel));
    for (const core::TimeTick& tick : core::timeTicks(mapping.scale.start, mapping.scale.end, std::max(2, mapping.area.width() / 100)))
        painter.fillRect(QRectF(std::round(mapping.scale.x(tick.at)), mapping.area.top(), 1, mapping.area.height()), colour(core::ColourRole::Grid));
    for (const core::StepCurve& curve : m_curves)
        drawCurve(painter, mapping, curve);
}

void StepChart::drawCurve(QPainter& painter, const PlotMapping& mapping, const core::StepCurve& drawn) const
{
    const QRect area = mapping.area;
    const auto y = [&](double value) { return area.bottom() - value / m_top * (area.height() - 2); };
    QPainterPath curve;
    const auto columns = core::columnsOf(drawn, mapping.scale, area.width());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double x = area.left() + static_cast<double>(i) + 0.5;
        if (i == 0)
            curve.moveTo(x, y(columns[i].greatest));
        curve.lineTo(x, y(columns[i].greatest));
        if (columns[i].least != columns[i].greatest)
            curve.lineTo(x, y(columns[i].least));
    }
    const QColor tone = colour(drawn.role);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tone, drawn.isCeiling ? 1 : 1.5, drawn.isCeiling ? Qt::DashLine : Qt::SolidLine));
    painter.drawPath(curve);
    if (drawn.isCeiling)
        step_chart::drawCeilingName(painter, area, y(drawn.steps.front().value), QStringLiteral("%1: %2").arg(text(drawn.name), m_format(drawn.steps.front().value)));
}

void drawPlayhead(QPainter& painter, const PlotMapping& mapping, core::Nanoseconds at)
{
    painter.fillRect(QRectF(std::round(mapping.scale.x(at)) - 0.5, mapping.area.top(), 1.5, mapping.area.height()), colour(core::ColourRole::Critical));
}

void StepChart::drawOverlay(QPainter& painter, const PlotMapping& mapping)
{
    if (m_playhead)
        drawPlayhead(painter, mapping, *m_playhead);
    if (!m_mouse || m_curves.empty() || m_mouse->x() < mapping.area.left() || m_mouse->x() > mapping.area.right())
        return;
    QColor line = colour(core::ColourRole::Accent);
    line.setAlpha(120);
    painter.fillRect(QRectF(std::floor(m_mouse->x()), mapping.area.top(), 1, mapping.area.height()), line);
    if (!mapping.area.contains(m_mouse->toPoint()))
        return;
    QStringList values = valuesAt(mapping.scale.at(m_mouse->x()));
    if (values.size() > step_chart::mostValues)
        values = values.mid(0, step_chart::mostValues - 1) << QStringLiteral("…");
    drawTextCard(painter, mapping.area, *m_mouse, values);
}

} // namespace ui
