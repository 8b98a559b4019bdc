#include "ui/timeline/lane_raster.h"

#include <algorithm>
#include <cassert>

namespace ui {
namespace lane_raster {

struct Mix
{
    float red = 0, green = 0, blue = 0, cover = 0;

    void add(Pixel colour, float share)
    {
        red += share * static_cast<float>(colour >> 16 & 0xff);
        green += share * static_cast<float>(colour >> 8 & 0xff);
        blue += share * static_cast<float>(colour & 0xff);
        cover += share;
    }
    Pixel over(Pixel background)
    {
        add(background, std::max(0.0f, 1 - cover));
        const auto channel = [](float value) { // rounding may leave a little over 255
            return static_cast<Pixel>(std::min(255, static_cast<int>(value + 0.5f)));
        };
        return 0xff000000u | channel(red) << 16 | channel(green) << 8 | channel(blue);
    }
};

/// The nearest whole number of one that is not negative; std::lround is a call.
inline int nearest(double pixels) { return static_cast<int>(pixels + 0.5); }

/// Takes bars from left to right.
class Scanline
{
public:
    Scanline(const RasterStyle& style, RowImage& out) : m_style(style), m_out(out) { }

    void addNarrow(double left, double right, Pixel colour)
    {
        const int last = static_cast<int>(right);
        double from = left;
        for (int column = static_cast<int>(left); column < last; ++column, from = column)
            addTo(column, colour, static_cast<float>(column + 1 - from));
        if (right > from)
            addTo(last, colour, static_cast<float>(right - from));
    }
    void addWide(double left, double right, Pixel colour, std::uint32_t index)
    {
        int first = nearest(left);
        if (const int column = static_cast<int>(left); column == m_open) {
            addTo(column, colour, static_cast<float>(column + 1 - left)); // shares the pixel with narrow bars
            first = column + 1;
        }
        close();
        const int end = std::min(nearest(right), width());
        fillIdle(first);
        std::fill(m_out.pixels.begin() + first, m_out.pixels.begin() + end, colour);
        if (end - first >= 4)
            m_out.pixels[static_cast<std::size_t>(end - 1)] = m_style.background;
        m_out.wide.push_back({first, end, index});
        m_wideRight = right;
        m_wideColour = colour;
        m_painted = std::max(m_painted, end);
    }
    void skip(double right) // a hidden bar is not idle time
    {
        close();
        m_painted = std::max(m_painted, std::min(width(), nearest(right)));
    }
    void idleUntil(int end)
    {
        close();
        fillIdle(std::min(end, width()));
    }

private:
    int width() const { return static_cast<int>(m_out.pixels.size()); }
    void addTo(int column, Pixel colour, float share)
    {
        if (column != m_open) {
            close();
            if (column >= width())
                return;
            m_open = column;
            m_mix = Mix();
            if (column < m_painted && m_wideRight > column) // under the end of a wide bar
                m_mix.add(m_wideColour, static_cast<float>(std::min(1.0, m_wideRight - column)));
        }
        m_mix.add(colour, share);
    }
    void close()
    {
        if (m_open < 0)
            return;
        fillIdle(m_open);
        m_out.pixels[static_cast<std::size_t>(m_open)] = m_mix.over(m_style.background);
        m_painted = std::max(m_painted, m_open + 1);
        m_open = -1;
    }
    void fillIdle(int until)
    {
        if (until > m_painted) {
            m_out.idle.emplace_back(m_painted, until);
            m_painted = until;
        }
    }

    const RasterStyle& m_style;
    RowImage& m_out;
    Mix m_mix;
    int m_open = -1;    ///< the pixel that `m_mix` is for
    int m_painted = 0;  ///< pixels before it are done
    double m_wideRight = 0;
    Pixel m_wideColour = 0;
};

bool isHidden(const RasterStyle& style, core::ColourRole role)
{
    return style.hiddenRoles >> static_cast<int>(role) & 1u;
}

void fromBars(const core::PhasePyramid& pyramid, std::size_t row, const core::TimeScale& scale, const RasterStyle& style,
    RowImage& out)
{
    const core::TrackRow& bars = pyramid.rows()[row];
    const auto [first, last] = pyramid.touching(row, scale.start, scale.end);
    const double perNanosecond = scale.pixelsPerNanosecond();
    const auto x = [&](std::int64_t at) {
        return std::clamp(static_cast<double>(at - scale.start.count) * perNanosecond, 0.0, scale.width);
    };
    Scanline line(style, out);
    for (std::size_t i = first; i < last; ++i) {
        const double left = x(bars.starts[i]);
        const double right = x(bars.ends[i]);
        const core::ColourRole role = bars.roles[bars.classes[i]];
        const Pixel colour = style.colours[static_cast<std::size_t>(role)];
        if (isHidden(style, role))
            line.skip(right);
        else if (right - left >= wideBar)
            line.addWide(left, right, colour, static_cast<std::uint32_t>(i));
        else
            line.addNarrow(left, right, colour);
    }
    line.idleUntil(static_cast<int>(scale.width));
}

void fromColumns(const core::PhasePyramid& pyramid, std::size_t row, const core::TimeScale& scale,
    const RasterStyle& style, RowImage& out)
{
    static thread_local std::vector<std::int64_t> times;
    const int count = static_cast<int>(scale.width);
    pyramid.columns(row, scale.start, scale.end, count, times);
    const auto& roles = pyramid.rows()[row].roles;
    const float perNanosecond = static_cast<float>(scale.pixelsPerNanosecond());
    int idleFrom = 0;
    const std::int64_t* time = times.data();
    for (int column = 0; column < count; ++column) {
        Mix mix;
        bool idle = true;
        for (const core::ColourRole role : roles) {
            const std::int64_t spent = *time++;
            if (spent == 0)
                continue;
            idle = false;
            if (!isHidden(style, role))
                mix.add(style.colours[static_cast<std::size_t>(role)], static_cast<float>(spent) * perNanosecond);
        }
        if (idle)
            continue;
        if (idleFrom < column)
            out.idle.emplace_back(idleFrom, column);
        idleFrom = column + 1;
        out.pixels[static_cast<std::size_t>(column)] = mix.over(style.background);
    }
    if (idleFrom < count)
        out.idle.emplace_back(idleFrom, count);
}

} // namespace lane_raster

void rasterRow(const core::PhasePyramid& pyramid, std::size_t row, const core::TimeScale& scale, const RasterStyle& style,
    RowImage& out)
{
    assert(style.empty.size() == static_cast<std::size_t>(scale.width));
    out.pixels = style.empty;
    out.idle.clear();
    out.wide.clear();
    const core::Nanoseconds column((scale.end - scale.start).count / std::max<std::int64_t>(1, static_cast<std::int64_t>(scale.width)));
    if (pyramid.isDense(row, core::Nanoseconds(column.count / 2)))
        lane_raster::fromColumns(pyramid, row, scale, style, out);
    else
        lane_raster::fromBars(pyramid, row, scale, style, out);
}

} // namespace ui
