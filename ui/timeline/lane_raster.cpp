#include "ui/timeline/lane_raster.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace ui {
namespace lane_raster {

using Floats = float __attribute__((vector_size(16)));
using Whole = std::int32_t __attribute__((vector_size(16)));

inline Floats same(float value) { return Floats {value, value, value, value}; }

/// Blue, green, red and the share of the pixel that is covered.
inline Floats lightOf(Pixel colour)
{
    return Floats {static_cast<float>(colour & 0xff), static_cast<float>(colour >> 8 & 0xff),
        static_cast<float>(colour >> 16 & 0xff), 1};
}

/// A colour of bars.
struct Shade
{
    Pixel pixel = 0;
    Floats light {};
    bool hidden = false;
};

std::array<Shade, core::colourRoles> shadesOf(const std::vector<core::ColourRole>& roles, const RasterStyle& style)
{
    std::array<Shade, core::colourRoles> shades;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const Pixel pixel = style.colours[static_cast<std::size_t>(roles[i])];
        shades[i] = {pixel, lightOf(pixel), (style.hiddenRoles >> static_cast<int>(roles[i]) & 1u) != 0};
    }
    return shades;
}

/// The light of bars and, where they leave some free, the background.
inline Pixel mixed(Floats light, Floats background)
{
    Floats free = 1 - same(light[3]);
    free = free > 0 ? free : 0;
    Whole channels = __builtin_convertvector(light + background * free + 0.5f, Whole);
    channels = channels > 255 ? 255 : channels; // rounding may leave a little over
    return 0xff000000u | static_cast<Pixel>(channels[2]) << 16 | static_cast<Pixel>(channels[1]) << 8
        | static_cast<Pixel>(channels[0]);
}

/// The nearest whole number of one that is not negative; std::llround is a call.
inline Column nearest(double x) { return static_cast<Column>(x + 0.5); }

/// Memory that is used again for each row.
struct Scratch
{
    struct Light
    {
        Floats value {};
    };
    struct Block
    {
        double left = 0;
        double right = 0;
        Column begin = 0;
        Column end = 0;
        const Shade* shade = nullptr;
    };
    std::vector<Light> lights; ///< of narrow bars in each column; dark between uses
    std::vector<Block> blocks; ///< wide or hidden bars
};

/// Takes the bars of a row from left to right, also such as lie outside the image. A pixel depends only on the bars that
/// touch its column, so an image may be drawn in parts.
class Scanline
{
public:
    Scanline(const RasterStyle& style, RowImage& out, Scratch& scratch)
        : m_scratch(scratch)
        , m_background(style.background)
        , m_out(out)
        , m_first(out.first)
        , m_last(out.first + static_cast<Column>(out.pixels.size()))
        , m_done(out.first)
    {
        m_scratch.lights.resize(std::max(m_scratch.lights.size(), out.pixels.size() + 2 * margin + 1));
        m_scratch.blocks.clear();
        m_lights = m_scratch.lights.data();
    }

    /// Where bars are about as wide as columns no branch can be foreseen, so there is none but for what is rare.
    void addNarrow(double left, double right, const Shade& shade)
    {
        const Column first = static_cast<Column>(left);
        const Column last = static_cast<Column>(right);
        if (first < m_first - margin || last > m_last + margin)
            return;
        const auto beyond = static_cast<std::int32_t>(last - first);
        const Whole crosses = Whole {beyond, beyond, beyond, beyond} > 0; // each bit is set if it ends in another column
        const auto untilNext = reinterpret_cast<Whole>(same(static_cast<float>(static_cast<double>(first + 1) - left)));
        const auto whole = reinterpret_cast<Whole>(same(static_cast<float>(right - left)));
        const auto fromLast = reinterpret_cast<Whole>(same(static_cast<float>(right - static_cast<double>(last))));
        light(first) += shade.light * reinterpret_cast<Floats>((untilNext & crosses) | (whole & ~crosses));
        for (Column column = first + 1; column < last; ++column)
            light(column) += shade.light;
        light(last) += shade.light * reinterpret_cast<Floats>(fromLast & crosses);
    }
    void addWide(double left, double right, const Shade& shade, std::uint32_t index)
    {
        const Column begin = nearest(left);
        const Column end = nearest(right);
        m_scratch.blocks.push_back({left, right, begin, end, &shade});
        if (std::max(begin, m_first) < std::min(end, m_last))
            m_out.wide.push_back({begin, end, index});
    }
    void skip(double left, double right, const Shade& shade) // a hidden bar is not idle time
    {
        m_scratch.blocks.push_back({left, right, nearest(left), nearest(right), &shade});
    }
    void finish()
    {
        for (const Block& block : m_scratch.blocks)
            lightEnds(block);
        for (const Block& block : m_scratch.blocks) {
            paintNarrow(std::min(block.begin, m_last));
            paint(block);
        }
        paintNarrow(m_last);
        const auto lights = m_scratch.lights.begin();
        std::fill(lights, lights + margin, Scratch::Light());
        std::fill(lights + (m_last - m_first) + margin, m_scratch.lights.end(), Scratch::Light());
    }

private:
    static constexpr Column margin = 8; ///< columns beside the image that narrow bars at its edges may touch

