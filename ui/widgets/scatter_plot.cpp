#include "ui/widgets/scatter_plot.h"

#include "ui/widgets/colours.h"

#include <QEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {
namespace scatter_plot {

constexpr double band = 0.1;
constexpr double reach = 9; ///< pixels from the pointer to a point it means

enum Graph { Plain, Hollow, Faint, FaintHollow, graphs };

Graph graphOf(const ScatterPoint& point)
{
    if (point.isFaint)
        return point.isHollow ? FaintHollow : Faint;
    return point.isHollow ? Hollow : Plain;
}

QCPScatterStyle styleOf(Graph graph)
{
    const bool faint = graph == Faint || graph == FaintHollow;
    const bool hollow = graph == Hollow || graph == FaintHollow;
    QColor colour = ui::colour(faint ? core::ColourRole::Border : core::ColourRole::Accent);
    QColor fill = colour;
    fill.setAlphaF(faint ? 0.6F : 0.35F);
    return {QCPScatterStyle::ssCircle, QPen(colour, 1), hollow ? QBrush(Qt::NoBrush) : QBrush(fill), faint ? 5.0 : 7.0};
}

} // namespace scatter_plot

class ScatterPlot::Parts
{
public:
    QCustomPlot* canvas = nullptr;
    QCPGraph* lower = nullptr;
    QCPGraph* upper = nullptr;
    QCPGraph* diagonal = nullptr;
    std::array<QCPGraph*, scatter_plot::graphs> graphs {};
    std::vector<ScatterPoint> points;

    void addGraphs()
    {
        for (QCPGraph** line : {&lower, &upper, &diagonal})
            *line = canvas->addGraph();
        upper->setChannelFillGraph(lower);
        for (const auto which : {scatter_plot::FaintHollow, scatter_plot::Faint, scatter_plot::Hollow, scatter_plot::Plain}) {
            graphs[which] = canvas->addGraph();
            graphs[which]->setLineStyle(QCPGraph::lsNone);
        }
    }
    void setUpAxis(QCPAxis& axis)
    {
        axis.setScaleType(QCPAxis::stLogarithmic);
        axis.setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis.setNumberFormat(QStringLiteral("g"));
        axis.setNumberPrecision(4); // 0.1, 1, 10: whole words up to ten thousand
        axis.grid()->setSubGridVisible(false);
        axis.setTickLength(0, 4);
        axis.setSubTickLength(0, 2);
    }
    /// All points, and the same range on both axes.
    void showAll()
    {
        double least = 1, most = 10;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto [low, high] = std::minmax({points[i].measured, points[i].predicted});
            least = i == 0 ? low : std::min(least, low);
            most = i == 0 ? high : std::max(most, high);
        }
        const QCPRange range(least / 1.4, most * 1.4);
        canvas->xAxis->setRange(range);
        canvas->yAxis->setRange(range);
        for (const auto& [line, factor] : {std::pair(lower, 1 - scatter_plot::band), std::pair(upper, 1 + scatter_plot::band), std::pair(diagonal, 1.0)})
            line->setData({range.lower, range.upper}, {range.lower * factor, range.upper * factor}, true);
    }
};

ScatterPlot::ScatterPlot(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_parts->canvas = new QCustomPlot;
    m_parts->canvas->setMouseTracking(true);
    m_parts->canvas->setFocusPolicy(Qt::NoFocus);
    m_parts->canvas->installEventFilter(this);
    layout->addWidget(m_parts->canvas);
    m_parts->setUpAxis(*m_parts->canvas->xAxis);
    m_parts->setUpAxis(*m_parts->canvas->yAxis);
    m_parts->addGraphs();
    applyColours();
    connect(&Colours::instance(), &Colours::changed, this, &ScatterPlot::applyColours);
}

ScatterPlot::~ScatterPlot() = default;

void ScatterPlot::setPoints(std::vector<ScatterPoint> points, const QString& measuredTitle, const QString& predictedTitle)
{
    m_parts->points = std::move(points);
    for (int which = 0; which < scatter_plot::graphs; ++which) {
        QVector<double> measured, predicted;
        for (const ScatterPoint& point : m_parts->points)
            if (scatter_plot::graphOf(point) == which) {
                measured.append(point.measured);
                predicted.append(point.predicted);
            }
        m_parts->graphs[static_cast<std::size_t>(which)]->setData(measured, predicted);
    }
    m_parts->canvas->xAxis->setLabel(measuredTitle);
    m_parts->canvas->yAxis->setLabel(predictedTitle);
    m_parts->showAll();
    m_parts->canvas->replot(QCustomPlot::rpQueuedReplot);
}

QPoint ScatterPlot::placeOf(int point) const
{
    const ScatterPoint& at = m_parts->points[static_cast<std::size_t>(point)];
    return QPointF(m_parts->canvas->xAxis->coordToPixel(at.measured), m_parts->canvas->yAxis->coordToPixel(at.predicted)).toPoint();
}

int ScatterPlot::pointAt(QPoint place) const
{
    int found = -1;
    double nearest = scatter_plot::reach;
    for (const bool faint : {false, true}) {
        for (std::size_t i = 0; i < m_parts->points.size(); ++i) {
            const QPoint away = placeOf(static_cast<int>(i)) - place;
            const double distance = std::hypot(away.x(), away.y());
            if (m_parts->points[i].isFaint == faint && distance < nearest) {
                nearest = distance;
                found = static_cast<int>(i);
            }
        }
        if (found >= 0)
            break;
    }
    return found;
}

bool ScatterPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove) {
        const auto* move = static_cast<QMouseEvent*>(event);
        const int point = pointAt(move->position().toPoint());
        if (point >= 0)
            QToolTip::showText(move->globalPosition().toPoint(), m_parts->points[static_cast<std::size_t>(point)].text, m_parts->canvas);
        else
            QToolTip::hideText();
    }
    return QWidget::eventFilter(watched, event);
}

void ScatterPlot::applyColours()
{
    QFont small = font();
    small.setPixelSize(11);
    for (QCPAxis* axis : {m_parts->canvas->xAxis, m_parts->canvas->yAxis}) {
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->setTickLabelColor(colour(core::ColourRole::MutedText));
        axis->setLabelColor(colour(core::ColourRole::Text));
        for (const auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen})
            (axis->*set)(QPen(colour(core::ColourRole::Border), 0));
        axis->grid()->setPen(QPen(colour(core::ColourRole::Grid), 0));
    }
    m_parts->canvas->setBackground(QBrush(colour(core::ColourRole::Panel)));
    m_parts->lower->setPen(Qt::NoPen);
    m_parts->upper->setPen(Qt::NoPen);
    QColor shade = colour(core::ColourRole::Success);
    shade.setAlphaF(0.16F);
    m_parts->upper->setBrush(shade);
    m_parts->diagonal->setPen(QPen(colour(core::ColourRole::MutedText), 1, Qt::DashLine));
    for (int which = 0; which < scatter_plot::graphs; ++which)
        m_parts->graphs[static_cast<std::size_t>(which)]->setScatterStyle(scatter_plot::styleOf(static_cast<scatter_plot::Graph>(which)));
    m_parts->canvas->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace ui
