#pragma once

#include "core/results/palette.h"
#include "ui/widgets/plot.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace ui {

/// A value over time, constant from each step to the next; nothing before the first.
struct StepSeries
{
    struct Step
    {
        core::Nanoseconds at;
        double value = 0;
    };
    QString name;
    core::ColourRole role = core::ColourRole::Hue1;
    bool isCeiling = false; ///< a limit: dashed
    std::vector<Step> steps;

    double at(core::Nanoseconds time) const; ///< 0 before the first step
};

/// Least, greatest and mean value in each column of pixels: what a step curve of any length looks like at that width.
struct ColumnSpan
{
    double least = 0;
    double greatest = 0;
    double mean = 0; ///< over the column's time
    bool operator==(const ColumnSpan&) const = default;
};
std::vector<ColumnSpan> columnsOf(const StepSeries& series, const core::TimeScale& scale, int columns);

/// Lines of words in a box beside the pointer, inside `area` as far as it has room.
void drawTextCard(QPainter& painter, const QRect& area, QPointF pointer, const QStringList& lines);

/// Curves on the time axis of a plot, from 0 at the bottom. The pointer reads their values.
class StepChart : public Drawable
{
public:
    using Format = std::function<QString(double)>;

    /// `top` is the value at the upper edge.
    void setSeries(std::vector<StepSeries> series, double top, Format format);
    const std::vector<StepSeries>& series() const { return m_series; }
    void setMouse(std::optional<QPointF> mouse) { m_mouse = mouse; }
    void setPlayhead(std::optional<core::Nanoseconds> at) { m_playhead = at; }
    /// "stage 1: 61.2 GiB" of each series at an instant, the largest first.
    QStringList valuesAt(core::Nanoseconds time) const;

    bool isOpaque() const override { return false; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

private:
    void drawSeries(QPainter& painter, const PlotMapping& mapping, const StepSeries& series) const;

    std::vector<StepSeries> m_series;
    double m_top = 1;
    Format m_format;
    std::optional<QPointF> m_mouse;
    std::optional<core::Nanoseconds> m_playhead;
};

/// The instant that all views share, as a line over a row.
void drawPlayhead(QPainter& painter, const PlotMapping& mapping, core::Nanoseconds at);

} // namespace ui
