#pragma once

#include "ui/scenario/curve.h"
#include "ui/session/visible_range.h"

#include <memory>
#include <optional>

namespace ui {

/// A curve with its points, the nominal value as a ghost, the playhead, and below it the simulated iteration, so that one
/// sees what an event hits. A drag of a point changes its line, Ctrl+click adds one, Del removes it; a click elsewhere moves
/// the playhead.
class CurvePlot : public Plot
{
    Q_OBJECT
public:
    explicit CurvePlot(Script& script, QWidget* parent = nullptr);
    ~CurvePlot() override;

    void setCurve(Curve curve);
    const Curve& curve() const { return m_curve; }
    VisibleRange& range() { return m_range; }
    std::optional<int> selectedLine() const { return m_selected; }
    void setSelectedLine(std::optional<int> line);
    QPointF pointOf(const CurveHandle& handle) const; ///< in pixels of the plot
    void removeSelected();

signals:
    void lineSelected(int line);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    class CurveRow;
    class StripRow;
    enum class Gesture { None, Point, Playhead, Pan };
    /// What is dragged, as it was when it was taken up: the curve changes meanwhile.
    struct Drag
    {
        CurveHandle handle;
        core::ScriptLine line;
        Curve curve;
        QString key;
    };
    std::optional<CurveHandle> handleAt(QPointF point) const;
    double valueAt(double y) const;
    double yOf(double value, const PlotMapping& mapping) const;
    void drag(QPointF point);
    void movePlayhead(QPointF point);

    Script& m_script;
    VisibleRange m_range;
    Curve m_curve;
    double m_top = 1;
    std::unique_ptr<CurveRow> m_curveRow;
    std::unique_ptr<StripRow> m_stripRow;
    std::optional<int> m_selected;
    std::optional<CurveHandle> m_hovered;
    std::optional<QPointF> m_mouse;
    Gesture m_gesture = Gesture::None;
    std::optional<Drag> m_drag;
    QPointF m_last;
    int m_drags = 0;
};

} // namespace ui
