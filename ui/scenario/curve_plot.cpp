#include "ui/scenario/curve_plot.h"

#include "core/results/palette.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {
namespace curve_plot {

using core::ColourRole;
using core::Nanoseconds;

constexpr int stripHeight = 44;
constexpr double reach = 9; ///< pixels around a point that are it
constexpr int mostLanes = 8;

QFont small(bool strong = false)
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(11);
    font.setBold(strong);
    return font;
}

QColor translucent(ColourRole role, int alpha)
{
    QColor result = colour(role);
    result.setAlpha(alpha);
    return result;
}

/// Two to five round values in (0, top).
std::vector<double> valueTicks(double top)
{
    const double rough = top / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double share = rough / power;
    const double step = power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
    std::vector<double> ticks;
    for (double value = step; value < top; value += step)
        ticks.push_back(value);
    return ticks;
}

/// Rates tick in bit/s, as links are named.
std::vector<double> ticksOf(const Curve& curve, double top)
{
    if (curve.subject.kind == core::TargetKind::Node)
        return valueTicks(top);
    std::vector<double> ticks = valueTicks(top * 8);
    for (double& tick : ticks)
        tick /= 8;
    return ticks;
}

} // namespace curve_plot

class CurvePlot::CurveRow : public Drawable
{
public:
    explicit CurveRow(CurvePlot& plot) : m_plot(plot) { }
    bool isOpaque() const override { return true; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override;

private:
    QPainterPath path(const PlotMapping& mapping) const;
    void drawGrid(QPainter& painter, const PlotMapping& mapping) const;
    void drawHandles(QPainter& painter, const PlotMapping& mapping) const;

    CurvePlot& m_plot;
};

/// Columns of pixels with several steps show all values between the least and the greatest.
QPainterPath CurvePlot::CurveRow::path(const PlotMapping& mapping) const
{
    const Curve& curve = m_plot.m_curve;
    const auto first = std::upper_bound(curve.steps.begin(), curve.steps.end(), mapping.scale.start,
        [](core::Nanoseconds t, const Curve::Step& step) { return t < step.at; });
    QPainterPath path(QPointF(mapping.area.left(), m_plot.yOf(curve.at(mapping.scale.start), mapping)));
    double lastX = mapping.area.left(), least = path.currentPosition().y(), greatest = least;
    for (auto step = first; step != curve.steps.end() && step->at < mapping.scale.end; ++step) {
        const double x = mapping.scale.x(step->at), y = m_plot.yOf(step->value, mapping);
        if (x - lastX < 0.5 && step != first) {
            least = std::min(least, y);
            greatest = std::max(greatest, y);
            path.lineTo(lastX, least);
            path.lineTo(lastX, greatest);
            path.lineTo(lastX, y);
            continue;
        }
        path.lineTo(x, path.currentPosition().y());
        path.lineTo(x, y);
        lastX = x;
        least = greatest = y;
    }
    path.lineTo(mapping.area.right() + 1, path.currentPosition().y());
    return path;
}

void CurvePlot::CurveRow::drawGrid(QPainter& painter, const PlotMapping& mapping) const
{
    using namespace curve_plot;
    const Curve& curve = m_plot.m_curve;
    painter.fillRect(mapping.area, colour(ColourRole::Panel));
    for (const core::TimeTick& tick : core::timeTicks(mapping.scale.start, mapping.scale.end, std::max(2, mapping.area.width() / 100)))
        painter.fillRect(QRectF(std::round(mapping.scale.x(tick.at)), mapping.area.top(), 1, mapping.area.height()), colour(ColourRole::Grid));
    painter.setFont(small());
    for (const double value : ticksOf(curve, m_plot.m_top)) {
        const double y = std::round(m_plot.yOf(value, mapping));
        painter.fillRect(QRectF(mapping.area.left(), y, mapping.area.width(), 1), colour(ColourRole::Grid));
        painter.setPen(colour(ColourRole::MutedText));
        painter.drawText(QPointF(mapping.area.left() + 8, y - 3), curve.words(value));
    }
}

void CurvePlot::CurveRow::draw(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_plot;
    const Curve& curve = m_plot.m_curve;
    drawGrid(painter, mapping);
    if (curve.steps.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const double nominal = m_plot.yOf(curve.nominal, mapping);
    painter.setPen(QPen(colour(ColourRole::MutedText), 1, Qt::DashLine));
    painter.drawLine(QPointF(mapping.area.left(), nominal), QPointF(mapping.area.right(), nominal));
    const QPainterPath line = path(mapping);
    QPainterPath below = line;
    below.lineTo(mapping.area.right() + 1, mapping.area.bottom() + 1);
    below.lineTo(mapping.area.left(), mapping.area.bottom() + 1);
    painter.fillPath(below, translucent(ColourRole::Accent, 30));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(ColourRole::Accent), 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPath(line);
    drawHandles(painter, mapping);
}

void CurvePlot::CurveRow::drawHandles(QPainter& painter, const PlotMapping& mapping) const
{
    using namespace curve_plot;
    for (const CurveHandle& handle : m_plot.m_curve.handles) {
        const QPointF at(mapping.scale.x(handle.at), m_plot.yOf(handle.value, mapping));
        const bool selected = m_plot.m_selected == handle.line;
        const bool hovered = m_plot.m_hovered == handle;
        painter.setPen(QPen(colour(ColourRole::Accent), 2));
        painter.setBrush(colour(selected || hovered ? ColourRole::Accent : ColourRole::Raised));
        const double size = hovered ? 6 : 5;
        if (handle.kind == CurveHandle::Kind::Start)
            painter.drawEllipse(at, size, size);
        else
            painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8));
    }
}

