#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QPixmap>
#include <QTransform>

class QGraphicsView;

namespace ui {

/// Paints a canvas on which something moves: what stands still is drawn once, into a layer under it and one over it, for as long as
/// it and the view stay as they are.
class CanvasLayers
{
public:
    CanvasLayers(ClusterScene& scene, QGraphicsView& view) : m_scene(scene), m_view(view) { }

    /// False: nothing moves, or the view does; paint all.
    bool paint(QPainter& painter);

private:
    struct Shown
    {
        int version = -1; ///< of the scene
        QTransform transform;
        QSize size;
        double ratio = 1; ///< device pixels for one logical
        bool operator==(const Shown&) const = default;
    };
    bool isFresh();
    QPixmap drawn(ClusterScene::Layer layer, const QColor& ground);

    ClusterScene& m_scene;
    QGraphicsView& m_view;
    Shown m_shown;
    QPixmap m_under;
    QPixmap m_over; ///< null while dragging: what moves is above all
};

} // namespace ui
