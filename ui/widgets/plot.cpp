#include "ui/widgets/plot.h"

#include "ui/widgets/colours.h"

#include <QEvent>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <vector>

namespace ui {
namespace plot {

/// Round times with units, as everywhere else.
class TimeTicker : public QCPAxisTicker
{
public:
    void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks, QVector<double>* subTicks,
        QVector<QString>* labels) override
    {
        ticks.clear();
        if (subTicks)
            subTicks->clear();
        if (labels)
            labels->clear();
        const auto at = [](double x) { return core::Nanoseconds(static_cast<std::int64_t>(std::llround(x))); };
        for (const core::TimeTick& tick : core::timeTicks(at(range.lower), at(range.upper), tickCount())) {
            ticks.append(static_cast<double>(tick.at.count));
            if (labels)
                labels->append(QString::fromStdString(tick.label));
        }
    }
};

PlotMapping mappingOf(const QCPAxisRect& rect, core::Nanoseconds start, core::Nanoseconds end)
{
    return {rect.rect(), {start, end, static_cast<double>(rect.left()), static_cast<double>(rect.width())}};
}

struct Times
{
    core::Nanoseconds start;
    core::Nanoseconds end {1};
};

/// Paints into the window. QCustomPlot itself paints into transparent buffers as large as the window, one for the overlay,
/// and those into the window: two thirds of the time of a frame of 3840x2160.
class UnbufferedPlot : public QCustomPlot
{
public:
    UnbufferedPlot() { mReplotting = true; } // replot(), which fills the buffers, does nothing then

    QBrush background;
    QRegion opaque; ///< painted by the rows
    void layOutAgain() { updateLayout(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (mBufferDevicePixelRatio != devicePixelRatioF()) // labels of axes follow it
            setBufferDevicePixelRatio(devicePixelRatioF());
        QCPPainter painter(this);
        for (const QRect& part : QRegion(rect()) - opaque)
            painter.fillRect(part, background);
        draw(&painter);
    }
    void resizeEvent(QResizeEvent*) override
    {
        setViewport(rect());
        updateLayout();
    }
};

/// Runs a drawable as a layerable of QCustomPlot: `draw` on the main layer, `drawOverlay` on the overlay.
class Adapter : public QCPAbstractPlottable
{
public:
    Adapter(QCPAxisRect& rect, Drawable& drawable, const Times& times, bool overlay)
        : QCPAbstractPlottable(rect.axis(QCPAxis::atTop), rect.axis(QCPAxis::atLeft))
        , m_rect(rect)
        , m_drawable(drawable)
        , m_times(times)
        , m_overlay(overlay)
    {
        setAntialiased(false);
        setLayer(overlay ? QStringLiteral("overlay") : QStringLiteral("main"));
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain) const override { return found = false, QCPRange(); }
    QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override
    {
        return found = false, QCPRange();
    }

protected:
    void draw(QCPPainter* painter) override
    {
        if (!m_rect.visible())
            return;
        const PlotMapping mapping = mappingOf(m_rect, m_times.start, m_times.end);
        painter->setClipRect(mapping.area); // QCPLayer clips one pixel higher
        if (m_overlay)
            m_drawable.drawOverlay(*painter, mapping);
        else
            m_drawable.draw(*painter, mapping);
    }
    void drawLegendIcon(QCPPainter*, const QRectF&) const override { }

private:
    QCPAxisRect& m_rect;
    Drawable& m_drawable;
    const Times& m_times;
    bool m_overlay;
};

} // namespace plot

void Drawable::drawOverlay(QPainter&, const PlotMapping&) { }

class Plot::Parts
{
public:
    plot::UnbufferedPlot* canvas = nullptr;
    QCPMarginGroup* margins = nullptr;
    QSharedPointer<plot::TimeTicker> ticker {new plot::TimeTicker};
    std::vector<QCPAxisRect*> rows;
    std::vector<QCPAxisRect*> opaqueRows;
    plot::Times times;

