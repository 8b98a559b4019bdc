#include "ui/timeline/lane_gutter.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/picture_painter.h"

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
    if (m_scene.isEmpty() || point.y() < m_top)
        return std::nullopt;
    return m_scene.layout.laneAt(point.y() - m_top + m_scene.scroll);
}

bool LaneGutter::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto index = laneAt(help->pos())) {
        const core::Lane& lane = m_scene.timeline->lanes[*index];
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
    const auto first = m_scene.isEmpty() ? std::nullopt : m_scene.layout.laneAt(m_scene.scroll);
    for (std::size_t lane = first.value_or(0); first && lane < m_scene.timeline->lanes.size(); ++lane) {
        const int y = m_top + m_scene.layout.top(lane) - m_scene.scroll;
        if (y >= height())
            break;
        const core::Box box {0, static_cast<double>(y), static_cast<double>(width()) - 1,
            static_cast<double>(m_scene.layout.height(lane))};
        if (lane > 0 && m_scene.timeline->lanes[lane].kind == core::LaneKind::Compute)
            picture.rectangles.push_back({{box.x, box.y - 2, box.width, 1}, core::ColourRole::Border, false});
        if (m_scene.selected && m_scene.span(*m_scene.selected).lane == lane)
            picture.rectangles.push_back({{0, box.y, 3, box.height - core::laneGap}, core::ColourRole::Accent, false});
        core::addLaneHeader(picture, m_scene.timeline->lanes[lane], box);
    }
    painter.setClipRect(0, m_top, width(), height() - m_top);
    paintPicture(painter, picture, Colours::instance().palette());
    painter.setClipping(false);
    painter.fillRect(width() - 1, 0, 1, height(), colour(core::ColourRole::Border));
}

} // namespace ui
