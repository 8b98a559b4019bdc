#pragma once

#include "ui/cluster/cluster_scene.h"

#include <QAction>
#include <QGraphicsView>

#include <functional>

namespace ui {

/// The canvas: pans with the middle button, Space or the hand tool held, or by dragging what is empty; the wheel zooms
/// at the pointer from 2 % to 1600 %. A click selects, Ctrl+click adds.
class ClusterView : public QGraphicsView
{
    Q_OBJECT
public:
    static constexpr double leastZoom = 0.02;
    static constexpr double mostZoom = 16;
    explicit ClusterView(Session& session, QWidget* parent = nullptr);

    const ClusterScene& clusterScene() const { return *m_scene; }
    /// Fit, actual size, zoom in, zoom out, hand, for menus and tool bars; their keys work while the canvas has the focus.
    const QList<QAction*>& canvasActions() const { return m_actions; }

    double zoom() const { return transform().m11(); }
    void setZoom(double zoom); ///< clamped; the middle stays
    void fit();                ///< all of the cluster, never above 140 %

signals:
    void zoomChanged(double zoom);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool forward) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;

private:
    void addAction(const char* name, const QString& words, const char* icon, const QKeySequence& keys,
        const std::function<void()>& run);
    Element elementUnder(QPoint at) const;
    void zoomAt(double zoom, QPoint at);
    void scrollBy(QPoint pixels);
    void startPanning(QPoint at);
    void panTo(QPoint at);
    void takeClick(QPoint at, bool adding);
    void showCursor(QPoint at);
    void revealSelection();
    void paintEmptyText(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;

    Session& m_session;
    ClusterScene* m_scene;
    QList<QAction*> m_actions;
    QPoint m_pressedAt;
    QPoint m_lastAt;
    bool m_panning = false;
    bool m_pressedEmpty = false;
    bool m_spaceHeld = false;
    bool m_hand = false;
    bool m_fitOnShow = true; ///< until the user zooms or pans, a change of size fits again
};

} // namespace ui
