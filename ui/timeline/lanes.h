#pragma once

#include "ui/timeline/lane_raster.h"
#include "ui/timeline/timeline_scene.h"
#include "ui/widgets/plot.h"

#include <QHash>
#include <QImage>
#include <QPixmap>

#include <optional>
#include <span>
#include <vector>

namespace ui {

/// Paints the lanes of a scene as a row of a plot. Keeps the pixels of the rows on screen, so that a pan draws only what it
/// brings in.
class Lanes : public Drawable
{
public:
    explicit Lanes(const TimelineScene& scene) : m_scene(scene) { }

    bool isOpaque() const override { return true; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;

    /// The span under a point, or within 3 pixels of it in its row.
    std::optional<std::uint32_t> pick(const PlotMapping& mapping, QPointF point) const;
    /// Where a span is drawn, in logical pixels; it may lie outside the area.
    QRectF boxOf(const PlotMapping& mapping, std::uint32_t span) const;

private:
    /// What the kept rows were drawn with; a pan changes none of it.
    struct Look
    {
        RasterStyle style;
        Pixel grid = 0;
        std::int64_t tickDistance = 0; ///< nanoseconds
        double perNanosecond = 0;      ///< columns
        std::size_t columns = 0;
        std::uint64_t revision = 0; ///< of the scene
        bool operator==(const Look&) const = default;
    };
    struct Canvas;
    Look lookOf(const core::TimeScale& scale, double ratio) const;
    void prepare(const core::TimeScale& scale, double ratio);
    void prepareColumns(const core::TimeScale& scale);
    void drawLane(Canvas& canvas, std::size_t lane);
    void drawRow(Canvas& canvas, int top, int bottom, std::size_t row);
    void drawLabels(Canvas& canvas, const QRect& box, std::size_t row);
    std::pair<Column, Column> idleColumns(std::size_t lane) const;
    QImage textureOf(const RowImage& image, std::pair<Column, Column> told, double ratio);
    void keepRowsOf(std::span<const std::size_t> lanes);
    const QPixmap& labelPixmap(const std::string& text, core::ColourRole role, double ratio);

    const TimelineScene& m_scene;
    Look m_look;
    Pixel m_hatch = 0;
    RasterColumns m_columns;
    std::vector<RowImage> m_rows; ///< by row of the pyramid; empty unless on screen
    std::vector<std::size_t> m_kept;   ///< lanes whose rows they are, sorted
    std::vector<Pixel> m_texture;
    QHash<QString, QPixmap> m_labels; ///< by role and text, in one scheme and ratio
    core::Scheme m_labelScheme = core::Scheme::Light;
    double m_labelRatio = 0;
};

} // namespace ui
