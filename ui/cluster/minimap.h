#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QPixmap>
#include <QWidget>

class QGraphicsView;

namespace ui {

/// The whole cluster small, in a corner of the canvas, with what is seen of it. A click or a drag goes there. Shown only while there
/// is more than is seen.
class Minimap : public QWidget
{
    Q_OBJECT
public:
    Minimap(const ClusterScene& scene, QGraphicsView& view);
    /// To be called when the canvas has moved, grown or changed.
    void follow();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QTransform transform() const;
    QRectF seen() const;
    void go(QPointF at);
    void redraw();

    const ClusterScene& m_scene;
    QGraphicsView& m_view;
    QPixmap m_drawn;
};

} // namespace ui
