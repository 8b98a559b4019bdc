#include "ui/scenario/curve_plot.h"

#include "ui/scenario/curve_rows.h"
#include "ui/widgets/format.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {
namespace curve_plot {

constexpr int stripHeight = 44;
constexpr double reach = 9; ///< pixels around a point that are it

} // namespace curve_plot

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
