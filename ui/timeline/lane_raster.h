#pragma once

#include "core/results/phase_pyramid.h"
#include "core/results/time_axis.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ui {

/// 0xffrrggbb, as QImage::Format_RGB32 has it.
using Pixel = std::uint32_t;
constexpr Pixel pixelOf(core::Rgb colour)
{
    return 0xff000000u | static_cast<Pixel>(colour.red) << 16 | static_cast<Pixel>(colour.green) << 8 | colour.blue;
}

struct RasterStyle
{
    std::array<Pixel, core::colourRoles> colours {};
    Pixel background = 0;
    std::vector<Pixel> empty; ///< a row without bars, as wide as the scale: background and grid
    std::uint64_t hiddenRoles = 0; ///< bit n: role n is not drawn
};

/// A bar at least `wideBar` pixels wide: drawn on whole pixels, its last one left free.
constexpr double wideBar = 3;
struct WideBar
{
    int left = 0;
    int right = 0; ///< exclusive
    std::uint32_t index = 0; ///< into the row's bars
    bool operator==(const WideBar&) const = default;
};

/// One row of pixels that stands for a row of bars at every height.
struct RowImage
{
    std::vector<Pixel> pixels;
    std::vector<std::pair<int, int>> idle; ///< runs of pixels without a bar, [first, second)
    std::vector<WideBar> wide;
};

/// Draws the row over pixels [0, scale.width) of `out`; scale.left is 0. Bars narrower than `wideBar` mix their colours
/// in each pixel by their time in it, so that neither they nor the idle time between them vanish; from the pyramid where
/// there are many, else from the bars themselves.
void rasterRow(const core::PhasePyramid& pyramid, std::size_t row, const core::TimeScale& scale, const RasterStyle& style,
    RowImage& out);

} // namespace ui
