#include "ui/timeline/lanes.h"

#include "core/results/text_width.h"
#include "ui/widgets/colours.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <iterator>

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

/// Share of the background in the colours.
double dimming(const TimelineScene& scene) { return scene.bright() ? 0.75 : scene.stale ? 0.55 : 0; }

QImage imageOf(const std::vector<Pixel>& pixels, std::size_t width)
{
    return QImage(reinterpret_cast<const uchar*>(pixels.data()), static_cast<int>(width),
        static_cast<int>(pixels.size() / width), static_cast<qsizetype>(width * sizeof(Pixel)), QImage::Format_RGB32);
}

int devicePixels(double logical, double ratio) { return static_cast<int>(std::lround(logical * ratio)); }

} // namespace lanes

/// What is painted on, in device pixels. Rows are painted from the top to the bottom.
struct Lanes::Canvas
{
    QPainter& painter;
    QRect area;
    double ratio = 1;
    int bottom = 0; ///< of what is painted

    void fill(int top, int until, const QImage& texture) const
    {
        painter.fillRect(QRect(area.left(), top, area.width(), until - top), QBrush(texture));
    }
    void fillGap(int until, const QImage& empty)
    {
        if (until > bottom)
            fill(bottom, until, empty);
        bottom = std::max(bottom, until);
    }
};

Lanes::Look Lanes::lookOf(const core::TimeScale& scale, double ratio) const
{
    const core::Palette& palette = Colours::instance().palette();
    Look look;
    look.style.background = pixelOf(palette[core::ColourRole::Panel]);
    for (std::size_t i = 0; i < look.style.colours.size(); ++i)
        look.style.colours[i] = lanes::mixed(pixelOf(palette.colours[i]), look.style.background, lanes::dimming(m_scene));
    look.style.hiddenRoles = m_scene.hidden;
    look.grid = pixelOf(palette[core::ColourRole::Grid]);
    const auto ticks = core::timeTicks(scale.start, scale.end, std::max(2, static_cast<int>(scale.width / ratio / 100)));
    look.tickDistance = ticks.size() > 1 ? (ticks[1].at - ticks[0].at).count : 0;
    look.perNanosecond = scale.pixelsPerNanosecond();
    look.columns = static_cast<std::size_t>(scale.width);
    look.revision = m_scene.revision;
    return look;
}

void Lanes::prepareColumns(const core::TimeScale& scale)
{
    m_columns.perNanosecond = m_look.perNanosecond;
    m_columns.first = std::llround(m_columns.x(scale.start.count));
    m_columns.empty.assign(m_look.columns, m_look.style.background);
    if (m_look.tickDistance == 0)
        return;
    const std::int64_t distance = m_look.tickDistance;
    for (std::int64_t at = scale.start.count / distance * distance;; at += distance) {
        const Column column = std::llround(m_columns.x(at));
        if (column >= m_columns.last())
            break;
        if (column >= m_columns.first)
            m_columns.empty[static_cast<std::size_t>(column - m_columns.first)] = m_look.grid;
    }
}

