#pragma once

#include "ui/cluster/link_looks.h"

#include <QPainter>

namespace ui {

/// A link as it is at the playhead: its colour tells the use, its width the capacity, dashes that it has less than it should.
QPen penOf(const LinkLook& look, double width);

/// A cross over a link that is down.
void paintDown(QPainter& painter, QPointF centre);

} // namespace ui
