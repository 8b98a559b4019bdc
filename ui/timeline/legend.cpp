#include "ui/timeline/legend.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>

namespace ui {
namespace legend {

constexpr int swatch = 11;
constexpr int gap = 6;
constexpr int between = 16;

} // namespace legend

Legend::Legend(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timelineLegend"));
    setAccessibleName(tr("Legend"));
    setToolTip(tr("Click hides a phase, Alt+click shows it alone"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

void Legend::setTimeline(const core::Timeline* timeline, core::ColourBy by)
{
    m_entries.clear();
    static const std::vector<core::Span> none;
    std::array<bool, core::spanKinds> present {};
    int microBatches = 0;
    for (const core::Span& span : timeline ? timeline->spans : none) {
        present[static_cast<std::size_t>(span.kind)] = true;
        microBatches = std::max(microBatches, span.microBatch + 1);
    }
    if (by == core::ColourBy::Phase) {
        for (int kind = 0; kind < core::spanKinds; ++kind)
            if (present[static_cast<std::size_t>(kind)])
                m_entries.push_back({core::roleOf(static_cast<core::SpanKind>(kind)),
                    text(core::nameOf(static_cast<core::SpanKind>(kind))), kind});
    } else {
        const bool stages = by == core::ColourBy::Stage;
        const int count = timeline ? std::min(core::hues, stages ? timeline->stages : microBatches) : 0;
        for (int i = 0; i < count; ++i)
            m_entries.push_back({core::hueRole(i), (stages ? tr("stage %1") : tr("micro-batch %1")).arg(i), -1});
    }
    updateGeometry();
    update();
}

int Legend::widthOf(const Entry& entry) const
{
    return legend::swatch + legend::gap + fontMetrics().horizontalAdvance(entry.name) + legend::between;
}

QSize Legend::sizeHint() const
{
    int width = 0;
    for (const Entry& entry : m_entries)
        width += widthOf(entry);
    return {std::min(width, 400), fontMetrics().height() + 6};
}

const Legend::Entry* Legend::entryAt(QPoint point) const
{
    int x = 0;
    for (const Entry& entry : m_entries) {
        x += widthOf(entry);
        if (point.x() < x)
            return &entry;
    }
    return nullptr;
}

void Legend::toggle(int kind, bool alone)
{
    const std::uint32_t bit = 1u << kind;
    if (alone)
        m_hidden = m_hidden == ~bit ? 0 : ~bit;
    else
        m_hidden ^= bit;
    update();
    emit hiddenKindsChanged(m_hidden);
}

void Legend::mousePressEvent(QMouseEvent* event)
{
    const Entry* entry = entryAt(event->pos());
    if (entry && entry->kind >= 0 && event->button() == Qt::LeftButton)
        toggle(entry->kind, event->modifiers() & Qt::AltModifier);
}

void Legend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    int x = 0;
    const int base = (height() + fontMetrics().ascent() - fontMetrics().descent()) / 2;
    for (const Entry& entry : m_entries) {
        const bool hidden = entry.kind >= 0 && m_hidden >> entry.kind & 1u;
        const QRect box(x, (height() - legend::swatch) / 2, legend::swatch, legend::swatch);
        if (hidden) {
            painter.setPen(colour(core::ColourRole::MutedText));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(box, colour(entry.role));
        }
        QFont font = this->font();
        font.setStrikeOut(hidden);
        painter.setFont(font);
        painter.setPen(colour(hidden ? core::ColourRole::MutedText : core::ColourRole::Text));
        painter.drawText(x + legend::swatch + legend::gap, base, entry.name);
        x += widthOf(entry);
    }
}

} // namespace ui
