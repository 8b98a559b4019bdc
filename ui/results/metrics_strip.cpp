#include "ui/results/metrics_strip.h"

#include "ui/results/metric_texts.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <vector>

namespace ui {
namespace metrics_strip {

constexpr int wide = 32, narrow = 16;    ///< between figures
constexpr int leastWidth = 480;          ///< of the strip
constexpr int leastCauses = 170;         ///< for the causes
const std::array lessImportant {"hfu", "mfu", "peakMemory", "tokensPerSecond", "bubbleRatio"}; ///< the least important first

} // namespace metrics_strip

MetricsStrip::MetricsStrip(Session& session, QWidget* parent)
    : QFrame(parent)
    , m_session(session)
    , m_feasibility(new QToolButton)
    , m_causes(new ElidedLabel)
    , m_state(mutedLabel({}))
    , m_progress(new QProgressBar)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // it leaves figures out instead
    for (const MetricText& metric : metricTexts({}))
        addCell(*layout, metric.key, metric.caption, metric.explanation);
    m_feasibility->setObjectName(QStringLiteral("feasibility"));
    m_feasibility->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_feasibility->setAutoRaise(true);
    m_feasibility->setToolTip(tr("Show the memory of every device"));
    layout->addWidget(m_feasibility);
    auto* causes = new QWidget;
    causes->setMinimumWidth(metrics_strip::leastCauses);
    auto* why = new QVBoxLayout(causes);
    why->setContentsMargins({});
    why->setSpacing(0);
    auto* name = new ElidedLabel(tr("Where the time of idle devices goes"));
    name->setForegroundRole(QPalette::PlaceholderText);
    m_causes->setObjectName(QStringLiteral("bubbleCauses"));
    m_causes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    why->addWidget(name);
    why->addWidget(m_causes);
    layout->addWidget(causes, 1);
    m_state->setObjectName(QStringLiteral("resultState"));
    m_state->setWordWrap(false);
    layout->addWidget(m_state);
    m_progress->setObjectName(QStringLiteral("simulationProgress"));
    m_progress->setAccessibleName(tr("Progress of the simulation"));
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(120, 8);
    layout->addWidget(m_progress);
    connect(m_feasibility, &QToolButton::clicked, this, &MetricsStrip::memoryWanted);
    connect(&session, &Session::resultsChanged, this, &MetricsStrip::rebuild);
    connect(&session, &Session::simulationStarted, this, &MetricsStrip::showState);
    connect(&session, &Session::simulationEnded, this, &MetricsStrip::showState);
    connect(&session, &Session::simulationProgressed, this,
        [this](double share) { m_progress->setValue(static_cast<int>(share * 1000)); });
    rebuild();
}

void MetricsStrip::addCell(QHBoxLayout& layout, const char* key, const QString& caption, const QString& explanation)
{
    m_cells[key] = new QWidget;
    auto* cell = new QVBoxLayout(m_cells[key]);
    cell->setContentsMargins({});
    cell->setSpacing(0);
    QLabel* name = mutedLabel(caption);
    name->setWordWrap(false);
    QLabel* value = titleLabel({});
    value->setWordWrap(false);
    value->setObjectName(QLatin1String(key));
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QLabel* label : {name, value})
        label->setToolTip(explanation);
    cell->addWidget(name);
    cell->addWidget(value);
    layout.addWidget(m_cells[key]);
    m_values[key] = value;
}

void MetricsStrip::rebuild()
{
    const auto result = m_session.result();
    for (const MetricText& metric : metricTexts(result ? result->metrics : core::Metrics())) {
        QLabel* value = m_values.at(metric.key);
        value->setText(result ? metric.value : QStringLiteral("–"));
        value->setAccessibleName(metric.caption + QStringLiteral(": ") + value->text());
        value->setForegroundRole(m_session.isStale() ? QPalette::PlaceholderText : QPalette::WindowText);
    }
    m_feasibility->setVisible(result != nullptr);
    m_causes->setWhole(result ? causesText(*result) : QStringLiteral("–"));
    if (result) {
        m_feasibility->setText(feasibilityText(result->metrics));
        m_feasibility->setIcon(icon(result->metrics.feasible ? "data-success" : "data-error"));
    }
    showState();
}

void MetricsStrip::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fit();
}

/// The words have other widths.
bool MetricsStrip::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        fit();
    return QFrame::event(event);
}

QSize MetricsStrip::minimumSizeHint() const { return {metrics_strip::leastWidth, QFrame::minimumSizeHint().height()}; }

/// Changes only what must be another: each change asks for a layout.
void MetricsStrip::fit()
{
    using namespace metrics_strip;
    std::vector<QWidget*> optional;
    for (const char* key : lessImportant)
        optional.push_back(m_cells.at(key));
    optional.push_back(m_state);
    const auto room = [this](const QWidget* widget) { return std::max(widget->minimumSizeHint().width(), widget->minimumWidth()); };
    int count = 0, wanted = layout()->contentsMargins().left() + layout()->contentsMargins().right();
    for (int i = 0; i < layout()->count(); ++i) {
        const QWidget* widget = layout()->itemAt(i)->widget();
        if (widget->isHidden() && std::find(optional.begin(), optional.end(), widget) == optional.end())
            continue;
        wanted += room(widget);
        ++count;
    }
    const int elided = std::max(0, m_causes->fontMetrics().horizontalAdvance(m_causes->whole()) - leastCauses);
    const int spacing = wanted + elided + (count - 1) * wide <= width() ? wide : narrow; // the causes come before the gaps
    wanted += (count - 1) * spacing;
    if (layout()->spacing() != spacing)
        layout()->setSpacing(spacing);
    for (QWidget* widget : optional) {
        const bool isTooWide = wanted > width();
        wanted -= isTooWide ? room(widget) + spacing : 0;
        if (widget->isHidden() != isTooWide)
            widget->setHidden(isTooWide);
    }
}

void MetricsStrip::showState()
{
    const auto result = m_session.result();
    const bool running = m_session.isSimulating();
    m_progress->setVisible(running);
    if (!running)
        m_progress->setValue(0);
    m_state->setForegroundRole(m_session.isStale() ? QPalette::WindowText : QPalette::PlaceholderText);
    if (running)
        m_state->setText(tr("Simulating…"));
    else if (m_session.isStale())
        m_state->setText(tr("Out of date – F5 simulates again"));
    else if (result)
        m_state->setText(tr("Simulated in %1").arg(text(core::Nanoseconds(result->took.count()))));
    else
        m_state->setText(m_session.canSimulate() ? tr("Not simulated yet – F5") : tr("Nothing to simulate yet"));
    fit();
}

} // namespace ui
