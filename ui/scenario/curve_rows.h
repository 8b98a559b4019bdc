#pragma once

#include "ui/scenario/curve_plot.h"

namespace ui {

/// The curve with its points, its grid and the words at the pointer.
class CurvePlot::CurveRow : public Drawable
{
public:
    explicit CurveRow(CurvePlot& plot) : m_plot(plot) { }
    bool isOpaque() const override { return true; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

private:
    QPainterPath path(const PlotMapping& mapping) const;
    void drawGrid(QPainter& painter, const PlotMapping& mapping) const;
    void drawHandles(QPainter& painter, const PlotMapping& mapping) const;

    CurvePlot& m_plot;
};

/// The simulated iteration where it is on the scenario's clock.
class CurvePlot::StripRow : public Drawable
{
public:
    explicit StripRow(CurvePlot& plot) : m_plot(plot) { }
    bool isOpaque() const override { return true; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

private:
    void drawLanes(QPainter& painter, const PlotMapping& mapping, const SimulationResult& result) const;
    CurvePlot& m_plot;
};

} // namespace ui
