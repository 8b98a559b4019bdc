#pragma once

#include "core/base/result.h"
#include "core/results/picture.h"

#include <QSize>
#include <QString>

class QPainter;

namespace ui {

/// Paints a picture with its top left corner at the origin, as `core::svg` writes it.
void paintPicture(QPainter& painter, const core::Picture& picture, const core::Palette& palette);

/// Writes a picture to a file whose suffix is svg, pdf or png (at twice the size, for sharp text; less when it would
/// pass 16,000 pixels). Needs a QGuiApplication for all but svg.
core::Result<void> exportPicture(const QString& file, const core::Picture& picture, const core::Palette& palette);

} // namespace ui
