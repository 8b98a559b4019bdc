#include "ui/timeline/lanes.h"

#include "core/results/text_width.h"
#include "ui/widgets/colours.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace lanes {

constexpr double hatchPeriod = 6; // that of core::strokesOf
constexpr int leastBubble = 3;    // device pixels that are worth a hatch

Pixel mixed(Pixel a, Pixel b, double share)
{
    Pixel result = 0xff000000u;
    for (int shift = 0; shift <= 16; shift += 8) {
        const double x = static_cast<double>(a >> shift & 0xff) * (1 - share) + static_cast<double>(b >> shift & 0xff) * share;
        result |= static_cast<Pixel>(std::lround(x)) << shift;
    }
    return result;
}

std::uint64_t hiddenRoles(std::uint32_t kinds)
{
    return static_cast<std::uint64_t>(kinds) << static_cast<int>(core::ColourRole::Forward);
}

} // namespace lanes

/// A row of bars in device pixels.
struct Lanes::Strip
{
    QRect box;
    core::TimeScale scale; ///< left is 0
    double ratio = 1;
    bool bubbles = false;
};

void Lanes::prepareStyle(const core::TimeScale& scale, double ratio)
{
    const core::Palette& palette = Colours::instance().palette();
    m_style.background = pixelOf(palette[core::ColourRole::Panel]);
    const double dim = m_scene.stale ? 0.55 : 0;
    for (std::size_t i = 0; i < m_style.colours.size(); ++i)
        m_style.colours[i] = lanes::mixed(pixelOf(palette.colours[i]), m_style.background, dim);
    m_style.hiddenRoles = lanes::hiddenRoles(m_scene.hiddenKinds);
    m_hatch = lanes::mixed(pixelOf(palette[core::ColourRole::Bubble]), m_style.background, dim);
    m_style.empty.assign(static_cast<std::size_t>(scale.width), m_style.background);
    const int ticks = std::max(2, static_cast<int>(scale.width / ratio / 100));
    for (const core::TimeTick& tick : core::timeTicks(scale.start, scale.end, ticks))
        if (const auto x = std::lround(scale.x(tick.at)); x >= 0 && x < static_cast<long>(m_style.empty.size()))
            m_style.empty[static_cast<std::size_t>(x)] = pixelOf(palette[core::ColourRole::Grid]);
    if (m_labelScheme != Colours::instance().scheme() || m_labelRatio != ratio || m_labels.size() > 20'000) {
        m_labels.clear();
        m_labelScheme = Colours::instance().scheme();
        m_labelRatio = ratio;
    }
}

void Lanes::draw(QPainter& painter, const PlotMapping& mapping)
{
    if (m_scene.isEmpty() || mapping.area.isEmpty())
        return;
    const double ratio = painter.device()->devicePixelRatioF();
    core::TimeScale scale = mapping.scale;
    scale.left = 0;
    scale.width = std::floor(scale.width * ratio);
    prepareStyle(scale, ratio);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.scale(1 / ratio, 1 / ratio);
    const int bottom = m_scene.scroll + mapping.area.height();
    const auto first = m_scene.layout.laneAt(std::max(0, m_scene.scroll));
    for (std::size_t lane = first.value_or(m_scene.timeline->lanes.size());
         lane < m_scene.timeline->lanes.size() && m_scene.layout.top(lane) < bottom; ++lane)
        drawLane(painter, mapping, lane, ratio);
    painter.restore();
}

void Lanes::drawLane(QPainter& painter, const PlotMapping& mapping, std::size_t lane, double ratio)
{
    const auto [first, last] = m_scene.pyramid.rowsOf(lane);
    const double y = mapping.area.top() + m_scene.layout.top(lane) - m_scene.scroll;
    const int tracks = static_cast<int>(last - first);
    for (std::size_t row = first; row < last; ++row) {
        const TrackBand band = bandOf(y, m_scene.layout.height(lane), static_cast<int>(row - first), tracks);
        const int top = static_cast<int>(std::lround(band.top * ratio));
        const int bottom = std::max(top + 1, static_cast<int>(std::lround((band.top + band.height) * ratio)));
        Strip strip;
        strip.scale = mapping.scale;
        strip.scale.left = 0;
        strip.scale.width = std::floor(mapping.scale.width * ratio);
        strip.box = QRect(static_cast<int>(std::lround(mapping.area.left() * ratio)), top,
            static_cast<int>(strip.scale.width), bottom - top);
        strip.ratio = ratio;
        strip.bubbles = m_scene.timeline->lanes[lane].kind == core::LaneKind::Compute;
        drawRow(painter, strip, row);
    }
}

