#pragma once

#include "core/results/phase_pyramid.h"

#include <array>
#include <cstdint>
#include <utility>
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
    std::uint64_t hiddenRoles = 0; ///< bit n: role n is not drawn
    bool operator==(const RasterStyle&) const = default;
};

/// Columns of pixels are counted from time 0 of the timeline, not from the left of the screen: a column shows the same
/// time, and so the same pixel, wherever a pan has moved it.
using Column = std::int64_t;

/// The columns on screen.
struct RasterColumns
{
    double perNanosecond = 1; ///< columns in a nanosecond
    Column first = 0;
    std::vector<Pixel> empty; ///< what each shows without bars: background and grid

    Column last() const { return first + static_cast<Column>(empty.size()); } ///< exclusive
    double x(std::int64_t at) const { return static_cast<double>(at) * perNanosecond; }
    std::int64_t boundary(Column column) const ///< the nearest nanosecond
    {
        return static_cast<std::int64_t>(static_cast<double>(column) / perNanosecond + 0.5);
    }
};

/// A bar at least `wideBar` columns wide: drawn on whole columns, its last one left free.
constexpr double wideBar = 3;
struct WideBar
{
    Column left = 0;  ///< may lie outside the image
    Column right = 0; ///< exclusive
    std::uint32_t index = 0; ///< into the row's bars
    bool operator==(const WideBar&) const = default;
};

/// One row of pixels that stands for a row of bars at every height.
struct RowImage
{
    Column first = 0; ///< of `pixels`
    std::vector<Pixel> pixels;
    std::vector<std::pair<Column, Column>> idle; ///< runs of columns without a bar, [first, second)
    std::vector<WideBar> wide;
    bool operator==(const RowImage&) const = default;
};

/// Draws the row over the columns. Bars narrower than `wideBar` mix their colours in each pixel by their time in it, so
/// that neither they nor the idle time between them vanish; from the pyramid where there are many, else from the bars
/// themselves.
void rasterRow(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, const RasterStyle& style,
    RowImage& out);

/// The same image as `rasterRow`. What `image` already shows of the row, drawn with the same style and as many columns in a
/// nanosecond, is moved and not drawn again.
void moveRow(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, const RasterStyle& style,
    RowImage& image);

} // namespace ui
