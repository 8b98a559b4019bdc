#pragma once

#include "ui/timeline/timeline_scene.h"

#include <QWidget>

namespace ui {

/// Headers of the lanes and of the charts below them, at the left of the plot and as high as it; the ruler's height stays free above them.
class LaneGutter : public QWidget
{
    Q_OBJECT
public:
    static constexpr int widthOfGutter = 176;
    LaneGutter(const TimelineScene& scene, int top, QWidget* parent = nullptr);

protected:
    bool event(QEvent* event) override; // tool tips with all that a lane stands for
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<std::size_t> laneAt(QPoint point) const;
    void paintCharts(QPainter& painter, int y) const;
    void paintHead(QPainter& painter, const QRect& box, const QString& title, const QString& detail) const;

    const TimelineScene& m_scene;
    int m_top;
};

} // namespace ui
