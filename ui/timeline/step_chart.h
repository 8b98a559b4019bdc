#pragma once

#include "core/results/step_curve.h"
#include "ui/widgets/plot.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace ui {

/// Lines of words in a box beside the pointer, inside `area` as far as it has room.
void drawTextCard(QPainter& painter, const QRect& area, QPointF pointer, const QStringList& lines);

/// Curves on the time axis of a plot, from 0 at the bottom. The pointer reads their values.
class StepChart : public Drawable
{
public:
    using Format = std::function<QString(double)>;

    /// `top` is the value at the upper edge.
    void setCurves(std::vector<core::StepCurve> curves, double top, Format format);
    const std::vector<core::StepCurve>& curves() const { return m_curves; }
    void setMouse(std::optional<QPointF> mouse) { m_mouse = mouse; }
    void setPlayhead(std::optional<core::Nanoseconds> at) { m_playhead = at; }
    /// "stage 1: 61.2 GiB" of each curve at an instant, the largest first.
    QStringList valuesAt(core::Nanoseconds time) const;

    bool isOpaque() const override { return false; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

private:
    void drawCurve(QPainter& painter, const PlotMapping& mapping, const core::StepCurve& curve) const;

    std::vector<core::StepCurve> m_curves;
    double m_top = 1;
    Format m_format;
    std::optional<QPointF> m_mouse;
    std::optional<core::Nanoseconds> m_playhead;
};

/// The instant that all views share, as a line over a row.
void drawPlayhead(QPainter& painter, const PlotMapping& mapping, core::Nanoseconds at);

} // namespace ui