void Lanes::prepare(const core::TimeScale& scale, double ratio)
{
    if (const Look look = lookOf(scale, ratio); look != m_look || m_rows.size() != m_scene.pyramid.rows().size()) {
        m_rows.assign(m_scene.pyramid.rows().size(), RowImage());
        m_kept.clear();
        m_look = look;
        m_hatch = lanes::mixed(pixelOf(Colours::instance().palette()[core::ColourRole::Bubble]), look.style.background,
            lanes::dimming(m_scene));
    }
    prepareColumns(scale);
    if (m_labelScheme == Colours::instance().scheme() && m_labelRatio == ratio && m_labels.size() <= 20'000)
        return;
    m_labels.clear();
    m_labelScheme = Colours::instance().scheme();
    m_labelRatio = ratio;
}

void Lanes::keepRowsOf(std::span<const std::size_t> lanes)
{
    std::vector<std::size_t> gone;
    std::vector<std::size_t> kept(lanes.begin(), lanes.end());
    std::sort(kept.begin(), kept.end());
    std::set_difference(m_kept.begin(), m_kept.end(), kept.begin(), kept.end(), std::back_inserter(gone));
    for (const std::size_t lane : gone)
        for (std::size_t row = m_scene.pyramid.rowsOf(lane).first; row < m_scene.pyramid.rowsOf(lane).second; ++row)
            m_rows[row] = RowImage();
    m_kept = std::move(kept);
}

void Lanes::draw(QPainter& painter, const PlotMapping& mapping)
{
    if (mapping.area.isEmpty())
        return;
    if (m_scene.isEmpty()) {
        painter.fillRect(mapping.area, colour(core::ColourRole::Panel));
        return;
    }
    const double ratio = painter.device()->devicePixelRatioF();
    core::TimeScale scale = mapping.scale;
    scale.left = 0;
    scale.width = std::max(1.0, std::floor(scale.width * ratio));
    prepare(scale, ratio);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.scale(1 / ratio, 1 / ratio);
    const int top = lanes::devicePixels(mapping.area.top(), ratio);
    const int bottom = lanes::devicePixels(mapping.area.top() + mapping.area.height(), ratio);
    Canvas canvas {painter, QRect(lanes::devicePixels(mapping.area.left(), ratio), top, static_cast<int>(scale.width), bottom - top),
        ratio, top};
    painter.setBrushOrigin(canvas.area.left(), 0);
    const auto shown = m_scene.layout.between(m_scene.scroll, m_scene.scroll + mapping.area.height());
    for (const std::size_t lane : shown)
        drawLane(canvas, lane);
    canvas.fillGap(bottom, lanes::imageOf(m_columns.empty, m_columns.empty.size()));
    painter.restore();
    keepRowsOf(shown);
}

void Lanes::drawLane(Canvas& canvas, std::size_t lane)
{
    const auto [first, last] = m_scene.pyramid.rowsOf(lane);
    const double y = canvas.area.top() / canvas.ratio + m_scene.layout.top(lane) - m_scene.scroll;
    const int tracks = static_cast<int>(last - first);
    for (std::size_t row = first; row < last; ++row) {
        const TrackBand band = bandOf(y, m_scene.layout.height(lane), static_cast<int>(row - first), tracks);
        const int top = lanes::devicePixels(band.top, canvas.ratio);
        const int bottom = std::max(top + 1, lanes::devicePixels(band.top + band.height, canvas.ratio));
        canvas.fillGap(top, lanes::imageOf(m_columns.empty, m_columns.empty.size()));
        drawRow(canvas, top, bottom, row);
        canvas.bottom = std::max(canvas.bottom, bottom);
    }
}

void Lanes::drawRow(Canvas& canvas, int top, int bottom, std::size_t row)
{
    moveRow(m_scene.pyramid, row, m_columns, m_look.style, m_rows[row]);
    canvas.fill(top, bottom, textureOf(m_rows[row], idleColumns(m_scene.pyramid.rows()[row].lane), canvas.ratio));
    if (!m_scene.bright())
        drawLabels(canvas, QRect(canvas.area.left(), top, canvas.area.width(), bottom - top), row);
}

/// Where a lane without a bar is idle: in its window. None: it is not told.
std::pair<Column, Column> Lanes::idleColumns(std::size_t shown) const
{
    const auto index = m_scene.arrangement.laneOf(shown);
    if (!index || !m_scene.arrangement.isTall(shown) || !m_scene.bubblesShown)
        return {};
    const core::Lane& lane = m_scene.timeline->lanes[*index];
    const core::Nanoseconds end = lane.window + m_scene.timeline->period;
    return {std::llround(m_columns.x(lane.window.count)), std::llround(m_columns.x(end.count))};
}

/// One pixel high, or the period of the hatch where there are bubbles inside `told`; good until the next.
QImage Lanes::textureOf(const RowImage& image, std::pair<Column, Column> told, double ratio)
{
    const int period = std::max(2, lanes::devicePixels(lanes::hatchPeriod, ratio));
    const int thickness = std::max(1, lanes::devicePixels(1, ratio));
    const auto inside = [&](const auto& run) { return std::pair(std::max(run.first, told.first), std::min(run.second, told.second)); };
    const auto isBubble = [&](const auto& run) { return inside(run).second - inside(run).first >= lanes::leastBubble; };
    const std::size_t width = image.pixels.size();
    if (std::none_of(image.idle.begin(), image.idle.end(), isBubble))
        return lanes::imageOf(image.pixels, width);
    m_texture.clear();
    for (int y = 0; y < period; ++y)
        m_texture.insert(m_texture.end(), image.pixels.begin(), image.pixels.end());
    for (const auto& bubble : image.idle) {
        if (!isBubble(bubble))
            continue;
        const auto run = inside(bubble);
        for (int y = 0; y < period; ++y) { // pixels with (column + y) % period < thickness
            Pixel* const line = m_texture.data() + static_cast<std::size_t>(y) * width;
            const Column phase = (run.first + y) % period;
            for (Column stroke = run.first - phase; stroke < run.second; stroke += period)
                for (Column column = std::max(stroke, run.first); column < std::min(stroke + thickness, run.second); ++column)
                    line[column - image.first] = m_hatch;
        }
    }
    return lanes::imageOf(m_texture, width);
}

void Lanes::drawLabels(Canvas& canvas, const QRect& box, std::size_t row)
{
    const core::TrackRow& bars = m_scene.pyramid.rows()[row];
    const double height = box.height() / canvas.ratio;
    if (height < core::barLabelSize)
        return;
    for (const WideBar& bar : m_rows[row].wide) {
        const Column left = std::max(bar.left, m_columns.first);
        const Column right = std::min(bar.right, m_columns.last());
        const double width = static_cast<double>(right - left) / canvas.ratio;
        if (width < 12)
            continue;
        const std::string label = core::barLabel(m_scene.span(bars.spans[bar.index]));
        if (!core::labelFits(label, width, height))
            continue;
        const QPixmap& pixmap = labelPixmap(label, bars.roles[bars.classes[bar.index]], canvas.ratio);
        const int middle = static_cast<int>(left + right - 1 - 2 * m_columns.first);
        canvas.painter.drawPixmap(box.left() + (middle - pixmap.width()) / 2,
            box.top() + (box.height() - pixmap.height()) / 2, pixmap);
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
        if (found && !core::contains(m_scene.hidden, core::barRole(*m_scene.timeline, m_scene.span(*found), m_scene.colourBy)))
            return found;
    }
    return std::nullopt;
}

QRectF Lanes::boxOf(const PlotMapping& mapping, std::uint32_t index) const
{
    const core::Span& span = m_scene.span(index);
    const std::size_t lane = m_scene.arrangement.rowOf(index);
    const auto [first, last] = m_scene.pyramid.rowsOf(lane);
    const std::size_t row = m_scene.placeOf(index).first;
    const double y = mapping.area.top() + m_scene.layout.top(lane) - m_scene.scroll;
    const TrackBand band = bandOf(y, m_scene.layout.height(lane), static_cast<int>(row - first), static_cast<int>(last - first));
    const double left = mapping.scale.x(span.start);
    return {left, band.top, std::max(1.0, mapping.scale.x(span.end) - left), band.height};
}

} // namespace ui
