#pragma once

#include "ui/timeline/lanes.h"

#include <optional>
#include <vector>

namespace ui {

/// What moves with the mouse or the selection, above the lanes: range, crosshair, outlines, dependencies, hover card.
class TimelineOverlay
{
public:
    TimelineOverlay(const TimelineScene& scene, const Lanes& lanes) : m_scene(scene), m_lanes(lanes) { }

    void draw(QPainter& painter, const PlotMapping& mapping);

    void setMouse(std::optional<QPointF> mouse) { m_mouse = mouse; }
    void setZoomBand(std::optional<TimeRange> band) { m_zoomBand = band; } ///< while the ruler is dragged
    void updateDependencies(); ///< after the selection changed

private:
    void drawBand(QPainter& painter, const PlotMapping& mapping, TimeRange range, const QString& words) const;
    void drawDependencies(QPainter& painter, const PlotMapping& mapping) const;
    void drawArrow(QPainter& painter, const QRectF& from, const QRectF& to) const;
    /// Facts of what the pointer is on.
    struct Card
    {
        QString title;
        core::ColourRole role;
        std::vector<std::pair<QString, QString>> facts;
    };
    Card cardOf(std::uint32_t span) const;
    Card cardOfBubble(std::size_t index) const;
    void drawCard(QPainter& painter, const PlotMapping& mapping, const Card& shown) const;
    QString rangeText() const;

    const TimelineScene& m_scene;
    const Lanes& m_lanes;
    std::optional<QPointF> m_mouse;
    std::optional<TimeRange> m_zoomBand;
    std::vector<std::uint32_t> m_dependents; ///< of the selected span, the first few
};

} // namespace ui
