#include "ui/cluster/canvas_layers.h"

#include <QGraphicsView>
#include <QPainter>

namespace ui {

/// Whether view and scene are as they were the last time this was asked: layers pay off from the second frame on.
bool CanvasLayers::isFresh()
{
    const QTransform transform = m_view.viewportTransform();
    const QSize size = m_view.viewport()->size();
    if (m_version == m_scene.version() && m_transform == transform && m_size == size)
        return true;
    m_version = m_scene.version();
    m_transform = transform;
    m_size = size;
    m_under = m_over = {};
    return false;
}

QPixmap CanvasLayers::drawn(ClusterScene::Layer layer)
{
    const double ratio = m_view.devicePixelRatioF();
    QPixmap pixmap(m_size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(m_view.font());
    const QRect all(QPoint(), m_size);
    m_scene.setLayer(layer);
    m_view.render(&painter, all, all, Qt::IgnoreAspectRatio);
    m_scene.setLayer(ClusterScene::Layer::All);
    return pixmap;
}

bool CanvasLayers::paint(QPainter& painter)
{
    if (!m_scene.isLifting()) { // what is played is told to the view by its scene alone, which wants to paint by itself
        m_version = -1;
        m_under = m_over = {};
        return false;
    }
    if (!isFresh() && !m_scene.isLifting())
        return false;
    if (m_under.isNull()) {
        m_under = drawn(ClusterScene::Layer::Under);
        if (!m_scene.isLifting())
            m_over = drawn(ClusterScene::Layer::Over);
    }
    painter.drawPixmap(0, 0, m_under);
    painter.save();
    painter.setWorldTransform(m_transform);
    m_scene.paintMoving(painter, m_transform.inverted().mapRect(QRectF(QPointF(), m_size)));
    painter.restore();
    if (!m_over.isNull())
        painter.drawPixmap(0, 0, m_over);
    return true;
}

} // namespace ui
