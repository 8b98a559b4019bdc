#include "ui/search/search_charts.h"

#include "core/search/search_tree.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <cmath>

namespace ui {
namespace search_charts {

QString timeWords(double seconds) { return text(core::rounded(core::Seconds(std::max(0.0, seconds)))); }
QString memoryWords(double gibibytes) { return text(core::gibibytes(gibibytes)); }

QWidget* titled(const QString& title, std::initializer_list<QWidget*> widgets)
{
    auto* whole = new QWidget;
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(8, 8, 8, 4);
    layout->setSpacing(4);
    layout->addWidget(sectionLabel(title));
    for (QWidget* widget : widgets)
        layout->addWidget(widget, qobject_cast<LineChart*>(widget) ? 1 : 0);
    return whole;
}

LineChart::Line points(const QString& name, core::ColourRole role, const std::vector<core::RankedPlan>& plans)
{
    LineChart::Line line;
    line.name = name;
    line.role = role;
    line.style = LineChart::Style::Points;
    for (const core::RankedPlan& plan : plans)
        line.points.push_back(QPointF(core::seconds(plan.evaluation.iterationTime).value, plan.evaluation.peakBytes / core::gibibytes(1).value));
    return line;
}

} // namespace search_charts

SearchCharts::SearchCharts(QWidget* parent) : QWidget(parent), m_gap(new LineChart), m_front(new LineChart), m_statement(mutedLabel({}))
{
    m_gap->setObjectName(QStringLiteral("searchGap"));
    m_front->setObjectName(QStringLiteral("searchFront"));
    m_gap->setAxes({tr("time searched"), search_charts::timeWords}, {QString(), search_charts::timeWords, false});
    m_front->setAxes({tr("iteration time"), search_charts::timeWords, false, true}, {tr("peak memory"), search_charts::memoryWords, false, true});
    m_gap->setEmptyText(tr("How the gap closes while a search goes on."));
    m_front->setEmptyText(tr("The best plans, when a search has ended."));
    auto* both = new QSplitter(Qt::Vertical);
    both->addWidget(search_charts::titled(tr("Best plan and bound"), {m_gap}));
    both->addWidget(search_charts::titled(tr("Time against memory"), {m_front, m_statement}));
    both->setSizes({200, 260});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(both);
    connect(m_front, &LineChart::pointClicked, this, &SearchCharts::choose);
}

void SearchCharts::setHistory(const std::vector<GapPoint>& history, const core::Objective& objective)
{
    const bool isTime = core::isTime(objective);
    const double unit = isTime ? 1e-9 : 1;
    m_gap->setAxes({tr("time searched"), search_charts::timeWords},
        {tr("score"), [=](double score) { return text(core::formattedScore(objective, score / unit)); }, false});
    LineChart::Line best {tr("best plan"), core::ColourRole::Accent, {}, false, LineChart::Style::Plain};
    LineChart::Line bound {tr("no plan is below"), core::ColourRole::MutedText, {}, false, LineChart::Style::Plain};
    const auto add = [unit](LineChart::Line& line, double at, double score) {
        if (!line.points.empty())
            line.points.push_back(QPointF(at, line.points.back()->y())); // it held until now
        line.points.push_back(QPointF(at, score * unit));
    };
    for (const GapPoint& point : history) {
        if (point.best)
            add(best, point.seconds, *point.best);
        add(bound, point.seconds, point.bound);
    }
    std::vector<LineChart::Line> lines;
    if (!history.empty())
        lines = {std::move(best), std::move(bound)};
    m_gap->setContent(std::move(lines), {});
}

void SearchCharts::setOutcome(std::shared_ptr<const core::SearchOutcome> outcome)
{
    m_outcome = std::move(outcome);
    std::vector<LineChart::Line> lines;
    if (m_outcome && !m_outcome->ranked.empty())
        lines = {search_charts::points(tr("best plans"), core::ColourRole::MutedText, m_outcome->ranked), search_charts::points(tr("front"), core::ColourRole::Accent, m_outcome->front)};
    m_front->setContent(std::move(lines), {});
    m_statement->setText(m_outcome && !m_outcome->ranked.empty() ? tr("Front: %1.").arg(text(core::frontStatement(*m_outcome))) : QString());
}

void SearchCharts::choose(int line, int point)
{
    if (m_outcome)
        emit planChosen((line == 0 ? m_outcome->ranked : m_outcome->front)[static_cast<std::size_t>(point)]);
}

} // namespace ui