void CurvePlot::CurveRow::drawOverlay(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_plot;
    const Curve& curve = m_plot.m_curve;
    const Nanoseconds playhead = m_plot.m_script.session().playhead().time();
    painter.fillRect(QRectF(std::round(mapping.scale.x(playhead)), mapping.area.top(), 1, mapping.area.height()), colour(ColourRole::Critical));
    if (!m_plot.m_mouse || curve.steps.empty() || !mapping.area.contains(m_plot.m_mouse->toPoint()))
        return;
    const Nanoseconds at = mapping.scale.at(m_plot.m_mouse->x());
    const bool dragging = m_plot.m_gesture == Gesture::Point;
    const QString words = QStringLiteral("%1  %2").arg(text(at), curve.words(dragging ? m_plot.valueAt(m_plot.m_mouse->y()) : curve.at(at)));
    painter.setFont(small(true));
    const QFontMetrics metrics(painter.font(), painter.device());
    QRectF box(m_plot.m_mouse->x() + 14, m_plot.m_mouse->y() - 30, metrics.horizontalAdvance(words) + 16, metrics.height() + 8);
    if (box.right() > mapping.area.right() - 4)
        box.moveRight(m_plot.m_mouse->x() - 14);
    box.moveTop(std::max<double>(box.top(), mapping.area.top() + 4));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(ColourRole::Border), 1));
    painter.setBrush(colour(ColourRole::Raised));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colour(ColourRole::Text));
    painter.drawText(box, Qt::AlignCenter, words);
}

/// The simulated iteration where it is on the scenario's clock.
class CurvePlot::StripRow : public Drawable
{
public:
    explicit StripRow(CurvePlot& plot) : m_plot(plot) { }
    bool isOpaque() const override { return true; }
    void draw(QPainter& painter, const PlotMapping& mapping) override;
    void drawOverlay(QPainter& painter, const PlotMapping& mapping) override
    {
        const core::Nanoseconds playhead = m_plot.m_script.session().playhead().time();
        painter.fillRect(QRectF(std::round(mapping.scale.x(playhead)), mapping.area.top(), 1, mapping.area.height()), colour(core::ColourRole::Critical));
    }

private:
    void drawLanes(QPainter& painter, const PlotMapping& mapping, const SimulationResult& result) const;
    CurvePlot& m_plot;
};

void CurvePlot::StripRow::draw(QPainter& painter, const PlotMapping& mapping)
{
    using namespace curve_plot;
    painter.fillRect(mapping.area, colour(ColourRole::LaneStripe));
    painter.setFont(small());
    painter.setPen(colour(ColourRole::MutedText));
    const auto result = m_plot.m_script.session().result();
    const QRectF words = QRectF(mapping.area).adjusted(8, 0, -8, 0);
    if (!result) {
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, CurvePlot::tr("Simulate (F5) to see which iteration an event hits"));
        return;
    }
    const double left = mapping.scale.x(result->input.start);
    const double right = mapping.scale.x(result->input.start + result->timeline.period);
    drawLanes(painter, mapping, *result);
    painter.setPen(QPen(colour(ColourRole::Accent), 1));
    painter.setBrush(translucent(ColourRole::Accent, right - left < 40 ? 90 : 0));
    painter.drawRect(QRectF(left, mapping.area.top() + 4, std::max(2.0, right - left), mapping.area.height() - 9));
    const QString name = CurvePlot::tr("iteration of %1, %2").arg(text(result->input.plan), text(result->timeline.period));
    const double room = QFontMetrics(painter.font(), painter.device()).horizontalAdvance(name) + 8;
    painter.setPen(colour(ColourRole::MutedText));
    if (right > mapping.area.left() && right + room < mapping.area.right())
        painter.drawText(QRectF(right + 8, mapping.area.top(), room, mapping.area.height()), Qt::AlignLeft | Qt::AlignVCenter, name);
    else if (right <= mapping.area.left() || left - room > mapping.area.left())
        painter.drawText(QRectF(std::min<double>(left, mapping.area.right()) - room - 4, mapping.area.top(), room, mapping.area.height()), Qt::AlignRight | Qt::AlignVCenter, name);
}

