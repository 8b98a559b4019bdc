#include "ui/widgets/line_chart.h"

#include "ui/widgets/colours.h"

#include <QEvent>
#include <QLabel>
#include <QLineF>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {
namespace line_chart {

using core::ColourRole;
constexpr double reach = 10; ///< pixels around a mark or line that are it
constexpr int betweenNames = 24;

/// Ticks in the words of whoever shows them.
class WordTicker : public QCPAxisTicker
{
public:
    std::function<QString(double)> words;
    bool isLogarithmic = false;

protected:
    /// On a logarithmic axis 1, 2 and 5 of every decade.
    QVector<double> createTickVector(double step, const QCPRange& range) override
    {
        if (!isLogarithmic || range.lower <= 0)
            return QCPAxisTicker::createTickVector(step, range);
        QVector<double> ticks;
        for (double decade = std::pow(10, std::floor(std::log10(range.lower))); decade <= range.upper; decade *= 10)
            for (const double digit : {1, 2, 5})
                if (decade * digit >= range.lower && decade * digit <= range.upper)
                    ticks.append(decade * digit);
        if (ticks.size() < 2)
            return QCPAxisTicker::createTickVector(step, range);
        const qsizetype every = (ticks.size() + mTickCount - 1) / mTickCount;
        QVector<double> shown;
        for (qsizetype i = 0; i < ticks.size(); i += every)
            shown.append(ticks[i]);
        return shown;
    }
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override
    {
        return words ? words(tick) : QCPAxisTicker::getTickLabel(tick, locale, format, precision);
    }
};

QCPScatterStyle::ScatterShape shapeOf(std::size_t line)
{
    constexpr std::array shapes {QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond,
        QCPScatterStyle::ssTriangleInverted, QCPScatterStyle::ssCircle};
    return shapes[line % shapes.size()];
}

} // namespace line_chart

class LineChart::Parts
{
public:
    QCustomPlot* plot = nullptr;
    QLabel* empty = nullptr;
    QSharedPointer<line_chart::WordTicker> xTicker {new line_chart::WordTicker}, yTicker {new line_chart::WordTicker};
    std::vector<Line> lines;
    std::vector<Mark> marks;
    std::optional<int> highlighted;
    Axis x, y;
    bool isLegendShown = true;

    QPointF pixel(QPointF point) const { return {plot->xAxis->coordToPixel(point.x()), plot->yAxis->coordToPixel(point.y())}; }
};

LineChart::LineChart(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    QCustomPlot* plot = m_parts->plot = new QCustomPlot;
    plot->setInteractions(QCP::iNone);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->installEventFilter(this);
    plot->xAxis->setTicker(m_parts->xTicker);
    plot->yAxis->setTicker(m_parts->yTicker);
    plot->plotLayout()->insertRow(0); // the legend lies above the curves, never on them
    auto* above = new QCPLayoutGrid;
    plot->plotLayout()->addElement(0, 0, above);
    above->addElement(0, 0, plot->legend);
    above->addElement(0, 1, new QCPLayoutElement); // takes the room that names do not need
    above->setColumnStretchFactor(0, 0.001);
    above->setColumnSpacing(0);
    plot->plotLayout()->setRowStretchFactor(0, 0.001);
    plot->plotLayout()->setRowSpacing(0);
    plot->legend->setFillOrder(QCPLegend::foColumnsFirst);
    plot->legend->setBorderPen(Qt::NoPen);
    plot->legend->setMargins({8, 4, 8, 0});
    plot->legend->setColumnSpacing(line_chart::betweenNames);
    plot->setMinimumSize(240, 100);
    column->addWidget(plot);
    m_parts->empty = new QLabel;
    m_parts->empty->setAlignment(Qt::AlignCenter);
    m_parts->empty->setWordWrap(true);
    m_parts->empty->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_parts->empty);
    connect(&Colours::instance(), &Colours::changed, this, &LineChart::draw);
}

LineChart::~LineChart() = default;

void LineChart::setAxes(Axis x, Axis y)
{
    m_parts->xTicker->words = x.words;
    m_parts->yTicker->words = y.words;
    m_parts->x = std::move(x);
    m_parts->y = std::move(y);
    draw();
}

void LineChart::setLegendShown(bool shown)
{
    m_parts->isLegendShown = shown;
    draw();
}

