#include "ui/cluster/canvas_legend.h"

#include "ui/cluster/item_paint.h"
#include "ui/cluster/play_paint.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {
namespace canvas_legend {

using core::ColourRole;

constexpr int fromEdge = 16;
constexpr int padding = 12;
constexpr int gap = 20;       ///< between entries
constexpr int lineWidth = 36; ///< of what stands for a link

QString tr(const char* words) { return QCoreApplication::translate("ui::CanvasLegend", words); }

struct Entry
{
    enum class Sign { Kind, Use, Degraded, Down };
    Sign sign;
    int kind = 0;
    QString words;
    QRect box {}; ///< from the left edge of the sign to the end of the words
    int signWidth() const { return sign == Sign::Kind ? 12 : lineWidth; }
};

int rowHeight(const QFontMetrics& metrics) { return metrics.height() + 6; }

std::vector<Entry> entriesOf(const CanvasLegend& legend)
{
    std::vector<Entry> entries;
    for (int kind = 0; kind < static_cast<int>(legend.kinds.size()); ++kind) {
        const DrawnKind& drawn = legend.kinds[static_cast<std::size_t>(kind)];
        entries.push_back({Entry::Sign::Kind, kind, tr("%1 × %2").arg(count(drawn.devices), drawn.name)});
    }
    if (!legend.isPlayed)
        return entries;
    if (legend.knowsUse)
        entries.push_back({Entry::Sign::Use, 0, tr("use, 0 to 100 %")});
    entries.push_back({Entry::Sign::Degraded, 0, tr("less than nominal")});
    entries.push_back({Entry::Sign::Down, 0, tr("down")});
    return entries;
}

/// Boxes from the origin, row by row; and what they take together.
QSize layOut(std::vector<Entry>& entries, const QFontMetrics& metrics, int width)
{
    int x = 0, y = 0, widest = 0;
    for (Entry& entry : entries) {
        const int needed = entry.signWidth() + 8 + metrics.horizontalAdvance(entry.words);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += rowHeight(metrics);
        }
        entry.box = QRect(x, y, needed, rowHeight(metrics));
        x += needed + gap;
        widest = std::max(widest, x - gap);
    }
    return {widest, y + rowHeight(metrics)};
}

int roomIn(const QRect& canvas) { return std::max(160, canvas.width() - 2 * (fromEdge + padding)); }

void paintSign(QPainter& painter, const Entry& entry)
{
    const QPointF left(entry.box.left(), entry.box.center().y() + 0.5), right = left + QPointF(lineWidth, 0);
    switch (entry.sign) {
    case Entry::Sign::Kind:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(core::hueRole(entry.kind)));
        return paintKind(painter, entry.kind, left + QPointF(6, 0), 11);
    case Entry::Sign::Use:
        for (int step = 0; step < lineWidth; ++step)
            painter.fillRect(QRectF(left + QPointF(step, -2.5), QSizeF(1.5, 5)), penOf({1, step / (lineWidth - 1.0)}, 1).color());
        return;
    case Entry::Sign::Degraded:
        painter.setPen(penOf({0.5, 0}, 4));
        return painter.drawLine(left, right);
    case Entry::Sign::Down:
        painter.setPen(penOf({0, 0}, 4));
        painter.drawLine(left, right);
        return paintDown(painter, (left + right) / 2);
    }
}

} // namespace canvas_legend

QRect legendBox(const QFontMetrics& metrics, const QRect& canvas, const CanvasLegend& legend)
{
    using namespace canvas_legend;
    std::vector<Entry> entries = entriesOf(legend);
    if (entries.empty())
        return {};
    const QSize size = layOut(entries, metrics, roomIn(canvas)) + QSize(2 * padding, 10);
    return {QPoint(fromEdge, canvas.height() - fromEdge - size.height()), size};
}

void paintLegend(QPainter& painter, const QRect& canvas, const CanvasLegend& legend)
{
    using namespace canvas_legend;
    std::vector<Entry> entries = entriesOf(legend);
    if (entries.empty())
        return;
    layOut(entries, painter.fontMetrics(), roomIn(canvas));
    const QRect box = legendBox(painter.fontMetrics(), canvas, legend);
    QColor background = colour(ColourRole::Raised);
    background.setAlphaF(0.92F);
    painter.setPen(colour(ColourRole::Border));
    painter.setBrush(background);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    for (Entry& entry : entries) {
        entry.box.translate(box.topLeft() + QPoint(padding, 5));
        paintSign(painter, entry);
        painter.setPen(colour(ColourRole::Text));
        painter.drawText(entry.box.adjusted(entry.signWidth() + 8, 0, 2, 0), Qt::AlignVCenter, entry.words);
    }
}

} // namespace ui