    using Block = Scratch::Block;

    Pixel& pixel(Column column) { return m_out.pixels[static_cast<std::size_t>(column - m_first)]; }
    Floats& light(Column column) { return m_lights[column - m_first + margin].value; }
    bool isLit(Column column) { return column >= m_first && column < m_last && light(column)[3] > 0; }

    /// A wide bar mixes into the pixels at its ends where narrow bars do.
    void lightEnds(const Block& block)
    {
        if (block.shade->hidden)
            return;
        if (const Column column = static_cast<Column>(block.left); isLit(column))
            light(column) += block.shade->light * static_cast<float>(static_cast<double>(column + 1) - block.left);
        if (const Column column = static_cast<Column>(block.right); isLit(column))
            light(column) += block.shade->light * static_cast<float>(block.right - static_cast<double>(column));
    }
    void paint(const Block& block)
    {
        const Column from = std::max(block.begin, m_first);
        const Column to = std::min(block.end, m_last);
        if (from >= to)
            return;
        if (!block.shade->hidden) {
            std::fill(&pixel(from), &pixel(from) + (to - from), block.shade->pixel);
            if (block.end - block.begin >= 4 && block.end == to)
                pixel(to - 1) = m_background;
        }
        for (const Column column : {static_cast<Column>(block.left), static_cast<Column>(block.right)})
            if (column >= from && column < to && isLit(column))
                takeLight(column);
        m_done = to;
    }
    void takeLight(Column column)
    {
        pixel(column) = mixed(light(column), lightOf(m_background));
        light(column) = Floats {};
    }
    void paintNarrow(Column until)
    {
        const Floats background = lightOf(m_background);
        Column idleFrom = m_done;
        for (Column column = m_done; column < until; ++column) {
            Floats& found = light(column);
            if (found[3] <= 0)
                continue;
            addIdle(idleFrom, column);
            idleFrom = column + 1;
            pixel(column) = mixed(found, background);
            found = Floats {};
        }
        addIdle(idleFrom, until);
        m_done = std::max(m_done, until);
    }
    void addIdle(Column from, Column until)
    {
        if (from >= until)
            return;
        if (!m_out.idle.empty() && m_out.idle.back().second == from)
            m_out.idle.back().second = until;
        else
            m_out.idle.emplace_back(from, until);
    }

    Scratch& m_scratch;
    Scratch::Light* m_lights = nullptr;
    Pixel m_background;
    RowImage& m_out;
    Column m_first;
    Column m_last;
    Column m_done; ///< columns before it are painted
};

void fromBars(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, const RasterStyle& style,
    RowImage& out)
{
    const core::TrackRow& bars = pyramid.rows()[row];
    const auto [first, last] = pyramid.touching(row, core::Nanoseconds(columns.boundary(columns.first) - 1),
        core::Nanoseconds(columns.boundary(columns.last()) + 1));
    const auto shades = shadesOf(bars.roles, style);
    static thread_local Scratch scratch;
    Scanline line(style, out, scratch);
    for (std::size_t i = first; i < last; ++i) {
        const double left = columns.x(bars.starts[i]);
        const double right = columns.x(bars.ends[i]);
        const Shade& shade = shades[bars.classes[i]];
        if (shade.hidden)
            line.skip(left, right, shade);
        else if (right - left >= wideBar)
            line.addWide(left, right, shade, static_cast<std::uint32_t>(i));
        else
            line.addNarrow(left, right, shade);
    }
    line.finish();
}