    void updateOpaque()
    {
        canvas->opaque = QRegion();
        for (const QCPAxisRect* rect : opaqueRows)
            if (rect->layout())
                canvas->opaque += rect->rect();
    }
    void applyColours(const QFont& font)
    {
        canvas->background = colour(core::ColourRole::Panel);
        for (QCPAxisRect* rect : rows) {
            QCPAxis* axis = rect->axis(QCPAxis::atTop);
            QFont small = font;
            small.setPixelSize(11);
            axis->setTickLabelFont(small);
            axis->setTickLabelColor(colour(core::ColourRole::MutedText));
            axis->setBasePen(QPen(colour(core::ColourRole::Border), 0));
            axis->setTickPen(QPen(colour(core::ColourRole::Border), 0));
            axis->grid()->setPen(QPen(colour(core::ColourRole::Grid), 0));
        }
    }
};

Plot::Plot(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_parts->canvas = new plot::UnbufferedPlot;
    m_parts->canvas->setBackground(Qt::NoBrush);
    m_parts->canvas->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_parts->canvas->setFocusPolicy(Qt::NoFocus);
    m_parts->canvas->setInteractions(QCP::iNone);
    m_parts->canvas->plotLayout()->clear();
    m_parts->canvas->plotLayout()->setRowSpacing(rowGap);
    m_parts->canvas->setNotAntialiasedElements(QCP::aeAll);
    m_parts->margins = new QCPMarginGroup(m_parts->canvas);
    layout->addWidget(m_parts->canvas);
    connect(m_parts->canvas, &QCustomPlot::afterLayout, this, [this] { m_parts->updateOpaque(); });
    connect(&Colours::instance(), &Colours::changed, this, [this] {
        m_parts->applyColours(font());
        replot();
    });
}

Plot::~Plot() = default;

void Plot::addRow(Drawable& drawable, int height)
{
    auto* rect = new QCPAxisRect(m_parts->canvas, false);
    const bool first = m_parts->rows.empty();
    QCPAxis* value = rect->addAxis(QCPAxis::atLeft);
    value->setVisible(false);
    QCPAxis* time = rect->addAxis(QCPAxis::atTop);
    time->setTicker(m_parts->ticker);
    time->setTickLabels(first);
    time->setTicks(first);
    time->setTickLengthIn(0);
    time->setTickLengthOut(4);
    time->setTickLabelPadding(3);
    rect->setAutoMargins(QCP::msNone);
    rect->setMinimumMargins({});
    rect->setMargins({0, first ? rulerHeight : 0, 0, 0});
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, m_parts->margins);
    if (height > 0) {
        rect->setMinimumSize(0, height);
        rect->setMaximumSize(QWIDGETSIZE_MAX, height);
    }
    m_parts->rows.push_back(rect);
    m_parts->canvas->plotLayout()->addElement(m_parts->canvas->plotLayout()->rowCount(), 0, rect);
    if (drawable.isOpaque()) {
        m_parts->opaqueRows.push_back(rect);
        time->grid()->setVisible(false);
    }
    new plot::Adapter(*rect, drawable, m_parts->times, false); // QCustomPlot owns its plottables
    new plot::Adapter(*rect, drawable, m_parts->times, true);
    m_parts->applyColours(font());
}

/// QCustomPlot lays out what it shows only if the others are not in its layout.
void Plot::setRowVisible(int row, bool visible)
{
    QCPAxisRect* rect = m_parts->rows[static_cast<std::size_t>(row)];
    if (rect->visible() == visible)
        return;
    rect->setVisible(visible);
    QCPLayoutGrid* layout = m_parts->canvas->plotLayout();
    for (QCPAxisRect* one : m_parts->rows)
        if (one->layout())
            layout->take(one);
    layout->simplify();
    for (QCPAxisRect* one : m_parts->rows)
        if (one->visible())
            layout->addElement(layout->rowCount(), 0, one);
    m_parts->canvas->layOutAgain();
    m_parts->updateOpaque();
    replot();
}

void Plot::setRowHeight(int row, int height)
{
    QCPAxisRect* rect = m_parts->rows[static_cast<std::size_t>(row)];
    rect->setMinimumSize(0, height);
    rect->setMaximumSize(QWIDGETSIZE_MAX, height);
    m_parts->canvas->layOutAgain();
    m_parts->updateOpaque();
    replot();
}

void Plot::setTimes(core::Nanoseconds start, core::Nanoseconds end)
{
    m_parts->times = {start, std::max(end, start + core::Nanoseconds(1))};
    for (QCPAxisRect* rect : m_parts->rows)
        rect->axis(QCPAxis::atTop)
            ->setRange(static_cast<double>(m_parts->times.start.count), static_cast<double>(m_parts->times.end.count));
}

PlotMapping Plot::mapping(int row) const
{
    return plot::mappingOf(*m_parts->rows[static_cast<std::size_t>(row)], m_parts->times.start, m_parts->times.end);
}

void Plot::replot() { m_parts->canvas->update(); }

void Plot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        m_parts->applyColours(font());
    QWidget::changeEvent(event);
}

void Plot::resizeEvent(QResizeEvent* event)
{
    m_parts->ticker->setTickCount(std::max(2, width() / 100));
    QWidget::resizeEvent(event);
}

} // namespace ui
