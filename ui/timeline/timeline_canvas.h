#pragma once

#include "ui/session/visible_range.h"
#include "ui/timeline/bright_marks.h"
#include "ui/timeline/cause_marks.h"
#include "ui/timeline/lanes.h"
#include "ui/timeline/step_chart.h"
#include "ui/timeline/timeline_overlay.h"
#include "ui/widgets/plot.h"

namespace ui {

/// The plot of a timeline view, lanes and charts beneath them, with its mouse: hover, click, range by left drag, zoom by dragging the ruler, pan by middle
/// drag or Space and left drag, wheel. Changes the visible range itself; tells the rest.
class TimelineCanvas : public Plot
{
    Q_OBJECT
public:
    TimelineCanvas(TimelineScene& scene, VisibleRange& range, QWidget* parent = nullptr);

    Lanes& lanes() { return m_row.lanes; }
    TimelineOverlay& overlay() { return m_row.overlay; }
    int lanesHeight() const; ///< room for lanes, logical pixels
    /// Charts below the lanes, parallel to TimelineScene::charts.
    void addChart(const QString& title);
    StepChart& chart(std::size_t index) { return *m_charts[index]; }
    void setChartVisible(std::size_t index, bool visible);
    /// Below the charts; added last.
    const LinkLanes& links() const { return m_links; }
    void setLinks(std::vector<LinkLane> links);
    void setLinksVisible(bool visible);
    void scrollLinks(int lanes);
    void selectLink(const std::string& link) { m_links.select(link); }
    void setSpaceHeld(bool held);
    void setPlayhead(std::optional<core::Nanoseconds> at);

signals:
    void hovered(std::uint32_t span); ///< core::noSpan when none
    void clicked(std::uint32_t span);
    void rangeDragged(ui::TimeRange range);
    void instantClicked(core::Nanoseconds at); ///< on the ruler
    void wheelScrolled(int pixels);
    void linksScrolled();
    void resized();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Gesture { None, Select, Zoom, Pan };
    struct Row : Drawable
    {
        explicit Row(const TimelineScene& shown) : scene(shown), lanes(shown), overlay(shown, lanes) { }
        bool isOpaque() const override { return true; }
        void draw(QPainter& painter, const PlotMapping& mapping) override
        {
            lanes.draw(painter, mapping);
            paintCauses(painter, mapping, scene);
            paintBright(painter, mapping, scene, lanes);
            paintPath(painter, mapping, scene, lanes);
        }
        void drawOverlay(QPainter& painter, const PlotMapping& mapping) override { overlay.draw(painter, mapping); }
        const TimelineScene& scene;
        Lanes lanes;
        TimelineOverlay overlay;
    };
    TimeRange rangeTo(QPointF point) const;
    void setHovered(std::optional<std::uint32_t> span);
    void pan(QPointF by);
    void updateShape();
    void setMouse(std::optional<QPointF> mouse);
    void updateLinks();
    int linksRow() const { return static_cast<int>(m_charts.size()) + 1; }

    TimelineScene& m_scene;
    VisibleRange& m_range;
    Row m_row;
    std::vector<std::unique_ptr<StepChart>> m_charts;
    LinkLanes m_links;
    Gesture m_gesture = Gesture::None;
    QPointF m_pressed;
    QPointF m_last;
    core::Nanoseconds m_pressedAt;
    bool m_moved = false;
    bool m_spaceHeld = false;
};

} // namespace ui
