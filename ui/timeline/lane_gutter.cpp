#include "ui/timeline/lane_gutter.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/picture_painter.h"

#include "ui/widgets/plot.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace ui {

LaneGutter::LaneGutter(const TimelineScene& scene, int top, QWidget* parent)
    : QWidget(parent), m_scene(scene), m_top(top)
{
    setFixedWidth(widthOfGutter);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

std::optional<std::size_t> LaneGutter::laneAt(QPoint point) const
{
    if (m_scene.isEmpty() || point.y() < m_top || point.y() >= height() - m_scene.chartsHeight())
        return std::nullopt;
    return m_scene.layout.laneAt(point.y() - m_top + m_scene.scroll);
}

bool LaneGutter::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto index = laneAt(help->pos())) {
        const auto shown = m_scene.arrangement.laneOf(*index);
        if (!shown)
            return true;
        const core::Lane& lane = m_scene.timeline->lanes[*shown];
        QToolTip::showText(help->globalPos(),
            tr("%1 — %2, pipeline %3, stage %4\nStands for %5")
                .arg(text(lane.title), text(core::nameOf(lane.kind)))
                .arg(lane.pipeline)
                .arg(lane.stage)
                .arg(counted(static_cast<int>(lane.devices.size()), tr("device"), tr("devices"))),
            this);
    }
    return true;
}

void LaneGutter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colour(core::ColourRole::LaneHeader));
    core::Picture picture;
    picture.background = core::ColourRole::LaneHeader;
    picture.width = width();
    picture.height = height();
    const int bottom = height() - m_scene.chartsHeight();
    for (const std::size_t lane : m_scene.layout.between(m_scene.scroll, m_scene.scroll + bottom - m_top)) {
        const int y = m_top + m_scene.layout.top(lane) - m_scene.scroll;
        const core::Box box {0, static_cast<double>(y), static_cast<double>(width()) - 1,
            static_cast<double>(m_scene.layout.height(lane))};
        if (m_scene.layout.placeOf(lane) > 0 && m_scene.arrangement.isTall(lane))
            picture.rectangles.push_back({{box.x, box.y - 2, box.width, 1}, core::ColourRole::Border, false});
        if (m_scene.selected && m_scene.arrangement.rowOf(*m_scene.selected) == lane)
            picture.rectangles.push_back({{0, box.y, 3, box.height - core::laneGap}, core::ColourRole::Accent, false});
        core::addHeader(picture, m_scene.arrangement, lane, box);
    }
    painter.setClipRect(0, m_top, width(), bottom - m_top);
    paintPicture(painter, picture, Colours::instance().palette());
    painter.setClipping(false);
    paintCharts(painter, bottom);
    painter.fillRect(width() - 1, 0, 1, height(), colour(core::ColourRole::Border));
}

/// Name, and beneath it what there is to know of the whole curve.
void LaneGutter::paintCharts(QPainter& painter, int y) const
{
    for (const ChartHead& chart : m_scene.charts) {
        if (!chart.visible)
            continue;
        painter.fillRect(0, y, width(), 1, colour(core::ColourRole::Border));
        y += Plot::rowGap;
        paintHead(painter, {8, y + 6, width() - 16, chart.height - 8}, chart.title, chart.detail);
        y += chart.height;
    }
    if (!m_scene.links.isShown())
        return;
    painter.fillRect(0, y, width(), 1, colour(core::ColourRole::Border));
    y += Plot::rowGap;
    const LinkLanes& links = *m_scene.links.lanes;
    for (int place = 0; place < links.shown(); ++place, y += LinkLanes::laneHeight) {
        const LinkLane& lane = links.lanes()[static_cast<std::size_t>(links.first() + place)];
        if (lane.isSelected)
            painter.fillRect(0, y, 3, LinkLanes::laneHeight - 1, colour(core::ColourRole::Accent));
        paintHead(painter, {8, y + 2, width() - 16, LinkLanes::laneHeight - 4}, lane.name, lane.detail);
        painter.fillRect(0, y + LinkLanes::laneHeight - 1, width(), 1, colour(core::ColourRole::Border));
    }
}

void LaneGutter::paintHead(QPainter& painter, const QRect& box, const QString& title, const QString& detail) const
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(12);
    painter.setFont(font);
    painter.setPen(colour(core::ColourRole::Text));
    painter.drawText(QRect(box.left(), box.top(), box.width(), 18), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(font, this).elidedText(title, Qt::ElideMiddle, box.width()));
    font.setPixelSize(11);
    painter.setFont(font);
    painter.setPen(colour(core::ColourRole::MutedText));
    painter.drawText(box.adjusted(0, 18, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, detail);
}

} // namespace ui
