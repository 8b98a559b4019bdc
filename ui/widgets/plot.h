#pragma once

#include "core/results/time_axis.h"

#include <QPoint>
#include <QRect>
#include <QWidget>

#include <memory>

class QPainter;

namespace ui {

/// Where a row of a plot lies, in logical pixels of the plot, and which time it shows.
struct PlotMapping
{
    QRect area;
    core::TimeScale scale; ///< its left and width are those of `area`
};

/// What a row shows. The plot clips to the area.
class Drawable
{
public:
    virtual ~Drawable() = default;
    virtual bool isOpaque() const { return false; } ///< `draw` paints every pixel of the area: background and grid are left out
    virtual void draw(QPainter& painter, const PlotMapping& mapping) = 0;
    /// Hover, crosshair, playhead: above all rows.
    virtual void drawOverlay(QPainter& painter, const PlotMapping& mapping);
};

/// Rows stacked on one time axis, with a ruler above the first. Takes no mouse events and owns no time: whoever embeds it
/// sets the range. Hides QCustomPlot, whose own dragging and zooming are off. Rows are painted straight into the window and are
/// asked to draw at every repaint: they keep what is costly.
class Plot : public QWidget
{
    Q_OBJECT
public:
    static constexpr int rulerHeight = 26;
    static constexpr int rowGap = 1;
    explicit Plot(QWidget* parent = nullptr);
    ~Plot() override;

    /// Below the other rows, so high, or what they leave if 0. The drawable must live as long as the plot.
    void addRow(Drawable& drawable, int height = 0);
    void setRowVisible(int row, bool visible);
    void setRowHeight(int row, int height); ///< of one that was added with a height
    void setTimes(core::Nanoseconds start, core::Nanoseconds end); ///< nothing is painted yet

    PlotMapping mapping(int row = 0) const;
    bool isOnRuler(QPoint point) const { return point.y() < rulerHeight; }

    void replot(); ///< soon, once however often it is asked for

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
