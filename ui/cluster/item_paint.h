#pragma once

#include "core/documents/check.h"
#include "core/results/palette.h"

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QPen>

/// What items of the canvas are painted with.
namespace ui {

/// A device kind's own shape, filled: circle, square, triangle, rhombus, pentagon, hexagon, by index.
void paintKind(QPainter& painter, int kindIndex, QPointF centre, double size);

namespace item_paint {

constexpr double plainBelow = 0.35; ///< level of detail under which words cannot be read

double detailOf(const QPainter& painter); ///< pixels of the screen for one of the canvas
QFont font(double pixels, bool strong = false);
void write(QPainter& painter, const QRectF& box, const QString& words, Qt::Alignment alignment = Qt::AlignLeft); ///< cut where there is no room
QColor hueOf(int kindIndex); ///< below 0: of no kind
QPen outline(bool selected, bool hovered);

/// A disc or a triangle with an exclamation mark; shape and sign carry the meaning, not hue alone.
void paintBadge(QPainter& painter, QPointF centre, core::Severity severity, double size = 1);
double badgeSize(double detail); ///< so that it can be seen from far away

/// Words in a frame beside the pointer at `at`, of the same size at any zoom; `pixel` is the size of one on the screen.
void paintRemark(QPainter& painter, QPointF at, const QString& words, core::ColourRole edge, double pixel);

/// A chevron: down to unfold, up to fold.
void paintFoldMark(QPainter& painter, QPointF centre, bool unfolded);

} // namespace item_paint
} // namespace ui