void LineChart::setEmptyText(const QString& words) { m_parts->empty->setText(words); }

void LineChart::setContent(std::vector<Line> lines, std::vector<Mark> marks)
{
    m_parts->lines = std::move(lines);
    m_parts->marks = std::move(marks);
    m_parts->highlighted.reset();
    draw();
}

void LineChart::setHighlighted(std::optional<int> mark)
{
    m_parts->highlighted = mark;
    draw();
}

QPointF LineChart::pixelOf(QPointF point) const { return m_parts->plot->mapTo(this, m_parts->pixel(point).toPoint()); }

void LineChart::draw()
{
    using namespace line_chart;
    QCustomPlot& plot = *m_parts->plot;
    plot.clearPlottables();
    plot.setVisible(!m_parts->lines.empty());
    m_parts->empty->setVisible(m_parts->lines.empty());
    plot.setBackground(QBrush(colour(ColourRole::Panel)));
    QFont small = font();
    small.setPixelSize(11);
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
        axis->setLabel(axis == plot.xAxis ? m_parts->x.name : m_parts->y.name);
        axis->setLabelFont(small);
        axis->setTickLabelFont(small);
        axis->setLabelColor(colour(ColourRole::MutedText));
        axis->setTickLabelColor(colour(ColourRole::MutedText));
        axis->setBasePen(QPen(colour(ColourRole::Border)));
        axis->setTickPen(QPen(colour(ColourRole::Border)));
        axis->setSubTickPen(Qt::NoPen);
        axis->grid()->setPen(QPen(colour(ColourRole::Grid)));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    for (std::size_t i = 0; i < m_parts->lines.size(); ++i) {
        const Line& line = m_parts->lines[i];
        QCPGraph* graph = plot.addGraph();
        graph->setName(line.name);
        graph->setPen(QPen(colour(line.role), 2, line.isFaint ? Qt::DashLine : Qt::SolidLine));
        if (line.style != Style::Plain)
            graph->setScatterStyle(QCPScatterStyle(shapeOf(i), colour(line.role), colour(line.role), 7));
        if (line.style == Style::Points)
            graph->setLineStyle(QCPGraph::lsNone);
        QVector<double> keys, values;
        for (const auto& point : line.points) {
            keys.append(point ? point->x() : std::nan(""));
            values.append(point ? point->y() : std::nan(""));
        }
        graph->setData(keys, values, line.style != Style::Points); // as they come: a step has two values at one place
    }
    for (std::size_t i = 0; i < m_parts->marks.size(); ++i) {
        const bool lit = m_parts->highlighted == static_cast<int>(i);
        QCPGraph* graph = plot.addGraph();
        graph->removeFromLegend();
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colour(ColourRole::Critical), 2), lit ? QBrush(colour(ColourRole::Critical)) : QBrush(colour(ColourRole::Panel)), lit ? 13 : 11));
        graph->addData(m_parts->marks[i].at.x(), m_parts->marks[i].at.y());
    }
    fitAxes();
    const bool hasLegend = m_parts->isLegendShown && m_parts->lines.size() > 1;
    plot.legend->setVisible(hasLegend);
    plot.legend->setMaximumSize(QWIDGETSIZE_MAX, hasLegend ? QWIDGETSIZE_MAX : 0);
    plot.legend->setFont(small);
    plot.legend->setTextColor(colour(ColourRole::Text));
    plot.legend->setBrush(Qt::NoBrush);
    fitWords();
    plot.replot(QCustomPlot::rpQueuedReplot);
}

/// As many ticks as there is room for their words, and as many names of lines abreast.
void LineChart::fitWords()
{
    constexpr int margin = 72; // of the other axis
    QCustomPlot& plot = *m_parts->plot;
    const QFontMetrics metrics(plot.xAxis->tickLabelFont());
    const QCPRange range = plot.xAxis->range();
    int tick = 0;
    for (const double value : {range.lower, range.center(), range.upper})
        if (m_parts->x.words)
            tick = std::max(tick, metrics.horizontalAdvance(m_parts->x.words(value)));
    const auto ticksIn = [](int length, int each, const Axis& axis) { return std::clamp(length / std::max(1, each), 2, axis.isLogarithmic ? 9 : 5); };
    m_parts->xTicker->setTickCount(ticksIn(plot.width() - margin, tick + line_chart::betweenNames, m_parts->x));
    m_parts->yTicker->setTickCount(ticksIn(plot.height() - margin, 2 * metrics.height(), m_parts->y));
    int name = 0;
    for (const Line& line : m_parts->lines)
        name = std::max(name, metrics.horizontalAdvance(line.name));
    plot.legend->setWrap(std::max(1, plot.width() / (name + plot.legend->iconSize().width() + 2 * line_chart::betweenNames)));
    plot.legend->setFillOrder(QCPLegend::foColumnsFirst); // puts them in place
}