void fromPyramid(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, core::Nanoseconds width,
    const RasterStyle& style, RowImage& out)
{
    static thread_local std::vector<std::int64_t> times, boundaries;
    boundaries.clear();
    for (Column column = columns.first; column <= columns.last(); ++column)
        boundaries.push_back(columns.boundary(column));
    pyramid.columns(row, boundaries, width, times);
    const std::size_t roles = pyramid.rows()[row].roles.size();
    const auto shades = shadesOf(pyramid.rows()[row].roles, style);
    const Floats background = lightOf(style.background);
    const float perNanosecond = static_cast<float>(columns.perNanosecond);
    Column idleFrom = columns.first;
    const std::int64_t* time = times.data();
    for (Column column = columns.first; column < columns.last(); ++column) {
        Floats light {};
        std::int64_t busy = 0;
        for (std::size_t role = 0; role < roles; ++role) {
            const std::int64_t spent = *time++;
            busy += spent;
            if (!shades[role].hidden)
                light += shades[role].light * (static_cast<float>(spent) * perNanosecond);
        }
        if (busy == 0)
            continue;
        if (idleFrom < column)
            out.idle.emplace_back(idleFrom, column);
        idleFrom = column + 1;
        out.pixels[static_cast<std::size_t>(column - columns.first)] = mixed(light, background);
    }
    if (idleFrom < columns.last())
        out.idle.emplace_back(idleFrom, columns.last());
}

/// The columns [first, last) of others.
RasterColumns partOf(const RasterColumns& whole, Column first, Column last)
{
    return {whole.perNanosecond, first,
        {whole.empty.begin() + (first - whole.first), whole.empty.begin() + (last - whole.first)}};
}

/// Leaves only what lies in columns [first, last).
void crop(RowImage& image, Column first, Column last)
{
    std::erase_if(image.idle, [&](const auto& run) { return run.second <= first || run.first >= last; });
    if (!image.idle.empty()) {
        image.idle.front().first = std::max(image.idle.front().first, first);
        image.idle.back().second = std::min(image.idle.back().second, last);
    }
    std::erase_if(image.wide, [&](const WideBar& bar) { return bar.right <= first || bar.left >= last; });
}

/// Adds the runs and bars of the image to the right; what both have a part of becomes one.
void join(RowImage& left, const RowImage& right)
{
    auto run = right.idle.begin();
    if (run != right.idle.end() && !left.idle.empty() && left.idle.back().second == run->first)
        left.idle.back().second = run++->second;
    left.idle.insert(left.idle.end(), run, right.idle.end());
    auto bar = right.wide.begin();
    if (bar != right.wide.end() && !left.wide.empty() && left.wide.back().index == bar->index)
        ++bar;
    left.wide.insert(left.wide.end(), bar, right.wide.end());
}

} // namespace lane_raster

void rasterRow(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, const RasterStyle& style,
    RowImage& out)
{
    out.first = columns.first;
    out.pixels = columns.empty;
    out.idle.clear();
    out.wide.clear();
    const core::Nanoseconds width(static_cast<std::int64_t>(1 / columns.perNanosecond));
    if (pyramid.isDense(row, core::Nanoseconds(width.count / 2)))
        lane_raster::fromPyramid(pyramid, row, columns, width, style, out);
    else
        lane_raster::fromBars(pyramid, row, columns, style, out);
}

void moveRow(const core::PhasePyramid& pyramid, std::size_t row, const RasterColumns& columns, const RasterStyle& style,
    RowImage& image)
{
    using namespace lane_raster;
    const Column by = columns.first - image.first;
    if (by == 0 && image.pixels.size() == columns.empty.size())
        return;
    if (image.pixels.size() != columns.empty.size() || std::abs(by) >= static_cast<Column>(columns.empty.size()))
        return rasterRow(pyramid, row, columns, style, image);
    static thread_local RowImage strip;
    std::vector<Pixel>& pixels = image.pixels;
    crop(image, columns.first, columns.last());
    if (by > 0) {
        rasterRow(pyramid, row, partOf(columns, columns.last() - by, columns.last()), style, strip);
        std::move(pixels.begin() + by, pixels.end(), pixels.begin());
        std::copy(strip.pixels.begin(), strip.pixels.end(), pixels.end() - by);
        join(image, strip);
    } else {
        rasterRow(pyramid, row, partOf(columns, columns.first, columns.first - by), style, strip);
        std::move_backward(pixels.begin(), pixels.end() + by, pixels.end());
        std::copy(strip.pixels.begin(), strip.pixels.end(), pixels.begin());
        join(strip, image);
        std::swap(strip.idle, image.idle);
        std::swap(strip.wide, image.wide);
    }
    image.first = columns.first;
}

} // namespace ui
