#pragma once

#include "ui/timeline/lane_raster.h"
#include "ui/timeline/timeline_scene.h"
#include "ui/widgets/plot.h"

#include <QHash>
#include <QPixmap>

#include <optional>
#include <vector>

namespace ui {

/// Paints the lanes of a scene as a row of a plot.
class Lanes : public Drawable
{
public:
    explicit Lanes(const TimelineScene& scene) : m_scene(scene) { }

    void draw(QPainter& painter, const PlotMapping& mapping) override;

    /// The span under a point, or within 3 pixels of it in its row.
    std::optional<std::uint32_t> pick(const PlotMapping& mapping, QPointF point) const;
    /// Where a span is drawn, in logical pixels; it may lie outside the area.
    QRectF boxOf(const PlotMapping& mapping, std::uint32_t span) const;

private:
    struct Strip;
    void prepareStyle(const core::TimeScale& scale, double ratio);
    void drawLane(QPainter& painter, const PlotMapping& mapping, std::size_t lane, double ratio);
    void drawRow(QPainter& painter, const Strip& strip, std::size_t row);
    void drawLabels(QPainter& painter, const Strip& strip, std::size_t row);
    const QPixmap& labelPixmap(const std::string& text, core::ColourRole role, double ratio);

    const TimelineScene& m_scene;
    RasterStyle m_style;
    Pixel m_hatch = 0;
    RowImage m_row;
    std::vector<Pixel> m_texture;
    QHash<QString, QPixmap> m_labels; ///< by role and text, in one scheme and ratio
    core::Scheme m_labelScheme = core::Scheme::Light;
    double m_labelRatio = 0;
};

} // namespace ui