void LineChart::fitAxes()
{
    Parts& parts = *m_parts;
    QCPRange x, y;
    bool any = false;
    for (const Line& line : parts.lines)
        for (const auto& point : line.points)
            if (point) {
                x = any ? QCPRange(std::min(x.lower, point->x()), std::max(x.upper, point->x())) : QCPRange(point->x(), point->x());
                y = any ? QCPRange(std::min(y.lower, point->y()), std::max(y.upper, point->y())) : QCPRange(point->y(), point->y());
                any = true;
            }
    const auto fit = [](QCPAxis& axis, const Axis& wanted, const QSharedPointer<line_chart::WordTicker>& ticker, QCPRange range, bool fromZero, double margin) {
        axis.setScaleType(wanted.isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        ticker->isLogarithmic = wanted.isLogarithmic;
        if (wanted.isLogarithmic) {
            const double share = std::pow(std::max(range.upper / std::max(range.lower, 1e-300), 1.2), margin);
            axis.setRange(range.lower > 0 ? QCPRange(range.lower / share, range.upper * share) : QCPRange(1, 10));
            return;
        }
        if (fromZero)
            range.lower = 0;
        if (range.size() <= 0)
            range.upper = range.lower + 1;
        axis.setRange(fromZero ? range.lower : range.lower - margin * range.size(), range.upper + margin * range.size());
    };
    fit(*parts.plot->xAxis, parts.x, parts.xTicker, x, false, 0.04);
    fit(*parts.plot->yAxis, parts.y, parts.yTicker, y, parts.y.fromZero, 0.08);
}

void LineChart::click(QPointF at)
{
    const Parts& parts = *m_parts;
    for (std::size_t i = 0; i < parts.marks.size(); ++i)
        if (QLineF(parts.pixel(parts.marks[i].at), at).length() < line_chart::reach)
            return emit markClicked(static_cast<int>(i));
    for (std::size_t i = 0; i < parts.lines.size(); ++i)
        for (std::size_t p = 0; parts.lines[i].style == Style::Points && p < parts.lines[i].points.size(); ++p)
            if (const auto& point = parts.lines[i].points[p]; point && QLineF(parts.pixel(*point), at).length() < line_chart::reach)
                return emit pointClicked(static_cast<int>(i), static_cast<int>(p));
    for (std::size_t i = 0; i < parts.lines.size(); ++i)
        if (const double gap = parts.plot->graph(static_cast<int>(i))->selectTest(at, false); gap >= 0 && gap < line_chart::reach)
            return emit lineClicked(static_cast<int>(i));
}

void LineChart::hover(QPointF at)
{
    const Parts& parts = *m_parts;
    QString words;
    for (const Line& line : parts.lines)
        for (const auto& point : line.points)
            if (point && QLineF(parts.pixel(*point), at).length() < line_chart::reach)
                words = QStringLiteral("%1: %2, %3").arg(line.name, parts.x.words(point->x()), parts.y.words(point->y()));
    for (const Mark& mark : parts.marks)
        if (QLineF(parts.pixel(mark.at), at).length() < line_chart::reach)
            words = mark.words;
    QToolTip::showText(parts.plot->mapToGlobal(at.toPoint()), words, parts.plot);
}

bool LineChart::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fitWords();
    else if (event->type() == QEvent::MouseButtonPress)
        click(static_cast<QMouseEvent*>(event)->position());
    else if (event->type() == QEvent::MouseMove)
        hover(static_cast<QMouseEvent*>(event)->position());
    return QWidget::eventFilter(object, event);
}

void LineChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        draw();
    QWidget::changeEvent(event);
}

} // namespace ui