void CurvePlot::StripRow::drawLanes(QPainter& painter, const PlotMapping& mapping, const SimulationResult& result) const
{
    using namespace curve_plot;
    const core::Timeline& timeline = result.timeline;
    if (mapping.scale.x(result.input.start + timeline.period) - mapping.scale.x(result.input.start) < 40)
        return;
    std::vector<const core::Lane*> lanes;
    for (const core::Lane& lane : timeline.lanes)
        if (lane.kind == core::LaneKind::Compute && static_cast<int>(lanes.size()) < mostLanes)
            lanes.push_back(&lane);
    const double height = (mapping.area.height() - 11.0) / std::max<double>(1, static_cast<double>(lanes.size()));
    double y = mapping.area.top() + 5;
    for (const core::Lane* lane : lanes) {
        const auto spans = timeline.spansOf(*lane);
        const auto first = std::partition_point(spans.begin(), spans.end(),
            [&](const core::Span& span) { return result.input.start + span.end < mapping.scale.start; });
        double painted = mapping.area.left() - 1.0; ///< what lies within half a pixel of it would not be seen
        for (auto span = first; span != spans.end() && result.input.start + span->start < mapping.scale.end; ++span) {
            const double from = mapping.scale.x(result.input.start + span->start), to = mapping.scale.x(result.input.start + span->end);
            if (to - painted < 0.5)
                continue;
            painted = to;
            painter.fillRect(QRectF(from, y, std::max(0.3, to - from), std::max(1.0, height - 1)), colour(core::roleOf(span->kind)));
        }
        y += height;
    }
}

