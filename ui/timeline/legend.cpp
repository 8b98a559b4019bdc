#include "ui/timeline/legend.h"

#include "ui/timeline/swatch.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

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
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

core::RoleSet Legend::bars() const
{
    core::RoleSet roles = 0;
    for (const core::LegendEntry& entry : m_entries)
        if (!entry.isIdle)
            roles |= core::roleSet(entry.role);
    return roles;
}

void Legend::setEntries(std::vector<core::LegendEntry> entries)
{
    m_entries = std::move(entries);
    m_hidden &= bars();
    updateGeometry();
    update();
}

int Legend::widthOf(const core::LegendEntry& entry) const
{
    return legend::swatch + legend::gap + fontMetrics().horizontalAdvance(text(entry.name)) + legend::between;
}

QSize Legend::sizeHint() const
{
    int width = 0;
    for (const core::LegendEntry& entry : m_entries)
        width += widthOf(entry);
    return {width, fontMetrics().height() + 6};
}

const core::LegendEntry* Legend::entryAt(QPoint point) const
{
    int x = 0;
    for (const core::LegendEntry& entry : m_entries) {
        x += widthOf(entry);
        if (point.x() < x)
            return &entry;
    }
    return nullptr;
}

void Legend::toggle(core::ColourRole role, bool alone)
{
    const core::RoleSet others = bars() & ~core::roleSet(role);
    if (alone)
        m_hidden = m_hidden == others ? 0 : others;
    else
        m_hidden ^= core::roleSet(role);
    update();
    emit hiddenChanged(m_hidden);
}

void Legend::mousePressEvent(QMouseEvent* event)
{
    const core::LegendEntry* entry = entryAt(event->pos());
    if (entry && !entry->isIdle && event->button() == Qt::LeftButton)
        toggle(entry->role, event->modifiers() & Qt::AltModifier);
}

bool Legend::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const core::LegendEntry* entry = entryAt(help->pos());
    if (!entry)
        QToolTip::hideText();
    else if (entry->isIdle)
        QToolTip::showText(help->globalPos(), tr("Idle: %1").arg(text(entry->name)), this);
    else
        QToolTip::showText(help->globalPos(), tr("%1\nClick hides it, Alt+click shows it alone").arg(text(entry->name)), this);
    return true;
}

void Legend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    int x = 0;
    const int base = (height() + fontMetrics().ascent() - fontMetrics().descent()) / 2;
    for (const core::LegendEntry& entry : m_entries) {
        const int room = width() - x - legend::swatch - legend::gap;
        if (room < 24)
            break;
        const bool hidden = core::contains(m_hidden, entry.role) && !entry.isIdle;
        const QRect box(x, (height() - legend::swatch) / 2, legend::swatch, legend::swatch);
        if (hidden) {
            painter.setPen(colour(core::ColourRole::MutedText));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            paintSwatch(painter, box, entry);
        }
        QFont font = this->font();
        font.setStrikeOut(hidden);
        painter.setFont(font);
        painter.setPen(colour(hidden ? core::ColourRole::MutedText : core::ColourRole::Text));
        painter.drawText(x + legend::swatch + legend::gap, base, fontMetrics().elidedText(text(entry.name), Qt::ElideRight, room));
        x += widthOf(entry);
    }
}

} // namespace ui
