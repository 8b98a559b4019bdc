#pragma once

#include "ui/timeline/facts_line.h"
#include "ui/timeline/find_bar.h"
#include "ui/timeline/key_help.h"
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
    QWidget* strip = nullptr;
    QComboBox* grouping = nullptr;
    QComboBox* colourBy = nullptr;
    Legend* legend = nullptr;
    QToolButton* path = nullptr;
    QToolButton* memory = nullptr;
    QToolButton* links = nullptr;
    QLabel* state = nullptr;
    QLabel* empty = nullptr;
    QWidget* content = nullptr;
    LaneGutter* gutter = nullptr;
    TimelineCanvas* canvas = nullptr;
    QScrollBar* scrollBar = nullptr;
    FindBar* find = nullptr;
    FactsLine* facts = nullptr;
    KeyHelp* help = nullptr;
    std::optional<double> laneHeight;
    bool compact = false;
    std::string link; ///< that is marked
};

} // namespace ui
