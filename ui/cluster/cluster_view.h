#pragma once

#include "ui/cluster/gesture.h"

#include <QAction>
#include <QGraphicsView>

#include <functional>
#include <memory>
#include <optional>

namespace core {
struct TemplateSpec;
}

namespace ui {

class CanvasArranging;
class CanvasEditing;
class CanvasLayers;
class Minimap;
class StageDrop;

/// What the left button does: select and move, draw links, or pan.
enum class CanvasTool { Select, Link, Hand };

/// The canvas: the left button does what the tool says, the middle one and Space pan, the wheel zooms at the pointer
/// from 2 % to 1600 %. A click selects, Ctrl+click adds, a drag moves what is selected or selects what it goes around. A
/// link is pulled from the ports of what the pointer is on.
class ClusterView : public QGraphicsView
{
    Q_OBJECT
public:
    static constexpr double leastZoom = 0.02;
    static constexpr double mostZoom = 16;
    explicit ClusterView(Session& session, QWidget* parent = nullptr);
    ~ClusterView() override;

    const ClusterScene& clusterScene() const { return *m_scene; }
    /// Fit, actual size, zoom in, zoom out, for menus and tool bars; these keys work while the canvas has the focus.
    const QList<QAction*>& canvasActions() const { return m_actions; }
    const QList<QAction*>& toolActions() const { return m_toolActions; } ///< by CanvasTool
    const QList<QAction*>& editActions() const;
    const QList<QAction*>& arrangeActions() const; ///< layouts, align, distribute
    CanvasTool tool() const { return m_tool; }
    void setTool(CanvasTool tool);
    /// A device kind, or a switch if it is empty, in the middle of what is seen or where it is dropped.
    void addElement(const std::string& kind, std::optional<QPointF> at = {});

    /// A whole network, in the middle of what is seen or where it is dropped; then all is shown.
    void addTemplate(const core::TemplateSpec& spec, std::optional<QPointF> at = {});

    void selectLinkAt(QPoint at); ///< of the viewport; nothing changes where there is no link

    double zoom() const { return transform().m11(); }
    void setZoom(double zoom); ///< clamped; the middle stays
    void fit();                ///< all of the cluster, never above 140 %

signals:
    void zoomChanged(double zoom);
    void refused(const core::Error& error); ///< an edit that cannot be
    void devicesWanted();
    void templatesWanted();
    void propertiesWanted();                ///< of what is selected

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool forward) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;

private:
    QRect legendBox() const; ///< as it is shown, or once the scenario is played: nothing moves then
    void makeLegendWay(QPoint at);
    QAction* addAction(const char* name, const QString& words, const char* icon, const QKeySequence& keys,
        const std::function<void()>& run);
    void addTool(CanvasTool tool, const char* name, const QString& words, const char* icon, const QKeySequence& keys);
    Element elementUnder(QPoint at) const;
    void zoomAt(double zoom, QPoint at);
    void scrollBy(QPoint pixels);
    void startPanning(QPoint at);
    void startDrag(QPoint at, Qt::KeyboardModifiers keys);
    std::unique_ptr<Gesture> pullFrom(QPoint at) const;
    void endGesture(bool finished);
    void takeClick(const Element& element, bool adding);
    bool pans() const { return m_spaceHeld || m_tool == CanvasTool::Hand; }
    void showCursor(QPoint at);
    void revealSelection();
    void toggleFold(const core::NodeId& array);
    void showWhole(const QRectF& box);
    void showSelected();
    void paintHandles(QPainter& painter, double pixel) const;

    Session& m_session;
    ClusterScene* m_scene;
    CanvasEditing* m_editing;
    CanvasArranging* m_arranging;
    Minimap* m_minimap;
    std::unique_ptr<CanvasLayers> m_layers;
    std::unique_ptr<StageDrop> m_stageDrop;
    QList<QAction*> m_actions;
    QList<QAction*> m_toolActions;
    CanvasTool m_tool = CanvasTool::Select;
    std::unique_ptr<Gesture> m_gesture;
    std::optional<QRectF> m_dropPreview;
    QPoint m_pressedAt;
    QPoint m_lastAt;
    Element m_pressed;
    bool m_pressing = false; ///< the left button is down and has not been dragged yet
    bool m_panning = false;
    bool m_spaceHeld = false;
    bool m_legendHidden = false; ///< while the pointer is where it would be
    bool m_fitOnShow = true; ///< until the user zooms or pans, a change of size fits again
};

} // namespace ui
