#pragma once

#include "ui/timeline/lane_gutter.h"
#include "ui/timeline/legend.h"
#include "ui/timeline/timeline_canvas.h"
#include "ui/timeline/timeline_view.h"

#include <QComboBox>
#include <QLabel>
#include <QScrollBar>
#include <QToolButton>

#include <optional>

namespace ui {

/// What a timeline view consists of; only its own .cpp files include this.
class TimelineView::Parts
{
public:
    explicit Parts(VisibleRange& visible) : range(visible) { }

    VisibleRange& range;
    TimelineScene scene;
    QComboBox* colourBy = nullptr;
    Legend* legend = nullptr;
    QToolButton* memory = nullptr;
    QLabel* state = nullptr;
    QLabel* empty = nullptr;
    QWidget* content = nullptr;
    LaneGutter* gutter = nullptr;
    TimelineCanvas* canvas = nullptr;
    QScrollBar* scrollBar = nullptr;
    std::optional<double> laneHeight;
};

} // namespace ui
