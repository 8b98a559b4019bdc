#pragma once

#include "core/results/picture.h"

#include <string>

namespace core {

/// A standalone SVG 1.1 file of a picture. Neighbouring bars of one role and height share a path, so that a timeline of
/// a million spans stays below 20 MB. Coordinates are kept to a hundredth of a pixel.
std::string svg(const Picture& picture, const Palette& palette);

} // namespace core