/// The row's pixels are a texture: as high as the hatch's period where there are bubbles, else one pixel.
void Lanes::drawRow(QPainter& painter, const Strip& strip, std::size_t row)
{
    rasterRow(m_scene.pyramid, row, strip.scale, m_style, m_row);
    const auto width = m_row.pixels.size();
    const int period = std::max(2, static_cast<int>(std::lround(lanes::hatchPeriod * strip.ratio)));
    const int thickness = std::max(1, static_cast<int>(std::lround(strip.ratio)));
    const bool hatched = strip.bubbles && std::any_of(m_row.idle.begin(), m_row.idle.end(),
        [](const auto& run) { return run.second - run.first >= lanes::leastBubble; });
    const int height = hatched ? period : 1;
    m_texture.resize(width * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        std::copy(m_row.pixels.begin(), m_row.pixels.end(), m_texture.begin() + y * static_cast<std::ptrdiff_t>(width));
    for (const auto& [from, to] : m_row.idle)
        if (hatched && to - from >= lanes::leastBubble)
            for (int y = 0; y < height; ++y)
                for (int x = from; x < to; ++x)
                    if ((x + y) % period < thickness)
                        m_texture[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] = m_hatch;
    const QImage image(reinterpret_cast<const uchar*>(m_texture.data()), static_cast<int>(width), height,
        static_cast<qsizetype>(width * sizeof(Pixel)), QImage::Format_RGB32);
    painter.setBrushOrigin(strip.box.left(), 0);
    painter.fillRect(strip.box, QBrush(image));
    drawLabels(painter, strip, row);
}

void Lanes::drawLabels(QPainter& painter, const Strip& strip, std::size_t row)
{
    const core::TrackRow& bars = m_scene.pyramid.rows()[row];
    const double height = strip.box.height() / strip.ratio;
    for (const WideBar& bar : m_row.wide) {
        const double width = (bar.right - bar.left) / strip.ratio;
        if (width < 12 || height < core::barLabelSize)
            continue;
        const std::string label = core::barLabel(m_scene.span(bars.spans[bar.index]));
        if (!core::labelFits(label, width, height))
            continue;
        const QPixmap& pixmap = labelPixmap(label, bars.roles[bars.classes[bar.index]], strip.ratio);
        const int x = strip.box.left() + (bar.left + bar.right - 1 - pixmap.width()) / 2;
        painter.drawPixmap(x, strip.box.top() + (strip.box.height() - pixmap.height()) / 2, pixmap);
    }
}

const QPixmap& Lanes::labelPixmap(const std::string& text, core::ColourRole role, double ratio)
{
    const core::ColourRole ink = Colours::instance().palette().textOn(role);
    const QString key = QString::number(static_cast<int>(ink)) + QString::fromStdString(text);
    QPixmap& pixmap = m_labels[key];
    if (!pixmap.isNull())
        return pixmap;
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(static_cast<int>(std::lround(core::barLabelSize * ratio)));
    const QFontMetrics metrics(font);
    const QString words = QString::fromStdString(text);
    pixmap = QPixmap(std::max(1, metrics.horizontalAdvance(words)), metrics.ascent() + 1);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(font);
    painter.setPen(colour(ink));
    painter.drawText(0, metrics.ascent() - metrics.descent() / 2, words);
    return pixmap;
}

std::optional<std::uint32_t> Lanes::pick(const PlotMapping& mapping, QPointF point) const
{
    if (m_scene.isEmpty() || !mapping.area.contains(point.toPoint()))
        return std::nullopt;
    const double y = point.y() - mapping.area.top() + m_scene.scroll;
    const auto lane = m_scene.layout.laneAt(static_cast<int>(y));
    if (!lane)
        return std::nullopt;
    const auto [first, last] = m_scene.pyramid.rowsOf(*lane);
    const int tracks = static_cast<int>(last - first);
    const double inside = y - m_scene.layout.top(*lane);
    const double trackHeight = (m_scene.layout.height(*lane) - core::laneGap) / tracks;
    const int track = std::clamp(static_cast<int>(inside / trackHeight), 0, tracks - 1);
    const std::size_t row = first + static_cast<std::size_t>(track);
    for (const double reach : {0.0, -1.0, 1.0, -3.0, 3.0}) {
        const auto found = m_scene.pyramid.spanAt(row, mapping.scale.at(point.x() + reach));
        if (found && !core::isHidden(m_scene.hiddenKinds, m_scene.span(*found).kind))
            return found;
    }
    return std::nullopt;
}

QRectF Lanes::boxOf(const PlotMapping& mapping, std::uint32_t index) const
{
    const core::Span& span = m_scene.span(index);
    const auto [first, last] = m_scene.pyramid.rowsOf(span.lane);
    const std::size_t row = m_scene.placeOf(index).first;
    const double y = mapping.area.top() + m_scene.layout.top(span.lane) - m_scene.scroll;
    const TrackBand band = bandOf(y, m_scene.layout.height(span.lane), static_cast<int>(row - first), static_cast<int>(last - first));
    const double left = mapping.scale.x(span.start);
    return {left, band.top, std::max(1.0, mapping.scale.x(span.end) - left), band.height};
}

} // namespace ui
