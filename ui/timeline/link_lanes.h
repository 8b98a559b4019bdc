#pragma once

#include "ui/timeline/step_chart.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace ui {

/// An instant at which a line of the scenario changes a link.
struct LinkMark
{
    core::Nanoseconds at;
    QString words; ///< "line 3: at 10 s link a-b bandwidth *0.5"
};

/// One direction of a link over time.
struct LinkLane
{
    std::string link; ///< its id in the cluster; all links of an array share one
    QString name;     ///< "wan forward"
    QString detail;   ///< "mean 41 %"
    core::StepCurve use;   ///< bytes per second
    core::StepCurve limit; ///< its capacity, likewise
    double nominal = 0;
    std::vector<LinkMark> marks {};
    bool isSelected = false;
};

/// Use of links under their capacity, one below the other, each on its own scale. In a column of pixels the use is drawn to
/// its mean, faint to its greatest; what a link has lost of its nominal capacity is tinted.
class LinkLanes : public Drawable
{
public:
    static constexpr int laneHeight = 38;
    static constexpr int most = 4; ///< on screen at once, where there is room

    void setLanes(std::vector<LinkLane> lanes);
    const std::vector<LinkLane>& lanes() const { return m_lanes; }
    int shown() const; ///< lanes on screen
    void setRoom(int lanes); ///< for so many, from 1 to `most`
    int height() const { return shown() * laneHeight; }
    int first() const { return m_first; } ///< on screen
    void scrollBy(int lanes);
    /// Marks the lanes of a link and brings the first on screen; empty: none.
    void select(const std::string& link);
    void setMouse(std::optional<QPointF> mouse) { m_mouse = mouse; }
    void setPlayhead(std::optional<core::Nanoseconds> at) { m_playhead = at; }

    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

    /// "41.2 GB/s of 50 GB/s (82 %)", and the mark within reach of the pointer: what the card at a point says.
    QStringList wordsAt(const PlotMapping& mapping, QPointF point) const;

private:
    PlotMapping mappingOf(const PlotMapping& all, int place) const;
    void drawLane(QPainter& painter, const PlotMapping& mapping, const LinkLane& lane) const;

    std::vector<LinkLane> m_lanes;
    int m_first = 0;
    int m_room = most;
    std::optional<QPointF> m_mouse;
    std::optional<core::Nanoseconds> m_playhead;
};

} // namespace ui
