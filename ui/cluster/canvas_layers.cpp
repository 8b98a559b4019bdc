#include "ui/cluster/canvas_layers.h"

#include "ui/widgets/colours.h"

#include <QGraphicsView>
#include <QPainter>

namespace ui {

/// Whether view and scene are as they were the last time this was asked.
bool CanvasLayers::isFresh()
{
    const Shown shown {m_scene.version(), m_view.viewportTransform(), m_view.viewport()->size(), m_view.devicePixelRatioF()};
    if (shown == m_shown)
        return true;
    m_shown = shown;
    m_under = m_over = {};
    return false;
}

QPixmap CanvasLayers::drawn(ClusterScene::Layer layer, const QColor& ground)
{
    QPixmap pixmap(m_shown.size * m_shown.ratio);
    pixmap.setDevicePixelRatio(m_shown.ratio);
    pixmap.fill(ground);
    QPainter painter(&pixmap);
    painter.setFont(m_view.font());
    const QRect all(QPoint(), m_shown.size);
    m_scene.setLayer(layer);
    m_view.render(&painter, all, all, Qt::IgnoreAspectRatio);
    m_scene.setLayer(ClusterScene::Layer::All);
    return pixmap;
}

bool CanvasLayers::paint(QPainter& painter)
{
    const bool lifting = m_scene.isLifting();
    if (!lifting && !m_scene.isPlayed()) {
        m_shown = {};
        m_under = m_over = {};
        return false;
    }
    if (!isFresh() && !lifting) // layers pay off from the second frame on
        return false;
    if (m_under.isNull()) {
        m_under = drawn(ClusterScene::Layer::Under, colour(core::ColourRole::Panel)); // copied faster than what is transparent
        if (!lifting)
            m_over = drawn(ClusterScene::Layer::Over, Qt::transparent);
    }
    painter.drawPixmap(0, 0, m_under);
    painter.save();
    painter.setWorldTransform(m_shown.transform);
    m_scene.paintMoving(painter, m_shown.transform.inverted().mapRect(QRectF(QPointF(), m_shown.size)));
    painter.restore();
    if (!m_over.isNull())
        painter.drawPixmap(0, 0, m_over);
    return true;
}

} // namespace ui