CurvePlot::CurvePlot(Script& script, QWidget* parent)
    : Plot(parent), m_script(script), m_curveRow(std::make_unique<CurveRow>(*this)), m_stripRow(std::make_unique<StripRow>(*this))
{
    setObjectName(QStringLiteral("curvePlot"));
    setAccessibleName(tr("Curve of bandwidth over time"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(140);
    addRow(*m_curveRow);
    addRow(*m_stripRow, curve_plot::stripHeight);
    connect(&m_range, &VisibleRange::changed, this, [this] {
        setTimes(m_range.range().start, m_range.range().end);
        replot();
    });
    connect(&script.session().playhead(), &Playhead::moved, this, &Plot::replot);
    connect(&script.session(), &Session::resultsChanged, this, &Plot::replot);
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::setCurve(Curve curve)
{
    const bool another = !(curve.subject == m_curve.subject);
    m_curve = std::move(curve);
    if (another || m_gesture != Gesture::Point)
        m_top = m_curve.top(); // while a point is dragged the axis stays
    m_hovered.reset();
    const core::Nanoseconds end = std::max(m_curve.horizon, core::Nanoseconds(1));
    m_range.setBounds({core::Nanoseconds(0), end});
    setTimes(m_range.range().start, m_range.range().end);
    replot();
}

void CurvePlot::setSelectedLine(std::optional<int> line)
{
    m_selected = line;
    replot();
}

double CurvePlot::yOf(double value, const PlotMapping& mapping) const { return mapping.area.bottom() - value / m_top * (mapping.area.height() - 4) - 2; }

double CurvePlot::valueAt(double y) const
{
    const PlotMapping shown = mapping(0);
    return std::max(0.0, (shown.area.bottom() - 2 - y) / std::max(1, shown.area.height() - 4) * m_top);
}

QPointF CurvePlot::pointOf(const CurveHandle& handle) const
{
    const PlotMapping shown = mapping(0);
    return {shown.scale.x(handle.at), yOf(handle.value, shown)};
}

std::optional<CurveHandle> CurvePlot::handleAt(QPointF point) const
{
    std::optional<CurveHandle> nearest;
    double least = curve_plot::reach;
    for (const CurveHandle& handle : m_curve.handles) {
        const double gap = QLineF(pointOf(handle), point).length();
        if (gap < least || (gap == least && handle.line == m_selected)) {
            least = gap;
            nearest = handle;
        }
    }
    return nearest;
}

void CurvePlot::movePlayhead(QPointF point) { m_script.session().playhead().setTime(mapping(0).scale.at(point.x())); }

void CurvePlot::mousePressEvent(QMouseEvent* event)
{
    m_last = event->position();
    if (event->button() == Qt::MiddleButton) {
        m_gesture = Gesture::Pan;
        return;
    }
    if (event->button() != Qt::LeftButton || m_curve.steps.empty())
        return;
    const bool onCurve = mapping(0).area.contains(event->position().toPoint());
    const auto handle = onCurve ? handleAt(event->position()) : std::nullopt;
    if (handle) {
        m_gesture = Gesture::Point;
        m_drag = Drag {*handle, m_script.line(handle->line), m_curve, QStringLiteral("curve %1").arg(++m_drags)};
        setSelectedLine(handle->line);
        emit lineSelected(handle->line);
    } else if (onCurve && event->modifiers().testFlag(Qt::ControlModifier)) {
        const core::Nanoseconds at = mapping(0).scale.at(event->position().x());
        const int line = static_cast<int>(m_script.lines().size());
        m_script.insert(tr("Add event"), -1, {pointLine(m_curve, at, valueAt(event->position().y()))});
        setSelectedLine(line);
        emit lineSelected(line);
    } else {
        m_gesture = Gesture::Playhead;
        movePlayhead(event->position());
    }
}

void CurvePlot::drag(QPointF point)
{
    // A drag along the line changes one thing, not two.
    const QPointF from(mapping(0).scale.x(m_drag->handle.at), yOf(m_drag->handle.value, mapping(0)));
    const bool keepsTime = std::abs(point.x() - from.x()) < 4, keepsValue = std::abs(point.y() - from.y()) < 4;
    const core::Nanoseconds at = keepsTime ? m_drag->handle.at : mapping(0).scale.at(point.x());
    const double value = keepsValue ? m_drag->handle.value : valueAt(point.y());
    if (keepsTime && keepsValue)
        return;
    const auto line = dragged(m_drag->line, m_drag->handle, m_drag->curve, at, value);
    if (line)
        m_script.setLines(tr("Drag event"), {{m_drag->handle.line, *line}}, m_drag->key);
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event)
{
    m_mouse = event->position();
    if (m_gesture == Gesture::Point) {
        drag(event->position());
    } else if (m_gesture == Gesture::Playhead) {
        movePlayhead(event->position());
    } else if (m_gesture == Gesture::Pan) {
        const PlotMapping shown = mapping(0);
        m_range.pan(shown.scale.at(m_last.x()) - shown.scale.at(event->position().x()));
        m_last = event->position();
    } else {
        m_hovered = handleAt(event->position());
        setCursor(m_hovered ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    replot();
}

void CurvePlot::mouseReleaseEvent(QMouseEvent*)
{
    m_gesture = Gesture::None;
    m_drag.reset();
    m_top = m_curve.top();
    replot();
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent*) { m_range.showAll(); }

void CurvePlot::wheelEvent(QWheelEvent* event)
{
    const int turn = event->angleDelta().y() ? event->angleDelta().y() : event->angleDelta().x();
    const auto length = static_cast<double>(m_range.range().length().count);
    if (event->modifiers().testFlag(Qt::ControlModifier))
        m_range.zoom(std::pow(0.8, turn / 120.0), mapping(0).scale.at(event->position().x()));
    else
        m_range.pan(core::Nanoseconds(std::llround(-turn / 120.0 * length / 10)));
    event->accept();
}

void CurvePlot::leaveEvent(QEvent*)
{
    m_mouse.reset();
    m_hovered.reset();
    replot();
}

void CurvePlot::removeSelected()
{
    if (!m_selected)
        return;
    m_script.remove({*std::exchange(m_selected, std::nullopt)});
}

void CurvePlot::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        removeSelected();
    else
        Plot::keyPressEvent(event);
}

bool CurvePlot::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto handle = handleAt(help->pos());
        QToolTip::showText(help->globalPos(), handle ? tr("line %1: %2").arg(handle->line + 1).arg(text(m_script.line(handle->line).text)) : QString(), this);
        return true;
    }
    return Plot::event(event);
}

} // namespace ui
