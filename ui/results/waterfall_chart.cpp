#include "ui/results/waterfall_chart.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ui {
namespace waterfall_chart {

constexpr int rowHeight = 24;
constexpr int margin = 12;

QString signedText(std::int64_t ns)
{
    return (ns < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text(core::Nanoseconds(std::abs(ns)));
}

} // namespace waterfall_chart

WaterfallChart::WaterfallChart(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("waterfall"));
    setAccessibleName(tr("Waterfall"));
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

void WaterfallChart::clear()
{
    m_rows.clear();
    updateGeometry();
    update();
}

void WaterfallChart::showComparison(const End& a, const End& b, const core::Comparison& comparison)
{
    m_rows = {{a.name, text(a.time), 0, 0, true}};
    std::int64_t at = 0;
    QStringList words;
    for (const core::WaterfallBar& bar : comparison.waterfall) {
        if (bar.ns == 0)
            continue;
        m_rows.push_back({text(bar.name), waterfall_chart::signedText(bar.ns), at, at + bar.ns, false});
        words << QStringLiteral("%1 %2").arg(text(bar.name), m_rows.back().value);
        at += bar.ns;
    }
    m_rows.push_back({b.name, text(b.time), at, at, true});
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize WaterfallChart::sizeHint() const { return {360, minimumSizeHint().height()}; }

QSize WaterfallChart::minimumSizeHint() const
{
    return {280, static_cast<int>(m_rows.size()) * waterfall_chart::rowHeight + 2 * waterfall_chart::margin};
}

QFont WaterfallChart::fontOf(const Row& row) const
{
    QFont font = this->font();
    font.setBold(row.isEnd);
    return font;
}

void WaterfallChart::paintEvent(QPaintEvent*)
{
    using namespace waterfall_chart;
    QPainter painter(this);
    painter.fillRect(rect(), colour(core::ColourRole::Panel));
    if (m_rows.empty())
        return;
    int names = 0, values = 0;
    std::int64_t least = 0, greatest = 0;
    for (const Row& row : m_rows) {
        const QFontMetrics metrics(fontOf(row));
        names = std::max(names, metrics.horizontalAdvance(row.name) + 1); // the advance is rounded, and words are cut for less
        values = std::max(values, metrics.horizontalAdvance(row.value) + 1);
        least = std::min({least, row.from, row.to});
        greatest = std::max({greatest, row.from, row.to});
    }
    names = std::min(names, width() / 3);
    const double left = margin + names + 12;
    const double room = std::max(10.0, width() - left - values - 2.0 * margin);
    const double perNanosecond = greatest > least ? room / static_cast<double>(greatest - least) : 0;
    const double zero = left - static_cast<double>(least) * perNanosecond;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const int y = margin + static_cast<int>(i) * rowHeight;
        painter.setFont(fontOf(row));
        painter.setPen(colour(row.isEnd ? core::ColourRole::Text : core::ColourRole::MutedText));
        painter.drawText(QRect(margin, y, names, rowHeight), Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(row.name, Qt::ElideRight, names));
        painter.setPen(colour(core::ColourRole::Text));
        painter.drawText(QRect(0, y, width() - margin, rowHeight), Qt::AlignRight | Qt::AlignVCenter, row.value);
        paintRow(painter, row, y, zero, perNanosecond);
    }
}

/// A bar from where the rows above have come to, and the line down to the next.
void WaterfallChart::paintRow(QPainter& painter, const Row& row, int y, double zero, double perNanosecond) const
{
    using namespace waterfall_chart;
    const double from = zero + static_cast<double>(row.from) * perNanosecond, to = zero + static_cast<double>(row.to) * perNanosecond;
    if (&row != &m_rows.back())
        painter.fillRect(QRectF(to - 0.5, y + 4, 1, rowHeight), colour(core::ColourRole::Border));
    if (row.isEnd)
        painter.fillRect(QRectF(to - 1.5, y + 4, 3, rowHeight - 8), colour(core::ColourRole::Text));
    else
        painter.fillRect(QRectF(std::min(from, to), y + 4, std::max(1.0, std::abs(to - from)), rowHeight - 8),
            colour(row.to > row.from ? core::ColourRole::Error : core::ColourRole::Success));
}

} // namespace ui
